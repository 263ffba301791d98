"""The county, on a Monday in November, and the worker's queue as a list."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from casework.engine import moment
from casework.engine.registry import errands
from tests.world import MONDAY, World, build


class Queue:
    """Stands in for the worker's queue: what was put in, nothing else."""

    def __init__(self) -> None:
        self.cases: list[str] = []

    def enqueue(self, *, case_number: str) -> None:
        self.cases.append(case_number)


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Queue:
    stand_in = Queue()
    monkeypatch.setitem(errands._entries, "ask_other_registers", stand_in)
    return stand_in


@pytest.fixture
def world(db: None, queue: Queue) -> Iterator[World]:
    with moment.at(MONDAY):
        yield build()
