"""What is open in which state, and that every act out of its turn is refused and changes nothing."""

from __future__ import annotations

import pytest

from approvals.procedures.registration_2026_2 import RegistrationSeptember2026
from audit.ledger.models import Attempt
from casework.engine.act import acts
from casework.engine.refusal import ActRefused, Kind
from casework.models import Case
from tests.world import World

from .steps import WAYS, bring_to, by_nobody, do, everything, open_steps, with_scans

pytestmark = pytest.mark.django_db

# Written down once more, by hand: the law's order of acts, not the flow's.
SERVICE = {"serve", "record_failed_service", "publish_notice"}
OPEN = {
    "received": {
        *("accept", "request_correction", "decline", "take_material", "check_shared_data"),
        *("attach_scan", "remove_scan", "assess_material", "record_statement"),
    },
    "correcting": {"supplement", "attach_scan", "remove_scan", *SERVICE},
    "not_accepted": SERVICE,
    "accepted": {"register", "propose_refusal", "assess_material", "record_statement"},
    "refusal_proposed": {"refuse", "return_case", "assess_material", "record_statement"},
    "granted": SERVICE,
    "refused": SERVICE,
    "served": {"archive"},
    "archived": set(),
    "withdrawn": set(),
    # The person has it in writing that the registration is cancelled, and that paper can be served.
    "cancelled": {"serve"},
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
    "cancelled": [],
}
UNDECIDED = {"received", "correcting", "accepted", "refusal_proposed"}
STEP_ACTS = sorted({name for names in OPEN.values() for name in names})
# A certificate is there from the registration on, and in somebody's hand once it was served, also when all is over.
CERTIFICATE = {"revoke_certificate", "replace_certificate"}
IN_HAND = {"served", "archived"}
# What the person may ask for once it is registered; a refusal of it waits until the slip was served.
ASKED = {"correct_registration", "cancel_registration", "refuse_correction"}
APPROVER = {"refuse", "return_case", "refuse_correction"}
AGENTS = {"revoke_mandate", "hand_slip"}


def test_every_act_of_the_procedure_stands_in_this_table() -> None:
    anytime = set(RegistrationSeptember2026.anytime)
    assert set(RegistrationSeptember2026.acts()) - anytime | SERVICE == {
        *STEP_ACTS,
        "receive",
        "deem_accepted",
        "count_receipt",
    }
    assert anytime == {
        "withdraw",
        "claim",
        "release",
        "hand_over",
        "accept_hand_over",
        "decline_hand_over",
        "recuse",
        "void_paper",
        "confirm_electronic_service",
        "revoke_electronic_service",
        "revoke_mandate",
        "hand_slip",
        "settle_mismatch",
        "propose_late_entry",
        "confirm_late_entry",
        "reject_late_entry",
        "revoke_certificate",
        "replace_certificate",
        *ASKED,
        "suspend_clock",
        "resume_clock",
        "extend_limit",
        "remind",
        "escalate",
        "propose_asking",
        "reassign",
        "undo_reassignment",
        "apply_change",
        *SERVICE,
    }
    assert set(OPEN) == set(WAYS)


@pytest.mark.parametrize("state", sorted(OPEN))
def test_an_act_out_of_its_turn_is_refused_and_nothing_is_changed(world: World, state: str) -> None:
    number = bring_to(state, world)
    assert open_steps(number) == STEP_OF[state]
    closed = state in ("archived", "withdrawn", "cancelled")
    before, tried = everything(), 0
    for act in dict.fromkeys([*STEP_ACTS, *RegistrationSeptember2026.anytime]):
        outside = closed or (act in STEP_ACTS and act not in OPEN[state])
        if act == "withdraw" and not closed:
            outside = state not in UNDECIDED
        if act in CERTIFICATE:
            outside = state not in IN_HAND
        if act in ASKED:
            outside = state not in (IN_HAND if act == "refuse_correction" else {"granted", *IN_HAND})
        if act == "serve" and state == "cancelled":
            outside = False
        if act in AGENTS or act == "settle_mismatch":
            outside = True  # none of these came through an agent
        if not outside:
            continue
        with pytest.raises(ActRefused) as caught:
            do(act, number, world.by("head" if act in APPROVER else "clerk"))
        expected = "STEP-03" if closed else "WD-01" if act == "withdraw" else "STEP-01"
        if act in CERTIFICATE:
            expected = "CERT-02" if state == "granted" else "CERT-01"
        if act in ASKED:
            expected = "REG-02" if state == "granted" else "REG-01"
        if act == "settle_mismatch" and not closed:
            expected = "SHARE-04"
        if act in AGENTS and not (closed and act == "revoke_mandate"):
            expected = "AGENT-02"
        if act in SERVICE and (act == "serve" or not closed):
            expected = "SRV-01"
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
        if act not in RegistrationSeptember2026.acts():
            continue
        with pytest.raises(ActRefused) as caught:
            do(act, number, by_nobody())
        codes = {reason.code for reason in caught.value.reasons}
        if acts[act].is_time_alone:
            assert codes & {"TIME-01", "STEP-03"}, act
        else:
            assert "EX-11" in codes, act
            assert caught.value.kind is Kind.MAY_NOT
    assert everything() == before


@pytest.mark.parametrize("act", sorted(set(STEP_ACTS)))
def test_an_act_in_its_turn_by_the_right_officer_is_done(world: World, act: str) -> None:
    state = next(state for state, names in OPEN.items() if act in names)
    number = bring_to(state, world)
    if act == "publish_notice":
        do("record_failed_service", number, world.by("clerk"))
    by = world.by("head" if act in APPROVER else "clerk")
    more = with_scans(act, number, by)
    before = Case.objects.get(number=number).event_seq
    outcome = do(act, number, by, **more)
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
