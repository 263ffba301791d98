"""The worker as a process of its own: it does everything, stops when told, and can be killed at any time."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from datetime import datetime

import pytest

from audit.ledger.models import Event
from audit.ledger.verify import verify_case
from casework.engine import moment
from casework.models import Case
from tests.world import SHANGHAI, World

PATIENCE = 60
CASES = 12
# Long past by any clock.
LONG_AGO = datetime(2026, 10, 12, 9, 30, tzinfo=SHANGHAI)


def overdue(world: World) -> None:
    with moment.at(LONG_AGO):
        for _number in range(CASES):
            world.receive()


def accepted() -> int:
    return Case.objects.filter(state="accepted").count()


def until(holds: Callable[[], bool], patience: int = PATIENCE) -> None:
    """Wait for another process."""
    for _look in range(patience * 20):
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
