"""A form from a JSON Schema, and the JSON back from what the browser posts.

One description (`casework.engine.schema`) serves the screen, the API and the check. Here it becomes the mappings that
`templates/fields/` draw, named by their path (`applicant.identifier`, `missing.0.how`), which is also how a fault names
its field; and the posted form becomes the typed input again, with everything as it was typed.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from casework.engine.refusal import Fault
from casework.engine.schema import is_asked, text_of

ROWS_MOST = 100
PAGES_MOST = 500
HALF_HOLDS = 32  # letters of a row of choices
# Rules whose words say all there is to say.
PLAIN_RULES = {
    "required",
    "const",
    "enum",
    "type",
    "format",
    "maxLength",
    "minLength",
    "characters",
    "past",
    "future",
    "file",
    "gone",
    "scans",
    "bytes",
}
Faults = Mapping[str, Sequence[Fault]]
Officers = Sequence[tuple[str, str]]
_WHOLE = re.compile(r"[+-]?[0-9]{1,9}")


def id_of(name: str) -> str:
    """The id of the field of that path."""
    return "f-" + name.replace(".", "-")


def given_by(schema: Mapping[str, Any], data: QueryDict) -> dict[str, Any]:
    """The input as typed. Optional parts of which nothing was filled in are left out."""
    given: dict[str, Any] = {}
    for name, part in schema.get("properties", {}).items():
        value = _value(part, data, name)
        if not _is_blank(value) or name in schema.get("required", ()):
            given[name] = {} if value is None and part.get("type") == "object" else value
    return _as_asked(schema, {name: value for name, value in given.items() if value is not None})


def _as_asked(part: Mapping[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Without what isn't asked as the other values stand: it was typed before another one was chosen."""
    asked = part.get("properties", {})
    return {name: value for name, value in given.items() if is_asked(asked.get(name, {}), given)}


def _value(part: Mapping[str, Any], data: QueryDict, path: str) -> Any:
    kind = part.get("type")
    if kind == "object":
        return _object(part, data, path)
    if kind == "array":
        return _list(part, data, path)
    if kind == "boolean":
        # A tick that is asked for is answered either way; any other only when it was set.
        return True if data.get(path) else (False if "const" in part else None)
    typed = data.get(path, "")
    if kind == "integer" and _WHOLE.fullmatch(typed.strip()):
        return int(typed)
    return typed if typed.strip() else None


def _object(part: Mapping[str, Any], data: QueryDict, path: str) -> dict[str, Any] | None:
    values = {
        name: _value(inner, data, f"{path}.{name}") for name, inner in part.get("properties", {}).items()
    }
    given = {name: value for name, value in values.items() if value is not None and value != {}}
    return _as_asked(part, given) or None


def _list(part: Mapping[str, Any], data: QueryDict, path: str) -> list[Any]:
    items = part.get("items", {})
    if part.get("x-widget") == "scans":
        return _pages(data, path)
    if "enum" in items:
        return list(data.getlist(path))
    rows = [_value(items, data, f"{path}.{at}") for at in range(_count(data, path))]
    removed = data.get(f"{path}-remove", "")
    if removed.isdecimal() and int(removed) < len(rows):
        rows[int(removed)] = None
    return [row for row in rows if not _is_blank(row)]


def _pages(data: QueryDict, path: str) -> list[str]:
    """Pages in the order of the form; a button without script may have moved one, or taken it out."""
    pages = list(dict.fromkeys(data.getlist(path)[:PAGES_MOST]))
    for move, by in (("up", -1), ("down", 1)):
        moved = data.get(f"{path}-{move}", "")
        if moved in pages:
            at = pages.index(moved)
            pages.insert(max(at + by, 0), pages.pop(at))
    removed = data.get(f"{path}-remove", "")
    return [page for page in pages if page != removed]


def _count(data: QueryDict, path: str) -> int:
    text = data.get(f"{path}-count", "")
    return min(int(text), ROWS_MOST) if text.isdecimal() and len(text) < 6 else 0


def _is_blank(value: Any) -> bool:
    if isinstance(value, Mapping):
        return all(_is_blank(entry) for entry in value.values())
    return value is None or value is False or value == "" or value == []


def wants_rows(data: QueryDict) -> bool:
    """Whether the button that was pressed only draws the form anew: a row more, less or moved, or the fields of a choice."""
    return any(key.endswith(("-add", "-remove", "-up", "-down", "-choose")) for key in data)


def redraws(name: str) -> dict[str, str]:
    """What lets a choice draw the fields that hang on it; without script a button beside it does the same."""
    return {
        "hx-post": "",
        "hx-trigger": "change",
        "hx-target": "#act-fields",
        "hx-select": "#act-fields",
        "hx-swap": "outerHTML",
        "hx-vals": f'{{"{name}-choose": "1"}}',
    }


class Form:
    """A schema with what was given and what is wrong with it, ready to be drawn."""

    def __init__(
        self,
        schema: Mapping[str, Any],
        given: Mapping[str, Any] | None = None,
        faults: Faults | None = None,
        *,
        officers: Officers = (),
        more_rows: Iterable[str] = (),
    ) -> None:
        self.schema = schema
        self.given = given or {}
        self.faults = faults or {}
        self.officers = officers
        self.more_rows = set(more_rows)
        self._labels: dict[str, tuple[str, str]] = {}
        self.fields = self._fields(schema, self.given, "", "")

    @property
    def errors(self) -> list[dict[str, Any]]:
        """All faults for the summary at the top: field, rule, words, basis."""
        found = []
        place = {name: at for at, name in enumerate(self._labels)}
        for name in sorted(self.faults, key=lambda one: place.get(one, len(place))):
            target, label = self._labels.get(name, ("", ""))
            for fault in self.faults[name]:
                found.append(
                    {
                        "id": target,
                        "label": label or name,
                        "text": str(fault.text),
                        "code": "" if fault.rule in PLAIN_RULES else fault.rule,
                        "basis": ", ".join(fault.basis),
                    }
                )
        return found

    def field(self, name: str) -> dict[str, Any]:
        """One field by its path, whatever part it stands in. Raises KeyError."""
        for one in walk(self.fields):
            if one["name"] == name:
                return one
        raise KeyError(name)

    def _fields(
        self, schema: Mapping[str, Any], given: Mapping[str, Any], path: str, group: str
    ) -> list[dict[str, Any]]:
        required = set(schema.get("required", ()))
        return [
            self._field(part, given.get(name), f"{path}.{name}".lstrip("."), name in required, group)
            for name, part in schema.get("properties", {}).items()
            if is_asked(part, given)
        ]

    def _field(
        self, part: Mapping[str, Any], value: Any, name: str, required: bool, group: str
    ) -> dict[str, Any]:
        label = text_of(part.get("x-label")) or name.rpartition(".")[2]
        field: dict[str, Any] = {
            "name": name,
            "id": id_of(name),
            "label": label,
            "help": text_of(part.get("x-help")),
            "required": required or bool(part.get("x-required")),
            "errors": [str(fault.text) for fault in self.faults.get(name, ())],
            "value": value,
        }
        if part.get("x-needed"):
            field["optional_mark"] = _("needed")
        kind = part.get("type")
        if kind == "object":
            inner = value if isinstance(value, Mapping) else {}
            field |= {"type": "group", "fields": self._fields(part, inner, name, label)}
        elif kind == "array":
            field |= self._repeat(part, value, name, label)
        else:
            field |= self._single(part, value, name)
        target = f"{field['id']}-0" if field["type"] in ("radio", "checkboxes") else field["id"]
        target = f"{target}-files" if field["type"] == "scans" else target
        self._labels[name] = (target, f"{group} · {label}" if group else label)
        return field

    def _single(self, part: Mapping[str, Any], value: Any, name: str) -> dict[str, Any]:
        widget = part.get("x-widget", "")
        if "enum" in part:
            labels = part.get("x-labels", {})
            offered = part.get("x-offered", part["enum"])
            choices = [(one, text_of(labels.get(one)) or str(one)) for one in offered]
            stacked = any(len(label) > 18 for _one, label in choices)
            long_row = sum(len(label) + 2 for _one, label in choices) > HALF_HOLDS
            chooses = {"chooses": True, "attrs": redraws(name)} if part.get("x-chooses") else {}
            return {
                **chooses,
                "type": "radio" if widget == "radio" else "select",
                "choices": choices,
                "stacked": stacked,
                "width": "full" if widget == "radio" and (stacked or long_row) else "",
            }
        if widget == "officer":
            return {"type": "select", "choices": list(self.officers)}
        if part.get("type") == "boolean":
            return {"type": "checkbox", "value": value is True, "width": "full" if "const" in part else ""}
        if part.get("type") == "integer":
            return {
                "type": "number",
                "min": part.get("minimum"),
                "max": part.get("maximum"),
                "width": "narrow",
                "inputmode": "numeric",
            }
        if widget == "textarea":
            return {"type": "textarea", "rows": 3, "width": "full"}
        # No maxlength in the browser: it would cut what is pasted without a word. The server says what is too long.
        return {"type": part["format"] if part.get("format") in ("date", "month") else "text"}

    def _repeat(self, part: Mapping[str, Any], value: Any, name: str, label: str) -> dict[str, Any]:
        items = part.get("items", {})
        values = value if isinstance(value, list) else []
        if part.get("x-widget") == "scans":
            return {
                "type": "scans",
                "value": [one for one in values if isinstance(one, str)],
                "width": "full",
            }
        if "enum" in items:
            labels = items.get("x-labels", {})
            choices = [(one, text_of(labels.get(one)) or str(one)) for one in items["enum"]]
            return {"type": "checkboxes", "choices": choices, "value": values, "stacked": True}
        rows = [self._row(items, one, f"{name}.{at}", label) for at, one in enumerate(values)]
        if not rows and (part.get("minItems") or name in self.more_rows):
            rows = [self._row(items, None, f"{name}.0", label)]
        elif name in self.more_rows:
            rows.append(self._row(items, None, f"{name}.{len(rows)}", label))
        return {
            "type": "repeat",
            "rows": rows,
            "empty_row": self._row(items, None, f"{name}.__index__", label),
            "add_label": _("Add another"),
        }

    def _row(self, items: Mapping[str, Any], value: Any, name: str, label: str) -> list[dict[str, Any]]:
        if items.get("type") == "object":
            inner = value if isinstance(value, Mapping) else {}
            return self._fields(items, inner, name, label)
        return [self._field(items, value, name, False, label)]


def walk(fields: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    """Every field, those of parts and of rows among them."""
    for one in fields:
        yield one
        if one["type"] == "group":
            yield from walk(one["fields"])
        for row in one.get("rows", []) if one["type"] == "repeat" else []:
            yield from walk(row)
