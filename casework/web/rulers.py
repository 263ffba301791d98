"""The working-day ruler: one cell is one working day, in weeks; and how a due date was found, line by line."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

from django.utils.translation import get_language, gettext, ngettext

from casework.engine.reckoning import derivation_data
from casework.models import Clock, ClockPause, ClockPurpose, ClockState
from casework.queries.limits import Limit
from casework.queries.worklist import NEAR_DAYS
from law.bases import Citation, cited_text
from law.book import LawBook
from law.due import Due
from law.errors import LawError, YearWithoutNotice

T = TypeVar("T")

LONGEST = 60
# Over so many cells a flag reaches.
WIDTH_OF_FLAG = 4
ONE_DAY = timedelta(days=1)


def language() -> str:
    """The language of the law's texts for this screen."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def cells(book: LawBook, clock: Clock, today: date, limit: Limit | None = None) -> list[tuple[date, str]]:
    """Each working day of a limit and what it is: u used, p paused, t today, o over the limit, empty still open.

    The day of the event isn't counted, unless the limit ends on it. No cells where the calendar isn't known. A limit
    that rests is drawn as if it went on today.
    """
    due = limit.until if limit else clock.due_on
    if due is None:
        return []
    resting = (
        [(one.first_day, one.last_day or one.ended_on or date.max) for one in limit.pauses] if limit else []
    )
    stopped = clock.stopped_on or today
    last = max(due, stopped) if clock.state != ClockState.ENDED else due
    first = clock.started_on if due == clock.started_on else clock.started_on + ONE_DAY
    found = []
    day = max(first, last - timedelta(days=2 * LONGEST))
    try:
        while day <= last:
            if book.calendar.is_working_day(day):
                found.append((day, _kind(clock, day, today, stopped, due, resting)))
            day += ONE_DAY
    except YearWithoutNotice:
        return []
    return found[-LONGEST:]


def _kind(
    clock: Clock,
    day: date,
    today: date,
    stopped: date,
    due: date,
    resting: Sequence[tuple[date, date]],
) -> str:
    at_work = clock.state in (ClockState.RUNNING, ClockState.PAUSED)
    if day <= stopped and any(first <= day <= last for first, last in resting):
        return "p t" if at_work and day == today else "p"
    if day > due:
        return "o"
    if at_work and day == today:
        return "t"
    return "u" if day <= (today if at_work else stopped) else ""


def weeks(days: Sequence[tuple[date, T]]) -> list[list[tuple[date, T]]]:
    """The days in calendar weeks."""
    found: list[list[tuple[date, T]]] = []
    for day, kind in days:
        if found and found[-1][0][0].isocalendar()[:2] == day.isocalendar()[:2]:
            found[-1].append((day, kind))
        else:
            found.append([(day, kind)])
    return found


def small(book: LawBook, clock: Clock | None, today: date, limit: Limit | None = None) -> list[list[str]]:
    """The ruler of a list: kinds only."""
    if clock is None:
        return []
    return [[kind for _day, kind in week] for week in weeks(cells(book, clock, today, limit))]


def left(
    book: LawBook,
    clock: Clock | None,
    today: date,
    days: int | None,
    due_on: date | None,
    limit: Limit | None = None,
) -> dict[str, Any]:
    """What `components/time_left.html` draws."""
    if limit is not None and limit.rests_since is not None:
        return {
            "state": "paused" if limit.left is not None else "resting",
            "days": max(limit.left or 0, 0),
            "since": limit.rests_since,
            "weeks": small(book, clock, today, limit),
            "label": "",
        }
    if due_on is None:
        # It runs, but nobody knows until when before the notice of that year: never a guess, never "no limit".
        return {"state": "unknown" if clock is not None else "none"}
    over = due_on < today
    state = "overdue" if over else "near" if days is not None and days <= NEAR_DAYS else "open"
    return {
        "state": state,
        "days": abs(days or 0),
        "due": due_on,
        "provisional": clock.provisional if clock else False,
        "weeks": small(book, clock, today, limit),
        "label": "",
    }


def large(book: LawBook, limit: Limit, today: date) -> dict[str, Any] | None:
    """What `components/clock.html` draws: the ruler with its dates. None where there is no date to show."""
    clock, due = limit.clock, limit.until
    if due is None:
        return None
    found = cells(book, clock, today, limit)
    kinds = [kind for _day, kind in found]
    used, paused = kinds.count("u") + kinds.count("t"), kinds.count("p") + kinds.count("p t")
    days, resting = limit.left, limit.rests_since
    state = "overdue" if due < today else "near" if days is not None and days <= NEAR_DAYS else "open"
    drawn = _cells_drawn(book, limit, found)
    purpose = ClockPurpose(clock.purpose).label
    label = ngettext(
        "Limit for %(purpose)s: %(used)s working day used, %(open)s left, due %(due)s.",
        "Limit for %(purpose)s: %(used)s working days used, %(open)s left, due %(due)s.",
        used,
    ) % {"purpose": purpose, "used": used, "open": kinds.count(""), "due": due.isoformat()}
    if paused:
        label += " " + ngettext(
            "%(paused)s working day doesn't count.", "%(paused)s working days don't count.", paused
        ) % {"paused": paused}
    if resting:
        label = gettext("The limit for %(purpose)s rests since %(day)s; %(open)s working days are left.") % {
            "purpose": purpose,
            "day": resting.isoformat(),
            "open": max(days or 0, 0),
        }
    return {
        "days": abs(days or 0),
        "state": "paused" if resting else state,
        "since": resting,
        "due": None if resting else due,
        "provisional": clock.provisional,
        "weeks": weeks_of(drawn),
        "two_flags": any(cell.get("flag", {}).get("low") for _day, cell in drawn),
        "used": used,
        "paused": paused or None,
        "open": kinds.count(""),
        "over": kinds.count("o"),
        "purpose": purpose,
        "label": label,
    }


def _cells_drawn(
    book: LawBook, limit: Limit, found: list[tuple[date, str]]
) -> list[tuple[date, dict[str, Any]]]:
    """The cells with their numbers, months, pauses and flags."""
    drawn: list[tuple[date, dict[str, Any]]] = [(day, {"kind": kind, "day": day.day}) for day, kind in found]
    _flag(drawn, limit)
    for pause in limit.pauses:
        _bracket(book, drawn, pause)
    month = 0
    for at, (day, cell) in enumerate(drawn):
        # A flag reaches to the left over some cells; the month's name would stand in it, or touch it.
        free = not any("flag" in near for _day, near in drawn[max(at - 1, 0) : at + WIDTH_OF_FLAG])
        # At the beginning it stands all the same, unless the flag itself, which names the month, begins there.
        if day.month != month and (free or (at == 0 and "flag" not in cell)):
            cell["month"] = _month(day)
        month = day.month
    return drawn


def _flag(drawn: list[tuple[date, dict[str, Any]]], limit: Limit) -> None:
    """A flag for the last day in law, one for the promised day, and one where the limit would have ended at first."""
    if limit.rests_since is not None:
        flags = []
    elif limit.is_promise:
        flags = [(limit.until, "near", gettext("promised for %(day)s"))]
    else:
        flags = [(limit.until, "bad", gettext("due %(day)s"))]
    if limit.promised_on is not None and limit.promised_on != limit.until:
        flags.append((limit.promised_on, "near", gettext("promised for %(day)s")))
    if limit.first_end is not None and limit.first_end not in [day for day, _kind, _text in flags]:
        flags.append((limit.first_end, "", gettext("first due %(day)s")))
    place = {day: at for at, (day, _cell) in enumerate(drawn)}
    before, low = -WIDTH_OF_FLAG, True
    for day, kind, text in sorted((one for one in flags if one[0] in place), key=lambda one: place[one[0]]):
        assert day is not None
        at = place[day]
        low = not low if at - before < WIDTH_OF_FLAG else False
        before = at
        drawn[at][1]["flag"] = {
            "kind": kind,
            "text": text % {"day": f"{day:%m-%d}"},
            "low": low,
            "from_left": at < 4,
        }


def _bracket(book: LawBook, drawn: list[tuple[date, dict[str, Any]]], pause: ClockPause) -> None:
    """Draw a bracket over the cells of a pause, with its ground and how many working days it took out."""
    last = pause.last_day or (date.max if pause.ended_on is None else pause.first_day - ONE_DAY)
    within = [cell for day, cell in drawn if cell["kind"].startswith("p") and pause.first_day <= day <= last]
    if not within:
        return
    within[0]["starts"] = within[-1]["ends"] = True
    within[0]["caption"] = ngettext(
        "%(ground)s, paused %(days)s day", "%(ground)s, paused %(days)s days", len(within)
    ) % {"ground": getattr(book.pause_grounds[pause.ground].title, language()), "days": len(within)}


def weeks_of(drawn: list[tuple[date, dict[str, Any]]]) -> list[list[dict[str, Any]]]:
    """The drawn cells in calendar weeks."""
    return [[cell for _day, cell in week] for week in weeks(drawn)]


def _month(day: date) -> str:
    return gettext("month %(month)s") % {"month": day.month} if language() == "zh" else f"{day:%b}"


def derivation(
    book: LawBook, clock: Clock, papers: Mapping[str, str] | None = None, *, promised: bool = False
) -> dict[str, Any]:
    """What `components/derivation.html` draws: the stored lines, never reckoned anew.

    `papers` are addresses by the number of the paper; `promised` asks for the promised day instead of the lawful one.
    """
    due = clock.promised_on if promised else clock.due_on
    title = "" if due else gettext("How the date is found")
    if promised and due:
        title = gettext("How %(day)s was promised") % {"day": f"{due:%m-%d}"}
    lines = clock.promised_derivation if promised else clock.derivation
    return {
        "due": due,
        "title": title,
        "lines": [_line(book, line, papers or {}) for line in lines],
        "calendar": clock.calendar,
    }


def derivation_of(book: LawBook, reckoned: Due) -> dict[str, Any]:
    """The same of a day that is only rehearsed."""
    return {
        "due": reckoned.due,
        "title": "" if reckoned.due else gettext("How the date is found"),
        "lines": [_line(book, line, {}) for line in derivation_data(reckoned)],
        "calendar": reckoned.calendar,
    }


def unused_extension(book: LawBook, limit: Limit) -> dict[str, Any] | None:
    """The line that says by how much a limit may still be extended, and by whom. None where it may not or was."""
    rule = book.limits[limit.clock.limit].extension
    if rule is None or rule.amount is None or limit.extension is not None:
        return None
    tongue = language()
    text = gettext("May still be extended once by %(term)s, by the %(authority)s, with the reasons told.") % {
        "term": getattr(book.wording.term(rule.amount, rule.unit), tongue),
        "authority": getattr(rule.authority, tongue),
    }
    joint = "、" if tongue == "zh" else "; "
    basis = joint.join(cited(book, str(one)) for one in rule.basis)
    return {"text": text, "basis": basis, "value": gettext("not used")}


def _line(book: LawBook, line: Mapping[str, Any], papers: Mapping[str, str]) -> dict[str, Any]:
    day = date.fromisoformat(line["day"]) if line.get("day") else None
    tongue = language()
    text = line[tongue]
    drawn = {
        "text": text,
        "basis": ("、" if tongue == "zh" else "; ").join(cited(book, one) for one in line["basis"]),
        "ground": line["ground"],
        "value": f"{day:%m-%d}" if day else "",
    }
    number = next((one for one in papers if one in text), None)
    if number is not None:
        before, _number, after = text.partition(number)
        drawn |= {"before": before, "paper": number, "after": after, "url": papers[number]}
    return drawn


def counted_end(clock: Clock) -> date | None:
    """The last day of a limit; where it isn't fixed yet, the day it was counted to, which can only move later."""
    if clock.due_on is not None:
        return clock.due_on
    counted = [
        line["day"] for line in clock.derivation if line["label"].startswith("counted_") and line["day"]
    ]
    return date.fromisoformat(counted[-1]) if counted else None


def cited(book: LawBook, citation: str) -> str:
    """A citation in words; as it is where the law of this case doesn't know it."""
    try:
        return cited_text(book, Citation.parse(citation), language())
    except (LawError, ValueError):
        return citation


def state_of(clock: Clock) -> str:
    """How a limit that no longer runs ended, in the words of `components/time_left.html`."""
    return {ClockState.MET: "met", ClockState.LAPSED: "missed"}.get(ClockState(clock.state), "none")
