"""Renewal by silence, reminders, lapses put before the supervising office, long silence: in time, once, never adverse."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError

from audit.ledger.models import Event
from audit.ledger.verify import verify_case
from casework.engine import closing, moment
from casework.engine.act import acts
from casework.engine.actor import worker
from casework.engine.refusal import ActRefused
from casework.management.periodic import Swept, apply_time_limits, call_attention
from casework.models import CITIZENS_WINDOWS, Case, Clock, ClockState, Reminder
from casework.queries.worklist import Filter, worklist
from tests.acts.steps import bring_to, do
from tests.proving.licence import apply, open_licence
from tests.world import SHANGHAI, World

D = date.fromisoformat
UTC = ZoneInfo("UTC")
SECOND = timedelta(seconds=1)


def at(text: str) -> Any:
    return moment.at(shanghai(text))


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def midnight_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), SHANGHAI)


def told_at(now: datetime) -> Swept:
    with moment.at(now):
        apply_time_limits()
        return call_attention()


def accepted(world: World, day: str, **limits: Any) -> Clock:
    """A licence applied for and accepted on that day; its limit for the decision."""
    slug = open_licence(world, **limits)
    with at(f"{day}T09:30"):
        number = apply(world, slug)
        do("accept", number, world.by("clerk"))
    return Clock.objects.select_related("case").get(case__number=number, purpose="decision")


def kinds(case: Case) -> list[tuple[str, str]]:
    return [(str(one.kind), one.about_day.isoformat()) for one in Reminder.objects.filter(clock__case=case)]


# Working days, calendar days with a weekend at the end, months, the same day, the promised number.
ENDS = [
    ({"decision": "XK-06"}, "2026-09-18", "2026-10-22"),
    ({"decision": "XF-05"}, "2026-04-01", "2026-06-01"),
    ({"decision": "PS-05"}, "2026-05-13", "2026-08-13"),
    ({"decision": "PS-02"}, "2026-10-10", "2026-10-10"),
    ({"decision": "PS-01", "promised": {"decision": 3}}, "2026-09-18", "2026-09-22"),
]


@pytest.mark.parametrize(("limits", "day", "last"), ENDS)
def test_a_limit_of_every_kind_lapses_at_the_midnight_in_shanghai_after_its_last_day(
    world: World, limits: dict[str, Any], day: str, last: str
) -> None:
    clock = accepted(world, day, **limits)
    assert clock.due_on == D(last)
    midnight = midnight_after(D(last))
    told_at(shanghai(f"{last}T23:59:59"))
    assert ("lapsed", last) not in kinds(clock.case)
    assert told_at(midnight.astimezone(UTC)) == Swept(done=1)
    assert ("lapsed", last) in kinds(clock.case)
    assert told_at(midnight + SECOND) == Swept()


def test_a_lapse_is_put_once_before_the_office_above_where_its_supervisors_find_it(world: World) -> None:
    clock = accepted(world, "2026-09-18")
    # The worker was down for more than a week, and then went twice.
    late = shanghai("2026-11-02T08:00")
    assert told_at(late) == Swept(done=1)
    assert told_at(late + SECOND) == Swept()
    reminder = Reminder.objects.get()
    assert (reminder.office.code, reminder.officer) == ("YX", world.officers["clerk"])
    entry = Event.of_case(clock.case_id).get(kind="escalate")
    assert (entry.actor_kind, entry.facts["due"]) == ("system", "2026-10-22")
    assert Case.objects.get(pk=clock.case_id).state == "accepted"
    with moment.at(late + SECOND):
        seen = {
            name: worklist(world.officers[name], Filter(view="escalated")).counts["escalated"]
            for name in ("supervisor", "clerk", "head", "neighbour", "auditor")
        }
    assert seen == {"supervisor": 1, "clerk": 0, "head": 0, "neighbour": 0, "auditor": 0}
    with moment.at(late + SECOND):
        do("register", clock.case.number, world.by("clerk"))
        assert not worklist(world.officers["supervisor"], Filter(view="escalated")).rows
    assert not verify_case(clock.case_id)


def test_a_limit_that_was_extended_and_lapses_again_is_told_again(world: World) -> None:
    clock = accepted(world, "2026-09-18")
    with at("2026-10-22T10:00"):
        do("extend_limit", clock.case.number, world.by("head"), amount=2, reasons="x")
    assert told_at(shanghai("2026-10-23T00:00")) == Swept(done=1)  # it ends on Monday the 26th
    assert told_at(shanghai("2026-10-27T00:00")) == Swept(done=1)
    assert kinds(clock.case) == [("near", "2026-10-26"), ("lapsed", "2026-10-26")]


def test_a_limit_that_rests_neither_lapses_nor_reminds(world: World) -> None:
    clock = accepted(world, "2026-09-18")
    with at("2026-09-21T10:00"):
        do("suspend_clock", clock.case.number, world.by("clerk"), ground="hearing", time_needed="x")
    for day in ("2026-10-21", "2026-10-22", "2026-10-23", "2026-12-01"):
        assert told_at(shanghai(f"{day}T10:00")) == Swept()


def test_whoever_works_on_it_is_reminded_once_on_the_last_working_day_but_one(world: World) -> None:
    clock = accepted(world, "2026-09-18")
    assert told_at(shanghai("2026-10-20T23:59:59")) == Swept()
    assert told_at(shanghai("2026-10-21T00:00")) == Swept(done=1)
    assert told_at(shanghai("2026-10-22T09:00")) == Swept()
    assert kinds(clock.case) == [("near", "2026-10-22")]
    reminder = Reminder.objects.get()
    assert (reminder.office.code, reminder.officer) == ("LT", world.officers["clerk"])


def test_a_limit_of_a_day_or_two_reminds_nobody(world: World) -> None:
    accepted(world, "2026-09-18", decision="PS-01", promised={"decision": 2})
    assert told_at(shanghai("2026-09-20T10:00")) == Swept()


@pytest.mark.safeguard("EX-11", "AP-05")
def test_who_is_long_silent_is_asked_by_the_holder_and_nothing_happens_by_itself(world: World) -> None:
    slug = open_licence(world)
    with at("2026-09-18T09:30"):
        number = apply(world, slug)
        do("request_correction", number, world.by("clerk"))
    assert told_at(shanghai("2026-10-17T23:59:59")) == Swept()
    assert told_at(shanghai("2026-10-18T00:00")) == Swept(done=1)
    assert told_at(shanghai("2026-12-18T00:00")) == Swept()
    case = Case.objects.get(number=number)
    assert (case.state, case.outcome) == ("correcting", "")
    reminder = Reminder.objects.get()
    assert (str(reminder.kind), reminder.about_day) == ("silent", D("2026-09-18"))
    assert reminder.officer == world.officers["clerk"]
    entry = Event.of_case(case.pk).latest("case_seq")
    assert (entry.kind, entry.facts["officer"]) == ("propose_asking", world.officers["clerk"].pk)


def test_who_answered_is_not_asked(world: World) -> None:
    slug = open_licence(world)
    with at("2026-09-18T09:30"):
        number = apply(world, slug)
        do("request_correction", number, world.by("clerk"))
    with at("2026-10-17T09:30"):
        do("supplement", number, world.by("clerk"))
    assert told_at(shanghai("2026-10-18T00:00")) == Swept()


@pytest.mark.parametrize("last", ["2026-10-10", "2026-10-04"])  # a Saturday that is worked; a holiday
def test_a_licence_nobody_decided_about_counts_as_renewed_as_of_its_last_day(world: World, last: str) -> None:
    slug = open_licence(world, renewal="XK-15")
    with at("2026-09-18T09:30"):
        number = apply(world, slug)
        do("accept", number, world.by("clerk"))
        do("prove_licence_ends", number, world.by("clerk"), on=D(last))
    for now, done in ((midnight_after(D(last)) - SECOND, 0), (midnight_after(D(last)), 1)):
        with moment.at(now.astimezone(UTC)):
            assert apply_time_limits() == Swept(done=done)
    case = Case.objects.get(number=number)
    assert (case.state, case.outcome, case.decided_on) == ("granted", "granted", D(last))
    clocks = {one.purpose: str(one.state) for one in Clock.objects.filter(case=case)}
    assert clocks == {"screening": "met", "decision": "ended", "renewal": "lapsed"}
    entry = Event.of_case(case.pk).latest("case_seq")
    assert (entry.kind, entry.basis) == ("deem_renewed", ["XK 50(2)"])
    with moment.at(midnight_after(D(last)) + SECOND):
        assert apply_time_limits() == Swept()
    assert not verify_case(case.pk)


def test_who_decided_in_time_leaves_nothing_to_silence(world: World) -> None:
    slug = open_licence(world, renewal="XK-15")
    with at("2026-09-18T09:30"):
        number = apply(world, slug)
        do("accept", number, world.by("clerk"))
        do("prove_licence_ends", number, world.by("clerk"), on=D("2026-10-10"))
    with at("2026-10-10T23:59"):
        do("register", number, world.by("clerk"))
    with at("2026-10-11T00:00"):
        assert apply_time_limits() == Swept()
    assert Clock.objects.get(case__number=number, purpose="renewal").state == ClockState.MET


@pytest.mark.parametrize("act", ["remind", "escalate", "propose_asking", "deem_renewed"])
def test_no_officer_does_what_only_time_does_and_the_worker_not_before(world: World, act: str) -> None:
    clock = accepted(world, "2026-09-18")
    with at("2026-09-21T10:00"):
        with pytest.raises(ActRefused) as by_officer:
            acts[act].perform(case_number=clock.case.number, by=world.by("clerk"))
        with pytest.raises(ActRefused) as by_worker:
            acts[act].perform(case_number=clock.case.number, by=worker())
    assert "TIME-02" in [one.code for one in by_officer.value.reasons]
    assert by_worker.value.code == "TIME-01"
    assert not Reminder.objects.exists()


def test_one_case_that_fails_stops_no_other_and_is_told_the_next_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = accepted(world, "2026-09-18")
    with at("2026-09-18T09:31"):
        second = apply(world, form={"birth_month": "2027-03"})
        do("accept", second, world.by("clerk"))
    write = closing.tell

    def failing(entry: Any) -> Any:
        if entry.case_number == second:
            raise RuntimeError("the disk is full")
        return write(entry)

    monkeypatch.setattr(closing, "tell", failing)
    assert told_at(shanghai("2026-11-02T08:00")) == Swept(done=1, failed=1)
    monkeypatch.undo()
    assert told_at(shanghai("2026-11-02T08:01")) == Swept(done=1)
    assert kinds(first.case) == [("lapsed", "2026-10-22")]


def test_the_database_itself_takes_no_second_reminder_of_a_day(world: World) -> None:
    clock = accepted(world, "2026-09-18")
    told_at(shanghai("2026-11-02T08:00"))
    row = Reminder.objects.get()
    again = Reminder(
        clock=clock, kind=row.kind, about_day=row.about_day, office=row.office, made_at=row.made_at
    )
    with pytest.raises(IntegrityError):
        again.save()


def test_nobody_is_told_when_the_citizens_own_time_ends(world: World) -> None:
    with at("2026-09-07T09:30"):
        number = bring_to("refused", world)
        do("serve", number, world.by("clerk"), served_on="2026-09-07")
    window = Clock.objects.get(case__number=number, purpose="reconsideration")
    assert (window.purpose in CITIZENS_WINDOWS, window.due_on) == (True, D("2026-11-06"))
    for now in ("2026-11-05T10:00", "2026-11-06T10:00", "2026-11-20T10:00"):
        assert told_at(shanghai(now)) == Swept()
    assert not Reminder.objects.exists()
