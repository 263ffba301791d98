"""Granting and withdrawing duties."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from guardian.shortcuts import get_perms

from audit.ledger.models import Attempt, Event
from audit.ledger.sentences import sentence
from casework.acts.grant_duty import grant_duty
from casework.acts.withdraw_duty import withdraw_duty
from casework.engine.act import acts
from casework.engine.actor import worker
from casework.engine.refusal import ActRefused, BadInput
from casework.models import Duty, GroupGrant, OfficerGrant
from tests.world import MONDAY, World


def grant(world: World, by: str = "admin", **more: Any) -> None:
    grant_duty(by=world.by(by), **{"duty": "approve", "office": "LT", "officer": "hall", **more})


def withdraw(world: World, by: str = "admin", **more: Any) -> None:
    withdraw_duty(by=world.by(by), **{"duty": "approve", "office": "LT", "officer": "head", **more})


def test_a_granted_duty_is_guardians_permission_on_the_office(world: World) -> None:
    grant(world)
    assert "duty_approve" in get_perms(world.officers["hall"], world.offices["LT"])


def test_a_grant_is_told_once_with_its_row_of_history(world: World) -> None:
    grant(world)
    told = Event.objects.get()
    row = OfficerGrant.history.get(user=world.officers["hall"], permission__codename="duty_approve")
    assert (told.kind, told.office_code, told.actor_id) == ("duty_granted", "LT", world.officers["admin"].pk)
    assert [entry["id"] for entry in told.history] == [row.history_id]
    assert (row.history_user, row.history_date, row.history_change_reason) == (
        world.officers["admin"],
        MONDAY,
        "duty_granted",
    )
    assert "officer admin" in sentence(told, "en")
    assert "officer hall" in sentence(told, "zh")


def test_a_withdrawn_duty_is_gone_and_its_history_stays(world: World) -> None:
    withdraw(world)
    assert "duty_approve" not in get_perms(world.officers["head"], world.offices["LT"])
    rows = OfficerGrant.history.filter(user=world.officers["head"]).order_by("history_id")
    # The county of the tests is put together without history; what acts do to it is kept.
    assert [row.history_type for row in rows] == ["-"]
    assert Event.objects.get().kind == "duty_withdrawn"


def test_a_duty_withdrawn_after_the_claim_stops_the_act(world: World) -> None:
    number = world.receive().case_number
    acts["claim"].perform(case_number=number, by=world.by("clerk"))
    for duty in ("receive", "accept", "decide", "serve"):
        withdraw(world, duty=duty, officer="clerk")
    with pytest.raises(ActRefused) as refused:
        acts["accept"].perform(case_number=number, by=world.by("clerk"))
    assert refused.value.code == "GATE-02"


@pytest.mark.parametrize("by", ["clerk", "head", "supervisor", "auditor", "neighbour"])
def test_only_an_administrator_grants_and_withdraws(world: World, by: str) -> None:
    for change in (grant, withdraw):
        with pytest.raises(ActRefused) as refused:
            change(world, by=by)
        assert refused.value.code == "GATE-02"
    assert not Event.objects.exists()


def test_an_administrator_of_a_town_grants_nothing_elsewhere(world: World) -> None:
    world.officer("town_admin", (Duty.ADMINISTER, "SQ"))
    grant(world, by="town_admin", office="SQ1", officer="hall", duty="receive")
    for office in ("LT", "YX"):
        with pytest.raises(ActRefused) as refused:
            grant(world, by="town_admin", office=office)
        assert refused.value.code == "GATE-02"


def test_nobody_charges_themself(world: World) -> None:
    with pytest.raises(ActRefused) as refused:
        grant(world, officer="admin", duty="administer", office="LT")
    assert refused.value.code == "ORG-01"


def test_an_administrator_gets_no_duty_in_cases(world: World) -> None:
    world.officer("second", (Duty.ADMINISTER, "LT"))
    for duty in set(Duty) - {Duty.ADMINISTER}:
        with pytest.raises(ActRefused) as refused:
            grant(world, officer="second", duty=duty.value)
        assert refused.value.code == "EX-12"


def test_nobody_with_a_duty_in_cases_becomes_an_administrator(world: World) -> None:
    for officer in ("clerk", "auditor", "supervisor"):
        with pytest.raises(ActRefused) as refused:
            grant(world, officer=officer, duty="administer")
        assert refused.value.code == "EX-12"


def test_somebody_without_any_duty_becomes_an_administrator(world: World) -> None:
    world.officer("new")
    grant(world, officer="new", duty="administer", office="LT")
    assert "duty_administer" in get_perms(world.officers["new"], world.offices["LT"])


def test_a_group_passes_its_duty_to_everybody_in_it(world: World) -> None:
    group = Group.objects.create(name="counters")
    group.user_set.add(world.officer("new"))
    grant_duty(by=world.by("admin"), duty="receive", office="LT", group="counters")
    assert world.receive("new").state == "received"
    withdraw_duty(by=world.by("admin"), duty="receive", office="LT", group="counters")
    with pytest.raises(ActRefused):
        world.receive("new")
    assert GroupGrant.history.count() == 2


@pytest.mark.parametrize(("member", "code"), [("admin", "ORG-01"), ("second", "EX-12")])
def test_a_group_with_an_administrator_in_it_gets_no_duty(world: World, member: str, code: str) -> None:
    world.officer("second", (Duty.ADMINISTER, "LT"))
    group = Group.objects.create(name="mixed")
    group.user_set.add(world.officers[member])
    with pytest.raises(ActRefused) as refused:
        grant_duty(by=world.by("admin"), duty="receive", office="LT", group="mixed")
    assert refused.value.code == code


def test_a_group_with_duties_gets_no_keys(world: World) -> None:
    Group.objects.create(name="counters")
    grant_duty(by=world.by("admin"), duty="receive", office="LT", group="counters")
    with pytest.raises(ActRefused) as refused:
        grant_duty(by=world.by("admin"), duty="administer", office="LT", group="counters")
    assert refused.value.code == "EX-12"


def test_what_is_held_isnt_granted_twice_and_what_isnt_held_isnt_withdrawn(world: World) -> None:
    with pytest.raises(ActRefused) as refused:
        grant(world, officer="head")
    assert refused.value.code == "ORG-02"
    with pytest.raises(ActRefused) as refused:
        withdraw(world, officer="clerk")
    assert refused.value.code == "ORG-03"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"duty": "reign"}, "duty"),
        ({"office": "XX"}, "office"),
        ({"officer": "nobody"}, "officer"),
        ({"group": "counters"}, "officer"),
        ({"officer": ""}, "officer"),
        ({"officer": "", "group": "none"}, "group"),
    ],
)
def test_unknown_names_are_named(world: World, given: dict[str, str], field: str) -> None:
    for change in (grant, withdraw):
        with pytest.raises(BadInput) as bad:
            change(world, **given)
        assert list(bad.value.fields) == [field]


def test_a_closed_account_and_the_worker_change_nothing(world: World) -> None:
    officer = world.officers["admin"]
    officer.is_active = False
    officer.save()
    with pytest.raises(ActRefused) as refused:
        grant(world)
    assert refused.value.code == "GATE-01"
    with pytest.raises(ActRefused) as refused:
        grant_duty(by=worker(), duty="approve", office="LT", officer="hall")
    assert refused.value.code == "EX-11"


@pytest.mark.django_db(transaction=True)
def test_a_refused_grant_is_on_record_as_an_attempt() -> None:
    from casework.engine import moment
    from tests.world import build

    with moment.at(MONDAY):
        world = build()
        with pytest.raises(ActRefused):
            grant(world, by="clerk")
    attempt = Attempt.objects.get()
    assert (attempt.act, attempt.code, attempt.actor_id) == (
        "duty_granted",
        "GATE-02",
        world.officers["clerk"].pk,
    )
