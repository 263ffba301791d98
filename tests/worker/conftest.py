"""The county, without a clock of its own: each test says when."""

from __future__ import annotations

from typing import Any

import pytest

from tests.world import World, build

QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def committed(transactional_db: None) -> World:
    return build()


@pytest.fixture
def queue(settings: Any) -> None:
    """The queue in the database, as in service."""
    settings.TASKS = QUEUE
