"""What an officer may propose to change, read from a form, a program or a YAML file: a year's notice, an item version.

One schema a kind serves the screen, the interface and the check itself; a YAML file is brought into the same shape first,
so that a fault names the same field everywhere. A proposal is a value; nothing here touches the database but to read
which item is meant.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.models import ChangeKind
from law.book import LawBook
from law.calendar import UNSETTLED_FROM_DAY, CalendarYear
from law.errors import LawError
from law.limits import TimeLimit
from law.reading import Row, canonical, parse_yaml

from . import schema
from .items import Item, ItemRefused
from .lawbook import current_item, newest_law
from .refusal import BadInput, Faults

FIRST_YEAR = 2004
LAST_YEAR = 2100
ONE_DAY = timedelta(days=1)
SATURDAY = 5
NOTICE_MOST = 100
EDITION_MOST = 32
# Texts of an item that a local version may word otherwise.
WORDINGS = ("name", "who", "result_note")

_FIELD = re.compile(r"[a-z_][a-z0-9_.]*")
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


@dataclass(frozen=True)
class ItemProposed:
    """A version of an item: another promise, another wording, or everything anew."""

    item: Item
    kind = ChangeKind.ITEM

    @property
    def subject(self) -> str:
        """What the change is about, as its row names it."""
        return self.item.slug

    @property
    def body(self) -> str:
        """Canonical JSON."""
        return self.item.to_json()


Proposal = NoticeProposed | ItemProposed


def stored(kind: str, body: str) -> Proposal:
    """The proposal as its row keeps it."""
    if kind == ChangeKind.CALENDAR:
        return NoticeProposed(json.loads(body))
    return ItemProposed(Item.from_json(body))


def from_yaml(text: str, today: date) -> Proposal:
    """What a YAML file proposes: a calendar year as the law's own files are written, an item, or a change of its limits.

    Raises BadInput naming field and rule; a file that can't be read at all is the fault of the field `yaml`.
    """
    try:
        data = parse_yaml(text, "YAML")
    except LawError as error:
        raise BadInput.of("yaml", "yaml", _("The file can't be read: %(why)s") % {"why": error}) from None
    if not isinstance(data, Mapping):
        raise BadInput.of("yaml", "yaml", _("The file has to hold one set of named fields."))
    return proposed(data, today)


def proposed(data: Mapping[str, Any], today: date) -> Proposal:
    """The same from data: which kind it is, its own fields say. Raises BadInput."""
    if "year" in data:
        return notice(_as_form(data), today)
    if "slug" in data:
        return whole_item(data)
    if "item" in data:
        return changed_item(data, today)
    raise BadInput.of(
        "yaml", "kind", _("Neither a calendar (year), an item (slug) nor a change of one (item).")
    )


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


def _as_form(data: Mapping[str, Any]) -> dict[str, Any]:
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


# --- Items --------------------------------------------------------------------------------------------------


def whole_item(data: Mapping[str, Any]) -> ItemProposed:
    """A whole item. Raises BadInput with all problems, those of the law in force included (EX-10)."""
    try:
        item = Item.from_data(data)
        item.check(newest_law())
    except ItemRefused as error:
        raise refused_item(error) from None
    if len(item.edition) > EDITION_MOST:
        raise BadInput.of("edition", "maxLength", _("At most %(most)s characters.") % {"most": EDITION_MOST})
    return ItemProposed(item)


def refused_item(error: ItemRefused) -> BadInput:
    """The problems of an item by field: what stands before the first colon is the field, or the code of the rule."""
    faults = Faults()
    for problem in error.problems:
        where, _colon, text = problem.partition(": ")
        rule = where if where.startswith("EX-") else "item"
        field = "basis" if where == "EX-10" else "form" if rule != "item" else where
        if not _FIELD.fullmatch(field):
            field, text = "item", problem
        faults.add(field, rule, _("This doesn't hold: %(problem)s") % {"problem": text})
    return BadInput(faults.found)


def limits_schema(item: Item, book: LawBook) -> dict[str, Any]:
    """The form for another promise or another wording of an item; a promise never goes beyond what the law gives."""
    promised = {
        purpose: _promise(book.limits[limit])
        for purpose, limit in item.limits.items()
        # What is done the same day can't be done sooner.
        if book.limits[limit].amount != 0
    }
    texts = {
        f"{name}_{language}": {
            "type": "string",
            "maxLength": 2000,
            "x-label": label,
            "x-widget": "textarea" if name != "name" else "",
        }
        for name, language, label in _wording_labels()
    }
    return {
        "type": "object",
        "properties": {
            "valid_from": {**_DAY, "x-day": "future", "x-label": _("In force for applications from")},
            "promised": {
                "type": "object",
                "properties": promised,
                "additionalProperties": False,
                "x-label": _("Promised limits, in the limit's own unit"),
            },
            "wording": {
                "type": "object",
                "properties": texts,
                "additionalProperties": False,
                "x-label": _("Wording"),
            },
        },
        "required": ["valid_from"],
        "additionalProperties": False,
    }


def form_of_item(item: Item, today: date) -> dict[str, Any]:
    """An item as that form shows it."""
    return {
        "valid_from": today.isoformat(),
        "promised": dict(item.promised),
        "wording": {
            f"{name}_{language}": getattr(getattr(item, name), language)
            for name in WORDINGS
            for language in ("zh", "en")
        },
    }


def changed_item(data: Mapping[str, Any], today: date) -> ItemProposed:
    """The present version of an item with other promises or another wording. Raises ActRefused (ITEM-01), BadInput."""
    _version, item = current_item(str(data.get("item", "")), today)
    book = newest_law()
    rest = {name: value for name, value in data.items() if name not in ("item", "edition")}
    clean = schema.clean(limits_schema(item, book), rest, today)
    promised = {**item.promised, **clean.get("promised", {})}
    whole = {
        **item.data,
        "edition": str(data.get("edition") or next_edition(item)),
        "valid_from": clean["valid_from"],
        "promised": promised,
    }
    for name in WORDINGS:
        given = {
            language: clean.get("wording", {}).get(
                f"{name}_{language}", getattr(getattr(item, name), language)
            )
            for language in ("zh", "en")
        }
        whole[name] = given
    return whole_item(whole)


def next_edition(item: Item) -> str:
    """The name of the next local version: that of the one it comes from, with a number behind a full stop."""
    base, _dot, number = item.edition.partition(".")
    return f"{base}.{int(number) + 1 if number.isdecimal() else 1}"


def _promise(limit: TimeLimit) -> dict[str, Any]:
    asked: dict[str, Any] = {
        "type": "integer",
        "minimum": 0,
        "x-label": {"zh": limit.title.zh, "en": limit.title.en},
        "x-help": _("The law sets no number; the promise does."),
    }
    if limit.amount is None:
        return asked
    most = {"most": limit.amount}
    return {**asked, "maximum": limit.amount, "x-help": _("At most %(most)s, as the law has it.") % most}


def _wording_labels() -> Iterator[tuple[str, str, Any]]:
    labels = {
        "name": (_("Name, Chinese"), _("Name, English")),
        "who": (_("Who may apply, Chinese"), _("Who may apply, English")),
        "result_note": (_("Note on the result, Chinese"), _("Note on the result, English")),
    }
    for name in WORDINGS:
        yield name, "zh", labels[name][0]
        yield name, "en", labels[name][1]
