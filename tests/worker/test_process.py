"""The worker as a process of its own: it does everything, stops when told, and can be killed at any time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from audit.ledger.models import Event
from audit.ledger.verify import verify_case
from casework.engine import moment
from casework.models import Case
from tests.world import SHANGHAI, World

PATIENCE = 60
CASES = 12
# Long past by any clock.
LONG_AGO = datetime(2026, 10, 12, 9, 30, tzinfo=SHANGHAI)


def address() -> str:
    held = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{held['NAME']}"
    password = f":{held['PASSWORD']}" if held["PASSWORD"] else ""
    return f"postgres://{held['USER']}{password}@{held['HOST']}:{held['PORT'] or 5432}/{held['NAME']}"


@pytest.fixture
def start(committed: World, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts workers on the database of this test; none is left behind."""
    begun: list[subprocess.Popen[bytes]] = []
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.demo",
        "DATABASE_URL": address(),
        "VAR_DIR": str(tmp_path),
        **{name: getattr(settings, name) for name in ("SECRET_KEY", "VAULT_KEY", "INDEX_KEY")},
    }

    def begin(*args: str) -> subprocess.Popen[bytes]:
        one = subprocess.Popen(
            [sys.executable, "manage.py", "worker", *args],
            cwd=settings.BASE_DIR,
            env=environment,
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


def overdue(world: World) -> None:
    with moment.at(LONG_AGO):
        for _number in range(CASES):
            world.receive()


def accepted() -> int:
    return Case.objects.filter(state="accepted").count()


def until(holds: Callable[[], bool]) -> None:
    """Wait for another process."""
    for _look in range(PATIENCE * 20):
        if holds():
            return
        time.sleep(0.05)
    pytest.fail("the worker did not get there")


def each_once() -> None:
    assert accepted() == CASES
    for case in Case.objects.all():
        assert Event.of_case(case.pk).filter(kind="deem_accepted").count() == 1
        assert verify_case(case.pk, last_seq=case.event_seq) == []


def test_one_round_does_everything_and_ends(
    committed: World, start: Callable[..., subprocess.Popen[bytes]]
) -> None:
    overdue(committed)
    assert start("--once").wait(PATIENCE) == 0
    each_once()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_when_told(
    committed: World, start: Callable[..., subprocess.Popen[bytes]], how: signal.Signals
) -> None:
    overdue(committed)
    one = start("--interval", "0.1")
    until(lambda: accepted() > 0)
    one.send_signal(how)
    assert one.wait(PATIENCE) == 0


def test_killed_halfway_it_leaves_nothing_double(
    committed: World, start: Callable[..., subprocess.Popen[bytes]]
) -> None:
    overdue(committed)
    one = start("--interval", "0.1")
    until(lambda: accepted() > 0)
    one.kill()
    one.wait()
    assert start("--once").wait(PATIENCE) == 0
    each_once()
