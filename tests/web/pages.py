"""How the tests read a page and fill in its forms."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

from tests.world import application

HIDDEN = re.compile(r'<input type="hidden"(?: id="[^"]*")? name="([^"]+)" value="([^"]*)"')


def text(response: Any) -> str:
    """The page as a person reads it, entities resolved."""
    return html.unescape(response.content.decode())


def hidden(response: Any) -> dict[str, str]:
    """The hidden fields of a page (without the CSRF token, which the test client does not ask for)."""
    return {name: value for name, value in HIDDEN.findall(response.content.decode()) if "csrf" not in name}


def posted(given: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    """Typed input as a browser would post it."""
    data: dict[str, Any] = {}
    for name, value in given.items():
        at = f"{path}.{name}".lstrip(".")
        if isinstance(value, Mapping):
            data |= posted(value, at)
        elif name == "scans":
            data[at] = value
        elif isinstance(value, list):
            data[f"{at}-count"] = str(len(value))
            data |= posted({str(number): entry for number, entry in enumerate(value)}, at)
        elif isinstance(value, bool):
            data |= {at: "on"} if value else {}
        elif value is not None:
            data[at] = str(value)
    return data


def intake_form(**changed: Any) -> dict[str, Any]:
    """The counter's form, filled in."""
    return {"item": "birth_registration", "receiving_office": "LT", **posted(application(**changed))}
