"""Facts that look like personal data never reach a table from which nothing can be erased."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.ledger.entry import event_row
from audit.ledger.errors import PersonalDataRefused
from audit.ledger.personal import is_resident_id, personal_sort

from .conftest import MakeEntry

RESIDENT_ID = "419923199403154522"


def with_check_character(first: str) -> str:
    return next(first + last for last in "0123456789X" if is_resident_id(first + last))


@st.composite
def resident_ids(draw: st.DrawFn) -> str:
    division = draw(st.integers(110000, 659999))
    born = draw(st.dates(date(1900, 1, 1), date(2026, 12, 31)))
    serial = draw(st.integers(0, 999))
    return with_check_character(f"{division}{born:%Y%m%d}{serial:03}")


@given(resident_ids(), st.sampled_from(["{}", "身份证{}。", "no.{}", "ID:{},", "x{}y"]))
def test_a_resident_identity_number_is_recognised_wherever_it_stands(number: str, around: str) -> None:
    assert personal_sort(around.format(number)) == "resident_id"
    assert personal_sort(around.format(number.lower())) == "resident_id"


@pytest.mark.parametrize(
    "text",
    ["４１９９２３１９９４０３１５４５２２", "419923 19940315 4522", "419923-1994-0315-4522"],
)
def test_a_number_written_in_groups_or_full_width_is_recognised(text: str) -> None:
    assert personal_sort(text) == "resident_id"


@given(resident_ids())
def test_a_wrong_check_character_is_no_identity_number(number: str) -> None:
    wrong = "0" if number[-1] != "0" else "1"
    assert personal_sort(number[:-1] + wrong) is None


def test_eighteen_digits_without_a_birth_date_are_no_identity_number() -> None:
    assert personal_sort(with_check_character("91421024799999999")) is None


@pytest.mark.parametrize(
    "text",
    [
        "13812345678",
        "电话13812345678",
        "138 1234 5678",
        "138-1234-5678",
        "+86 13812345678",
        "0086-13812345678",
        "8613812345678",
        "１３８１２３４５６７８",
        "tel13812345678",
        "0716-8123456",
        "(0716)8123456",
        "010 62345678",
    ],
)
def test_a_telephone_number_is_recognised(text: str) -> None:
    assert personal_sort(text) == "phone"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-03-02",
        "2026-000007-1",
        "2026-03-02T01:30:00.138123Z",
        "12812345678",
        "1381234567",
        "138123456789",
        "1700000000000",
        "422801-01",
        "a13812345678b".rjust(64, "f"),
        "00000000-0000-4000-8000-13812345678a",
    ],
)
def test_dates_case_numbers_and_digests_are_no_personal_data(text: str) -> None:
    assert personal_sort(text) is None


@given(st.uuids(), st.binary(min_size=32, max_size=32), st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_what_a_machine_made_is_never_taken_for_personal_data(
    number: uuid.UUID, digest: bytes, day: date
) -> None:
    later = day + timedelta(days=30)
    assert personal_sort(f"{number} {number.hex} {digest.hex()} {day}–{later}") is None


@pytest.mark.parametrize(
    ("facts", "sort", "path"),
    [
        ({"note": f"applicant {RESIDENT_ID}"}, "resident_id", "facts.note"),
        ({"rows": [{"call": "13812345678"}]}, "phone", "facts.rows[0].call"),
        ({"number": 13812345678}, "phone", "facts.number"),
        ({"first": 1, RESIDENT_ID: True}, "resident_id", "facts (key 2)"),
    ],
)
def test_an_entry_with_personal_data_anywhere_in_its_facts_is_refused(
    entry: MakeEntry, facts: dict[str, Any], sort: str, path: str
) -> None:
    with pytest.raises(PersonalDataRefused) as caught:
        event_row(entry(facts=facts))
    assert (caught.value.sort, caught.value.path) == (sort, path)
    assert RESIDENT_ID not in str(caught.value)
    assert "13812345678" not in str(caught.value)
