"""A code proves itself, tells nothing, and can't be guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from math import log2
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from approvals.catalogue import read_items
from casework.engine.items import Item
from casework.engine.vouchers import (
    LENGTH,
    LETTERS,
    MONTHS_BACK,
    MONTHS_MOST,
    VoucherRule,
    fingerprint,
    last_day_of,
    new_code,
    plain,
)

ITEM = next(item for item in read_items() if item.slug == "free_service_voucher")
MAY = date(2027, 5, 31)
NOVEMBER = date(2026, 11, 16)


def test_a_code_that_was_issued_tells_its_last_day_and_no_other() -> None:
    code = new_code(MAY)
    assert len(plain(code)) == LENGTH
    assert last_day_of(code, NOVEMBER) == MAY
    assert last_day_of(code, date(2027, 6, 1)) == MAY  # over, and still known


def test_a_guess_hits_with_a_chance_of_less_than_one_in_two_to_the_eightieth() -> None:
    tried = MONTHS_BACK + MONTHS_MOST + 1
    assert 17 * log2(len(LETTERS)) - log2(tried) >= 80


@given(st.integers(0, LENGTH - 1), st.sampled_from(LETTERS))
def test_one_letter_changed_is_no_code(place: int, letter: str) -> None:
    code = plain(new_code(MAY))
    changed = code[:place] + letter + code[place + 1 :]
    assert (last_day_of(changed, NOVEMBER) == MAY) == (changed == code)


@given(st.text(max_size=120))
def test_whatever_is_typed_is_a_code_or_is_none(typed: str) -> None:
    assert last_day_of(typed, NOVEMBER) is None


def test_a_code_may_be_typed_small_wide_and_without_hyphens() -> None:
    code = new_code(MAY)
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code)
    for typed in (code.lower(), code.replace("-", ""), wide, f"  {code.replace('-', ' ')} "):
        assert last_day_of(typed, NOVEMBER) == MAY
        assert fingerprint(typed) == fingerprint(code)


def test_a_code_of_another_hall_is_no_code_here(settings: Any) -> None:
    code = new_code(MAY)
    settings.INDEX_KEY = "another hall"
    assert last_day_of(code, NOVEMBER) is None


def test_all_vouchers_of_a_month_end_on_the_same_day() -> None:
    rule = VoucherRule.of(ITEM)
    assert {rule.last_day(date(2026, 11, day)) for day in range(1, 31)} == {MAY}
    assert rule.last_day(date(2026, 12, 31)) == date(2027, 6, 30)


def test_no_voucher_lies_outside_what_is_tried() -> None:
    for month in range(1, 13):
        day = date(2026, month, 28)
        assert last_day_of(new_code(VoucherRule.of(ITEM).last_day(day)), day) is not None


@pytest.mark.parametrize(
    "told",
    [
        {"valid_months": 0, "amount": "120.00", "batch_least": 5},
        {"valid_months": 13, "amount": "120.00", "batch_least": 5},
        {"valid_months": 6, "amount": "0", "batch_least": 5},
        {"valid_months": 6, "amount": "much", "batch_least": 5},
        {"valid_months": 6, "amount": "120.00", "batch_least": 1},
        {"valid_months": 6},
        None,
    ],
)
def test_a_rule_that_cannot_hold_is_refused(told: Any) -> None:
    with pytest.raises(ValueError, match="free_service_voucher"):
        VoucherRule.of(Item.from_data({**ITEM.data, "voucher": told}))


def test_the_shipped_rule_is_one_amount_for_all() -> None:
    assert VoucherRule.of(ITEM) == VoucherRule(6, Decimal("120.00"), 5)
