"""Delegations and absences."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from audit.ledger.models import Event
from audit.ledger.sentences import sentence
from casework.acts.delegate_duties import delegate_duties
from casework.acts.end_delegation import end_delegation
from casework.acts.record_absence import record_absence
from casework.engine import moment
from casework.engine.act import acts
from casework.engine.refusal import ActRefused, BadInput
from casework.models import Absence, Delegation, Duty
from tests.world import ITEM, MONDAY, World

TODAY = MONDAY.date()


def delegate(world: World, by: str = "clerk", **more: Any) -> Delegation:
    given: dict[str, Any] = {
        "delegate": "hall",
        "office": "LT",
        "duties": ["accept"],
        "items": [ITEM],
        "valid_from": TODAY,
        "valid_until": TODAY + timedelta(days=7),
        "reason": "在外学习",
    }
    return delegate_duties(by=world.by(by), **{**given, **more})


def absence(world: World, by: str = "clerk", **more: Any) -> Absence:
    given: dict[str, Any] = {
        "stand_in": "hall",
        "first_day": TODAY,
        "last_day": TODAY + timedelta(days=2),
    }
    return record_absence(by=world.by(by), **{**given, **more})


def accepts(world: World, by: str) -> str:
    """The code with which an acceptance is refused; empty if it isn't."""
    number = world.receive().case_number
    try:
        acts["accept"].perform(case_number=number, by=world.by(by))
    except ActRefused as refused:
        return refused.code
    return ""


def test_a_delegate_acts_within_the_term_and_the_ledger_says_for_whom(world: World) -> None:
    assert accepts(world, "hall") == "GATE-02"
    delegate(world)
    assert accepts(world, "hall") == ""
    assert Event.objects.filter(kind="accept").get().on_behalf_of_name == "officer clerk"
    with moment.at(MONDAY + timedelta(days=7)):
        assert accepts(world, "hall") == ""
    with moment.at(MONDAY + timedelta(days=8)):
        assert accepts(world, "hall") == "GATE-03"


@pytest.mark.parametrize("by", ["clerk", "hall", "supervisor", "admin"])
def test_a_delegation_ends_at_once(world: World, by: str) -> None:
    row = delegate(world)
    end_delegation(by=world.by(by), delegation=row.pk)
    assert accepts(world, "hall") == "GATE-03"
    with pytest.raises(ActRefused) as refused:
        end_delegation(by=world.by(by), delegation=row.pk)
    assert refused.value.code == "ORG-04"


@pytest.mark.parametrize("by", ["colleague", "neighbour", "auditor"])
def test_others_dont_end_it(world: World, by: str) -> None:
    row = delegate(world)
    with pytest.raises(ActRefused) as refused:
        end_delegation(by=world.by(by), delegation=row.pk)
    assert refused.value.code == "GATE-02"
    with pytest.raises(BadInput):
        end_delegation(by=world.by(by), delegation=row.pk + 1)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"duties": ["approve"]}, "GATE-02"),
        ({"duties": ["accept", "approve"]}, "GATE-02"),
        ({"office": "SQ"}, "GATE-02"),
        ({"office": "YX"}, "GATE-02"),
        ({"delegate": "clerk"}, "ORG-01"),
        ({"delegate": "admin"}, "EX-12"),
    ],
)
def test_only_what_one_holds_oneself_is_entrusted_to_others(
    world: World, change: dict[str, Any], code: str
) -> None:
    with pytest.raises(ActRefused) as refused:
        delegate(world, **change)
    assert refused.value.code == code


def test_neither_an_administrators_keys_nor_an_audit_are_entrusted(world: World) -> None:
    for by, duty, code in (("admin", "administer", "EX-12"), ("auditor", "audit", "GATE-02")):
        with pytest.raises(ActRefused) as refused:
            delegate(world, by=by, duties=[duty], office="YX")
        assert refused.value.code == code


def test_what_was_borrowed_isnt_lent_on(world: World) -> None:
    delegate(world)
    with pytest.raises(ActRefused) as refused:
        delegate(world, by="hall", delegate="neighbour")
    assert refused.value.code == "GATE-02"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"valid_from": TODAY - timedelta(days=1)}, "valid_from"),
        ({"valid_until": TODAY - timedelta(days=1)}, "valid_until"),
        ({"valid_until": TODAY + timedelta(days=367)}, "valid_until"),
        ({"reason": "  "}, "reason"),
        ({"reason": "长" * 201}, "reason"),
        ({"duties": []}, "duties"),
        ({"duties": ["reign"]}, "duties"),
        ({"items": ["no_such_item"]}, "items"),
        ({"delegate": "nobody"}, "delegate"),
    ],
)
def test_a_delegation_with_impossible_terms_is_bad_input(
    world: World, change: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadInput) as bad:
        delegate(world, **change)
    assert field in bad.value.fields


def test_a_stand_in_acts_on_the_days_of_the_absence_in_their_own_name(world: World) -> None:
    absence(world)
    assert accepts(world, "hall") == ""
    told = Event.objects.get(kind="accept")
    assert (told.actor_name, told.on_behalf_of_name) == ("officer hall", "officer clerk")
    with moment.at(MONDAY + timedelta(days=3)):
        assert accepts(world, "hall") == "GATE-02"


def test_a_supervisor_records_the_absence_of_somebody_else(world: World) -> None:
    absence(world, by="supervisor", officer="clerk")
    told = Event.objects.get()
    assert (told.kind, told.facts["officer_name"]) == ("absence_recorded", "officer clerk")
    assert "officer clerk" in sentence(told, "en")


@pytest.mark.parametrize("by", ["colleague", "head", "admin", "auditor"])
def test_nobody_else_records_it(world: World, by: str) -> None:
    with pytest.raises(ActRefused) as refused:
        absence(world, by=by, officer="clerk")
    assert refused.value.code == "GATE-02"


@pytest.mark.parametrize(("by", "stand_in"), [("clerk", "admin"), ("admin", "hall")])
def test_an_administrator_stands_in_for_nobody_and_nobody_for_them(
    world: World, by: str, stand_in: str
) -> None:
    with pytest.raises(ActRefused) as refused:
        absence(world, by=by, stand_in=stand_in)
    assert refused.value.code == "EX-12"


def test_an_absence_without_stand_in_is_possible_for_everybody(world: World) -> None:
    assert absence(world, by="admin", stand_in="").stand_in is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"last_day": TODAY - timedelta(days=1)}, "last_day"),
        ({"first_day": date(2026, 11, 2), "last_day": date(2026, 11, 6)}, "last_day"),
        ({"stand_in": "clerk"}, "stand_in"),
        ({"stand_in": "nobody"}, "stand_in"),
    ],
)
def test_an_impossible_absence_is_bad_input(world: World, change: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as bad:
        absence(world, **change)
    assert field in bad.value.fields


def test_two_absences_dont_overlap(world: World) -> None:
    absence(world)
    with pytest.raises(BadInput) as bad:
        absence(world, stand_in="neighbour", first_day=TODAY + timedelta(days=2), last_day=date(2026, 11, 30))
    assert list(bad.value.fields) == ["first_day"]


def test_a_deactivated_principal_lends_nothing(world: World) -> None:
    from casework.acts.deactivate_officer import deactivate_officer

    delegate(world)
    deactivate_officer(by=world.by("admin"), officer="clerk")
    number = world.receive("colleague").case_number
    with pytest.raises(ActRefused) as refused:
        acts["accept"].perform(case_number=number, by=world.by("hall"))
    assert refused.value.code == "GATE-02"
    assert Duty.ACCEPT in Delegation.objects.get().duties
