"""The notice of a year as an officer proposes it: its form, what is wrong with it day by day, and the law with it in."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.models import ChangeKind
from law.book import LawBook
from law.calendar import UNSETTLED_FROM_DAY, CalendarYear
from law.errors import LawError
from law.reading import Row, canonical

from . import schema
from .refusal import BadInput, Faults

FIRST_YEAR = 2004
LAST_YEAR = 2100
ONE_DAY = timedelta(days=1)
SATURDAY = 5
NOTICE_MOST = 100

_DAY = {"type": "string", "format": "date"}
NOTICE_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "year": {
            "type": "integer",
            "minimum": FIRST_YEAR,
            "maximum": LAST_YEAR,
            "x-label": _("Year"),
        },
        "notice": {
            "type": "string",
            "maxLength": NOTICE_MOST,
            "x-label": _("Number of the notice"),
            "x-help": _("As it stands on the notice, brackets and all."),
        },
        "issued_on": {**_DAY, "x-day": "past", "x-label": _("Day of issue")},
        "rest": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "first": {**_DAY, "x-label": _("First day")},
                    "last": {**_DAY, "x-label": _("Last day")},
                },
                "required": ["first", "last"],
                "additionalProperties": False,
            },
            "minItems": 1,
            "maxItems": 20,
            "x-label": _("Days of rest"),
            "x-help": _("Each holiday from its first to its last day, weekends in it included."),
        },
        "makeup": {
            "type": "array",
            "items": {**_DAY, "x-label": _("Day")},
            "maxItems": 20,
            "x-label": _("Weekend days worked instead"),
        },
        "amended_by": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "notice": {"type": "string", "maxLength": NOTICE_MOST, "x-label": _("Number")},
                    "issued_on": {**_DAY, "x-day": "past", "x-label": _("Day of issue")},
                },
                "required": ["notice"],
                "additionalProperties": False,
            },
            "maxItems": 5,
            "x-label": _("Later notices that changed the year"),
            "x-help": _("Their days are already in the days above."),
        },
    },
    "required": ["year", "notice", "issued_on", "rest"],
    "additionalProperties": False,
}


@dataclass(frozen=True)
class NoticeProposed:
    """The days of a year by its official notice."""

    data: Mapping[str, Any]
    kind = ChangeKind.CALENDAR

    @property
    def year(self) -> int:
        """The year."""
        return int(self.data["year"])

    @property
    def subject(self) -> str:
        """What the change is about, as its row names it."""
        return str(self.year)

    @property
    def body(self) -> str:
        """Canonical JSON."""
        return canonical(self.data)

    @property
    def days(self) -> CalendarYear:
        """The year as the law reads it."""
        return CalendarYear.read(Row(json.loads(self.body), str(self.year)))


def notice(given: Mapping[str, Any], today: date) -> NoticeProposed:
    """A year's notice. Raises BadInput naming every field and rule."""
    faults = Faults()
    clean = schema.clean_into(NOTICE_SCHEMA, given, today, faults)
    if not faults.found:
        _check_days(clean, faults)
    faults.raise_if_any()
    data = {
        "year": clean["year"],
        "notice": clean["notice"],
        "issued_on": clean["issued_on"],
        "rest": [[span["first"], span["last"]] for span in clean["rest"]],
        "makeup": sorted(clean.get("makeup", ())),
        "amended_by": [
            {"notice": one["notice"], "issued_on": one.get("issued_on")}
            for one in clean.get("amended_by", ())
        ],
        # Two officers hold it against the published text before it counts.
        "confidence": "high",
        "source": "text",
        "note": None,
    }
    return NoticeProposed(data)


def form_of(year: CalendarYear) -> dict[str, Any]:
    """A year as the form shows it, to be corrected."""
    return {
        "year": year.year,
        "notice": year.notice,
        "issued_on": year.issued_on.isoformat() if year.issued_on else "",
        "rest": [{"first": first.isoformat(), "last": last.isoformat()} for first, last in spans(year.rest)],
        "makeup": [day.isoformat() for day in sorted(year.makeup)],
        "amended_by": [
            {"notice": one.notice, "issued_on": one.issued_on.isoformat() if one.issued_on else ""}
            for one in year.amended_by
        ],
    }


def spans(days: frozenset[date]) -> Iterator[tuple[date, date]]:
    """Days as spans of consecutive ones."""
    first = last = None
    for day in sorted(days):
        if last is not None and day == last + ONE_DAY:
            last = day
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = day
    if first is not None and last is not None:
        yield first, last


def as_form(data: Mapping[str, Any]) -> dict[str, Any]:
    """A calendar file in the shape of the form. What the file says about its own certainty is not the drafter's to say."""
    given = {name: value for name, value in data.items() if name not in ("confidence", "source", "note")}
    rest = given.get("rest")
    if isinstance(rest, list):
        given["rest"] = [
            {"first": span[0], "last": span[1]} if isinstance(span, list) and len(span) == 2 else span
            for span in rest
        ]
    if isinstance(given.get("amended_by"), list):
        given["amended_by"] = [
            {name: value for name, value in one.items() if value is not None}
            if isinstance(one, dict)
            else one
            for one in given["amended_by"]
        ]
    return given


def _check_days(clean: Mapping[str, Any], faults: Faults) -> None:
    """The rules that one field alone can't tell; each fault stands at the day that breaks it."""
    year = int(clean["year"])
    resting: dict[date, int] = {}
    for at, span in enumerate(clean["rest"]):
        first, last = (date.fromisoformat(span[name]) for name in ("first", "last"))
        if last < first:
            faults.add(f"rest.{at}.last", "order", _("The last day can't lie before the first."))
            continue
        for name, day in (("first", first), ("last", last)):
            if not _of_notice(day, year):
                faults.add(f"rest.{at}.{name}", "year", _not_of(year))
        if not _of_notice(first, year) or not _of_notice(last, year):
            continue
        for shift in range((last - first).days + 1):
            day = first + ONE_DAY * shift
            if resting.setdefault(day, at) != at:
                faults.add(
                    f"rest.{at}.first",
                    "twice",
                    _("%(day)s stands in two holidays.") % {"day": day.isoformat()},
                )
                break
    worked: set[date] = set()
    for at, text in enumerate(clean.get("makeup", ())):
        day = date.fromisoformat(text)
        if not _of_notice(day, year):
            faults.add(f"makeup.{at}", "year", _not_of(year))
        elif day.weekday() < SATURDAY:
            faults.add(f"makeup.{at}", "weekend", _("This is a working day without any notice."))
        elif day in resting:
            faults.add(f"makeup.{at}", "rest", _("This day is a day of rest above."))
        elif day in worked:
            faults.add(f"makeup.{at}", "twice", _("This day stands here twice."))
        worked.add(day)


def _of_notice(day: date, year: int) -> bool:
    """A notice orders the days of its year, and at most the last week of the year before."""
    return day.year == year or (day.year == year - 1 and day.month == 12 and day.day >= UNSETTLED_FROM_DAY)


def _not_of(year: int) -> Any:
    return _("This isn't a day that the notice for %(year)s can order.") % {"year": year}


def fits_into(proposal: NoticeProposed, book: LawBook) -> LawBook:
    """A law with the year in it. Raises BadInput where the year doesn't fit to those that are there."""
    known = book.calendar.years
    if not min(known) <= proposal.year <= max(known) + 1:
        raise BadInput.of(
            "year",
            "gap",
            _("The calendar holds %(first)s to %(last)s; the next year to be added is %(next)s.")
            % {"first": min(known), "last": max(known), "next": max(known) + 1},
        )
    try:
        return book.with_year(proposal.data)
    except LawError as error:
        raise BadInput.of(
            "rest", "calendar", _("This doesn't fit to the other years: %(why)s") % {"why": error}
        ) from None
