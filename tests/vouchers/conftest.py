"""The county on a Monday in November, with its providers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.utils import translation

from casework.engine import moment
from casework.engine.lawbook import forget
from tests.world import MONDAY, World

from .county import build_with_providers


@pytest.fixture
def world(db: None) -> Iterator[World]:
    forget()
    cache.clear()
    before = translation.get_language()
    with moment.at(MONDAY):
        yield build_with_providers()
    translation.activate(before or "zh-hans")
