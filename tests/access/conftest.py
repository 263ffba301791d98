"""The county of the matrix, made once for a module; what a check changes is rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.utils import translation

from casework.engine import moment
from casework.engine.lawbook import forget

from .county import MONDAY, County, build_county


@contextmanager
def undone() -> Iterator[None]:
    """What happens in the block is rolled back. An attempt may be put on record in it, as outside any transaction."""
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def county(django_db_setup: None, django_db_blocker: Any) -> Iterator[County]:
    """The county, for all tests of a module."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        from django.conf import settings

        patch.setattr(settings, "API_REQUESTS_A_MINUTE", 0, raising=False)
        forget()
        cache.clear()
        with undone(), moment.at(MONDAY), translation.override("zh-hans"):
            yield build_county()
    forget()
    cache.clear()


@pytest.fixture(autouse=True)
def db(county: County) -> Iterator[None]:
    """The database of a test: the county, and whatever the test does to it is undone. Stands in for the usual one."""
    cache.clear()
    with undone(), moment.at(MONDAY), translation.override("zh-hans"):
        yield
