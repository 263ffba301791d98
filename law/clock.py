"""When a time limit ends, told with every step of the reckoning.

Legal days are days in Shanghai. The day of the event is not counted (C1), months end on the same number (C2),
an end on a rest day moves to the next working day (C3). Working days follow the official notices. A pause
takes out its days, both the first and the last.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from law.counting import ONE_DAY, End, TakenOut, add_months, end_of, last_open_day
from law.derivation import PRODUCT, DerivationLine, Reckoning
from law.due import Due, Elapsed
from law.errors import (
    ExtensionRefused,
    LimitWithoutNumber,
    NaiveMoment,
    NotToldRefused,
    PauseRefused,
    PromiseRefused,
    UnknownLimit,
    YearWithoutNotice,
)
from law.limits import OUTSIDE_THE_AGENCY, Term, TimeLimit
from law.pauses import Extension, Pause, check_extension, check_pauses, longest_extension
from law.wording import Phrase

if TYPE_CHECKING:
    from law.book import LawBook

__all__ = [
    "DerivationLine",
    "Due",
    "Elapsed",
    "Extension",
    "Pause",
    "add_months",
    "days_left",
    "due",
    "elapsed",
    "end_of_day",
    "limit_of",
    "longest_extension",
    "shanghai_day",
    "was_posted_in_time",
    "working_days_between",
]

SHANGHAI = ZoneInfo("Asia/Shanghai")


def due(
    book: LawBook,
    limit_id: str,
    start: date,
    *,
    promised: int | None = None,
    pauses: Iterable[Pause] = (),
    extension: Extension | None = None,
    told: bool | date = True,
) -> Due:
    """The end of the limit for an event of day ``start``.

    ``promised`` is the agency's published number in the limit's own unit: needed where the law sets none,
    otherwise it may only shorten what the agency has to keep. ``pauses`` and ``extension`` are what stopped
    or prolonged the clock. ``told`` False: the person was not told of the remedy, so the longest period
    applies (FY 20(3), SSJ 64); a day: told only then, so the period runs from that day but not past the
    longest. Raises :class:`UnknownLimit`, :class:`LimitWithoutNumber`, :class:`PromiseRefused`,
    :class:`PauseRefused`, :class:`ExtensionRefused`, :class:`NotToldRefused`, and
    :class:`law.errors.BasisNotInForce` (EX-10) when no number applied on that day.
    """
    limit = limit_of(book, limit_id)
    stops = tuple(sorted(pauses, key=lambda pause: (pause.first, pause.until, pause.ground)))
    if told is True:
        return _reckon(book, limit, start, promised, stops, extension)
    if promised is not None or extension is not None:
        raise NotToldRefused(f"{limit.id}: a right that was not told is neither promised nor prolonged")
    if limit.untold is None:
        if told is False and limit_id in _longest(book):
            return _reckon(book, limit, start, None, stops, None)
        raise NotToldRefused(f"{limit.id} does not depend on what the person was told")
    longest = _reckon(book, limit_of(book, limit.untold), start, None, (), None, (("not_told", start),))
    if told is False:
        if stops:
            raise PauseRefused(f"{longest.limit} is the longest period; nothing stops it")
        return longest
    if told < start:
        raise NotToldRefused(f"{limit.id}: told on {told}, before the act was known on {start}")
    later = _reckon(book, limit, told, None, stops, None, (("told_later", told),))
    if later.raw is None or longest.raw is None or longest.raw < later.raw:
        return longest
    return replace(later, start=start)


def limit_of(book: LawBook, limit_id: str) -> TimeLimit:
    """The limit of that id. Raises :class:`UnknownLimit`."""
    found = book.limits.get(limit_id)
    if found is None:
        raise UnknownLimit(f"edition {book.edition} holds no limit {limit_id}")
    return found


def elapsed(
    book: LawBook, limit_id: str, start: date, today: date, *, pauses: Iterable[Pause] = ()
) -> Elapsed:
    """How much of the clock has run by the end of ``today``, and how much time was taken out of it.

    Working days for limits in working days, otherwise calendar days. A pause that still lasts counts until
    today. Raises :class:`UnknownLimit`, :class:`PauseRefused`, :class:`YearWithoutNotice`.
    """
    limit = limit_of(book, limit_id)
    stops = tuple(pauses)
    check_pauses(book, limit, start, stops)
    out = TakenOut.of(replace(pause, last=min(pause.until, today)) for pause in stops if pause.first <= today)
    last = max(start, today)
    if limit.term_on(start).unit == "working":
        passed = book.calendar.working_days_between(start, last)
        taken = out.working_days(book.calendar, start, last)
        return Elapsed("working", passed - taken, taken)
    taken = out.days(start, last)
    return Elapsed("calendar", (last - start).days - taken, taken)


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


def was_posted_in_time(reckoned: Due, posted_on: date) -> bool:
    """Whether a paper posted on that day is in time, however late it arrives (C4, MS 85).

    A due date that is not known yet has not passed.
    """
    return reckoned.due is None or posted_on <= reckoned.due


def _longest(book: LawBook) -> frozenset[str]:
    return frozenset(limit.untold for limit in book.limits.values() if limit.untold is not None)


def _reckon(
    book: LawBook,
    limit: TimeLimit,
    start: date,
    promised: int | None,
    pauses: tuple[Pause, ...],
    extension: Extension | None,
    lead: tuple[tuple[str, date], ...] = (),
) -> Due:
    term = limit.term_on(start)
    amount = _amount(limit, term, promised)
    check_pauses(book, limit, start, pauses)
    out = TakenOut.of(pauses)
    base = end_of(book.calendar, limit, term.unit, start, amount, out)
    whole = base
    if extension is not None:
        check_extension(limit, start, extension)
        if base.due is not None and extension.decided_on > base.due:
            raise ExtensionRefused(f"{limit.id} had ended on {base.due}, before it was prolonged")
        whole = end_of(book.calendar, limit, term.unit, start, amount, out, extension.amount)
    for pause in pauses:
        if whole.due is not None and pause.first > whole.due:
            raise PauseRefused(f"{limit.id} had ended on {whole.due}, before the pause of {pause.first}")
    telling = Reckoning(book, limit, start)
    for key, day in lead:
        telling.tell(key, day, telling.by_limit(term))
    telling.tell("event", start, words={"event": book.wording.events[limit.event]})
    _tell_promise(telling, term, promised)
    _tell_pauses(telling, pauses)
    suspended = any(pause.last is None for pause in pauses)
    result = Due(
        limit=limit.id,
        start=start,
        raw=None,
        due=None,
        internal_due=None,
        lawful_from=None,
        provisional=False,
        derivation=(),
        pauses=pauses,
        extension=extension,
        suspended=suspended,
        articles=term.basis,
        confidence=limit.confidence,
        calendar=book.calendar.version,
    )
    if not suspended:
        result = _finish(telling, result, term, amount, base, whole)
    return replace(result, derivation=tuple(telling.lines))


def _finish(telling: Reckoning, result: Due, term: Term, amount: int, base: End, whole: End) -> Due:
    book, limit, start = telling.book, telling.limit, telling.start
    _tell_count(telling, term, amount, base)
    if result.extension is not None:
        _tell_extension(telling, term, result.extension, whole)
    moves = limit.rolls_forward and term.unit != "working"
    if whole.raw is None or whole.due is None:
        _tell_year(telling, "year_without_notice", whole.unknown)
        return replace(result, raw=whole.raw, provisional=True)
    if whole.due != whole.raw:
        telling.tell("rolled_forward", whole.due, telling.by_convention("C3"), moved_from=whole.raw)
    asked = moves or (term.unit == "working" and (limit.rolls_forward or amount > 0))
    last_asked = start if limit.counts_back else whole.due
    provisional = asked and not book.calendar.is_settled(last_asked)
    if provisional:
        _tell_year(telling, "notice_may_change", last_asked.year + 1)
    out = TakenOut.of(result.pauses)
    internal = _internal(telling, whole.raw, whole.due, out)
    lawful_from = whole.due + ONE_DAY if limit.kind == "min" else None
    if lawful_from is not None:
        telling.tell("lawful_from", lawful_from, telling.by_limit(term))
    return replace(
        result,
        raw=whole.raw,
        due=whole.due,
        internal_due=internal,
        lawful_from=lawful_from,
        provisional=provisional,
    ).with_calendar(book.calendar, asked)


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


def _internal(telling: Reckoning, raw: date, end: date, out: TakenOut) -> date | None:
    limit, calendar = telling.limit, telling.book.calendar
    if limit.kind == "min" or limit.actor in OUTSIDE_THE_AGENCY:
        return None
    try:
        internal = last_open_day(calendar, raw, out)
    except YearWithoutNotice:
        # Before the first known year nothing earlier can be named; after the last, nothing at all.
        return end if calendar.knows(raw) else None
    # A short period inside a long holiday: no working day lies between the event and its end.
    if internal < telling.start and not limit.counts_back:
        return end
    if internal != end:
        telling.tell("internal", internal)
    return internal


def _tell_promise(telling: Reckoning, term: Term, promised: int | None) -> None:
    if promised is None or promised == term.amount:
        return
    wording = telling.book.wording
    words = {"term": wording.term(promised, term.unit)}
    if term.amount is None:
        telling.tell("promised", None, words=words)
    else:
        words["limit_term"] = wording.term(term.amount, term.unit)
        telling.tell("promised_shorter", None, words=words)


def _tell_pauses(telling: Reckoning, pauses: tuple[Pause, ...]) -> None:
    book, footing = telling.book, telling.limit.suspension or PRODUCT
    for pause in pauses:
        words = {
            "first": book.wording.day(pause.first),
            "ground": book.pause_grounds[pause.ground].title,
            "paper": Phrase(pause.paper, pause.paper),
        }
        if pause.last is None:
            telling.tell("suspended", None, footing, words)
        else:
            telling.tell("paused", pause.last, footing, words)


def _tell_count(telling: Reckoning, term: Term, amount: int, base: End) -> None:
    start, book = telling.start, telling.book
    if amount == 0:
        telling.tell("same_day", start, telling.by_limit(term))
        if base.raw is not None and base.raw != start:
            telling.tell("rolled_forward", base.raw, telling.by_convention("C3"), moved_from=start)
        return
    words = {"term": book.wording.term(amount, term.unit)}
    if telling.limit.counts_back:
        if base.raw is not None:
            telling.tell("counted_back", base.raw, telling.by_limit(term), words)
        return
    telling.tell("day_not_counted", start + ONE_DAY, telling.by_convention("C1"))
    if base.raw is None:
        return
    telling.tell(f"counted_{term.unit}", base.raw, telling.by_limit(term), words)
    if term.unit == "month" and add_months(start, amount).day != start.day:
        telling.tell("month_shortened", add_months(start, amount), telling.by_convention("C2"))


def _tell_extension(telling: Reckoning, term: Term, extension: Extension, whole: End) -> None:
    wording, rule = telling.book.wording, telling.limit.extension
    if rule is None or whole.raw is None:
        return
    words = {
        "authority": rule.authority,
        "decided": wording.day(extension.decided_on),
        "told": wording.day(extension.told_on),
        "paper": Phrase(extension.paper, extension.paper),
        "term": wording.term(extension.amount, term.unit),
    }
    telling.tell("extended", whole.raw, telling.by_extension(rule), words)


def _tell_year(telling: Reckoning, key: str, year: int) -> None:
    words = {"year": Phrase(str(year), str(year))}
    telling.tell(key, None, telling.by_convention("REST"), words)
