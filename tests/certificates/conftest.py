"""The county of the tests of acts, and no failure counted yet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from tests.acts.conftest import queue, world

__all__ = ["queue", "world"]


@pytest.fixture(autouse=True)
def _nobody_is_shut_out() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()
