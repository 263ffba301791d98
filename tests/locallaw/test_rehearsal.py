"""A change is rehearsed before it is made: nothing changes then, and applying it moves exactly what was told."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.engine import moment
from casework.engine.following import Target, moves
from casework.engine.items import Item
from casework.engine.reckoning import reckon_into
from casework.models import Clock, ClockState, LawChange
from casework.queries.rehearsal import rehearse
from law.book import read_shipped
from law.calendar import Calendar, CalendarYear
from law.reading import Row
from tests.access.watching import state_of_tables, writes
from tests.items.test_new_item import shipped
from tests.locallaw.conftest import LATE_DECEMBER, YAML, notice
from tests.locallaw.test_notice import LATER, bring_in, draft, screening
from tests.world import World, resident_id


def run(*args: str, **options: Any) -> str:
    out = io.StringIO()
    call_command(*args, stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


@pytest.fixture
def cases(world: World) -> list[str]:
    """Three cases on three days of late December, whose limits lead into the new year."""
    numbers = []
    for shift in (0, 3, 4):
        with moment.at(LATE_DECEMBER + timedelta(days=shift)):
            applicant = {"identifier": resident_id(shift + 1)}
            numbers.append(world.receive(applicant=applicant).case_number)
    return numbers


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "2027.yaml"
    path.write_text(YAML, encoding="utf-8")
    return str(path)


def test_a_rehearsal_changes_nothing(world: World, cases: list[str], file: str) -> None:
    change = draft(world)
    before = state_of_tables(set())
    with writes() as journal:
        text = run("rehearse", str(change.pk))
        data = json.loads(run("rehearse", file, "--json"))
    assert journal.tables == set()
    assert state_of_tables(set()) == before
    assert all(number in text for number in cases)
    assert [row["number"] for row in data["moving"]] == cases
    (limit,) = data["moving"][0]["limits"]
    assert (limit["before"], limit["after"], limit["effect"]) == (None, "2027-01-04", "known")


def test_applying_with_exceptions_moves_exactly_the_others(world: World, cases: list[str]) -> None:
    change = draft(world)
    told = run(
        "law_change", "approve", str(change.pk), "--by", "supervisor", "--except", cases[1],
        "--received-until", "2026-12-28",
    )  # fmt: skip
    assert [screening(number).due_on for number in cases] == [date(2027, 1, 4), None, None]
    assert cases[1] in told
    assert cases[2] in told
    kept = {row.case.number: row.kept for row in rehearse(LawChange.objects.get()).kept}
    assert kept == {cases[1]: "named", cases[2]: "received"}


def test_what_was_rehearsed_is_what_comes_about(world: World, cases: list[str]) -> None:
    change = draft(world)
    foretold = {row.case.number: [one.due.due for one in row.moves] for row in rehearse(change).moving}
    run("law_change", "approve", str(change.pk), "--by", "supervisor")
    assert foretold == {number: [screening(number).due_on] for number in cases}
    assert not rehearse(LawChange.objects.get()).rows


def test_worse_cases_are_named_and_follow_only_by_name(world: World, cases: list[str]) -> None:
    bring_in(world)
    change = draft(world, **LATER)
    with translation.override("en"):
        text = run("rehearse", str(change.pk))
    assert text.count("(worse for the citizen)") == len(cases)
    run("law_change", "approve", str(change.pk), "--by", "supervisor")
    before = [screening(number).due_on for number in cases]
    assert "LAW" not in run(
        "law_change", "apply", str(change.pk), "--by", "supervisor", "--also-later", cases[0]
    )
    after = [screening(number).due_on for number in cases]
    assert [old != new for old, new in zip(before, after, strict=True)] == [True, False, False]


def test_unknown_cases_and_changes_are_told(world: World, file: str) -> None:
    change = draft(world)
    for args in (
        ("rehearse", "99999"),
        ("rehearse", "no-such-file.yaml"),
        ("law_change", "approve", str(change.pk), "--by", "supervisor", "--except", "2026-999999-9"),
        ("law_change", "approve", str(change.pk), "--by", "jurist"),
        ("law_change", "approve", str(change.pk), "--by", "nobody"),
        ("law_change", "apply", str(change.pk), "--by", "supervisor"),
        ("law_change", "draft", file, "--by", "clerk"),
    ):
        with pytest.raises(CommandError):
            run(*args)
    assert LawChange.objects.get().state == "draft"


def test_a_draft_is_made_and_withdrawn_by_command(world: World, file: str) -> None:
    assert "2027" in run("law_change", "draft", file, "--by", "jurist")
    change = LawChange.objects.get()
    run("law_change", "withdraw", str(change.pk), "--by", "jurist", "--reason", "日期抄错")
    assert LawChange.objects.get().state == "withdrawn"


ITEM = Item.from_data(shipped())
SPANS = st.lists(
    st.tuples(st.dates(date(2026, 12, 25), date(2027, 1, 31)), st.integers(0, 8)), min_size=1, max_size=3
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    spans=SPANS,
    start=st.dates(date(2026, 12, 14), date(2026, 12, 31)),
    limit=st.sampled_from(["XK-07", "PR-SCREEN"]),
)
def test_no_office_gets_more_time_without_being_named(
    spans: list[tuple[date, int]], start: date, limit: str
) -> None:
    """Whatever a notice says: a limit of an office that would end later, or nobody knows when, counts as harm."""
    book = read_shipped()
    days: set[date] = set()
    for first, length in spans:
        days |= {first + timedelta(days=shift) for shift in range(length + 1)}
    year = {
        **notice(makeup=[]),
        "rest": [[day.isoformat()] * 2 for day in sorted(days) if day <= date(2027, 12, 31)],
        "makeup": [], "amended_by": [], "confidence": "high", "source": "text", "note": None,
    }  # fmt: skip
    read = CalendarYear.read(Row(year, "2027"))
    calendar = Calendar({**book.calendar.years, 2027: read})
    clock = Clock(purpose="screening", limit=limit, state=ClockState.RUNNING, started_on=start)
    reckon_into(clock, book, None)
    (move,) = moves([clock], Target(replace(book, calendar=calendar), ITEM), {}, {})
    before, after = clock.due_on, move.due.due
    more = before is not None and (after is None or after > before)
    assert move.harms == more
    assert after is not None
