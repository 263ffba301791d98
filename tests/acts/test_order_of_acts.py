"""What is open in which state, and that every act out of its turn is refused and changes nothing."""

from __future__ import annotations

import pytest

from approvals.procedures.registration import Registration2026
from audit.ledger.models import Attempt
from casework.engine.act import acts
from casework.engine.refusal import ActRefused, Kind
from casework.models import Case
from tests.world import World

from .steps import WAYS, bring_to, by_nobody, do, everything, open_steps

pytestmark = pytest.mark.django_db

# Written down once more, by hand: the law's order of acts, not the flow's.
OPEN = {
    "received": {"accept", "request_correction", "decline", "take_material", "check_shared_data"},
    "correcting": {"supplement"},
    "not_accepted": {"serve"},
    "accepted": {"register", "propose_refusal"},
    "refusal_proposed": {"refuse", "return_case"},
    "granted": {"serve"},
    "refused": {"serve"},
    "served": {"archive"},
    "archived": set(),
    "withdrawn": set(),
}
STEP_OF = {
    "received": ["screen"],
    "correcting": ["correct"],
    "not_accepted": ["serve"],
    "accepted": ["register"],
    "refusal_proposed": ["decide"],
    "granted": ["serve"],
    "refused": ["serve"],
    "served": ["file"],
    "archived": [],
    "withdrawn": [],
}
UNDECIDED = {"received", "correcting", "accepted", "refusal_proposed"}
STEP_ACTS = sorted({name for names in OPEN.values() for name in names})
APPROVER = {"refuse", "return_case"}


def test_every_act_of_the_procedure_stands_in_this_table() -> None:
    anytime = set(Registration2026.anytime)
    assert set(Registration2026.acts()) - anytime == {*STEP_ACTS, "receive", "deem_accepted"}
    assert anytime == {
        "withdraw",
        "claim",
        "release",
        "hand_over",
        "accept_hand_over",
        "decline_hand_over",
        "recuse",
        "apply_change",
    }
    assert set(OPEN) == set(WAYS)


@pytest.mark.parametrize("state", sorted(OPEN))
def test_an_act_out_of_its_turn_is_refused_and_nothing_is_changed(world: World, state: str) -> None:
    number = bring_to(state, world)
    assert open_steps(number) == STEP_OF[state]
    closed = state in ("archived", "withdrawn")
    before, tried = everything(), 0
    for act in [*STEP_ACTS, *Registration2026.anytime]:
        outside = closed or (act in STEP_ACTS and act not in OPEN[state])
        if act == "withdraw" and not closed:
            outside = state not in UNDECIDED
        if not outside:
            continue
        with pytest.raises(ActRefused) as caught:
            do(act, number, world.by("head" if act in APPROVER else "clerk"))
        expected = "STEP-03" if closed else "WD-01" if act == "withdraw" else "STEP-01"
        assert caught.value.code == expected, (state, act)
        tried += 1
        assert Attempt.objects.filter(act=act, code=expected, case_number=number).count() == 1
    assert everything() == before
    assert Attempt.objects.count() == tried
    assert tried >= 6


@pytest.mark.parametrize("state", sorted(OPEN))
def test_the_worker_effects_nothing_adverse_and_nothing_before_its_time(world: World, state: str) -> None:
    number = bring_to(state, world)
    before = everything()
    for act in sorted({*acts.names()} - {"receive", "check_shared_data", "apply_change"}):
        if act not in Registration2026.acts():
            continue
        with pytest.raises(ActRefused) as caught:
            do(act, number, by_nobody())
        codes = {reason.code for reason in caught.value.reasons}
        if act == "deem_accepted":
            assert "TIME-01" in codes
        else:
            assert "EX-11" in codes, act
            assert caught.value.kind is Kind.MAY_NOT
    assert everything() == before


@pytest.mark.parametrize("act", sorted(set(STEP_ACTS)))
def test_an_act_in_its_turn_by_the_right_officer_is_done(world: World, act: str) -> None:
    state = next(state for state, names in OPEN.items() if act in names)
    number = bring_to(state, world)
    before = Case.objects.get(number=number).event_seq
    outcome = do(act, number, world.by("head" if act in APPROVER else "clerk"))
    assert (outcome.act, outcome.event_seq) == (act, before + 1)
    assert outcome.state == Case.objects.get(number=number).state


@pytest.mark.parametrize("act", sorted(set(STEP_ACTS)))
def test_an_act_in_its_turn_by_the_neighbour_s_officer_is_refused(world: World, act: str) -> None:
    state = next(state for state, names in OPEN.items() if act in names)
    number = bring_to(state, world)
    before = everything()
    with pytest.raises(ActRefused) as caught:
        do(act, number, world.by("neighbour"))
    assert caught.value.code == "GATE-02"
    assert caught.value.kind is Kind.MAY_NOT
    assert everything() == before
