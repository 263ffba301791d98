"""What was right when the officer looked and is wrong when they act: asked again under the lock, refused with the reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission

from casework.engine import perform
from casework.engine.access import may_see
from casework.engine.act import acts
from casework.engine.competence import may
from casework.engine.perform import matter_of
from casework.engine.refusal import ActRefused, Kind
from casework.engine.roles import role_name
from casework.engine.standing import standing_of
from casework.models import (
    Absence,
    Case,
    Delegation,
    Duty,
    EnforcementCertificate,
    GroupGrant,
    Office,
    OfficeKind,
    OfficePower,
    Officer,
    PowerKind,
    Recusal,
)
from tests.acts.steps import bring_to, do, refused
from tests.world import ITEM, MONDAY, World

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def verdict(act: str, number: str, world: World, who: str) -> Any:
    case = Case.objects.select_related("office", "receiving_office", "applicant__key").get(number=number)
    standing = standing_of(world.officers[who], TODAY, case)
    return may(acts[act], world.by(who), standing, matter_of(case))


def delegate(world: World, principal: str, to: str, *duties: Duty, **changed: Any) -> Delegation:
    values: dict[str, Any] = {
        "office": world.offices["LT"],
        "items": [],
        "valid_from": YESTERDAY,
        "valid_until": TOMORROW,
        "reason": "leave",
    }
    return Delegation.objects.create(
        principal=world.officers[principal],
        delegate=world.officers[to],
        duties=[str(duty) for duty in duties],
        **{**values, **changed},
    )


def deactivate(world: World) -> None:
    Officer.objects.filter(username="head").update(is_active=False)


def expire(world: World) -> None:
    EnforcementCertificate.objects.filter(officer=world.officers["head"]).update(valid_until=YESTERDAY)


def revoke(world: World) -> None:
    EnforcementCertificate.objects.filter(officer=world.officers["head"]).update(revoked_on=TODAY)


def withdraw_duty(world: World) -> None:
    world.officers["head"].officergrant_set.all().delete()


def step_aside(world: World) -> None:
    Recusal.objects.create(
        case=Case.objects.get(),
        officer=world.officers["head"],
        decided_by=world.officers["head"],
        decided_at=MONDAY,
    )


def end_power(world: World) -> None:
    OfficePower.objects.filter(office=world.offices["LT"]).update(valid_until=YESTERDAY)


def make_administrator(world: World) -> None:
    world.grant("head", Duty.ADMINISTER, "YX")


CHANGES = [
    (withdraw_duty, "GATE-02"),
    (deactivate, "GATE-01"),
    (expire, "GATE-04"),
    (revoke, "GATE-04"),
    (step_aside, "GATE-05"),
    (end_power, "POWER-01"),
    (make_administrator, "EX-12"),
]


@pytest.mark.parametrize(("change", "code"), CHANGES, ids=lambda value: getattr(value, "__name__", value))
def test_what_changed_after_the_claim_is_asked_again(
    world: World, change: Callable[[World], None], code: str
) -> None:
    number = bring_to("refusal_proposed", world)
    do("claim", number, world.by("head"))
    assert verdict("refuse", number, world, "head").allowed
    change(world)
    with refused(code) as caught:
        do("refuse", number, world.by("head"))
    assert caught.value.kind is Kind.MAY_NOT
    assert [one.code for one in caught.value.reasons] == [code]


@pytest.mark.parametrize(("change", "code"), CHANGES, ids=lambda value: getattr(value, "__name__", value))
def test_what_changes_while_the_officer_waits_for_the_lock_is_asked_after_it(
    world: World, change: Callable[[World], None], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = bring_to("refusal_proposed", world)
    lock = perform.lock_case

    def lock_after_the_change(case_number: str, **how: Any) -> Any:
        change(world)
        return lock(case_number, **how)

    monkeypatch.setattr(perform, "lock_case", lock_after_the_change)
    with pytest.raises(ActRefused) as caught:
        do("refuse", number, world.by("head"))
    assert caught.value.code == code
    assert Case.objects.get(number=number).state == "refusal_proposed"


def test_a_delegation_holds_on_its_days_only(world: World) -> None:
    number = bring_to("accepted", world)
    Case.objects.get(number=number).tasks.filter(finished=None).update(owner=None, status="NEW")
    world.officer("deputy")
    one = delegate(world, "clerk", "deputy", Duty.DECIDE, valid_from=TOMORROW)
    with refused("GATE-02"):
        do("register", number, world.by("deputy"))
    Delegation.objects.filter(pk=one.pk).update(valid_from=YESTERDAY, valid_until=YESTERDAY)
    with refused("GATE-03") as caught:
        do("register", number, world.by("deputy"))
    assert YESTERDAY.isoformat() in str(caught.value)
    assert caught.value.reasons[0].ways_out
    Delegation.objects.filter(pk=one.pk).update(valid_until=TOMORROW, revoked_on=TODAY)
    with refused("GATE-03") as caught:
        do("register", number, world.by("deputy"))
    assert TODAY.isoformat() in str(caught.value)
    Delegation.objects.filter(pk=one.pk).update(revoked_on=TOMORROW)
    do("register", number, world.by("deputy"))


def test_a_delegation_of_something_else_is_not_what_has_ended(world: World) -> None:
    """Only a delegation that would have been enough is named as the one that ended."""
    number = bring_to("received", world)
    world.officer("deputy")
    ended = {"valid_from": YESTERDAY, "valid_until": YESTERDAY}
    delegate(world, "clerk", "deputy", Duty.SERVE, **ended)
    delegate(world, "clerk", "deputy", Duty.ACCEPT, items=["another_item"], **ended)
    delegate(world, "clerk", "deputy", Duty.ACCEPT, office=world.offices["SQ"], **ended)
    with refused("GATE-02"):
        do("accept", number, world.by("deputy"))
    delegate(world, "clerk", "deputy", Duty.ACCEPT, items=[ITEM], **ended)
    with refused("GATE-03"):
        do("accept", number, world.by("deputy"))


def test_what_was_delegated_is_not_delegated_on(world: World) -> None:
    number = bring_to("received", world)
    world.officer("deputy")
    world.officer("third")
    delegate(world, "clerk", "deputy", Duty.ACCEPT)
    delegate(world, "deputy", "third", Duty.ACCEPT)
    Absence.objects.create(
        officer=world.officers["deputy"],
        stand_in=world.officers["third"],
        first_day=TODAY,
        last_day=TODAY,
    )
    with refused("GATE-02"):
        do("accept", number, world.by("third"))
    do("accept", number, world.by("deputy"))


def test_a_delegation_reaches_no_further_than_its_items_office_and_duties(world: World) -> None:
    number = bring_to("received", world)
    world.officer("deputy")
    one = delegate(world, "clerk", "deputy", Duty.ACCEPT, items=["another_item"])
    two = delegate(world, "clerk", "deputy", Duty.SERVE)
    three = delegate(world, "clerk", "deputy", Duty.ACCEPT, office=world.offices["SQ"])
    # A principal can't entrust an office they aren't charged with themself, nor one above their own.
    four = delegate(world, "clerk", "deputy", Duty.ACCEPT, office=world.offices["YX"])
    with refused("GATE-02"):
        do("accept", number, world.by("deputy"))
    assert len({one.pk, two.pk, three.pk, four.pk}) == 4
    delegate(world, "clerk", "deputy", Duty.ACCEPT, items=["another_item", ITEM])
    do("accept", number, world.by("deputy"))


@pytest.mark.parametrize("why", ["inactive", "administrator", "recused", "without"])
def test_a_delegation_is_worth_what_its_giver_is(world: World, why: str) -> None:
    number = bring_to("received", world)
    world.officer("deputy")
    delegate(world, "clerk", "deputy", Duty.ACCEPT)
    clerk = world.officers["clerk"]
    code = "GATE-02"
    if why == "inactive":
        clerk.is_active = False
        clerk.save()
    elif why == "administrator":
        world.grant("clerk", Duty.ADMINISTER, "DT")
    elif why == "recused":
        do("recuse", number, world.by("clerk"))
        code = "GATE-05"
    else:
        clerk.officergrant_set.all().delete()
    with refused(code):
        do("accept", number, world.by("deputy"))


def test_an_administrator_s_keys_are_lent_to_nobody(world: World) -> None:
    world.officer("deputy")
    delegate(world, "admin", "deputy", Duty.ADMINISTER, Duty.AUDIT, Duty.ACCEPT, office=world.offices["YX"])
    assert standing_of(world.officers["deputy"], TODAY).capacities == ()
    Absence.objects.create(
        officer=world.officers["admin"], stand_in=world.officers["deputy"], first_day=TODAY, last_day=TODAY
    )
    assert standing_of(world.officers["deputy"], TODAY).capacities == ()
    # An auditor's eyes aren't lent either.
    delegate(world, "auditor", "deputy", Duty.AUDIT, office=world.offices["YX"])
    Absence.objects.create(
        officer=world.officers["auditor"],
        stand_in=world.officers["deputy"],
        first_day=TODAY,
        last_day=TODAY,
    )
    assert standing_of(world.officers["deputy"], TODAY).capacities == ()


def test_an_administrator_has_no_part_in_any_case(world: World) -> None:
    for duty in (Duty.RECEIVE, Duty.ACCEPT, Duty.DECIDE, Duty.APPROVE, Duty.SERVE, Duty.SUPERVISE):
        world.grant("admin", duty, "YX")
    world.officers["admin"].is_superuser = True
    world.officers["admin"].save()
    number = bring_to("received", world)
    for act in ("accept", "decline", "withdraw", "claim", "recuse", "hand_over"):
        with refused("EX-12"):
            do(act, number, world.by("admin"))
    case = Case.objects.select_related("office", "receiving_office").get(number=number)
    assert not may_see(standing_of(world.officers["admin"], TODAY, case), case)


def test_a_superuser_flag_is_worth_nothing_here(world: World) -> None:
    officer = world.officer("mighty")
    officer.is_superuser = True
    officer.save()
    number = bring_to("received", world)
    with refused("GATE-02"):
        do("accept", number, world.by("mighty"))


def test_a_group_s_duty_is_each_member_s_while_they_belong(world: World) -> None:
    group = Group.objects.create(name="counter of LT")
    permission = Permission.objects.get(codename="duty_accept")
    GroupGrant.objects.create(group=group, permission=permission, content_object=world.offices["YX"])
    member = world.officer("member")
    number = bring_to("received", world)
    with refused("GATE-02"):
        do("accept", number, world.by("member"))
    member.groups.add(group)
    assert verdict("accept", number, world, "member").allowed
    member.groups.clear()
    with refused("GATE-02"):
        do("accept", number, world.by("member"))
    member.groups.add(group)
    do("accept", number, world.by("member"))


def test_a_duty_holds_below_its_office_and_not_beside_or_above_it(world: World) -> None:
    number = bring_to("received", world)
    for office, allowed in (("YX", True), ("LT", True), ("LT1", False), ("SQ", False), ("DT", False)):
        name = f"at{office}".lower()
        world.officer(name, (Duty.ACCEPT, office))
        assert verdict("accept", number, world, name).allowed is allowed, office


def test_an_office_whose_code_begins_alike_is_another_office(world: World) -> None:
    other = Office.objects.create(
        code="L", kind=OfficeKind.TOWNSHIP, name_zh="l", name_en="l", parent=world.offices["YX"]
    )
    world.offices["L"] = other
    world.officer("alike", (Duty.ACCEPT, "L"))
    assert not verdict("accept", bring_to("received", world), world, "alike").allowed


def test_an_office_that_moves_takes_those_below_it_along(world: World) -> None:
    """Duties follow the tree as it is, not as it was when the lower offices were entered."""
    county = Office.objects.create(code="NX", kind=OfficeKind.COUNTY, name_zh="n", name_en="n")
    world.offices["NX"] = county
    town, village = world.offices["LT"], world.offices["LT1"]
    below = Office.objects.create(
        code="LT11", kind=OfficeKind.VILLAGE, name_zh="v", name_en="v", parent=village
    )
    town.parent = county
    town.save()
    for office in (village, below):
        office.refresh_from_db()
    assert (village.path, below.path) == ("/NX/LT/LT1/", "/NX/LT/LT1/LT11/")
    assert below.is_within(county)
    assert not below.is_within(world.offices["YX"])
    assert below.line_codes == ("NX", "LT", "LT1", "LT11")
    assert village.history.first().path == village.path


def test_all_that_stands_in_the_way_is_told_at_once(world: World) -> None:
    number = bring_to("refusal_proposed", world)
    world.officer("nobody", certified=False)
    do("recuse", number, world.by("supervisor"), officer="nobody")
    end_power(world)
    told = [one.code for one in verdict("refuse", number, world, "nobody").reasons]
    assert told == ["GATE-05", "GATE-02", "POWER-01", "GATE-04"]
    step = verdict("accept", number, world, "nobody").reasons[0]
    assert (step.code, step.kind) == ("STEP-01", Kind.NOT_NOW)


def test_what_is_in_order_is_told_too(world: World) -> None:
    number = bring_to("refusal_proposed", world)
    assert verdict("refuse", number, world, "head").in_order == ("active", "certificate", "not_recused")
    assert role_name("acceptor")
    assert role_name("a role of another edition") == "a role of another edition"


def test_who_may_see_a_case(world: World) -> None:
    number = world.receive("hall", at="DT", office="LT").case_number
    case = Case.objects.select_related("office", "receiving_office").get(number=number)
    seeing = {
        name for name, officer in world.officers.items() if may_see(standing_of(officer, TODAY, case), case)
    }
    assert seeing == {"clerk", "colleague", "head", "hall", "supervisor", "auditor"}
    world.officer("deputy")
    delegate(world, "clerk", "deputy", Duty.ACCEPT, items=["another_item"])
    assert not may_see(standing_of(world.officers["deputy"], TODAY, case), case)


def test_a_power_holds_on_its_days(world: World) -> None:
    from casework.engine.access import holds_power

    power = OfficePower.objects.get(office=world.offices["LT"])
    for first, last, holds in (
        (TODAY, None, True),
        (TODAY, TODAY, True),
        (TOMORROW, None, False),
        (date(2021, 12, 1), YESTERDAY, False),
    ):
        OfficePower.objects.filter(pk=power.pk).update(valid_from=first, valid_until=last)
        assert holds_power(world.offices["LT"], ITEM, PowerKind.DECIDE, TODAY) is holds
