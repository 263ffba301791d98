"""What the worker has still to put before somebody because of the time: limits about to end, lapsed, long silence."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, QuerySet

from casework.engine.act import Act, acts
from casework.engine.lawbook import book_of, current_law
from casework.engine.reminding import NEAR_DAYS, effected_by_time, is_near, last_silent_day
from casework.models import (
    CLOSED_STATES,
    OFFICE_PURPOSES,
    Case,
    CaseState,
    Clock,
    ClockPurpose,
    ClockState,
    Reminder,
    ReminderKind,
)
from law.clock import end_of_day, shanghai_day
from law.errors import YearWithoutNotice

from .due import knowing

# All that is asked of a clock here; its derivation and the sealed form of its case stay where they are.
ASKED = (
    "purpose",
    "state",
    "started_on",
    "due_on",
    "case__number",
    "case__flow_class",
    "case__law_edition_id",
)


@dataclass(frozen=True)
class Untold:
    """A case of which somebody has to be told, and the act that does it."""

    act: Act
    case_number: str


def untold(now: datetime) -> Iterator[Untold]:
    """What is to be told at this moment, each case once for each act; everything is asked again under the lock."""
    for name, numbers in (
        ("remind", _near(now)),
        ("escalate", _lapsed(now)),
        ("propose_asking", _silent(now)),
    ):
        for number in dict.fromkeys(numbers):
            yield Untold(acts[name], number)


def _near(now: datetime) -> Iterator[str]:
    today = shanghai_day(now)
    try:
        last = end_of_day(current_law(today)[1].calendar.add_working_days(today, NEAR_DAYS))
    except (LookupError, YearWithoutNotice):
        return
    clocks = _without(ReminderKind.NEAR, "due_on").filter(
        state=ClockState.RUNNING, purpose__in=OFFICE_PURPOSES, due_at__gt=now, due_at__lte=last
    )
    for clock in _in(clocks, "remind"):
        if is_near(clock, book_of(clock.case.law_edition_id), today):
            yield clock.case.number


def _lapsed(now: datetime) -> Iterator[str]:
    clocks = _without(ReminderKind.LAPSED, "due_on").filter(
        state=ClockState.RUNNING, purpose__in=OFFICE_PURPOSES, due_at__lte=now
    )
    for clock in _in(clocks, "escalate"):
        if clock.purpose not in effected_by_time(clock.case.flow_class):
            yield clock.case.number


def _silent(now: datetime) -> Iterator[str]:
    waiting = Case.objects.filter(
        state=CaseState.CORRECTING, correction_told_on__lte=last_silent_day(shanghai_day(now))
    )
    clocks = _without(ReminderKind.SILENT, "stopped_on").filter(
        case__in=waiting.values("pk"),
        purpose=ClockPurpose.SCREENING,
        stopped_on=F("case__correction_told_on"),
    )
    for clock in _in(clocks, "propose_asking"):
        yield clock.case.number


def _without(kind: ReminderKind, day: str) -> QuerySet[Clock]:
    """Clocks of which nobody was told in this kind about that day."""
    told = Reminder.objects.filter(clock=OuterRef("pk"), kind=kind, about_day=OuterRef(day))
    return Clock.objects.filter(~Exists(told))


def _in(clocks: QuerySet[Clock], act: str) -> QuerySet[Clock]:
    """Those of open cases whose procedure knows the act, by their last day."""
    return (
        clocks.filter(case__flow_class__in=knowing(act))
        .exclude(case__state__in=CLOSED_STATES)
        .select_related("case")
        .only(*ASKED)
        .order_by("due_at", "case_id")
    )
