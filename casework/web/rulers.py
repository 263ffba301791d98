"""The working-day ruler: one cell is one working day, in weeks; and how a due date was found, line by line."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import get_language, gettext, ngettext

from casework.models import Clock, ClockPurpose, ClockState
from casework.queries.worklist import NEAR_DAYS, working_days_left
from law.bases import Citation, cited_text
from law.book import LawBook
from law.errors import LawError, YearWithoutNotice

LONGEST = 60
ONE_DAY = timedelta(days=1)


def language() -> str:
    """The language of the law's texts for this screen."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def cells(book: LawBook, clock: Clock, today: date) -> list[tuple[date, str]]:
    """Each working day of a limit and what it is: u used, t today, o over the limit, empty still open.

    The day of the event isn't counted, unless the limit ends on it. No cells where the calendar isn't known.
    """
    if clock.due_on is None:
        return []
    stopped = clock.stopped_on or today
    last = max(clock.due_on, stopped) if clock.state != ClockState.ENDED else clock.due_on
    first = clock.started_on if clock.due_on == clock.started_on else clock.started_on + ONE_DAY
    found = []
    day = max(first, last - timedelta(days=2 * LONGEST))
    try:
        while day <= last:
            if book.calendar.is_working_day(day):
                found.append((day, _kind(clock, day, today, stopped)))
            day += ONE_DAY
    except YearWithoutNotice:
        return []
    return found[-LONGEST:]


def _kind(clock: Clock, day: date, today: date, stopped: date) -> str:
    running = clock.state == ClockState.RUNNING
    assert clock.due_on is not None
    if day > clock.due_on:
        return "o"
    if running and day == today:
        return "t"
    return "u" if day <= (today if running else stopped) else ""


def weeks(days: list[tuple[date, str]]) -> list[list[tuple[date, str]]]:
    """The days in calendar weeks."""
    found: list[list[tuple[date, str]]] = []
    for day, kind in days:
        if found and found[-1][0][0].isocalendar()[:2] == day.isocalendar()[:2]:
            found[-1].append((day, kind))
        else:
            found.append([(day, kind)])
    return found


def small(book: LawBook, clock: Clock | None, today: date) -> list[list[str]]:
    """The ruler of a list: kinds only."""
    return [[kind for _day, kind in week] for week in weeks(cells(book, clock, today))] if clock else []


def left(
    book: LawBook, clock: Clock | None, today: date, days: int | None, due_on: date | None
) -> dict[str, Any]:
    """What `components/time_left.html` draws."""
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
        "weeks": small(book, clock, today),
        "label": "",
    }


def large(book: LawBook, clock: Clock, today: date) -> dict[str, Any] | None:
    """What `components/clock.html` draws: the ruler with its dates. None where there is no date to show."""
    if clock.due_on is None:
        return None
    days = working_days_left(book, today, clock.due_on)
    found = cells(book, clock, today)
    kinds = [kind for _day, kind in found]
    used = kinds.count("u") + kinds.count("t")
    state = (
        "overdue" if clock.due_on < today else "near" if days is not None and days <= NEAR_DAYS else "open"
    )
    drawn = []
    month = 0
    for week in weeks(found):
        row = []
        for day, kind in week:
            cell: dict[str, Any] = {"kind": kind, "day": day.day}
            if day.month != month and day != clock.due_on:
                cell["month"] = _month(day)
            month = day.month
            if day == clock.due_on:
                cell["flag"] = {
                    "kind": "bad",
                    "text": gettext("due %(day)s") % {"day": f"{day:%m-%d}"},
                    "from_left": len(found) < 4,
                }
            row.append(cell)
        drawn.append(row)
    over = kinds.count("o")
    return {
        "days": abs(days or 0),
        "state": state,
        "due": clock.due_on,
        "provisional": clock.provisional,
        "weeks": drawn,
        "used": used,
        "paused": None,
        "open": kinds.count(""),
        "over": over,
        "purpose": ClockPurpose(clock.purpose).label,
        "label": ngettext(
            "Limit for %(purpose)s: %(used)s working day used, %(open)s left, due %(due)s.",
            "Limit for %(purpose)s: %(used)s working days used, %(open)s left, due %(due)s.",
            used,
        )
        % {
            "purpose": ClockPurpose(clock.purpose).label,
            "used": used,
            "open": kinds.count(""),
            "due": clock.due_on.isoformat(),
        },
    }


def _month(day: date) -> str:
    return gettext("month %(month)s") % {"month": day.month} if language() == "zh" else f"{day:%b}"


def derivation(book: LawBook, clock: Clock) -> dict[str, Any]:
    """What `components/derivation.html` draws: the stored lines, never reckoned anew."""
    return {
        "due": clock.due_on,
        "title": "" if clock.due_on else gettext("How the date is found"),
        "lines": [_line(book, line) for line in clock.derivation],
        "calendar": clock.calendar,
    }


def _line(book: LawBook, line: Mapping[str, Any]) -> dict[str, Any]:
    day = date.fromisoformat(line["day"]) if line.get("day") else None
    return {
        "text": line[language()],
        "basis": "、".join(cited(book, one) for one in line["basis"])
        if language() == "zh"
        else "; ".join(cited(book, one) for one in line["basis"]),
        "ground": line["ground"],
        "value": f"{day:%m-%d}" if day else "",
    }


def cited(book: LawBook, citation: str) -> str:
    """A citation in words; as it is where the law of this case doesn't know it."""
    try:
        return cited_text(book, Citation.parse(citation), language())
    except (LawError, ValueError):
        return citation


def state_of(clock: Clock) -> str:
    """How a limit that no longer runs ended, in the words of `components/time_left.html`."""
    return {ClockState.MET: "met", ClockState.LAPSED: "missed"}.get(ClockState(clock.state), "none")
