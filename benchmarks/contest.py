"""Contestants, how they are timed in turns, and how their statements are counted."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import connection

Steps = Iterator[tuple[str, Callable[[], object]]]
# Words that open and close a transaction; they are counted apart, as transactions.
BOUNDARIES = ("BEGIN", "COMMIT", "ROLLBACK")


@dataclass
class Count:
    """Statements sent, savepoints included, and transactions committed."""

    statements: int = 0
    transactions: int = 0


class Contestant(Protocol):
    """One way of carrying a case from its start to its end."""

    name: str
    title: str

    def steps(self) -> Steps:
        """The steps of a new case, each with a call that does it. What stands between two calls isn't timed."""

    def counting(self, count: Count) -> AbstractContextManager[None]:
        """Count what is sent to the database in this block."""


class ThroughDjango:
    """A contestant that speaks to the database through Django's connection."""

    @contextmanager
    def counting(self, count: Count) -> Iterator[None]:
        """Count what goes through Django's connection."""

        def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if not sql.lstrip().upper().startswith(BOUNDARIES):
                count.statements += 1
            return execute(sql, params, many, context)

        commit = connection._commit

        def note_commit() -> Any:
            count.transactions += 1
            return commit()

        connection._commit = note_commit
        try:
            with connection.execute_wrapper(note):
                yield
        finally:
            del connection._commit


@dataclass
class Times:
    """Seconds of every step of one contestant, by round and step."""

    rounds: list[dict[str, list[float]]] = field(default_factory=list)

    @property
    def a_second(self) -> list[float]:
        """Whole cases a second, by round."""
        return [
            len(next(iter(steps.values()))) / sum(sum(found) for found in steps.values())
            for steps in self.rounds
        ]

    def of(self, step: str | None = None) -> list[float]:
        """All times, sorted; of one step, if named."""
        return sorted(
            seconds
            for steps in self.rounds
            for name, found in steps.items()
            if step in (None, name)
            for seconds in found
        )


def run_rounds(contestants: Sequence[Contestant], rounds: int, cases: int) -> dict[str, Times]:
    """Time the contestants in turns; every round begins with another one, so that none always comes first."""
    times = {one.name: Times() for one in contestants}
    for number in range(rounds):
        start = number % len(contestants)
        for contestant in (*contestants[start:], *contestants[:start]):
            times[contestant.name].rounds.append(_timed(contestant, cases))
    return times


def _timed(contestant: Contestant, cases: int) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for _case in range(cases):
        for step, do in contestant.steps():
            begun = time.perf_counter()
            do()
            found.setdefault(step, []).append(time.perf_counter() - begun)
    return found


def counted(contestant: Contestant) -> dict[str, Count]:
    """The statements and transactions of each step of one case."""
    found: dict[str, Count] = {}
    for step, do in contestant.steps():
        found[step] = Count()
        with contestant.counting(found[step]):
            do()
    return found


def against(one: Times, other: Times) -> list[float]:
    """How many times the throughput of the other, by round: neighbours in time are compared with each other."""
    return [mine / theirs for mine, theirs in zip(one.a_second, other.a_second, strict=True)]


def median(values: Sequence[float]) -> float:
    """The median."""
    return statistics.median(values)


def at_percent(ordered: Sequence[float], percent: int) -> float:
    """The value that so many percent of the ordered values don't exceed."""
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]
