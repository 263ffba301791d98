"""The county on a Monday in November, in which requests on own data are taken in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from casework.engine import moment
from casework.engine.lawbook import forget
from tests.world import MONDAY, World

from .county import county


@pytest.fixture
def world(db: None) -> Iterator[World]:
    forget()
    with moment.at(MONDAY):
        yield county()
