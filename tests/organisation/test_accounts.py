"""Accounts, posts and certificates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from audit.ledger.models import Event
from audit.ledger.sentences import sentence
from casework.acts.appoint_officer import appoint_officer
from casework.acts.certify_officer import certify_officer
from casework.acts.deactivate_officer import deactivate_officer
from casework.engine.act import acts
from casework.engine.refusal import ActRefused, BadInput
from casework.models import Duty, EnforcementCertificate, Officer
from tests.world import MONDAY, World

TODAY = MONDAY.date()


def appoint(world: World, by: str = "admin", **more: Any) -> Officer:
    given: dict[str, Any] = {
        "username": "newcomer",
        "name_zh": "新来的",
        "office": "LT",
        "title_zh": "承办人",
        "valid_from": TODAY,
    }
    return appoint_officer(by=world.by(by), **{**given, **more})


def certify(world: World, by: str = "admin", **more: Any) -> EnforcementCertificate:
    given: dict[str, Any] = {
        "officer": "village",
        "number": "豫99000001",
        "valid_from": TODAY,
        "valid_until": date(2030, 12, 31),
    }
    return certify_officer(by=world.by(by), **{**given, **more})


def test_an_appointment_makes_an_account_without_duties_that_nobody_can_sign_in_to_yet(world: World) -> None:
    officer = appoint(world)
    assert officer.posts.get().office == world.offices["LT"]
    assert not officer.has_usable_password()
    told = Event.objects.get()
    assert told.kind == "officer_appointed"
    assert {entry["model"] for entry in told.history} == {"casework.officer", "casework.post"}
    assert "新来的" in sentence(told, "zh")
    world.officers["newcomer"] = officer
    with pytest.raises(ActRefused) as refused:
        world.receive("newcomer")
    assert refused.value.code == "GATE-02"


def test_a_second_post_makes_no_second_account(world: World) -> None:
    appoint(world)
    officer = appoint(world, username="NEWCOMER", name_zh="", office="SQ")
    assert Officer.objects.filter(username__iexact="newcomer").count() == 1
    assert officer.posts.count() == 2


def test_a_password_has_to_hold(world: World) -> None:
    assert appoint(world, password="a long enough sentence").check_password("a long enough sentence")
    with pytest.raises(BadInput) as bad:
        appoint(world, username="other", password="short")
    assert list(bad.value.fields) == ["password"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name_zh": " "}, "name_zh"),
        ({"title_zh": ""}, "title_zh"),
        ({"title_zh": "长" * 61}, "title_zh"),
        ({"valid_until": TODAY - timedelta(days=1)}, "valid_until"),
        ({"username": "clerk"}, "username"),
        ({"username": "with space"}, "username"),
        ({"username": ""}, "username"),
        ({"username": "x" * 65}, "username"),
        ({"office": "XX"}, "office"),
    ],
)
def test_an_impossible_appointment_is_bad_input(world: World, change: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as bad:
        appoint(world, **change)
    assert field in bad.value.fields


def test_nobody_else_appoints_certifies_or_deactivates(world: World) -> None:
    for by in ("clerk", "head", "supervisor", "auditor"):
        for change in (
            lambda by=by: appoint(world, by=by),
            lambda by=by: certify(world, by=by),
            lambda by=by: deactivate_officer(by=world.by(by), officer="village"),
        ):
            with pytest.raises(ActRefused) as refused:
                change()
            assert refused.value.code == "GATE-02"


def test_an_administrator_does_none_of_it_to_themself(world: World) -> None:
    for change in (
        lambda: appoint(world, username="admin", name_zh=""),
        lambda: certify(world, officer="admin"),
        lambda: deactivate_officer(by=world.by("admin"), officer="admin"),
    ):
        with pytest.raises(ActRefused) as refused:
            change()
        assert refused.value.code == "ORG-01"


def test_an_administrator_of_one_town_leaves_officers_of_another_alone(world: World) -> None:
    world.officer("town_admin", (Duty.ADMINISTER, "LT"))
    certify(world, by="town_admin", officer="village")
    for officer in ("neighbour", "hall", "supervisor"):
        with pytest.raises(ActRefused) as refused:
            deactivate_officer(by=world.by("town_admin"), officer=officer)
        assert refused.value.code == "GATE-02"


def test_somebody_who_works_nowhere_is_deactivated_by_the_roots_administrator(world: World) -> None:
    world.officer("stray")
    world.officer("town_admin", (Duty.ADMINISTER, "LT"))
    with pytest.raises(ActRefused):
        deactivate_officer(by=world.by("town_admin"), officer="stray")
    deactivate_officer(by=world.by("admin"), officer="stray")
    assert not Officer.objects.get(username="stray").is_active


def test_a_deactivated_officer_does_nothing_more_and_stays_on_record(world: World) -> None:
    number = world.receive().case_number
    deactivate_officer(by=world.by("admin"), officer="clerk")
    with pytest.raises(ActRefused) as refused:
        acts["accept"].perform(case_number=number, by=world.by("clerk"))
    assert refused.value.code == "GATE-01"
    assert Event.objects.get(case_seq=1).actor_name == "officer clerk"
    with pytest.raises(ActRefused) as refused:
        deactivate_officer(by=world.by("admin"), officer="clerk")
    assert refused.value.code == "ORG-05"
    with pytest.raises(BadInput):
        appoint(world, username="clerk", name_zh="officer clerk")


def test_a_certificate_counts_on_its_days(world: World) -> None:
    row = certify(world)
    assert (row.officer.username, row.history.count()) == ("village", 1)
    assert Event.objects.get().kind == "officer_certified"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"number": ""}, "number"),
        ({"number": "9" * 41}, "number"),
        ({"number": "C-clerk"}, "number"),
        ({"valid_until": TODAY - timedelta(days=1)}, "valid_until"),
        ({"officer": "nobody"}, "officer"),
    ],
)
def test_an_impossible_certificate_is_bad_input(world: World, change: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as bad:
        certify(world, **change)
    assert field in bad.value.fields
