"""What time costs: a due day with its derivation against a plain walk, and the sweep for what has lapsed against a scan.

Both sides of a ratio do the same work in the same run, in turns.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from law.book import LawBook
from law.clock import due
from law.pauses import Pause

from .contest import median

DAY = timedelta(days=1)
# Of so many open clocks so few are due: what a worker finds when it looks once a minute.
DUE = 20
LIMIT = "XK-06"
SCAN = "SELECT case_id FROM casework_clock WHERE state = 'running' AND purpose = 'screening' AND due_at <= %s ORDER BY due_at"


def measured(rounds: int, open_clocks: int) -> dict[str, Any]:
    """Both parts, as ratios."""
    return {"due_days": _due_days(rounds), "sweep": _sweep(rounds, open_clocks)}


def _due_days(rounds: int) -> dict[str, Any]:
    from casework.engine.lawbook import newest_law

    book = newest_law()
    chance = random.Random(1)
    asked = [_asked(chance) for _number in range(500)]
    for start, pauses in asked:
        assert due(book, LIMIT, start, pauses=pauses).due == _walk(book, start, pauses)
    ours, plain = _in_turns(
        rounds,
        lambda: [due(book, LIMIT, start, pauses=pauses) for start, pauses in asked],
        lambda: [_walk(book, start, pauses) for start, pauses in asked],
    )
    return {
        "reckoned": len(asked),
        "microseconds": round(median(ours) / len(asked) * 1e6, 1),
        "of_a_walk": round(median(sorted(one / other for one, other in zip(ours, plain, strict=True))), 3),
    }


def _asked(chance: random.Random) -> tuple[date, list[Pause]]:
    start = date(2024, 1, 1) + DAY * chance.randint(0, 900)
    first = start + DAY * chance.randint(1, 10)
    pauses = [Pause(first, first + DAY * chance.randint(0, 20), "hearing", "1")]
    return start, pauses[: chance.randint(0, 1)]


def _walk(book: LawBook, start: date, pauses: list[Pause]) -> date:
    """The last of twenty working days, counted on one's fingers; no derivation."""
    day, left = start, 20
    while left:
        day += DAY
        out = any(pause.first <= day <= pause.until for pause in pauses)
        left -= book.calendar.is_working_day(day) and not out
    return day


def _sweep(rounds: int, open_clocks: int) -> dict[str, Any]:
    from casework.engine import moment
    from casework.management.periodic import apply_time_limits, call_attention
    from casework.queries.attention import untold
    from casework.queries.due import lapsed

    now = moment.now()
    _open_clocks(open_clocks, now)
    found, scanned = len(list(lapsed(now))), len(_scan(now))
    assert found == scanned == DUE
    search, bare = _in_turns(rounds, lambda: list(lapsed(now)), lambda: _scan(now))
    attention, bare_again = _in_turns(rounds, lambda: list(untold(now)), lambda: _scan(now))
    began = time.perf_counter()
    swept = apply_time_limits()
    whole = time.perf_counter() - began
    assert swept.done == DUE, swept
    again = apply_time_limits()
    assert again.done == 0, again
    assert call_attention().failed == 0
    return {
        "open_clocks": open_clocks,
        "due": DUE,
        "search_of_a_scan": _ratio(search, bare),
        "attention_of_a_scan": _ratio(attention, bare_again),
        "scan_ms": round(median(bare) * 1000, 2),
        "search_ms": round(median(search) * 1000, 2),
        "ms_an_effect": round(whole / DUE * 1000, 1),
    }


def _ratio(ours: list[float], bare: list[float]) -> float:
    return round(median(sorted(one / other for one, other in zip(ours, bare, strict=True))), 2)


def _scan(now: datetime) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(SCAN, [connection.ops.adapt_datetimefield_value(now)])
        rows: list[Any] = cursor.fetchall()
    return rows


def _in_turns(
    rounds: int, ours: Callable[[], object], other: Callable[[], object]
) -> tuple[list[float], list[float]]:
    ours(), other()  # warm
    times: tuple[list[float], list[float]] = ([], [])
    for number in range(max(rounds, 3)):
        for at in (0, 1) if number % 2 else (1, 0):
            began = time.perf_counter()
            (ours, other)[at]()
            times[at].append(time.perf_counter() - began)
    return times


def _open_clocks(number: int, now: datetime) -> None:
    """So many received cases with a running clock; the last few of them, taken in by the act itself, have lapsed."""
    from casework.engine import moment
    from casework.models import Case, Clock, Office, Officer
    from tests.world import World

    county = World(
        offices={office.code: office for office in Office.objects.all()},
        officers={officer.username: officer for officer in Officer.objects.all()},
    )
    Clock.objects.filter(state="running").update(state="ended")
    with moment.at(now - timedelta(days=60)):
        for at in range(DUE):
            county.receive(form={"birth_month": f"2027-{at % 12 + 1:02}", "stage": "expected"})
    model = Case.objects.latest("pk")
    later = now + timedelta(days=90)
    clock = Clock.objects.get(case=model)
    for begin in range(0, number - DUE, 5000):
        size = min(5000, number - DUE - begin)
        cases = []
        for at in range(begin, begin + size):
            case = Case(
                **{
                    one.attname: getattr(model, one.attname)
                    for one in Case._meta.concrete_fields
                    if not one.primary_key
                }
            )
            case.number = f"bench-{at}"
            cases.append(case)
        Case.objects.bulk_create(cases)
        Clock.objects.bulk_create(
            Clock(
                case=case,
                purpose=clock.purpose,
                limit=clock.limit,
                state="running",
                started_on=clock.started_on,
                due_on=later.date(),
                due_at=later + timedelta(seconds=at),
            )
            for at, case in enumerate(cases)
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
