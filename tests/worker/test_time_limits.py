"""Acceptance by silence: at the right moment, once, whatever happens to the worker."""

from __future__ import annotations

import io
import threading
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from audit.ledger.models import Event
from audit.ledger.verify import verify_case
from casework.engine import closing, moment
from casework.engine.act import acts
from casework.engine.actor import worker
from casework.engine.refusal import ActRefused
from casework.management.periodic import Swept, apply_time_limits
from casework.models import Case, Clock
from tests.acts.steps import GIVEN
from tests.world import SHANGHAI, World

UTC = ZoneInfo("UTC")


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def received(world: World, at: str, **more: Any) -> str:
    with moment.at(shanghai(at)):
        return world.receive(**more).case_number


def sweep(at: datetime) -> Swept:
    with moment.at(at):
        return apply_time_limits()


def state(number: str) -> str:
    return str(Case.objects.values_list("state", flat=True).get(number=number))


# Received on, the last of the five working days counted from the day after, by the notices for 2026.
WEEKS = [
    ("2026-11-16", "2026-11-23"),  # an ordinary week
    ("2026-09-16", "2026-09-22"),  # Sunday the 20th is worked instead of Friday the 25th
    ("2026-09-22", "2026-09-30"),  # Friday the 25th is a holiday
    ("2026-09-30", "2026-10-13"),  # a week of holidays, and Saturday 10 October is worked
    ("2026-10-10", "2026-10-16"),  # received on that Saturday
    ("2026-02-13", "2026-02-27"),  # Spring Festival, before which Saturday the 14th is worked
    ("2026-02-14", "2026-02-28"),  # received on that Saturday; Saturday the 28th is worked
]


@pytest.mark.parametrize(("day", "last"), WEEKS)
def test_silence_counts_from_the_midnight_in_shanghai_after_the_last_working_day(
    world: World, day: str, last: str
) -> None:
    number = received(world, f"{day}T09:30")
    assert Clock.objects.get(case__number=number).due_on == date.fromisoformat(last)
    midnight = shanghai(f"{last}T00:00") + timedelta(days=1)
    for early in (
        shanghai(f"{last}T00:01"),
        midnight - timedelta(seconds=1),
        midnight - timedelta(microseconds=1),
    ):
        assert sweep(early) == Swept()
        assert state(number) == "received"
    assert sweep(midnight.astimezone(UTC)) == Swept(done=1)
    case = Case.objects.get(number=number)
    assert (case.state, case.deemed_accepted) == ("accepted", True)
    assert case.accepted_on == date.fromisoformat(day)


def test_the_hour_of_the_receipt_makes_no_difference(world: World) -> None:
    numbers = [received(world, f"2026-11-16T{hour}") for hour in ("00:00:01", "12:00", "23:59:59")]
    assert sweep(shanghai("2026-11-23T23:59:59")) == Swept()
    assert sweep(shanghai("2026-11-24T00:00")) == Swept(done=3)
    assert {state(number) for number in numbers} == {"accepted"}


def test_a_worker_that_was_down_for_a_week_makes_up_for_it_once(world: World) -> None:
    number = received(world, "2026-11-02T09:30")
    late = shanghai("2026-11-20T08:00")
    assert [sweep(late), sweep(late), sweep(late + timedelta(days=30))] == [Swept(done=1), Swept(), Swept()]
    case = Case.objects.get(number=number)
    told = Event.of_case(case.pk).get(kind="deem_accepted")
    assert (told.actor_kind, told.facts["silent_since"]) == ("system", "2026-11-09")
    assert (case.accepted_on, told.happened_on) == (date(2026, 11, 2), date(2026, 11, 20))
    assert verify_case(case.pk, last_seq=case.event_seq) == []


@pytest.mark.parametrize("act", ["accept", "decline", "request_correction", "withdraw"])
def test_whoever_was_heard_in_time_is_left_alone(world: World, act: str) -> None:
    number = received(world, "2026-11-16T09:30")
    with moment.at(shanghai("2026-11-23T23:59")):
        acts[act].perform(case_number=number, by=world.by("clerk"), **GIVEN.get(act, {}))
    was = state(number)
    assert sweep(shanghai("2026-12-15T00:00")) == Swept()
    assert state(number) == was


def test_after_a_correction_the_days_count_from_what_was_handed_in(world: World) -> None:
    number = received(world, "2026-11-02T09:30")
    with moment.at(shanghai("2026-11-03T10:00")):
        acts["request_correction"].perform(
            case_number=number, by=world.by("clerk"), **GIVEN["request_correction"]
        )
    with moment.at(shanghai("2026-11-12T10:00")):
        acts["supplement"].perform(case_number=number, by=world.by("clerk"), **GIVEN["supplement"])
    assert sweep(shanghai("2026-11-19T23:59:59")) == Swept()
    assert sweep(shanghai("2026-11-20T00:00")) == Swept(done=1)
    assert Case.objects.get(number=number).accepted_on == date(2026, 11, 12)


def test_a_case_that_fails_stops_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    numbers = [received(world, f"2026-11-02T09:3{minute}") for minute in range(3)]
    told = closing.tell

    def breaks_once(entry: Any) -> Any:
        if entry.case_number == numbers[1]:
            raise ValueError("林晓雯")
        return told(entry)

    monkeypatch.setattr(closing, "tell", breaks_once)
    assert sweep(shanghai("2026-11-20T08:00")) == Swept(done=2, failed=1)
    assert [state(number) for number in numbers] == ["accepted", "received", "accepted"]
    assert "ValueError" in caplog.text
    assert "林晓雯" not in caplog.text, "what an error says may hold what stands in the case"
    with moment.at(shanghai("2026-11-20T08:00")), pytest.raises(CommandError):
        call_command("apply_time_limits", stdout=io.StringIO())


class Killed(BaseException):
    """The process is gone at this point."""


@pytest.mark.parametrize("inside", [False, True])
def test_a_worker_killed_halfway_leaves_nothing_double_and_nothing_half(
    committed: World, monkeypatch: pytest.MonkeyPatch, inside: bool
) -> None:
    """Between two cases, or inside the transaction of one after all was written."""
    numbers = [received(committed, f"2026-11-02T09:3{minute}") for minute in range(4)]
    told, calls = closing.tell, []

    def dies(entry: Any) -> Any:
        calls.append(entry.case_number)
        if len(calls) == 3 and not inside:
            raise Killed
        event = told(entry)
        if len(calls) == 3:
            raise Killed
        return event

    with monkeypatch.context() as patched:
        patched.setattr(closing, "tell", dies)
        with pytest.raises(Killed):
            sweep(shanghai("2026-11-20T08:00"))
    assert [state(number) for number in numbers] == ["accepted", "accepted", "received", "received"]
    assert sweep(shanghai("2026-11-20T08:05")) == Swept(done=2)
    for case in Case.objects.all():
        assert Event.of_case(case.pk).filter(kind="deem_accepted").count() == 1
        assert verify_case(case.pk, last_seq=case.event_seq) == []
        assert case.clocks.filter(purpose="decision").count() == 1


@pytest.mark.postgres
def test_two_workers_at_once_effect_it_once(committed: World) -> None:
    for minute in range(4):
        received(committed, f"2026-11-02T09:3{minute}")
    start, swept = threading.Barrier(2), []

    def work() -> None:
        try:
            start.wait(timeout=30)
            swept.append(sweep(shanghai("2026-11-20T08:00")))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _number in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sum(one.done for one in swept) == 4
    assert sum(one.failed for one in swept) == 0
    assert Event.objects.filter(kind="deem_accepted").count() == 4


def test_nobody_but_time_effects_it(world: World) -> None:
    number = received(world, "2026-11-16T09:30")
    with moment.at(shanghai("2026-11-23T23:59")), pytest.raises(ActRefused) as refused:
        acts["deem_accepted"].perform(case_number=number, by=worker())
    assert refused.value.code == "TIME-01"
    with moment.at(shanghai("2026-11-24T00:00")), pytest.raises(ActRefused) as refused:
        acts["deem_accepted"].perform(case_number=number, by=world.by("clerk"))
    assert refused.value.code == "TIME-02"


def test_the_command_may_set_the_moment_in_a_demonstration_only(world: World, settings: Any) -> None:
    number = received(world, "2026-11-16T09:30")
    call_command("apply_time_limits", "--now", "2026-11-23T23:59+08:00", stdout=io.StringIO())
    assert state(number) == "received"
    for wrong in ("2026-11-24", "2026-11-24T00:00", "2026-13-01T00:00Z", "tomorrow"):
        with pytest.raises(CommandError):
            call_command("apply_time_limits", "--now", wrong)
    settings.CLOCK_MAY_BE_SET = False
    with pytest.raises(CommandError):
        call_command("apply_time_limits", "--now", "2026-11-24T00:00+08:00")
    settings.CLOCK_MAY_BE_SET = True
    call_command("apply_time_limits", "--now", "2026-11-23T16:00Z", stdout=io.StringIO())
    assert state(number) == "accepted"
