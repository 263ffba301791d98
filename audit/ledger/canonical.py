"""Canonical JSON: one value, one sequence of bytes.

Keys sorted by code point, no spaces, UTF-8 without escapes beyond those JSON demands, strings in Unicode NFC,
days as ``2026-03-02``, moments in UTC with microseconds as ``2026-03-02T01:00:00.000000Z``. Numbers are
integers that every JSON reader keeps exactly (at most 2**53 - 1 either way); amounts are counted in fen.
Floats are refused because their text differs between readers. The exact text is stored and hashed, so a
verifier never needs to repeat this work.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TypeAlias

from audit.ledger.errors import NotCanonical

Json: TypeAlias = "bool | int | str | date | Sequence[Json] | Mapping[str, Json] | None"
Plain: TypeAlias = "bool | int | str | list[Plain] | dict[str, Plain] | None"

GREATEST_INTEGER = 2**53 - 1
GREATEST_DEPTH = 16


def text_of(value: str) -> str:
    """The NFC form of a string, refusing what neither UTF-8 nor PostgreSQL can hold."""
    if "\x00" in value:
        raise NotCanonical("a string holds a NUL character")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        raise NotCanonical("a string holds half a surrogate pair") from None
    return unicodedata.normalize("NFC", str.__str__(value))


def moment_text(moment: datetime) -> str:
    """A moment in UTC with microseconds. A naive moment is refused: it names no point in time."""
    if moment.utcoffset() is None:
        raise NotCanonical("a moment without time zone")
    try:
        return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    except OverflowError as error:
        raise NotCanonical("a moment outside the years 1 to 9999 in UTC") from error


def _plain_mapping(value: Mapping[object, object], depth: int) -> dict[str, Plain]:
    result: dict[str, Plain] = {}
    for key, item in value.items():
        if not isinstance(key, str):
            raise NotCanonical(f"a key is a {type(key).__name__}, not a string")
        name = text_of(key)
        if name in result:
            raise NotCanonical("two keys are the same string in NFC")
        result[name] = _plain(item, depth + 1)
    return result


def _plain(value: object, depth: int) -> Plain:
    if depth > GREATEST_DEPTH:
        raise NotCanonical(f"nested deeper than {GREATEST_DEPTH}")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if abs(value) > GREATEST_INTEGER:
            raise NotCanonical("an integer beyond 2**53 - 1")
        return int(value)
    if isinstance(value, str):
        return text_of(value)
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return _plain_mapping(value, depth)
    if isinstance(value, list | tuple):
        return [_plain(item, depth + 1) for item in value]
    raise NotCanonical(f"a {type(value).__name__} has no canonical form")


def plain(value: object) -> Plain:
    """The value as JSON knows it: NFC strings, integers, booleans, null, lists and objects. Raises
    NotCanonical.
    """
    return _plain(value, 0)


def canonical(value: object) -> str:
    """The canonical JSON text of a value. Raises NotCanonical."""
    return json.dumps(plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(body: str) -> str:
    """SHA-256 of a body's UTF-8 bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(body.encode("utf-8")).hexdigest()


def _no_float(text: str) -> Plain:
    raise NotCanonical(f"the number {text} is not an integer")


def read(body: str) -> dict[str, Plain]:
    """Read a stored body back. Raises NotCanonical unless it is exactly the canonical JSON of an object."""
    try:
        value = json.loads(body, parse_float=_no_float, parse_constant=_no_float)
    except (json.JSONDecodeError, RecursionError) as error:
        raise NotCanonical("the body is not JSON") from error
    if not isinstance(value, dict):
        raise NotCanonical("the body is not a JSON object")
    if canonical(value) != body:
        raise NotCanonical("the body is JSON, but not its canonical text")
    return value
