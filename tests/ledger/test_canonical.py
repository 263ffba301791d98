"""Canonical JSON: the same value gives the same bytes, any change another digest."""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from audit.ledger.canonical import (
    GREATEST_DEPTH,
    GREATEST_INTEGER,
    canonical,
    digest_of,
    moment_text,
    plain,
    read,
)
from audit.ledger.errors import NotCanonical

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
leaves = st.none() | st.booleans() | st.integers(-GREATEST_INTEGER, GREATEST_INTEGER) | texts | st.dates()


def mappings(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.dictionaries(texts.map(lambda text: unicodedata.normalize("NFC", text)), values, max_size=4)


values = st.recursive(leaves, lambda inner: st.lists(inner, max_size=4) | mappings(inner), max_leaves=12)


def reordered(value: Any) -> Any:
    """The same value, its keys inserted the other way round, tuples for lists, strings decomposed."""
    if isinstance(value, dict):
        return {key: reordered(value[key]) for key in reversed(value)}
    if isinstance(value, list):
        return tuple(reordered(item) for item in value)
    return unicodedata.normalize("NFD", value) if isinstance(value, str) else value


@given(values)
def test_the_same_value_gives_the_same_bytes(value: Any) -> None:
    assert canonical(value) == canonical(reordered(value))


@given(values, values)
def test_another_value_gives_another_digest(one: Any, other: Any) -> None:
    assume(json.dumps(plain(one), sort_keys=True) != json.dumps(plain(other), sort_keys=True))
    assert digest_of(canonical(one)) != digest_of(canonical(other))


@given(mappings(values), st.data())
def test_any_change_inside_an_entry_gives_another_digest(value: dict[str, Any], data: st.DataObject) -> None:
    assume(value)
    key = data.draw(st.sampled_from(sorted(value)))
    changed = data.draw(values)
    assume(json.dumps(plain(changed)) != json.dumps(plain(value[key])))
    assert digest_of(canonical(value)) != digest_of(canonical(value | {key: changed}))
    without = {name: item for name, item in value.items() if name != key}
    assert digest_of(canonical(value)) != digest_of(canonical(without))


@given(mappings(values))
def test_a_body_reads_back_as_it_was_told(value: dict[str, Any]) -> None:
    assert read(canonical(value)) == plain(value)


def test_the_text_is_what_it_was_when_the_first_entry_was_hashed() -> None:
    value = {"z": 1, "a": [True, None, "案卷"], "day": date(2026, 3, 2), "": {}}
    assert canonical(value) == '{"":{},"a":[true,null,"案卷"],"day":"2026-03-02","z":1}'
    assert digest_of("{}") == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


def test_a_moment_is_told_in_utc_with_microseconds() -> None:
    shanghai = timezone(timedelta(hours=8))
    assert moment_text(datetime(2026, 3, 2, 8, tzinfo=shanghai)) == "2026-03-02T00:00:00.000000Z"
    assert moment_text(datetime(987, 3, 2, tzinfo=UTC)) == "0987-03-02T00:00:00.000000Z"


def test_an_enumeration_is_told_by_its_value() -> None:
    class Outcome(StrEnum):
        GRANTED = "granted"

    class Level(IntEnum):
        COUNTY = 3

    assert canonical([Outcome.GRANTED, Level.COUNTY]) == '["granted",3]'


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        float("nan"),
        Decimal("1.50"),
        b"bytes",
        {"a", "b"},
        object(),
        datetime(2026, 3, 2, 9, tzinfo=UTC).replace(tzinfo=None),
        datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=8))),
        GREATEST_INTEGER + 1,
        -GREATEST_INTEGER - 1,
        {1: "a key that is no string"},
        {"e\u0301": 1, "\u00e9": 2},
        "NUL \x00",
        "half a pair \ud800",
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_value_without_a_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical({"value": [value]})


def test_a_value_nested_too_deep_is_refused() -> None:
    value: list[Any] = []
    for _level in range(GREATEST_DEPTH):
        value = [value]
    canonical(value)
    with pytest.raises(NotCanonical, match="nested"):
        canonical([value])


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[1]",
        '{"a": 1}',
        '{"b":1,"a":2}',
        '{"a":1,"a":1}',
        '{"a":1.5}',
        '{"a":NaN}',
        '{"a":"e\u0301"}',
        "[" * 100_000,
    ],
    ids=lambda body: body[:20],
)
def test_a_body_that_is_not_the_canonical_text_of_an_object_is_refused(body: str) -> None:
    with pytest.raises(NotCanonical):
        read(body)
