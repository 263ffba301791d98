"""Reading an edition strictly: every field is asked for, none is left over, no key stands twice."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    ScalarEvent,
)

from law.errors import DuplicateKey, InvalidEdition, MissingKey, UnknownKey

T = TypeVar("T")

# By which of its fields a row of an edition is known.
_NAMES = ("id", "slug", "code", "year")
_SLUG = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
# A file that somebody hands in: longer, deeper or fuller than any notice or item is not looked at.
MOST_CHARACTERS = 100_000
MOST_DEPTH = 16
MOST_ENTRIES = 5_000
# Control characters, and half a character.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Row:
    """One mapping of an edition. A getter consumes a field; :meth:`close` refuses what nobody asked for."""

    def __init__(self, data: object, where: str) -> None:
        if not isinstance(data, Mapping) or not all(isinstance(key, str) for key in data):
            raise MissingKey(f"{where}: a mapping with text keys is expected")
        self._data: Mapping[str, object] = data
        self._left = set(data)
        self.where = where

    def close(self) -> None:
        """Raise :class:`UnknownKey` for fields that were not read."""
        if self._left:
            raise UnknownKey(f"{self.where}: unknown {', '.join(sorted(self._left))}")

    @property
    def mapping(self) -> Mapping[str, object]:
        """The fields as they came."""
        return self._data

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all fields."""
        return tuple(self._data)

    def value(self, key: str) -> object:
        if key not in self._data:
            raise MissingKey(f"{self.where}: {key} is missing")
        self._left.discard(key)
        return self._data[key]

    def text(self, key: str) -> str:
        value = self.value(key)
        if not isinstance(value, str) or not value.strip():
            raise MissingKey(f"{self.where}: {key} must be text that is not empty")
        return value

    def maybe_text(self, key: str) -> str | None:
        return self._maybe(key, self.text)

    def slug(self, key: str) -> str:
        value = self.text(key)
        if not _SLUG.fullmatch(value):
            raise MissingKey(f"{self.where}: {key} must be an identifier, not {value!r}")
        return value

    def choice(self, key: str, allowed: Iterable[T]) -> T:
        value = self.text(key)
        for option in allowed:
            if option == value:
                return option
        raise MissingKey(f"{self.where}: {key} cannot be {value!r}")

    def whole(self, key: str) -> int:
        value = self.value(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise MissingKey(f"{self.where}: {key} must be a whole number, zero or more")
        return value

    def maybe_whole(self, key: str) -> int | None:
        return self._maybe(key, self.whole)

    def flag(self, key: str) -> bool:
        value = self.value(key)
        if not isinstance(value, bool):
            raise MissingKey(f"{self.where}: {key} must be true or false")
        return value

    def day(self, key: str) -> date:
        return as_day(self.value(key), f"{self.where}: {key}")

    def maybe_day(self, key: str) -> date | None:
        return self._maybe(key, self.day)

    def items(self, key: str) -> Sequence[object]:
        value = self.value(key)
        if not isinstance(value, list):
            raise MissingKey(f"{self.where}: {key} must be a list")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        values = self.items(key)
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise MissingKey(f"{self.where}: {key} must be a list of texts")
        texts = tuple(str(value) for value in values)
        if len(set(texts)) != len(texts):
            raise DuplicateKey(f"{self.where}: {key} names an entry twice")
        return texts

    def row(self, key: str) -> Row:
        return Row(self.value(key), f"{self.where}: {key}")

    def maybe_row(self, key: str) -> Row | None:
        return self._maybe(key, self.row)

    def rows(self, key: str) -> tuple[Row, ...]:
        return tuple(
            Row(value, f"{self.where}: {key}[{place}]") for place, value in enumerate(self.items(key))
        )

    def _maybe(self, key: str, read: Callable[[str], T]) -> T | None:
        return None if self.value(key) is None else read(key)


def as_day(value: object, where: str) -> date:
    """A date written YYYY-MM-DD and in no other way."""
    if isinstance(value, str) and len(value) == 10:
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise MissingKey(f"{where}: a date such as 2026-01-31 is expected, not {value!r}")


def keyed(rows: Iterable[tuple[str, T]], where: str) -> Mapping[str, T]:
    """A read-only mapping; a key that stands twice is refused."""
    found: dict[str, T] = {}
    for key, value in rows:
        if key in found:
            raise DuplicateKey(f"{where}: {key} stands twice")
        found[key] = value
    return MappingProxyType(found)


def merged(earlier: object, changed: object, where: str) -> object:
    """What an edition says that names only its changes: mappings entry by entry, lists row by row by their id.

    A row replaces the one of the same id in its place; a new one stands behind the others. Nothing can be left
    out: what no longer holds ends on a day, and is kept for the cases of before. Raises :class:`DuplicateKey`.
    """
    if isinstance(earlier, Mapping) and isinstance(changed, Mapping):
        both = {
            key: merged(earlier[key], changed[key], f"{where}: {key}") for key in earlier if key in changed
        }
        return {**earlier, **changed, **both}
    if isinstance(earlier, list) and isinstance(changed, list):
        before, after = (_by_id(rows, where) for rows in (earlier, changed))
        if before is not None and after is not None:
            return list({**before, **after}.values())
    return changed


def _by_id(rows: list[object], where: str) -> dict[object, object] | None:
    """The rows of a list by what they are named by; None where they have no names."""
    found: dict[object, object] = {}
    for row in rows:
        name = next((row[key] for key in _NAMES if key in row), None) if isinstance(row, Mapping) else None
        if name is None:
            return None
        if name in found:
            raise DuplicateKey(f"{where}: {name} stands twice")
        found[name] = row
    return found


def canonical(data: object) -> str:
    """Canonical JSON: keys sorted, no spaces, characters as they are. The digest is taken over its UTF-8."""
    return json.dumps(_plain(data), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def parse_json(text: str) -> object:
    """JSON in which no object names a key twice."""

    def refuse_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
        return dict(keyed(pairs, "JSON"))

    try:
        return json.loads(text, object_pairs_hook=refuse_duplicates)
    except json.JSONDecodeError as error:
        raise InvalidEdition(f"not JSON: {error}") from error


def read_yaml(path: Path) -> object:
    """One YAML 1.2 file; a duplicate key is refused, dates become text in ISO form."""
    try:
        return _plain(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")))
    except DuplicateKeyError as error:
        raise DuplicateKey(f"{path.name}: {error.problem}") from error


def parse_yaml(text: str, name: str) -> object:
    """One YAML 1.2 document from a hand we don't know, with no more in it than data.

    Anchors and aliases, tags, directives and a second document are refused before anything is built, and so is what
    is longer, deeper or fuller than any notice or item. A duplicate key is refused, dates become text in ISO form.
    Raises :class:`law.errors.InvalidEdition` or one of its kinds, with the line where there is one.
    """
    if len(text) > MOST_CHARACTERS:
        raise InvalidEdition(f"{name}: longer than {MOST_CHARACTERS} characters")
    try:
        _insist_on_plain_data(text, name)
        loaded = YAML(typ="safe", pure=True).load(text)
    except DuplicateKeyError as error:
        raise DuplicateKey(f"{name}{_line(error)}: {str(error.problem).splitlines()[0]}") from error
    except MarkedYAMLError as error:
        raise InvalidEdition(f"{name}{_line(error)}: {error.problem or error.context}") from error
    except (YAMLError, ValueError, TypeError, OverflowError, ArithmeticError) as error:
        raise InvalidEdition(f"{name}: {str(error).splitlines()[0] if str(error) else 'not YAML'}") from error
    return _plain(_with_text_keys(loaded, name))


def _insist_on_plain_data(text: str, name: str) -> None:
    depth = entries = documents = 0
    for event in YAML(typ="safe", pure=True).parse(text):
        depth += isinstance(event, CollectionStartEvent)
        depth -= isinstance(event, CollectionEndEvent)
        entries += isinstance(event, ScalarEvent | CollectionStartEvent)
        if isinstance(event, DocumentStartEvent):
            documents += 1
            if documents > 1 or event.version or event.tags:
                raise InvalidEdition(f"{name}{_at(event)}: one document without directives is read")
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None):
            raise InvalidEdition(f"{name}{_at(event)}: anchors and aliases are not read")
        if getattr(event, "ctag", None) is not None and str(event.ctag) not in ("", "None", "!"):
            raise InvalidEdition(f"{name}{_at(event)}: tags are not read")
        if depth > MOST_DEPTH or entries > MOST_ENTRIES:
            raise InvalidEdition(f"{name}{_at(event)}: deeper or fuller than anything that is read")


def _with_text_keys(value: object, name: str) -> object:
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise InvalidEdition(f"{name}: {key!r} is no name of a field; write it in quotation marks")
        return {key: _with_text_keys(member, name) for key, member in value.items()}
    if isinstance(value, list):
        return [_with_text_keys(member, name) for member in value]
    if isinstance(value, str) and _UNWRITABLE.search(value):
        raise InvalidEdition(f"{name}: a text holds characters that can't be written")
    return value


def _at(event: Any) -> str:
    return f", line {event.start_mark.line + 1}" if event.start_mark else ""


def _line(error: MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    return f", line {mark.line + 1}" if mark else ""


def _plain(value: object) -> object:
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if type(value) is date:
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(member) for key, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(member) for member in value]
    raise InvalidEdition(f"{type(value).__name__} has no place in an edition")
