"""A form filled in as an example (AP-01): made of the form's own description, so that it always fits the form."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from casework.engine.items import Item
from casework.engine.schema import is_asked, text_of
from casework.queries.case_file import in_order

MONTHS_AWAY = 3


@dataclass(frozen=True)
class Line:
    """A field of the form, what is written into it, and whether it may stay empty."""

    label: str
    value: str
    optional: bool


def sample_of(item: Item, today: date) -> dict[str, Any]:
    """Input that the item's form takes on that day; nobody's data."""
    return _object(item.form, today)


def lines_of(item: Item, today: date) -> list[Line]:
    """The same in words, in the order of the form, the applicant first."""
    person = [
        Line(_("Name"), _("Lin Example"), False),
        Line(_("Number of the identity paper"), "4101×××××××××××××××", False),
        Line(_("Telephone"), "137××××××××", True),
    ]
    return person + list(_lines(item.form, sample_of(item, today)))


def _lines(form: Mapping[str, Any], values: Mapping[str, Any]) -> list[Line]:
    found = []
    for name, part in in_order(form):
        if name not in values:
            continue
        value, label = values[name], text_of(part.get("x-label"))
        if isinstance(value, Mapping):
            found += _lines(part, value)
        else:
            optional = name not in form.get("required", ()) and not part.get("x-required")
            found.append(Line(label, _in_words(part, value), optional))
    return found


def _in_words(part: Mapping[str, Any], value: Any) -> str:
    if isinstance(value, bool):
        return _("ticked") if value else _("not ticked")
    if isinstance(value, list):
        return "、".join(_in_words(part["items"], one) for one in value)
    return text_of(part.get("x-labels", {}).get(value)) or str(value)


def _object(form: Mapping[str, Any], today: date) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, part in in_order(form):
        wanted = name in form.get("required", ()) or part.get("x-required")
        if wanted and is_asked(part, values):
            values[name] = _value(part, values, today)
    return values


def _value(part: Mapping[str, Any], beside: Mapping[str, Any], today: date) -> Any:
    if "const" in part:
        return part["const"]
    if part.get("enum"):
        return part["enum"][0]
    match part.get("type"):
        case "object":
            return _object(part, today)
        case "array":
            return [_value(part["items"], {}, today)] * max(1, part.get("minItems", 1))
        case "boolean":
            return True
        case "integer" | "number":
            return part.get("minimum", 1)
    if part.get("format") in ("month", "date"):
        day = _day(part, beside, today)
        return day.isoformat()[:7] if part["format"] == "month" else day.isoformat()
    text = _("For example")
    return text.ljust(part.get("minLength", 0), "×")[: part.get("maxLength", 500)]


def _day(part: Mapping[str, Any], beside: Mapping[str, Any], today: date) -> date:
    by = part.get("x-day-by")
    side = by["values"].get(beside.get(by["field"])) if by else part.get("x-day")
    away = timedelta(days=30 * MONTHS_AWAY)
    return today + away if side == "future" else today - away
