"""Input nobody expected: every answer is the clean input or a fault that names the field, never a crash."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.ledger.canonical import canonical
from casework.acts.receive import _checked, receive_schema
from casework.engine.items import Item
from casework.engine.refusal import BadInput
from casework.engine.schema import NAME_SHOWN, clean, plain
from casework.models import Office, OfficeKind, Officer
from tests.world import MONDAY, application

from .test_new_item import shipped

TODAY = date(2026, 11, 16)
CLERK = Officer(pk=1)
ITEM = Item.from_data(shipped())
TOWN = Office(code="LT", kind=OfficeKind.TOWNSHIP)
VILLAGE = Office(code="LT1", kind=OfficeKind.VILLAGE)

# Every character there is, halves of pairs and noncharacters included.
TEXTS = st.text(st.characters(codec=None, exclude_categories=()), max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | st.sampled_from(["2027-02", "born"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
SOMEWHERE = [
    ("applicant",),
    ("applicant", "identifier"),
    ("applicant", "identifier_kind"),
    ("applicant", "name"),
    ("applicant", "phone"),
    ("form",),
    ("form", "stage"),
    ("form", "birth_month"),
    ("form", "declared_true"),
    ("materials",),
    ("materials", "identity"),
    ("materials", "identity", "pages"),
    ("materials", "household", "statement"),
    ("other_parent",),
    ("agent",),
    ("mandate",),
    ("privacy_notice",),
    ("surprise",),
]


def faults_in_order(caught: BadInput) -> None:
    assert caught.fields
    for name, faults in caught.fields.items():
        assert isinstance(name, str)
        assert len(name) <= NAME_SHOWN + len("…")
        name.encode()
        assert faults
        for fault in faults:
            assert fault.rule
            str(fault.text).encode()


@given(st.data(), JSON, st.sampled_from([TOWN, VILLAGE]))
def test_an_application_with_anything_anywhere_is_taken_or_its_field_is_named(
    data: st.DataObject, value: Any, counter: Office
) -> None:
    given_input = application()
    way = data.draw(st.sampled_from(SOMEWHERE))
    part = given_input
    for name in way[:-1]:
        part[name] = dict(part.get(name) or {})
        part = part[name]
    part[way[-1]] = value
    if data.draw(st.booleans()):
        part[data.draw(TEXTS)] = data.draw(JSON)
    try:
        taken = _checked(ITEM, given_input, counter, CLERK, MONDAY)
    except BadInput as caught:
        faults_in_order(caught)
    else:
        # What is taken can be written to the ledger's last byte.
        canonical(taken).encode()


@given(JSON)
def test_anything_at_all_is_taken_or_refused(value: Any) -> None:
    for wanted in (receive_schema(ITEM), ITEM.form):
        try:
            clean(wanted, value, TODAY)
        except BadInput as caught:
            faults_in_order(caught)


def fields(given_input: Any, schema: Any = None) -> dict[str, list[str]]:
    try:
        clean(schema or receive_schema(ITEM), given_input, TODAY)
    except BadInput as caught:
        faults_in_order(caught)
        return {name: [fault.rule for fault in faults] for name, faults in caught.fields.items()}
    return {}


def deep(levels: int) -> Any:
    value: Any = "x"
    for _level in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize("levels", [13, 300, 900])
def test_input_nested_beyond_reason_is_not_followed(levels: int) -> None:
    found = fields(application(form={"stage": deep(levels)}))
    assert any("size" in rules for rules in found.values())


def test_input_longer_than_any_form_is_not_followed() -> None:
    found = fields(application(form={"stage": [[] for _entry in range(200_000)]}))
    assert found["form.stage"][0] == "size"
    wide = application(materials={str(number): 1 for number in range(100_000)})
    assert "size" in fields(wide)["materials"]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("林\x00晓雯", "characters"),
        ("林\x07晓雯", "characters"),
        ("林\ud842晓雯", "characters"),
        ("林\ue000晓雯", "characters"),
        ("林\U0002ffff", "characters"),
        ("林\U000e0fff", "characters"),
        ("林" * 61, "maxLength"),
        ("林" * 1_000_000, "maxLength"),
    ],
)
def test_a_name_that_cannot_be_written_is_named(text: str, rule: str) -> None:
    assert rule in fields(application(applicant={"name": text}))["applicant.name"]


@pytest.mark.parametrize(
    "name",
    [
        "䶮",
        "𠮷野",
        "阿依古丽·买买提",
        "\U0002ebf0氏",  # block of 2023, named in no older Unicode table
        "\U000323af",
        "عبد الله",
        "שרה",
        "Zoë O’Brien",
        "José",
        "林\u200f晓\u202e雯",
    ],
)
def test_a_name_is_taken_as_people_bear_it(name: str) -> None:
    assert fields(application(applicant={"name": name})) == {}


def test_text_is_kept_in_one_form_and_an_empty_field_is_none() -> None:
    taken = clean(
        {
            "type": "object",
            "properties": {"a": {"type": "string"}, "b": {"type": "string"}, "c": {"type": "array"}},
            "additionalProperties": False,
        },
        {"a": " e\u0301 ", "b": " \u3000 ", "c": []},
        TODAY,
    )
    assert taken == {"a": "é", "c": []}


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        (2.5, "type"),
        (float("inf"), "type"),
        (float("nan"), "type"),
        (1e300, "maximum"),
        (-(2**53), "maximum"),
    ],
)
def test_a_number_that_could_not_be_written_exactly_is_not_taken(value: float, rule: str) -> None:
    number = {
        "type": "object",
        "properties": {"n": {"type": ["integer", "number"]}},
        "additionalProperties": False,
    }
    assert fields({"n": value}, number) == {"n": [rule]}
    assert clean(number, {"n": 3.0}, TODAY) == {"n": 3}


def test_a_field_s_name_is_told_shortened_and_printable() -> None:
    found = fields({**application(), "\ud800" * 3: 1, "x" * 5000: 2})
    assert sorted(len(name) for name in found) == [3, NAME_SHOWN + 1]


def test_a_list_of_texts_is_bounded_too() -> None:
    names = {
        "type": "object",
        "properties": {"names": {"type": "array", "items": {"type": "string"}}},
        "additionalProperties": False,
    }
    assert fields({"names": ["x", "y" * 501]}, names) == {"names.1": ["maxLength"]}


def test_the_published_schema_is_plain_json_in_the_language_of_the_reader() -> None:
    import json

    from django.utils.translation import override

    with override("en"):
        english = plain(receive_schema(ITEM))
    with override("zh-hans"):
        chinese = plain(receive_schema(ITEM))
    json.dumps(english)
    assert english["properties"]["applicant"]["title"] == "Applicant"
    assert chinese["properties"]["form"]["properties"]["stage"]["title"] == "登记时"
    assert "x-label" not in json.dumps(english).replace("x-labels", "")
