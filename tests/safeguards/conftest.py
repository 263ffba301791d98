"""The county with every item, its providers and who reviews the law; made once for each file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import translation

from casework.engine import moment
from casework.engine.lawbook import forget
from casework.models import Duty
from tests.access.conftest import undone
from tests.every_item import give_every_power
from tests.vouchers.county import build_with_providers
from tests.world import MONDAY, World

from .doors import Doors


@pytest.fixture(scope="module")
def county(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The county, for all tests of a file."""
    with django_db_blocker.unblock():
        forget()
        with undone(), moment.at(MONDAY), translation.override("en"):
            world = build_with_providers()
            give_every_power(world)
            world.officer("jurist", (Duty.LEGAL_REVIEW, "YX"))
            yield world
    forget()
    cache.clear()


@pytest.fixture(autouse=True)
def db(county: World) -> Iterator[None]:
    """The database of a test: the county; what a test does is undone. Stands in for the usual one."""
    cache.clear()
    with undone(), moment.at(MONDAY), translation.override("en"):
        yield


@pytest.fixture
def world(county: World) -> World:
    """The same county, under the name that the other tests use."""
    return county


@pytest.fixture
def doors(county: World) -> Doors:
    """The pages and the interface."""
    return Doors(county)
