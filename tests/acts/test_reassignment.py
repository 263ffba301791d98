"""A supervisor gives a step to another officer: at once where nobody answers for it, else as an offer; and back again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from casework.engine import moment
from casework.models import Absence, Case, CaseTask, Duty, HandOver, Reassignment
from tests.world import MONDAY, World

from .steps import bring_to, do, last_event, not_taken, refused

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY + timedelta(days=1)


def of(number: str) -> tuple[str, str]:
    """Who has the step, and who has the case."""
    owner = CaseTask.objects.get(process__number=number, finished=None).owner
    holder = Case.objects.get(number=number).holder
    return (owner.username if owner else "", holder.username if holder else "")


def away(world: World, name: str) -> None:
    Absence.objects.create(officer=world.officers[name], first_day=MONDAY.date(), last_day=TUESDAY.date())


def test_a_step_that_nobody_has_is_given_at_once(world: World) -> None:
    number = bring_to("received", world)
    do("reassign", number, world.by("supervisor"))
    assert of(number) == ("colleague", "")
    facts = last_event(number).facts
    assert (facts["at_once"], facts["to_name"], facts["former"]) == (True, "officer colleague", None)
    row = Reassignment.objects.get()
    assert (row.unseal("reason"), row.offer, row.history.count()) == ("请假。", None, 1)
    assert "请假" not in last_event(number).body
    with refused("STEP-02"):
        do("accept", number, world.by("clerk"))
    do("accept", number, world.by("colleague"))
    assert of(number) == ("colleague", "colleague")


def test_a_first_handler_who_is_there_keeps_the_case_until_the_next_accepts(world: World) -> None:
    number = bring_to("accepted", world)
    do("reassign", number, world.by("supervisor"))
    assert of(number) == ("clerk", "clerk")
    assert last_event(number).facts["at_once"] is False
    assert Reassignment.objects.get().offer == HandOver.objects.get()
    with refused("HO-01"):
        do("reassign", number, world.by("supervisor"))
    do("accept_hand_over", number, world.by("colleague"))
    assert of(number) == ("colleague", "colleague")


@pytest.mark.parametrize("why", ["away", "no longer able", "gone"])
def test_the_case_of_a_first_handler_who_cannot_go_on_changes_hands_at_once(world: World, why: str) -> None:
    number = bring_to("accepted", world)
    clerk = world.officers["clerk"]
    if why == "away":
        away(world, "clerk")
    elif why == "gone":
        clerk.is_active = False
        clerk.save()
    else:
        clerk.officergrant_set.all().delete()
    do("reassign", number, world.by("supervisor"))
    assert of(number) == ("colleague", "colleague")
    do("register", number, world.by("colleague"))


def test_the_step_of_who_is_no_first_handler_moves_and_the_case_does_not(world: World) -> None:
    second = world.officer("deputy")
    number = bring_to("refusal_proposed", world)
    do("claim", number, world.by("head"))
    world.grant("deputy", Duty.APPROVE, "LT")
    do("reassign", number, world.by("supervisor"), to="deputy")
    assert of(number) == (second.username, "clerk")
    do("return_case", number, world.by("deputy"))


def test_a_step_goes_only_to_who_may_lawfully_do_it(world: World) -> None:
    number = bring_to("accepted", world)
    for name in ("head", "neighbour", "admin", "supervisor"):
        with refused("HO-02") as caught:
            do("reassign", number, world.by("supervisor"), to=name)
        assert caught.value.reasons[0].detail
    with not_taken("to", "other"):
        do("reassign", number, world.by("supervisor"), to="clerk")
    with not_taken("to", "unknown"):
        do("reassign", number, world.by("supervisor"), to="nobody")
    with not_taken("reason", "required"):
        do("reassign", number, world.by("supervisor"), reason="")
    for name in ("clerk", "colleague", "head", "auditor"):
        with refused("GATE-02"):
            do("reassign", number, world.by(name))
    closed = bring_to("withdrawn", world, form={"birth_month": "2027-03"})
    with refused("STEP-03"):
        do("reassign", closed, world.by("supervisor"))


@pytest.mark.parametrize("is_away", [True, False])
def test_a_reassignment_is_taken_back_the_same_day_and_all_is_as_before(world: World, is_away: bool) -> None:
    number = bring_to("accepted", world)
    if is_away:
        away(world, "clerk")
    do("reassign", number, world.by("supervisor"))
    with refused("GATE-02"):
        do("undo_reassignment", number, world.by("clerk"))
    with moment.at(MONDAY + timedelta(hours=8)):
        do("undo_reassignment", number, world.by("supervisor"))
    assert of(number) == ("clerk", "clerk")
    assert not HandOver.objects.filter(answered_at__isnull=True).exists()
    row = Reassignment.objects.get()
    assert row.undone_at == MONDAY + timedelta(hours=8)
    with refused("RA-02"):
        do("undo_reassignment", number, world.by("supervisor"))
    do("register", number, world.by("clerk"))


def test_what_nobody_had_is_again_nobodys(world: World) -> None:
    number = bring_to("received", world)
    do("reassign", number, world.by("supervisor"))
    do("undo_reassignment", number, world.by("supervisor"))
    assert of(number) == ("", "")


def test_it_is_not_taken_back_the_next_day_nor_once_something_has_happened(world: World) -> None:
    number = bring_to("received", world)
    do("reassign", number, world.by("supervisor"))
    with moment.at(TUESDAY), refused("RA-03"):
        do("undo_reassignment", number, world.by("supervisor"))
    do("assess_material", number, world.by("colleague"))
    with refused("RA-02") as caught:
        do("undo_reassignment", number, world.by("supervisor"))
    assert caught.value.reasons[0].ways_out
