"""Who has a case: claim and release, hand-over, recusal. The first handler keeps it until the next accepts it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.engine import moment
from casework.models import Absence, Case, CaseTask, Delegation, Duty, HandOver, Recusal
from casework.queries.worklist import Filter, worklist
from tests.world import MONDAY, World

from .steps import bring_to, do, last_event, not_taken, open_steps, refused

pytestmark = pytest.mark.django_db


def task_of(number: str) -> CaseTask:
    return CaseTask.objects.get(process__number=number, finished=None)


def holder_of(number: str) -> str:
    holder = Case.objects.get(number=number).holder
    return holder.username if holder else ""


def test_a_step_is_taken_and_put_back(world: World) -> None:
    number = bring_to("received", world)
    do("claim", number, world.by("clerk"))
    task = task_of(number)
    assert (task.owner, task.status, task.assigned) == (world.officers["clerk"], "ASSIGNED", MONDAY)
    assert last_event(number).facts == {"of": "screen"}
    with refused("STEP-02") as caught:
        do("accept", number, world.by("colleague"))
    assert caught.value.reasons[0].ways_out
    for who in ("colleague", "clerk"):
        with refused("STEP-02"):
            do("claim", number, world.by(who))
    with refused("STEP-05"):
        do("release", number, world.by("colleague"))
    do("release", number, world.by("clerk"))
    task = task_of(number)
    assert (task.owner, task.status, task.assigned) == (None, "NEW", None)
    do("accept", number, world.by("colleague"))
    assert holder_of(number) == "colleague"


def test_nobody_takes_a_step_whose_acts_are_not_theirs(world: World) -> None:
    number = bring_to("received", world)
    for who, code in (
        ("neighbour", "GATE-02"),
        ("head", "GATE-02"),
        ("village", "GATE-02"),
        ("auditor", "GATE-02"),
        ("admin", "EX-12"),
    ):
        with refused(code):
            do("claim", number, world.by(who))
    world.grant("clerk", Duty.APPROVE, "LT")
    proposed = bring_to("refusal_proposed", world)
    with refused("EX-12"):
        do("claim", proposed, world.by("clerk"))
    do("claim", proposed, world.by("head"))
    with refused("STEP-05"):
        do("release", proposed, world.by("clerk"))
    do("release", proposed, world.by("head"))


def test_the_first_handler_does_not_put_the_case_down(world: World) -> None:
    number = bring_to("accepted", world)
    assert task_of(number).owner == world.officers["clerk"]
    with refused("STEP-06") as caught:
        do("release", number, world.by("clerk"))
    assert caught.value.reasons[0].ways_out
    with refused("STEP-02"):
        do("register", number, world.by("colleague"))


def test_a_supervisor_frees_a_step_that_is_stuck(world: World) -> None:
    number = bring_to("received", world)
    do("claim", number, world.by("clerk"))
    do("release", number, world.by("supervisor"))
    assert task_of(number).owner is None
    with refused("STEP-05"):
        do("release", number, world.by("supervisor"))


def test_a_case_offered_stays_where_it_is_until_it_is_accepted(world: World) -> None:
    number = bring_to("accepted", world)
    do("hand_over", number, world.by("clerk"))
    assert holder_of(number) == "clerk"
    assert task_of(number).owner == world.officers["clerk"]
    offer = HandOver.objects.get()
    assert offer.unseal("reason") == "请假。"
    assert "请假" not in last_event(number).body
    with refused("HO-01"):
        do("hand_over", number, world.by("clerk"))
    with refused("STEP-02"):
        do("register", number, world.by("colleague"))
    for who in ("clerk", "head"):
        with refused("GATE-07"):
            do("accept_hand_over", number, world.by(who))
    do("accept_hand_over", number, world.by("colleague"))
    assert holder_of(number) == "colleague"
    assert task_of(number).owner == world.officers["colleague"]
    offer.refresh_from_db()
    assert (offer.accepted, offer.answered_at) == (True, MONDAY)
    assert last_event(number).facts == {"former": world.officers["clerk"].pk}
    assert offer.history.count() == 2
    with refused("STEP-02"):
        do("register", number, world.by("clerk"))
    do("register", number, world.by("colleague"))


def test_a_hand_over_declined_changes_nothing_but_the_offer(world: World) -> None:
    number = bring_to("accepted", world)
    do("hand_over", number, world.by("clerk"))
    do("decline_hand_over", number, world.by("colleague"))
    assert holder_of(number) == "clerk"
    assert HandOver.objects.get().accepted is False
    with refused("GATE-07"):
        do("accept_hand_over", number, world.by("colleague"))
    do("hand_over", number, world.by("clerk"))
    assert HandOver.objects.count() == 2


def test_a_case_is_offered_only_to_who_may_go_on_with_it(world: World) -> None:
    number = bring_to("accepted", world)
    for who in ("head", "neighbour", "admin", "auditor"):
        with refused("HO-02") as caught:
            do("hand_over", number, world.by("clerk"), to=who)
        assert caught.value.reasons[0].detail
    with not_taken("to", "unknown"):
        do("hand_over", number, world.by("clerk"), to="nobody")
    with not_taken("to", "other"):
        do("hand_over", number, world.by("clerk"), to="CLERK")
    with not_taken("reason", "required"):
        do("hand_over", number, world.by("clerk"), reason="")
    for who in ("colleague", "head", "neighbour"):
        with refused("GATE-06"):
            do("hand_over", number, world.by(who), to="colleague")
    # A supervisor moves the case of an officer who doesn't.
    do("hand_over", number, world.by("supervisor"))
    do("accept_hand_over", number, world.by("colleague"))
    assert holder_of(number) == "colleague"


def test_who_was_offered_a_case_but_may_no_longer_go_on_cannot_accept_it(world: World) -> None:
    number = bring_to("accepted", world)
    do("hand_over", number, world.by("clerk"))
    for grant in world.officers["colleague"].officergrant_set.all():
        grant.delete()
    with refused("HO-02"):
        do("accept_hand_over", number, world.by("colleague"))
    do("decline_hand_over", number, world.by("colleague"))


@pytest.mark.parametrize("why", ["recused", "deactivated", "without_duty"])
def test_an_offer_nobody_can_answer_does_not_block_the_next_one(world: World, why: str) -> None:
    world.officer("third", *[(duty, "LT") for duty in (Duty.ACCEPT, Duty.DECIDE, Duty.SERVE)])
    number = bring_to("accepted", world)
    do("hand_over", number, world.by("clerk"))
    colleague = world.officers["colleague"]
    if why == "recused":
        do("recuse", number, world.by("supervisor"), officer="colleague")
    elif why == "deactivated":
        colleague.is_active = False
        colleague.save()
    else:
        colleague.officergrant_set.all().delete()
    do("hand_over", number, world.by("clerk"), to="third")
    first, second = HandOver.objects.order_by("pk")
    assert (first.accepted, second.answered_at) == (False, None)
    do("accept_hand_over", number, world.by("third"))
    assert holder_of(number) == "third"


def test_an_offer_falls_away_with_its_case(world: World) -> None:
    number = bring_to("accepted", world)
    do("hand_over", number, world.by("clerk"))
    do("withdraw", number, world.by("clerk"))
    with refused("STEP-03"):
        do("accept_hand_over", number, world.by("colleague"))
    assert worklist(world.officers["colleague"], Filter(view="offered")).total == 0


def test_who_steps_aside_loses_the_case_and_every_act_in_it(world: World) -> None:
    number = bring_to("accepted", world)
    do("recuse", number, world.by("clerk"))
    row = Recusal.objects.get()
    assert (row.officer, row.decided_by) == (world.officers["clerk"],) * 2
    assert row.unseal("ground") == "申请人是本人的亲属。"
    assert (holder_of(number), task_of(number).owner) == ("", None)
    event = last_event(number)
    assert event.basis == []
    assert "亲属" not in event.body
    for act in ("register", "propose_refusal", "withdraw", "claim", "hand_over", "recuse", "release"):
        with refused("GATE-05"):
            do(act, number, world.by("clerk"))
    do("register", number, world.by("colleague"))


def test_a_supervisor_decides_that_somebody_steps_aside(world: World) -> None:
    number = bring_to("accepted", world)
    with refused("REC-01"):
        do("recuse", number, world.by("colleague"), officer="clerk")
    with not_taken("officer", "unknown"):
        do("recuse", number, world.by("supervisor"), officer="nobody")
    with not_taken("ground", "required"):
        do("recuse", number, world.by("supervisor"), officer="clerk", ground=" ")
    do("recuse", number, world.by("supervisor"), officer="clerk")
    assert holder_of(number) == ""
    with refused("REC-02"):
        do("recuse", number, world.by("supervisor"), officer="clerk")


@pytest.mark.parametrize("who", ["neighbour", "admin"])
def test_who_has_nothing_to_do_with_a_case_does_not_step_aside_in_it(world: World, who: str) -> None:
    number = bring_to("accepted", world)
    with refused("EX-12" if who == "admin" else "GATE-08"):
        do("recuse", number, world.by(who))


def test_who_accepted_a_hand_over_for_a_while_may_still_not_approve(world: World) -> None:
    """Handing a case on wipes no role away."""
    number = bring_to("accepted", world)
    do("hand_over", number, world.by("clerk"))
    do("accept_hand_over", number, world.by("colleague"))
    do("propose_refusal", number, world.by("colleague"))
    world.grant("clerk", Duty.APPROVE, "LT")
    with refused("EX-12"):
        do("refuse", number, world.by("clerk"))


def test_a_stand_in_goes_on_with_the_absent_holder_s_step(world: World) -> None:
    world.officer("standin")
    number = bring_to("accepted", world)
    Absence.objects.create(
        officer=world.officers["clerk"],
        stand_in=world.officers["standin"],
        first_day=MONDAY.date() + timedelta(days=1),
        last_day=MONDAY.date() + timedelta(days=2),
    )
    with refused("GATE-02"):
        do("register", number, world.by("standin"))
    with moment.at(MONDAY + timedelta(days=3)), refused("GATE-02"):
        do("register", number, world.by("standin"))
    with moment.at(MONDAY + timedelta(days=2)):
        do("register", number, world.by("standin"))
    event = last_event(number)
    assert event.on_behalf_of_id == world.officers["clerk"].pk
    assert open_steps(number) == ["serve"]


def test_a_delegation_from_who_accepted_does_not_help_the_approver(world: World) -> None:
    """Neither the delegate nor the officer they act for may have had a part that clashes."""
    number = bring_to("refusal_proposed", world)
    world.grant("clerk", Duty.APPROVE, "LT")
    world.officer("deputy")
    Delegation.objects.create(
        principal=world.officers["clerk"],
        delegate=world.officers["deputy"],
        office=world.offices["LT"],
        duties=["approve"],
        valid_from=MONDAY.date(),
        valid_until=MONDAY.date(),
        reason="leave",
    )
    with refused("EX-12"):
        do("refuse", number, world.by("deputy"))
    Delegation.objects.create(
        principal=world.officers["head"],
        delegate=world.officers["deputy"],
        office=world.offices["LT"],
        duties=["approve"],
        valid_from=MONDAY.date(),
        valid_until=MONDAY.date(),
        reason="leave",
    )
    do("refuse", number, world.by("deputy"))
    event = last_event(number)
    assert event.on_behalf_of_id == world.officers["head"].pk
    assert event.facts["capacity"] == "delegation"
    # The role falls on both.
    roles = set(Case.objects.get(number=number).roles.values_list("officer__username", "role"))
    assert {("deputy", "approver"), ("head", "approver")} <= roles
