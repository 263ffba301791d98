"""The forms of a page, read as a browser without script reads them: only what stands in the page can be sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any


@dataclass
class Field:
    """A field, with the values it offers (None: any text) and the one it has."""

    kind: str
    value: str = ""
    offered: set[str] | None = None
    sent: bool = True
    # Of several boxes under one name those that are ticked.
    ticked: list[str] = field(default_factory=list)


@dataclass
class PageForm:
    """One form of a page."""

    action: str
    method: str
    fields: dict[str, Field] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def data(self) -> dict[str, Any]:
        """What pressing a button without a name would send."""
        return {
            name: one.ticked if one.kind == "checkboxes" else one.value
            for name, one in self.fields.items()
            if one.sent or one.ticked
        }

    def fill(self, name: str, value: Any) -> None:
        """Fill in a field. Raises AssertionError if the page doesn't offer the field or the value."""
        several, _dot, row = name.rpartition(".")
        if row.isdecimal() and several in self.fields and self.fields[several].kind == "checkboxes":
            boxes = self.fields[several]
            assert value in (boxes.offered or ()), f"{several} offers {boxes.offered}"
            boxes.ticked.append(str(value))
            return
        assert name in self.fields, f"the page has no field {name}, but {sorted(self.fields)}"
        one = self.fields[name]
        assert one.kind != "hidden", f"{name} isn't for a person to fill in"
        if one.kind == "checkbox":
            one.sent = bool(value)
            return
        text = str(value)
        assert one.offered is None or text in one.offered, f"{name} offers {one.offered}, not {text}"
        one.value, one.sent = text, True

    def press(self, name: str) -> dict[str, Any]:
        """What pressing the button of that name sends."""
        value = next((value for button, value in self.buttons if button == name), None)
        assert value is not None, f"no button {name} among {self.buttons}"
        return self.data() | {name: value}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self._open: PageForm | None = None
        self._select: Field | None = None
        self._text: Field | None = None
        self._templates = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "template":
            self._templates += 1
        if self._templates:
            return
        if tag == "form":
            self._open = PageForm(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._open)
        elif self._open is not None:
            self._field(tag, given)

    def _field(self, tag: str, given: Mapping[str, str]) -> None:
        assert self._open is not None
        name, fields = given.get("name", ""), self._open.fields
        if tag == "input" and name:
            self._input(name, given)
        elif tag == "textarea":
            self._text = fields[name] = Field("textarea")
        elif tag == "select":
            self._select = fields[name] = Field("select", offered=set())
        elif tag == "option" and self._select is not None and self._select.offered is not None:
            if not self._select.offered or "selected" in given:
                self._select.value = given.get("value", "")
            self._select.offered.add(given.get("value", ""))
        elif tag == "button" and name:
            self._open.buttons.append((name, given.get("value", "")))

    def _input(self, name: str, given: Mapping[str, str]) -> None:
        assert self._open is not None
        kind, value, fields = given.get("type", "text"), given.get("value", ""), self._open.fields
        checked = "checked" in given
        if kind == "radio":
            one = fields.setdefault(name, Field("radio", offered=set(), sent=False))
            assert one.offered is not None
            one.offered.add(value)
            if checked:
                one.value, one.sent = value, True
        elif kind == "checkbox" and name in fields:
            first = fields[name]
            if first.kind != "checkboxes":
                ticked = [first.value] if first.sent else []
                first = fields[name] = Field("checkboxes", offered={first.value}, sent=False, ticked=ticked)
            assert first.offered is not None
            first.offered.add(value)
            first.ticked += [value] if checked else []
        elif kind == "checkbox":
            fields[name] = Field("checkbox", value or "on", sent=checked)
        else:
            fields[name] = Field("hidden" if kind == "hidden" else "text", value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "template":
            self._templates -= 1
        elif not self._templates:
            self._open = None if tag == "form" else self._open
            self._select = None if tag == "select" else self._select
            self._text = None if tag == "textarea" else self._text

    def handle_data(self, data: str) -> None:
        if self._text is not None and not self._templates:
            self._text.value += data


def forms_of(response: Any) -> list[PageForm]:
    """The forms of a page, in their order."""
    reader = _Reader()
    reader.feed(response.content.decode())
    return reader.forms


def flat(given: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """Typed input as (name of the field, value); rows of a list by their number."""
    for name, value in given.items():
        at = f"{path}.{name}".lstrip(".")
        if isinstance(value, Mapping):
            yield from flat(value, at)
        elif isinstance(value, list):
            yield from flat({str(row): one for row, one in enumerate(value)}, at)
        else:
            yield at, value
