"""No safeguard without a test that tries to break it."""

from __future__ import annotations

from .claims import NOT_YET, claimed, wanted


def test_every_safeguard_and_every_refused_act_is_claimed_by_a_test() -> None:
    tried = claimed()
    assert sorted(wanted() - set(tried) - set(NOT_YET)) == []


def test_no_test_claims_what_the_law_does_not_know() -> None:
    assert sorted(set(claimed()) - wanted()) == []


def test_what_cannot_be_tried_yet_says_why_and_goes_from_the_list_once_it_is_tried() -> None:
    assert set(NOT_YET) <= wanted()
    assert not set(NOT_YET) & set(claimed())
    assert all(len(why) > 30 for why in NOT_YET.values())
