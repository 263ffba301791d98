"""Both sides of midnight in Shanghai, for every kind of limit, whatever time zone the machine keeps."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from audit.ledger.models import Event
from casework.engine import moment
from casework.management.periodic import Swept, apply_time_limits
from casework.models import Case, Clock, Paper, PublicNotice
from tests.acts.steps import bring_to, do, refused
from tests.proving.licence import apply, open_licence
from tests.world import SHANGHAI, World

UTC = ZoneInfo("UTC")
MICROSECOND = timedelta(microseconds=1)
D = date.fromisoformat


def midnight(day: str) -> datetime:
    """The first moment of a day in Shanghai, as a machine in UTC would name it."""
    return datetime.combine(D(day), datetime.min.time(), SHANGHAI).astimezone(UTC)


@pytest.fixture(params=["UTC", "America/Los_Angeles", "Pacific/Kiritimati"])
def machine(request: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A machine that keeps another time zone than the hall."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


# A kind of limit, and its last day when the event was on Monday 16 November and when it was on Tuesday.
KINDS = [
    ({"decision": "XK-06"}, "2026-12-14", "2026-12-15"),  # working days
    ({"decision": "XF-05"}, "2027-01-15", "2027-01-18"),  # calendar days, moved on from a Saturday
    ({"decision": "PS-05"}, "2027-02-16", "2027-02-17"),  # months
    ({"decision": "PS-02"}, "2026-11-16", "2026-11-17"),  # the same day
    ({"decision": "PS-01", "promised": {"decision": 3}}, "2026-11-19", "2026-11-20"),  # as promised
]


@pytest.mark.parametrize(("limits", "monday", "tuesday"), KINDS)
def test_the_day_of_the_event_changes_at_midnight_in_shanghai(
    world: World, limits: dict[str, Any], monday: str, tuesday: str
) -> None:
    open_licence(world, **limits)
    found = []
    for at, month in ((midnight("2026-11-17") - MICROSECOND, "2027-02"), (midnight("2026-11-17"), "2027-03")):
        with moment.at(at):
            number = apply(world, form={"birth_month": month})
            do("accept", number, world.by("clerk"))
        found.append(Clock.objects.get(case__number=number, purpose="decision"))
    assert [one.started_on for one in found] == [D("2026-11-16"), D("2026-11-17")]
    for clock, last in zip(found, (monday, tuesday), strict=True):
        if clock.due_on is not None:
            assert (clock.due_on, clock.due_at) == (D(last), midnight(last) + timedelta(days=1))
        else:
            assert clock.provisional, "a day in a year without notice isn't named"


def _extends(number: str, world: World) -> None:
    do("extend_limit", number, world.by("head"), amount=5, reasons="x")


def _decides(number: str, world: World) -> None:
    do("register", number, world.by("clerk"))


@pytest.mark.parametrize(("by", "in_time"), [(0, True), (1, False)])
def test_who_decides_in_the_last_moment_has_met_the_limit_and_in_the_next_has_not(
    world: World, by: int, in_time: bool
) -> None:
    open_licence(world)
    number = apply(world)
    do("accept", number, world.by("clerk"))
    with moment.at(midnight("2026-12-15") - MICROSECOND * (1 - by)):
        _decides(number, world)
    clock = Clock.objects.get(case__number=number, purpose="decision")
    assert clock.state == ("met" if in_time else "lapsed")


def test_a_limit_is_extended_in_its_last_moment_and_not_in_the_next(world: World) -> None:
    open_licence(world)
    numbers = [apply(world, form={"birth_month": month}) for month in ("2027-02", "2027-03")]
    for number in numbers:
        do("accept", number, world.by("clerk"))
    with moment.at(midnight("2026-12-15") - MICROSECOND):
        _extends(numbers[0], world)
    with moment.at(midnight("2026-12-15")), refused("CLOCK-08"):
        _extends(numbers[1], world)
    assert Clock.objects.get(case__number=numbers[0], purpose="decision").due_on == D("2026-12-21")


def test_a_limit_that_rests_counts_the_day_of_the_notice_to_its_last_moment(world: World) -> None:
    open_licence(world)
    firsts = []
    for at, month in ((midnight("2026-11-18") - MICROSECOND, "2027-02"), (midnight("2026-11-18"), "2027-03")):
        number = apply(world, form={"birth_month": month})
        do("accept", number, world.by("clerk"))
        with moment.at(at):
            do("suspend_clock", number, world.by("clerk"), ground="hearing", time_needed="x")
        firsts.append(
            Paper.objects.get(case__number=number, kind="D39").unseal("elements")["not_counted_from"]
        )
    assert firsts == ["2026-11-18", "2026-11-19"]


def test_a_public_notice_has_waited_long_enough_at_the_midnight_after_its_thirtieth_day(world: World) -> None:
    """The one limit of the hall that is a least wait: an act is lawful only after it."""
    number = bring_to("refused", world)
    do("record_failed_service", number, world.by("clerk"))
    do("publish_notice", number, world.by("clerk"))
    effective = PublicNotice.objects.get().effective_on
    assert effective == D("2026-12-17")
    by_notice = dict.fromkeys(("served_on", "place", "receiver", "received_as"), "") | {"way": "notice"}
    with moment.at(midnight("2026-12-17") - MICROSECOND), refused("SRV-04"):
        do("serve", number, world.by("clerk"), **by_notice, signed=None)
    with moment.at(midnight("2026-12-17")):
        do("serve", number, world.by("clerk"), **by_notice, signed=None)
    windows = Clock.objects.filter(case__number=number, purpose__in=("reconsideration", "litigation"))
    assert {one.started_on for one in windows} == {effective}


def test_a_window_of_the_citizen_opens_with_the_day_on_which_the_paper_arrived(world: World) -> None:
    ends = []
    for at, month, day in (
        (midnight("2026-09-17") - MICROSECOND, "2027-02", "2026-09-16"),
        (midnight("2026-09-17"), "2027-03", "2026-09-17"),
    ):
        with moment.at(midnight("2026-09-16")):
            number = bring_to("refused", world, form={"birth_month": month})
        with moment.at(at):
            do("serve", number, world.by("clerk"), served_on=day)
        ends.append(Clock.objects.get(case__number=number, purpose="reconsideration").due_on)
    # Sixty days end on a Sunday and move on; the next sixty end on that Monday.
    assert ends == [D("2026-11-16"), D("2026-11-16")]


@pytest.fixture
def silent(world: World) -> Callable[[str, str], str]:
    """An application on which nobody says anything."""

    def received(at: str, month: str) -> str:
        with moment.at(datetime.fromisoformat(at).replace(tzinfo=SHANGHAI)):
            return world.receive(form={"birth_month": month}).case_number

    return received


def test_silence_over_a_make_up_workday_is_acceptance_once_whatever_the_machine_s_time_zone(
    world: World, silent: Callable[[str, str], str], machine: str
) -> None:
    """Sunday 20 September is worked: the fifth working day is Tuesday the 22nd. The worker is down until a week later."""
    number = silent("2026-09-16T23:59:59", "2027-02")
    assert Clock.objects.get(case__number=number).due_on == D("2026-09-22")
    with moment.at(midnight("2026-09-23") - MICROSECOND):
        assert apply_time_limits() == Swept()
    with moment.at(midnight("2026-09-30")):
        assert [apply_time_limits(), apply_time_limits()] == [Swept(done=1), Swept()]
    case = Case.objects.get(number=number)
    assert (case.state, case.deemed_accepted, case.accepted_on) == ("accepted", True, D("2026-09-16"))
    told = Event.of_case(case.pk).get(kind="deem_accepted")
    assert (told.facts["silent_since"], told.happened_on) == ("2026-09-22", D("2026-09-30"))
