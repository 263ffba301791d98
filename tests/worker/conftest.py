"""The county, without a clock of its own: each test says when."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connection

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


def address() -> str:
    held = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{held['NAME']}"
    password = f":{held['PASSWORD']}" if held["PASSWORD"] else ""
    return f"postgres://{held['USER']}{password}@{held['HOST']}:{held['PORT'] or 5432}/{held['NAME']}"


def environment(folder: Path) -> dict[str, str]:
    """That of a process which works on the database of this test."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.demo",
        "DATABASE_URL": address(),
        "VAR_DIR": str(folder),
        **{name: getattr(configured, name) for name in ("SECRET_KEY", "VAULT_KEY", "INDEX_KEY")},
    }


@pytest.fixture
def start(committed: World, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts workers on the database of this test; none is left behind."""
    begun: list[subprocess.Popen[bytes]] = []
    surroundings = environment(tmp_path)

    def begin(*args: str) -> subprocess.Popen[bytes]:
        one = subprocess.Popen(
            [sys.executable, "manage.py", "worker", *args],
            cwd=configured.BASE_DIR,
            env=surroundings,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        begun.append(one)
        return one

    yield begin
    for one in begun:
        if one.poll() is None:
            one.kill()
            one.wait()
