"""When a time limit ends, told with every step of the reckoning.

Legal days are days in Shanghai. The day of the event is not counted (C1), months end on the same number (C2),
an end on a rest day moves to the next working day (C3). Working days follow the official notices.
"""

from __future__ import annotations

import calendar as gregorian
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from law.derivation import DerivationLine, Reckoning
from law.errors import LimitWithoutNumber, NaiveMoment, PromiseRefused, UnknownLimit, YearWithoutNotice
from law.limits import Term, TimeLimit
from law.wording import Phrase

if TYPE_CHECKING:
    from law.book import LawBook

__all__ = [
    "DerivationLine",
    "Due",
    "add_months",
    "days_left",
    "due",
    "end_of_day",
    "limit_of",
    "shanghai_day",
    "working_days_between",
]

SHANGHAI = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)
OUTSIDE_THE_AGENCY = ("citizen", "court")


@dataclass(frozen=True, slots=True)
class Due:
    """The end of one time limit.

    ``raw``: last day as counted; ``due``: last day in law. ``due`` is None where it depends on a year whose
    holiday notice is not loaded; nothing is guessed. ``provisional``: a notice still to come may set or
    change the date. ``internal_due``: last working day on or before the raw day, for an agency's own duty in
    calendar days or months (a product rule; equal to ``due`` for its working days, None for everybody else).
    ``lawful_from``: for minimum waits, the first day on which the act is lawful.
    """

    limit: str
    start: date
    raw: date | None
    due: date | None
    internal_due: date | None
    lawful_from: date | None
    provisional: bool
    derivation: tuple[DerivationLine, ...]


def due(book: LawBook, limit_id: str, start: date, *, promised: int | None = None) -> Due:
    """The end of the limit for an event of day ``start``.

    ``promised`` is the agency's published number in the limit's own unit: needed where the law sets none,
    otherwise it may only shorten what the agency has to keep. Raises :class:`UnknownLimit`,
    :class:`LimitWithoutNumber`, :class:`PromiseRefused`, and :class:`law.errors.BasisNotInForce` (EX-10) when
    no number applied on that day.
    """
    limit = limit_of(book, limit_id)
    term = limit.term_on(start)
    amount = _amount(limit, term, promised)
    reckoning = Reckoning(book, limit, start)
    reckoning.tell("event", start, words={"event": book.wording.events[limit.event]})
    _tell_promise(reckoning, term, promised)
    moves = limit.rolls_forward and term.unit != "working"
    try:
        raw = _count(reckoning, term, amount)
        end = _rolled_forward(reckoning, raw) if moves else raw
    except YearWithoutNotice as unknown:
        counted = None if term.unit == "working" else _calendar_end(start, term, amount)
        _tell_year(reckoning, "year_without_notice", unknown.year)
        return Due(limit.id, start, counted, None, None, None, True, tuple(reckoning.lines))
    provisional = (moves or term.unit == "working") and not book.calendar.is_settled(end)
    if provisional:
        _tell_year(reckoning, "notice_may_change", end.year + 1)
    internal = _internal(reckoning, term, raw, end)
    lawful_from = end + ONE_DAY if limit.kind == "min" else None
    if lawful_from is not None:
        reckoning.tell("lawful_from", lawful_from, reckoning.by_limit(term))
    return Due(limit.id, start, raw, end, internal, lawful_from, provisional, tuple(reckoning.lines))


def limit_of(book: LawBook, limit_id: str) -> TimeLimit:
    """The limit of that id. Raises :class:`UnknownLimit`."""
    found = book.limits.get(limit_id)
    if found is None:
        raise UnknownLimit(f"edition {book.edition} holds no limit {limit_id}")
    return found


def working_days_between(book: LawBook, first: date, last: date) -> int:
    """Working days after ``first`` up to and including ``last``; negative when ``last`` lies before
    ``first``.

    Raises :class:`YearWithoutNotice`.
    """
    return book.calendar.working_days_between(first, last)


def days_left(book: LawBook, today: date, due_on: date) -> int:
    """Working days left after today: zero when none is left, negative by the working days gone by since.

    Raises :class:`YearWithoutNotice`.
    """
    return book.calendar.working_days_between(today, due_on)


def shanghai_day(moment: datetime) -> date:
    """The legal day of a moment. Raises :class:`NaiveMoment` for a moment without time zone."""
    if moment.tzinfo is None:
        raise NaiveMoment("a moment without time zone has no legal day")
    return moment.astimezone(SHANGHAI).date()


def end_of_day(day: date) -> datetime:
    """The moment (UTC) at which the legal day is over: the next midnight in Shanghai."""
    return datetime.combine(day + ONE_DAY, time.min, tzinfo=SHANGHAI).astimezone(UTC)


def add_months(day: date, months: int) -> date:
    """Same number of the last month; where it has none, its last day (C2, MF 202)."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, gregorian.monthrange(year, month)[1]))


def _amount(limit: TimeLimit, term: Term, promised: int | None) -> int:
    if promised is None:
        if term.amount is None:
            raise LimitWithoutNumber(f"{limit.id} takes its number from the item's promise")
        return term.amount
    if limit.kind != "max" or limit.actor in OUTSIDE_THE_AGENCY:
        raise PromiseRefused(f"{limit.id} is not a duty that an agency can promise to do sooner")
    if promised < 0 or (term.amount is not None and promised > term.amount):
        raise PromiseRefused(f"{limit.id}: a promise of {promised} does not lie within {term.amount}")
    return promised


def _calendar_end(start: date, term: Term, amount: int) -> date:
    return add_months(start, amount) if term.unit == "month" else start + ONE_DAY * amount


def _count(reckoning: Reckoning, term: Term, amount: int) -> date:
    book, start = reckoning.book, reckoning.start
    if amount == 0:
        return _same_day(reckoning, term)
    reckoning.tell("day_not_counted", start + ONE_DAY, reckoning.by_convention("C1"))
    if term.unit == "working":
        raw = book.calendar.add_working_days(start, amount)
    else:
        raw = _calendar_end(start, term, amount)
    words = {"term": book.wording.term(amount, term.unit)}
    reckoning.tell(f"counted_{term.unit}", raw, reckoning.by_limit(term), words)
    if term.unit == "month" and raw.day != start.day:
        reckoning.tell("month_shortened", raw, reckoning.by_convention("C2"))
    return raw


def _same_day(reckoning: Reckoning, term: Term) -> date:
    start = reckoning.start
    raw = reckoning.book.calendar.working_day_from(start) if term.unit == "working" else start
    reckoning.tell("same_day", start, reckoning.by_limit(term))
    if raw != start:
        reckoning.tell("rolled_forward", raw, reckoning.by_convention("C3"), moved_from=start)
    return raw


def _rolled_forward(reckoning: Reckoning, raw: date) -> date:
    end = reckoning.book.calendar.working_day_from(raw)
    if end != raw:
        reckoning.tell("rolled_forward", end, reckoning.by_convention("C3"), moved_from=raw)
    return end


def _internal(reckoning: Reckoning, term: Term, raw: date, end: date) -> date | None:
    if reckoning.limit.kind != "max" or reckoning.limit.actor in OUTSIDE_THE_AGENCY:
        return None
    if raw == end:
        return end
    try:
        internal = reckoning.book.calendar.working_day_until(raw)
    except YearWithoutNotice:
        return end
    # A short period inside a long holiday: no working day lies between the event and its end.
    if internal < reckoning.start:
        return end
    reckoning.tell("internal", internal)
    return internal


def _tell_promise(reckoning: Reckoning, term: Term, promised: int | None) -> None:
    if promised is None or promised == term.amount:
        return
    wording = reckoning.book.wording
    words = {"term": wording.term(promised, term.unit)}
    if term.amount is None:
        reckoning.tell("promised", None, words=words)
    else:
        words["limit_term"] = wording.term(term.amount, term.unit)
        reckoning.tell("promised_shorter", None, words=words)


def _tell_year(reckoning: Reckoning, key: str, year: int) -> None:
    words = {"year": Phrase(str(year), str(year))}
    reckoning.tell(key, None, reckoning.by_convention("REST"), words)
