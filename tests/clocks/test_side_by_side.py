"""What the law sets, what was promised, what has run, and whose time it was."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.engine import moment
from casework.engine.lawbook import book_of, item_of
from casework.engine.reckoning import reckon_into
from casework.engine.standing import standing_of
from casework.models import (
    Case,
    Clock,
    ClockExtension,
    ClockPause,
    Paper,
    ServiceOfPaper,
    ServiceWay,
)
from casework.queries.limits import Limit, Time, as_told, limits_of, time_of
from casework.queries.suspensions import Suspension, suspensions
from law.book import read_shipped
from tests.acts.steps import do
from tests.proving.licence import apply, open_licence
from tests.world import SHANGHAI, World

D = date.fromisoformat


def on(day: str) -> Any:
    return moment.at(datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=SHANGHAI))


def shown(number: str) -> tuple[dict[str, Limit], Time]:
    """The limits of a case as they stand now, by purpose (the latest), and whose time it was."""
    case = Case.objects.get(number=number)
    book, clocks = book_of(case.law_edition_id), list(Clock.objects.filter(case=case))
    limits = limits_of(clocks, book, item_of(case.item_version_id).promised, moment.today())
    return {one.clock.purpose: one for one in limits}, time_of(case, clocks, limits, book, moment.today())


@pytest.fixture
def journey(world: World) -> str:
    """The case of the picture: corrected, accepted on 20 October, at rest for seven and for two working days."""
    open_licence(world, promised={"decision": 15})
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("2026-10-13", "request_correction", {}),
        ("2026-10-20", "supplement", {}),
        ("2026-10-20", "accept", {}),
        ("2026-10-28", "suspend_clock", {"ground": "expert_review", "time_needed": "约十日。"}),
        ("2026-11-09", "resume_clock", {"ended_on": "2026-11-09"}),
        ("2026-11-11", "suspend_clock", {"ground": "testing", "time_needed": "约两日。"}),
        ("2026-11-16", "resume_clock", {"ended_on": "2026-11-16"}),
    ]
    with on("2026-10-09"):
        number = apply(world)
    for day, act, typed in steps:
        with on(day):
            do(act, number, world.by("clerk"), **typed)
    return number


def test_the_applicants_days_and_the_days_at_rest_are_not_the_offices(journey: str) -> None:
    with on("2026-11-23"):
        limits, time = shown(journey)
    decision = limits["decision"]
    assert (decision.statutory_on, decision.promised_on) == (D("2026-11-30"), D("2026-11-23"))
    assert (decision.first_end, decision.left) == (D("2026-11-17"), 5)
    assert decision.ran is not None
    assert (decision.ran.counted, decision.ran.taken_out) == (15, 9)
    assert (time.office_days, time.applicant_days, time.resting_days) == (18, 5, 9)
    (correction,) = time.corrections
    assert (correction.told_on, correction.handed_in_on, correction.days) == (
        D("2026-10-13"),
        D("2026-10-20"),
        5,
    )


def test_an_extension_moves_the_lawful_day_and_leaves_the_promise_as_it_was(
    world: World, journey: str
) -> None:
    with on("2026-11-23"):
        do("extend_limit", journey, world.by("head"), amount=10, reasons="x")
        limits, _time = shown(journey)
    assert limits["decision"].statutory_on == D("2026-12-14")
    assert limits["decision"].promised_on == D("2026-11-23")


def test_while_it_rests_a_limit_shows_what_would_be_left(world: World) -> None:
    open_licence(world, promised={"decision": 15})
    with on("2026-11-02"):
        number = apply(world)
        do("accept", number, world.by("clerk"))
    with on("2026-11-18"):
        do("suspend_clock", number, world.by("clerk"), ground="appraisal", time_needed="x")
    for day, until, resting in (("2026-11-18", "2026-11-30", 0), ("2026-11-23", "2026-12-02", 3)):
        with on(day):
            limits, time = shown(number)
        decision = limits["decision"]
        assert (decision.rests_since, decision.statutory_on) == (D("2026-11-19"), None)
        assert decision.until == D(until)
        assert time.resting_days == resting


def test_the_applicants_time_runs_while_they_are_asked(world: World) -> None:
    open_licence(world)
    with on("2026-11-02"):
        number = apply(world)
        do("request_correction", number, world.by("clerk"))
    with on("2026-11-16"):
        _limits, time = shown(number)
    assert (time.office_days, time.applicant_days) == (0, 10)
    assert [one.handed_in_on for one in time.corrections] == [None]


def test_a_paper_tells_the_day_as_it_stood_when_it_was_issued(world: World, journey: str) -> None:
    with on("2026-11-23"):
        do("extend_limit", journey, world.by("head"), amount=10, reasons="x")
    case = Case.objects.get(number=journey)
    told = {
        paper.kind: clock.due_on.isoformat() if clock and clock.due_on else None
        for paper in Paper.objects.filter(case=case).defer("elements")
        for clock in [as_told(paper, case)]
    }
    assert told == {"D01": "2026-10-15", "D02": None, "D03": "2026-11-17", "D39": None, "D07": "2026-12-14"}


days = st.integers(0, 40)


@settings(max_examples=150)
@given(
    start=st.dates(D("2025-01-01"), D("2026-06-30")),
    promised=st.integers(0, 20),
    stops=st.lists(st.tuples(days, st.integers(0, 15)), max_size=3),
    extended=st.integers(0, 10),
)
def test_a_promise_never_ends_after_the_lawful_day(
    start: date, promised: int, stops: list[tuple[int, int]], extended: int
) -> None:
    book = read_shipped()
    clock = Clock(limit="XK-06", started_on=start, purpose="decision")
    pauses = []
    for after, length in stops:
        first = start + timedelta(days=after)
        if pauses and first <= pauses[-1].last_day:
            continue
        paper = Paper(number="x")
        pauses.append(
            ClockPause(
                ground="hearing",
                first_day=first,
                last_day=first + timedelta(days=length),
                ended_on=first + timedelta(days=length + 1),
                paper=paper,
            )
        )
        pauses.sort(key=lambda one: one.first_day)
        reckon_into(clock, book, promised, pauses[:-1])
        if any(one.first_day > (clock.due_on or date.max) for one in pauses):
            pauses.pop()
    extension = None
    if extended:
        extension = ClockExtension(
            amount=extended, authority="agency_head", paper=Paper(number="y"), decided_on=start, told_on=start
        )
    reckon_into(clock, book, promised, pauses, extension)
    assert clock.due_on is not None
    assert clock.promised_on is not None
    assert clock.promised_on <= clock.due_on
    alone = Clock(limit="XK-06", started_on=start, purpose="decision")
    reckon_into(alone, book, None, pauses, extension)
    assert (alone.due_on, alone.promised_on) == (clock.due_on, None)


# Suspensions, as an auditor looks at them.


def found_by(world: World, name: str, **asked: Any) -> list[Suspension]:
    return suspensions(standing_of(world.officers[name], moment.today()), **asked)


def test_an_auditor_finds_pauses_near_the_end_repeated_or_never_served(world: World, journey: str) -> None:
    first, second = found_by(world, "auditor")
    assert (first.pause.ground, first.days_left, first.times) == ("expert_review", 14, 2)
    assert first.findings == ("repeated", "not_served")
    assert first.would_have_ended == D("2026-11-17")
    assert (second.days_left, second.would_have_ended) == (11, D("2026-11-26"))
    ServiceOfPaper.objects.bulk_create(
        [
            ServiceOfPaper(
                paper=first.pause.paper,
                way=ServiceWay.IN_PERSON,
                served_on=D("2026-10-28"),
                recorded_at=moment.now(),
                served_by=world.officers["clerk"],
            )
        ]
    )
    first, second = found_by(world, "auditor", near_days=11)
    assert (first.served, first.findings) == (True, ("repeated",))
    assert second.findings == ("near_the_end", "repeated", "not_served")
    assert found_by(world, "auditor", near_days=11, only="near_the_end") == [second]
    assert found_by(world, "auditor", first=D("2026-11-01")) == found_by(world, "auditor", only="not_served")
    assert found_by(world, "auditor", last=D("2026-10-01")) == []


def test_a_pause_just_before_an_extended_end_is_measured_by_that_end(world: World) -> None:
    open_licence(world)
    number = apply(world)
    do("accept", number, world.by("clerk"))
    with on("2026-12-14"):
        do("extend_limit", number, world.by("head"), amount=5, reasons="x")
    with on("2026-12-17"):
        do("suspend_clock", number, world.by("clerk"), ground="hearing", time_needed="x")
        (one,) = found_by(world, "auditor")
    assert (one.would_have_ended, one.days_left) == (D("2026-12-21"), 2)
    assert one.findings == ("near_the_end", "not_served")


@pytest.mark.parametrize(
    ("name", "many"), [("supervisor", 2), ("auditor", 2), ("clerk", 0), ("head", 0), ("admin", 0)]
)
def test_who_neither_audits_nor_supervises_is_told_of_none(
    world: World, journey: str, name: str, many: int
) -> None:
    assert len(found_by(world, name)) == many
