"""What the worker puts before an officer because of the time: whether it is time for it, and that it was done.

Nothing of this changes how a case stands. What would be to the citizen's disadvantage is only ever proposed here, to a
named officer; it never happens by itself (EX-11).
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from casework.models import (
    OFFICE_PURPOSES,
    CaseState,
    Clock,
    ClockPurpose,
    ClockState,
    Office,
    Reminder,
    ReminderKind,
)
from law.book import LawBook
from law.errors import YearWithoutNotice

from .act import acts
from .matter import Matter
from .refusal import Kind, Reason
from .words import Procedure
from .work import Work

# Rules of ours. Reminded is on the last working day but one, and only of a limit that is long enough to be forgotten.
NEAR_DAYS = 1
SHORTEST = 3
# How long an applicant who was told what is missing is left in peace, in calendar days.
SILENT_DAYS = 30

Find = Callable[[Matter], Clock | None]


def near(matter: Matter) -> Clock | None:
    """The running limit that ends on the next working day and of which nobody was reminded."""
    return _first_untold(
        (one for one in matter.clocks if is_near(one, matter.book, matter.day)), ReminderKind.NEAR
    )


def lapsed(matter: Matter) -> Clock | None:
    """The limit that has lapsed although somebody had to act, and of which the supervising office doesn't know."""
    effected = effected_by_time(matter.procedure)
    return _first_untold(
        (
            one
            for one in matter.clocks
            if one.state == ClockState.RUNNING
            and one.purpose in OFFICE_PURPOSES - effected
            and one.due_at is not None
            and one.due_at <= matter.moment
        ),
        ReminderKind.LAPSED,
    )


def silent(matter: Matter) -> Clock | None:
    """The limit that stopped when the applicant was told what is missing, if they have been silent for long."""
    case = matter.case
    if case.state != CaseState.CORRECTING or case.correction_told_on is None:
        return None
    if case.correction_told_on > last_silent_day(matter.day):
        return None
    stopped = Clock.objects.filter(case=case, purpose=ClockPurpose.SCREENING).order_by("-id").first()
    return _first_untold([stopped] if stopped else [], ReminderKind.SILENT)


def is_near(clock: Clock, book: LawBook, today: date) -> bool:
    """Whether a limit of the office ends on the next working day, having been long enough to be forgotten."""
    if clock.state != ClockState.RUNNING or clock.due_on is None or clock.purpose not in OFFICE_PURPOSES:
        return False
    try:
        left = book.calendar.working_days_between(today, clock.due_on)
        whole = book.calendar.working_days_between(clock.started_on, clock.due_on)
    except YearWithoutNotice:
        return False
    return 0 <= left <= NEAR_DAYS and whole >= SHORTEST


def last_silent_day(today: date) -> date:
    """Who was told on that day or before and hasn't answered has been silent for long."""
    return today - timedelta(days=SILENT_DAYS)


def effected_by_time(procedure: type[Procedure]) -> frozenset[str]:
    """The purposes whose lapse effects something by itself in this procedure."""
    return frozenset(
        str(on) for on in (acts[name].automatic_on for name in procedure.acts()) if on is not None
    )


def only_if(find: Find) -> Callable[[Matter], Iterator[Reason]]:
    """What stands against an act of the worker's: that it isn't time for it, or that it was done."""

    def against(matter: Matter) -> Iterator[Reason]:
        if find(matter) is None:
            yield Reason("TIME-01", _("The time for this hasn't come."), Kind.NOT_NOW)

    return against


def note(work: Work, clock: Clock, kind: ReminderKind, office: Office) -> date:
    """Note what was put before whom; the day it speaks of. The same about the same day is noted once."""
    about = about_day(clock, kind)
    assert about is not None, "the gate has asked"
    work.insert(
        Reminder(
            clock=clock,
            kind=kind,
            about_day=about,
            office=office,
            officer=work.case.holder,
            made_at=work.moment,
        )
    )
    return about


def about_day(clock: Clock, kind: str) -> date | None:
    """The day that a reminder of a kind speaks of."""
    return clock.stopped_on if kind == ReminderKind.SILENT else clock.due_on


def _first_untold(clocks: Iterable[Clock], kind: ReminderKind) -> Clock | None:
    for clock in clocks:
        about = about_day(clock, kind)
        told = about and Reminder.objects.filter(clock=clock, kind=kind, about_day=about).exists()
        if not told:
            return clock
    return None
