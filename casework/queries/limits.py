"""The limits of a case side by side: what the law sets, what was promised, what has run, and whose time it was."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from casework.engine.reckoning import reckon, stops_in
from casework.models import (
    Case,
    CaseState,
    Clock,
    ClockExtension,
    ClockPause,
    ClockPurpose,
    ClockState,
    Paper,
)
from law.book import LawBook
from law.clock import Elapsed, days_left, elapsed
from law.errors import LawError, YearWithoutNotice

ONE_DAY = timedelta(days=1)
# What stopped and what extended clocks, by the id of the clock.
Stops = tuple[dict[int, tuple[ClockPause, ...]], dict[int, ClockExtension]]


@dataclass(frozen=True)
class Limit:
    """One limit with its pauses and its extension.

    `until` is its last day; while it rests, the day on which it would end if it went on today. `first_end` is where it
    would have ended without pauses and extension. `ran` is None where the calendar isn't known.
    """

    clock: Clock
    pauses: tuple[ClockPause, ...]
    extension: ClockExtension | None
    until: date | None
    first_end: date | None
    left: int | None
    ran: Elapsed | None

    @property
    def rests_since(self) -> date | None:
        """The first day that doesn't count, while the limit rests."""
        return next((one.first_day for one in self.pauses if one.ended_on is None), None)

    @property
    def is_promise(self) -> bool:
        """Whether the law leaves the number to the promise, so that the last day is the promised one."""
        return any(line["label"] == "promised" for line in self.clock.derivation)

    @property
    def statutory_on(self) -> date | None:
        """The last day that the law sets, if it sets one and it is known."""
        return None if self.is_promise else self.clock.due_on

    @property
    def promised_on(self) -> date | None:
        """The day that the office promised, never after the statutory one."""
        return self.clock.due_on if self.is_promise else self.clock.promised_on


@dataclass(frozen=True)
class Correction:
    """One round in which the applicant was asked to put something right. Without an end it still lasts."""

    told_on: date
    handed_in_on: date | None
    days: int | None


@dataclass(frozen=True)
class Time:
    """How the working days since the receipt were spent; None where the calendar isn't known.

    The applicant's own days and the days on which a limit rested are nobody's fault and never counted on the office.
    """

    since: date
    until: date
    corrections: tuple[Correction, ...]
    office_days: int | None
    applicant_days: int | None
    resting_days: int | None


def limits_of(
    clocks: Sequence[Clock],
    book: LawBook,
    promised: Mapping[str, int],
    today: date,
    stops: Stops | None = None,
) -> list[Limit]:
    """The limits of one case, in their order; `stops` where it is known already what stopped and extended them."""
    pauses, extensions = stops_of(clocks) if stops is None else stops
    return [
        limit_of(one, book, promised.get(one.purpose), today, pauses.get(one.pk, ()), extensions.get(one.pk))
        for one in clocks
    ]


def stops_of(clocks: Iterable[Clock]) -> Stops:
    """What stopped and what extended these clocks, by the clock, in two questions for all of them."""
    ids = [one.pk for one in clocks]
    if not ids:
        return {}, {}
    pauses: dict[int, tuple[ClockPause, ...]] = {}
    for pause in ClockPause.objects.filter(clock__in=ids).select_related("paper").defer("paper__elements"):
        pauses[pause.clock_id] = (*pauses.get(pause.clock_id, ()), pause)
    extensions = ClockExtension.objects.filter(clock__in=ids).select_related("paper").defer("paper__elements")
    return pauses, {one.clock_id: one for one in extensions}


def limit_of(
    clock: Clock,
    book: LawBook,
    promised: int | None,
    today: date,
    pauses: tuple[ClockPause, ...] = (),
    extension: ClockExtension | None = None,
) -> Limit:
    """One limit, with what of it is left and what has run."""
    until = clock.due_on
    if clock.state == ClockState.PAUSED:
        until = _if_resumed(clock, book, promised, today, pauses, extension)
    moved = bool(pauses) or extension is not None
    return Limit(
        clock=clock,
        pauses=pauses,
        extension=extension,
        until=until,
        first_end=_end(clock, book, promised) if moved else until,
        left=_left(book, today, until),
        ran=_ran(clock, book, today, pauses),
    )


def time_of(case: Case, clocks: Sequence[Clock], limits: Sequence[Limit], book: LawBook, today: date) -> Time:
    """How the time of a case was spent, from its receipt until its decision or today."""
    until = case.decided_on or case.closed_on or today
    corrections = _corrections(case, clocks, book, today)
    rested = {
        day
        for limit in limits
        for pause in limit.pauses
        for day in _days(pause.first_day, min(until, pause.last_day or _last_resting(pause, today)))
    }
    waited = {
        day
        for one in corrections
        for day in _days(one.told_on + ONE_DAY, min(until, one.handed_in_on or today))
    }
    try:
        whole = book.calendar.working_days_between(case.received_on, until)
        applicant = sum(book.calendar.is_working_day(day) for day in waited)
        resting = sum(book.calendar.is_working_day(day) for day in rested - waited)
    except YearWithoutNotice:
        return Time(case.received_on, until, corrections, None, None, None)
    return Time(case.received_on, until, corrections, whole - applicant - resting, applicant, resting)


def as_told(paper: Paper, case: Case) -> Clock | None:
    """The limit as it stood when a paper was issued, with the derivation of the day that the paper names."""
    rows = Clock.history.filter(case=case, history_date=paper.issued_at).exclude(state=ClockState.MET)
    row: Any = rows.exclude(due_on=None).order_by("-history_id").first()
    return row.instance if row else None


def _if_resumed(
    clock: Clock,
    book: LawBook,
    promised: int | None,
    today: date,
    pauses: tuple[ClockPause, ...],
    extension: ClockExtension | None,
) -> date | None:
    """Where the limit would end if it went on today."""
    stops = []
    for one in pauses:
        if one.ended_on is None:
            last = today - ONE_DAY if today > one.first_day else None
            one = ClockPause(
                ground=one.ground, first_day=one.first_day, last_day=last, ended_on=today, paper=one.paper
            )
        stops.append(one)
    return reckon(clock, book, promised, stops, extension).due


def _end(clock: Clock, book: LawBook, promised: int | None) -> date | None:
    return reckon(clock, book, promised).due


def _left(book: LawBook, today: date, until: date | None) -> int | None:
    try:
        return days_left(book, today, until) if until else None
    except YearWithoutNotice:
        return None


def _ran(clock: Clock, book: LawBook, today: date, pauses: Iterable[ClockPause]) -> Elapsed | None:
    try:
        return elapsed(
            book, clock.limit, clock.started_on, clock.stopped_on or today, pauses=stops_in(pauses)
        )
    except LawError:
        return None


def _corrections(case: Case, clocks: Sequence[Clock], book: LawBook, today: date) -> tuple[Correction, ...]:
    """Between the end of one screening and the beginning of the next the applicant had the word."""
    screened = [one for one in clocks if one.purpose == ClockPurpose.SCREENING]
    rounds = [
        (before.stopped_on, after.started_on)
        for before, after in pairwise(screened)
        if before.stopped_on is not None
    ]
    found: list[tuple[date, date | None]] = [*rounds]
    if case.state == CaseState.CORRECTING and case.correction_told_on is not None:
        found.append((case.correction_told_on, None))
    return tuple(Correction(told, back, _between(book, told, back or today)) for told, back in found)


def _between(book: LawBook, first: date, last: date) -> int | None:
    try:
        return book.calendar.working_days_between(first, last)
    except YearWithoutNotice:
        return None


def _last_resting(pause: ClockPause, today: date) -> date:
    """The last day of a pause that still lasts, or none where it took nothing out."""
    return today if pause.ended_on is None else pause.first_day - ONE_DAY


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
