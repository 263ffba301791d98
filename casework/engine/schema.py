"""Input as JSON Schema: one description for the screen, the API and the check itself.

Beyond draft 2020-12 a property may carry
`x-label`, `x-help`     texts, lazily translated or `{zh, en}` data;
`x-widget`              how the screen asks (textarea, radio, month, ...);
`x-day: past|future`    a date or month that may not lie in the future, or in the past;
`x-within-months: n`    at most n months from today.
`x-day-by: {field, values}` chooses the rule by another field's value;
`x-for: {field, values}`    asked only where another field beside it has one of these values;
`x-required: true`          needed where it is asked;
`x-chooses: true`           what is asked further hangs on this field;
`x-offered: [...]`          of the values allowed those that the screen offers;
`x-default: value`          what the screen begins with; the input itself has no defaults.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, ValidationError

from audit.ledger.canonical import GREATEST_INTEGER

from .refusal import Fault, Faults

# Digits as they are typed on a keyboard: \d would also take full-width ones, which compare unequal ever after.
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Words by which a schema would fetch a part of itself from elsewhere, or ask for names it doesn't show.
REFERENCES = frozenset({"$ref", "$dynamicRef", "patternProperties"})
DEFAULT_MAX_LENGTH = 500
# Deeper or longer than any form: not looked at any further.
GREATEST_DEPTH = 12
GREATEST_SIZE = 1000
NAME_SHOWN = 80


def text_of(value: Any) -> str:
    """A label in the language of the screen, from a lazy string or from `{zh, en}` data."""
    if isinstance(value, Mapping):
        return str(value["en" if (get_language() or "").startswith("en") else "zh"])
    return str(value) if isinstance(value, str | Promise) else ""


def plain(schema: Any) -> Any:
    """The schema with its texts as plain strings, as the API publishes it."""
    if isinstance(schema, Mapping):
        out: dict[str, Any] = {}
        for key, value in schema.items():
            if key in ("x-label", "x-help"):
                out["title" if key == "x-label" else "description"] = text_of(value)
            elif key == "x-labels":
                out[key] = {choice: text_of(label) for choice, label in value.items()}
            else:
                out[key] = plain(value)
        return out
    if isinstance(schema, list | tuple):
        return [plain(value) for value in schema]
    return str(schema) if isinstance(schema, Promise) else schema


def check_schema(schema: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with a form's schema itself."""
    try:
        Draft202012Validator.check_schema(plain(schema))
    except (SchemaError, TypeError, AttributeError, KeyError) as error:
        yield f"form: {error}".splitlines()[0]
        return
    if (
        not isinstance(schema, Mapping)
        or schema.get("type") != "object"
        or schema.get("additionalProperties") is not False
    ):
        yield "form: an object without additional properties"
        return
    for name, part in schema.get("properties", {}).items():
        if not isinstance(part, Mapping) or not part.get("x-label"):
            yield f"form.{name}: has no label"
    if "properties" not in schema:
        yield "form: has no properties"
    if any(word in REFERENCES for part in _parts(schema) for word in part):
        yield "form: everything it asks stands in the form itself, without references"


def field_names(schema: Any) -> set[str]:
    """The names of all fields that a schema asks for, however deep they stand."""
    return {
        str(name)
        for part in _parts(schema)
        if isinstance(part.get("properties"), Mapping)
        for name in part["properties"]
    }


def _parts(schema: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(schema, Mapping):
        yield schema
    if isinstance(schema, Mapping | list | tuple):
        for part in schema.values() if isinstance(schema, Mapping) else schema:
            yield from _parts(part)


def clean(schema: Mapping[str, Any], given: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The input in NFC, checked against the schema. Raises BadInput naming every field and rule."""
    faults = Faults()
    cleaned = clean_into(schema, given, today, faults)
    faults.raise_if_any()
    return dict(cleaned)


def clean_into(
    schema: Mapping[str, Any], given: Mapping[str, Any], today: date, faults: Faults
) -> dict[str, Any]:
    """The same, noting what is wrong beside other checks, so that everything is told at once."""
    found = faults.found
    cleaned: Any = _normalised(given, "", found)
    for error in Draft202012Validator(plain(schema)).iter_errors(cleaned):
        for name, fault in _faults_of(error):
            # The validator tells of an object once for each name that is missing in it.
            if fault not in found.setdefault(name, []):
                found[name].append(fault)
    if not isinstance(cleaned, dict):
        return {}
    for name, fault in _condition_faults(schema, cleaned, ""):
        found.setdefault(name, [fault])
    for name, part, value, siblings in _leaves(schema, cleaned, ""):
        if name not in found:
            more = [*_day_faults(part, value, siblings, today), *_length_faults(part, value)]
            if more:
                found[name] = more
    return dict(cleaned)


def is_asked(part: Mapping[str, Any], beside: Mapping[str, Any]) -> bool:
    """Whether a field is asked at all, given the values of those beside it."""
    only = part.get("x-for")
    return only is None or beside.get(only["field"]) in only["values"]


def with_defaults(schema: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """What a screen begins with: what was given, and the defaults of what is asked and wasn't."""
    found = dict(given)
    for name, part in schema.get("properties", {}).items():
        if not is_asked(part, found):
            continue
        if part.get("type") == "object" and ("x-for" in part or name in found):
            found[name] = with_defaults(part, found.get(name) or {})
        elif name not in found and "x-default" in part:
            found[name] = part["x-default"]
    return found


def _condition_faults(
    schema: Mapping[str, Any], given: Mapping[str, Any], path: str
) -> Iterator[tuple[str, Fault]]:
    """What was given though it isn't asked, and what is missing though it is, as the other values stand."""
    for name, part in schema.get("properties", {}).items():
        at, value = f"{path}.{name}".lstrip("."), given.get(name)
        asked = is_asked(part, given)
        if value is None and asked and part.get("x-required"):
            yield at, Fault("required", _("This is needed."))
        elif value is not None and not asked:
            yield at, Fault("not_asked", _("This isn't asked here; leave it out."))
        elif isinstance(value, Mapping):
            yield from _condition_faults(part, value, at)


def _normalised(value: Any, name: str, faults: dict[str, list[Fault]], depth: int = 0) -> Any:
    if depth > GREATEST_DEPTH or (isinstance(value, list | Mapping) and len(value) > GREATEST_SIZE):
        faults.setdefault(_named(name), []).append(Fault("size", _("This doesn't fit the form.")))
        return None
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value).strip()
        if not all(_can_be_written(char) for char in text):
            faults.setdefault(_named(name), []).append(
                Fault("characters", _("This holds characters that can't be written."))
            )
        return text or None
    if isinstance(value, list):
        return [_normalised(entry, f"{name}.{at}", faults, depth + 1) for at, entry in enumerate(value)]
    if isinstance(value, Mapping):
        # A field left empty is a field not given.
        entries = {
            key: _normalised(entry, f"{name}.{key}".lstrip("."), faults, depth + 1)
            for key, entry in value.items()
        }
        return {key: entry for key, entry in entries.items() if entry is not None}
    if isinstance(value, int | float):
        return _number(value, name, faults)
    return value


def _number(value: int | float, name: str, faults: dict[str, list[Fault]]) -> Any:
    """JSON knows one kind of number: 2.0 is 2. What the ledger could not write exactly is not taken."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, float) or abs(value) > GREATEST_INTEGER:
        rule = "type" if isinstance(value, float) else "maximum"
        faults.setdefault(_named(name), []).append(Fault(rule, str(_MESSAGES[rule])))
        return None
    return value


def _can_be_written(char: str) -> bool:
    """Letters of the two planes for Han characters count, also those younger than this Python: names bear them."""
    if unicodedata.category(char) not in ("Cc", "Cs", "Co", "Cn"):
        return True
    return char in "\n\r\t" or ("\U00020000" <= char <= "\U0003fffd" and ord(char) & 0xFFFE != 0xFFFE)


def _named(name: str) -> str:
    """The name of a field as an answer may carry it, whatever the sender called it."""
    shown = name if len(name) <= NAME_SHOWN else f"{name[:NAME_SHOWN]}…"
    return "".join(char if _can_be_written(char) else "�" for char in shown) or "input"


def _leaves(
    schema: Mapping[str, Any], given: Mapping[str, Any], path: str
) -> Iterator[tuple[str, Mapping[str, Any], Any, Mapping[str, Any]]]:
    """(name, schema, value, its siblings) of everything that was given, in objects and lists within."""
    for name, part in schema.get("properties", {}).items():
        if name not in given:
            continue
        value, at = given[name], f"{path}.{name}".lstrip(".")
        if isinstance(value, Mapping):
            yield from _leaves(part, value, at)
        elif isinstance(value, list):
            for number, entry in enumerate(value):
                if isinstance(entry, Mapping):
                    yield from _leaves(part.get("items", {}), entry, f"{at}.{number}")
                else:
                    yield f"{at}.{number}", part.get("items", {}), entry, given
        else:
            yield at, part, value, given


def _length_faults(part: Mapping[str, Any], value: Any) -> Iterator[Fault]:
    # No text without a bound, even where the schema forgot one.
    if (
        isinstance(value, str)
        and not {"maxLength", "enum", "const"} & set(part)
        and len(value) > DEFAULT_MAX_LENGTH
    ):
        yield _too_long(DEFAULT_MAX_LENGTH)


def _too_long(most: int) -> Fault:
    return Fault("maxLength", _("At most %(most)s characters.") % {"most": most})


def _faults_of(error: ValidationError) -> Iterator[tuple[str, Fault]]:
    path = ".".join(str(part) for part in error.absolute_path)
    value: Any = error.validator_value
    instance: Any = error.instance
    part: Any = error.schema
    if error.validator == "required":
        for name in value:
            if name not in instance:
                yield (f"{path}.{name}" if path else name), Fault("required", _("This is needed."))
        return
    if error.validator == "additionalProperties":
        known = part.get("properties", {})
        for name in instance:
            if name not in known:
                yield (
                    _named(f"{path}.{name}" if path else str(name)),
                    Fault("unknown", _("This field isn't part of the form.")),
                )
        return
    yield _named(path), Fault(str(error.validator), _message(error))


_MESSAGES: Mapping[str, Any] = {
    "enum": gettext_lazy("Choose one of the values offered."),
    "const": gettext_lazy("This has to be confirmed."),
    "pattern": gettext_lazy("This isn't in the form expected."),
    "minLength": gettext_lazy("This is too short."),
    "type": gettext_lazy("This isn't the kind of value expected."),
    "minimum": gettext_lazy("This number is too small."),
    "maximum": gettext_lazy("This number is too large."),
    "minItems": gettext_lazy("Choose at least one."),
    "uniqueItems": gettext_lazy("Each may be named once."),
}


def _message(error: ValidationError) -> str:
    value: Any = error.validator_value
    if error.validator == "maxLength":
        return str(_too_long(value).text)
    return str(_MESSAGES.get(str(error.validator), gettext_lazy("This doesn't fit the form.")))


def _day_faults(
    part: Mapping[str, Any], value: Any, given: Mapping[str, Any], today: date
) -> Iterator[Fault]:
    if part.get("format") not in ("date", "month"):
        return
    first, last = _span(str(value), part["format"])
    if first is None or last is None:
        yield Fault("format", _("This isn't a date that exists."))
        return
    rule = part.get("x-day")
    by = part.get("x-day-by")
    if by:
        rule = by["values"].get(str(given.get(by["field"])))
    if rule == "past" and first > today:
        yield Fault("past", _("This can't lie in the future."))
    if rule == "future" and last < today:
        yield Fault("future", _("This can't lie in the past."))
    within = part.get("x-within-months")
    if within and _months_apart(first, today) > within:
        yield Fault("within", _("This is more than %(months)s months from today.") % {"months": within})


def _span(value: str, form: str) -> tuple[date | None, date | None]:
    try:
        if form == "date":
            day = date.fromisoformat(value) if DAY.fullmatch(value) else None
            return day, day
        if not MONTH.fullmatch(value):
            return None, None
        year, month = int(value[:4]), int(value[5:])
        following = date(year + month // 12, month % 12 + 1, 1)
        return date(year, month, 1), date.fromordinal(following.toordinal() - 1)
    except (ValueError, OverflowError):
        return None, None


def _months_apart(day: date, today: date) -> int:
    return abs((day.year - today.year) * 12 + day.month - today.month)
