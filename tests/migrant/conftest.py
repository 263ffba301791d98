"""The county on a Monday in November, with the powers for the item of this suite."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from casework.engine import moment
from tests.world import MONDAY, World

from .county import county


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with moment.at(MONDAY):
        yield county()
