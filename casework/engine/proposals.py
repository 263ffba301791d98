"""What an officer may propose to change, read from a form, a program or a YAML file: a year's notice, an item version.

One schema a kind serves the screen, the interface and the check itself; a YAML file is brought into the same shape first,
so that a fault names the same field everywhere. A proposal is a value; nothing here touches the database but to read
which item is meant.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.models import ChangeKind
from law.book import LawBook
from law.errors import LawError
from law.limits import TimeLimit
from law.reading import parse_yaml

from . import schema
from .items import Item, ItemRefused
from .lawbook import current_item, newest_law
from .notices import NoticeProposed, as_form, notice
from .refusal import BadInput, Faults

EDITION_MOST = 32
# Texts of an item that a local version may word otherwise.
WORDINGS = ("name", "who", "result_note")

_FIELD = re.compile(r"[a-z_][a-z0-9_.]*")
_CODE = re.compile(r"[A-Z]{2}-[0-9]{2}")


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
        return notice(as_form(data), today)
    if "slug" in data:
        return whole_item(data)
    if "item" in data:
        return changed_item(data, today)
    raise BadInput.of(
        "yaml", "kind", _("Neither a calendar (year), an item (slug) nor a change of one (item).")
    )


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
        rule = where if _CODE.fullmatch(where) else "item"
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
            "valid_from": {
                "type": "string",
                "format": "date",
                "x-day": "future",
                "x-label": _("In force for applications from"),
            },
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
