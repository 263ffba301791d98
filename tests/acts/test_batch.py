"""Several cases in one go: each by its ordinary act, none adverse, none decided, what is refused stops nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from audit.ledger.models import Attempt, Event
from casework.acts.batch import MOST, Entry, batch_acts, perform_batch, plan
from casework.engine.act import Act, Together, acts
from casework.engine.actor import SubmissionKey
from casework.engine.refusal import ActRefused, BadInput
from casework.models import Case, HandOver, ServiceOfPaper
from tests.world import World, resident_id

from .steps import bring_to, refused

PLACE = {"place": "柳塘镇便民服务中心", "signed": True}


def several(world: World, *states: str) -> list[str]:
    """Cases of different people, each in its state."""
    return [
        bring_to(state, world, applicant={"identifier": resident_id(at + 1), "name": "林晓雯"})
        for at, state in enumerate(states)
    ]


def results(world: World, act: str, numbers: list[str], by: str = "clerk", **given: Any) -> list[str]:
    """`done`, or the code of the refusal, for each case."""
    done = perform_batch(act=act, entries=[Entry(one) for one in numbers], by=world.by(by), given=given)
    return ["done" if one.outcome else one.reasons[0].code for one in done]


def test_each_case_is_done_by_its_ordinary_act_with_an_entry_of_its_own(world: World) -> None:
    numbers = several(world, "received", "received", "accepted")
    assert results(world, "accept", numbers) == ["done", "done", "STEP-01"]
    assert list(Case.objects.order_by("id").values_list("state", flat=True)) == ["accepted"] * 3
    assert Event.objects.filter(kind="accept").count() == 3
    assert Attempt.objects.get().code == "STEP-01"


def test_what_will_happen_is_told_before_and_nothing_happens(world: World) -> None:
    numbers = several(world, "received", "accepted")
    open_one = world.receive(
        applicant={"identifier": resident_id(7)}, materials={"residence": {}, "household": {}}
    ).case_number
    events = Event.objects.count()
    planned = plan(act="accept", numbers=[*numbers, open_one, "2026-000099-9"], by=world.by("clerk"))
    assert [one.reasons[0].code if one.reasons else "" for one in planned] == [
        "",
        "STEP-01",
        "MAT-01",
        "NO-CASE",
    ]
    assert Event.objects.count() == events
    assert not Attempt.objects.exists()
    assert results(world, "accept", [open_one]) == ["MAT-01"]


@pytest.mark.parametrize("act", ["decline", "refuse", "propose_refusal", "register", "request_correction"])
def test_an_adverse_act_or_a_decision_is_never_done_in_a_batch(world: World, act: str) -> None:
    numbers = several(world, "accepted")
    with refused("BATCH-01"):
        perform_batch(act=act, entries=[Entry(one) for one in numbers], by=world.by("clerk"))
    with pytest.raises(ActRefused):
        plan(act=act, numbers=numbers, by=world.by("clerk"))


def test_no_act_that_is_adverse_or_decides_can_be_declared_fit_for_it() -> None:
    assert {one.name for one in batch_acts()} == {
        *("accept", "accept_hand_over", "archive", "claim", "hand_over", "release", "serve")
    }
    for unfit in ({"adverse": True}, {"decides": True}):
        with pytest.raises(ValueError, match="case by case"):
            Act("a_batch_of_refusals", "", together=Together(""), **unfit)
    assert "a_batch_of_refusals" not in acts


def test_favourable_decisions_are_handed_over_in_person_and_adverse_ones_left_out(world: World) -> None:
    numbers = several(world, "granted", "refused", "not_accepted")
    assert results(world, "serve", numbers, **PLACE) == ["done", "BATCH-02", "BATCH-02"]
    service = ServiceOfPaper.objects.select_related("paper__case__applicant__key").get()
    assert service.way == "in_person"
    assert service.unseal("proof")["receiver"] == "林晓雯"
    assert results(world, "archive", numbers) == ["done", "STEP-01", "STEP-01"]


def test_input_that_all_share_is_asked_for_before_anything_is_done(world: World) -> None:
    numbers = several(world, "granted")
    for given in ({}, {"place": "x" * 101}, {**PLACE, "receiver": "somebody"}):
        with pytest.raises(BadInput):
            results(world, "serve", numbers, **given)
    for entries in ([], [Entry(f"2026-{at:06d}-0") for at in range(MOST + 1)]):
        with pytest.raises(BadInput):
            perform_batch(act="claim", entries=entries, by=world.by("clerk"))
    assert Case.objects.get().state == "granted"


def test_the_same_batch_sent_twice_does_nothing_twice(world: World) -> None:
    numbers = several(world, "received", "received")
    by = world.by("clerk", submission=SubmissionKey("a" * 32, "same"))
    entries = [Entry(one, 1) for one in numbers]
    first = perform_batch(act="accept", entries=entries, by=by)
    again = perform_batch(act="accept", entries=entries, by=by)
    assert [one.outcome and one.outcome.repeated for one in first + again] == [False, False, True, True]
    assert Event.objects.filter(kind="accept").count() == 2


def test_a_case_that_moved_on_since_it_was_seen_is_left_as_it_is(world: World) -> None:
    (number,) = several(world, "received")
    acts["claim"].perform(case_number=number, by=world.by("colleague"))
    done = perform_batch(act="accept", entries=[Entry(number, 1)], by=world.by("clerk"))
    assert done[0].reasons[0].code == "STALE-01"


def test_nobody_learns_of_a_case_that_they_may_not_see(world: World) -> None:
    (number,) = several(world, "received")
    assert results(world, "accept", [number, "2026-000099-9"], by="neighbour") == ["NO-CASE", "NO-CASE"]
    assert Attempt.objects.filter(code="GATE-08", case_number=number).count() == 1


def test_cases_are_offered_together_and_taken_over_together(world: World) -> None:
    numbers = several(world, "accepted", "granted")
    assert results(world, "hand_over", numbers, to="colleague", reason="交班。") == ["done", "done"]
    assert results(world, "accept_hand_over", numbers, by="head") == ["GATE-07", "GATE-07"]
    assert results(world, "accept_hand_over", numbers, by="colleague") == ["done", "done"]
    assert set(Case.objects.values_list("holder", flat=True)) == {world.officers["colleague"].pk}
    assert HandOver.objects.filter(accepted=True).count() == 2
