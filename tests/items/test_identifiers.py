"""The papers by which people are known at the counter, each with its own rule."""

from __future__ import annotations

from datetime import date

import pytest

from casework.engine.persons import check_person
from casework.engine.refusal import Faults
from tests.world import MOTHER_ID, check_digit, resident_id

TODAY = date(2026, 11, 16)
ALL = ("resident_id", "permanent_resident", "hmt_residence", "passport", "none")


def numbered(first17: str) -> str:
    return first17 + check_digit(first17)


FUTURE = numbered("41992320270101001")
NO_DAY = numbered("41992320260230001")
PERMANENT = numbered("93115619900101001")
HONG_KONG = numbered("81000019900101001")


def faults_of(kind: str, number: str, kinds: tuple[str, ...] = ALL, **more: str) -> dict[str, list[str]]:
    faults = Faults()
    person = {"identifier_kind": kind, "identifier": number, "name": "林晓雯", **more}
    check_person(person, "applicant", kinds, TODAY, faults)
    return {
        name.removeprefix("applicant."): [one.rule for one in found] for name, found in faults.found.items()
    }


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("resident_id", MOTHER_ID),
        ("resident_id", resident_id(1, division="999999")),
        ("resident_id", MOTHER_ID[:6] + " " + MOTHER_ID[6:]),
        ("resident_id", "".join(chr(ord(char) + 0xFEE0) for char in MOTHER_ID)),
        ("permanent_resident", PERMANENT),
        ("permanent_resident", "CAN110185010101"),
        ("hmt_residence", HONG_KONG),
        ("hmt_residence", numbered("83000019900101001")),
        ("passport", "E12345678"),
        ("passport", "e1234 5678"),
        ("none", ""),
    ],
)
def test_a_number_that_fits_its_paper_is_taken(kind: str, number: str) -> None:
    assert faults_of(kind, number) == {}


@pytest.mark.parametrize(
    ("kind", "number", "rule"),
    [
        ("resident_id", "", "required"),
        ("resident_id", MOTHER_ID[:-1], "length"),
        ("resident_id", "A" + MOTHER_ID[1:], "charset"),
        ("resident_id", MOTHER_ID[:-1] + ("1" if MOTHER_ID[-1] != "1" else "2"), "check_digit"),
        ("resident_id", FUTURE, "future"),
        ("resident_id", NO_DAY, "birth_date"),
        ("permanent_resident", MOTHER_ID, "pattern"),
        ("permanent_resident", "CA1101850101011", "length"),
        ("hmt_residence", MOTHER_ID, "pattern"),
        ("hmt_residence", PERMANENT, "pattern"),
        ("passport", "E1", "pattern"),
        ("passport", "E12345678-", "pattern"),
        ("passport", "", "required"),
        ("none", MOTHER_ID, "unexpected"),
    ],
)
def test_a_number_that_does_not_fit_is_told_by_its_rule(kind: str, number: str, rule: str) -> None:
    assert faults_of(kind, number) == {"identifier": [rule]}


def test_a_paper_the_item_does_not_take_is_refused() -> None:
    assert faults_of("passport", "E12345678", kinds=("resident_id",)) == {"identifier_kind": ["kind"]}


@pytest.mark.parametrize("name", ["", "·", " . ", "\u200b"])
def test_a_name_of_marks_alone_is_no_name(name: str) -> None:
    assert faults_of("none", "", name=name) == {"name": ["required"]}


@pytest.mark.parametrize("phone", ["12345", "phone", "1" * 21, "١٢٣٤٥٦٧"])
def test_a_telephone_number_has_six_to_twenty_digits(phone: str) -> None:
    assert faults_of("none", "", phone=phone) == {"phone": ["phone"]}
    assert faults_of("none", "", phone="+86 399-6000123") == {}


@pytest.mark.parametrize("division", ["41992", "4199231", "41992310420700", "云溪县"])
def test_a_division_has_six_nine_or_twelve_digits(division: str) -> None:
    assert faults_of("none", "", division_code=division) == {"division_code": ["division"]}
    for fits in ("419923", "419923104", "419923104207"):
        assert faults_of("none", "", division_code=fits) == {}
