"""CO: a service is the person's own choice. Everything that would take the choice away is tried at both doors."""

from __future__ import annotations

from typing import Any

import pytest

from casework.engine.act import acts
from casework.models import Case, VoucherUse
from tests.vouchers.county import TICKED, VOUCHER, asking, issued
from tests.world import ITEM, World, application

from .doors import Doors, rows

TICKS = {"counselled": "1", "own_consent": "1"}


def without(ticks: dict[str, Any], name: str) -> dict[str, Any]:
    """The ticks but that one."""
    return {one: value for one, value in ticks.items() if one != name}


@pytest.mark.safeguard("CO-01", "CO-06")
def test_nobody_applies_but_of_their_own_accord_and_no_village_brings_them_in(doors: Doors) -> None:
    doors.receive("clerk", VOUCHER, asking(form={"own_request": False})).not_taken("form.own_request")
    doors.receive("village", VOUCHER, asking(), at="LT1").not_taken("mandate", "required")


@pytest.mark.safeguard("CO-01", "EX-02")
def test_nobody_is_listed_for_a_procedure(doors: Doors, world: World) -> None:
    issued(world)
    for asked in ("due_for_procedure", "not_sterilised", "refused_procedure"):
        assert doors.program("supervisor").get(f"worklist/?view={asked}").status_code == 422
        told = doors.screen("supervisor").get("/", {"view": asked})
        assert told.status_code in (200, 404, 422)
        # Only the form for the language leads back to the address that was typed.
        assert asked not in told.content.decode().replace(f"/?view={asked}", "")
    form = {"own_request": True, "procedure": "结扎字样"}
    doors.receive("clerk", VOUCHER, asking(form=form)).kept_out("结扎字样")


@pytest.mark.safeguard("CO-02")
def test_without_counselling_by_a_doctor_nothing_is_confirmed(doors: Doors, world: World) -> None:
    _number, code = issued(world)
    silent = doors.confirm("doctor", code, without(TICKS, "counselled"), TICKED | {"counselled": False})
    silent.not_taken("counselled")
    for official in ("clerk", "village", "head", "supervisor", "payer"):
        doors.confirm(official, code, TICKS, TICKED).forbidden()
    assert not VoucherUse.objects.exists()


@pytest.mark.safeguard("CO-03", "EX-09")
def test_nobody_elses_consent_stands_in_for_the_persons_own_or_is_asked_for(
    doors: Doors, world: World
) -> None:
    _number, code = issued(world)
    screen, program = without(TICKS, "own_consent"), TICKED | {"own_consent": False}
    doors.confirm("doctor", code, screen | {"spouse_consent": "1"}, program).not_taken("own_consent")
    other = {"other_parent": {"identifier_kind": "none", "name": "欧阳字样"}}
    doors.receive("clerk", VOUCHER, asking() | other).kept_out("欧阳字样")
    for slug, given in ((VOUCHER, asking(3)), (ITEM, application(form={"birth_month": "2027-05"}))):
        given["form"]["spouse_consent"] = "配偶字样"
        doors.receive("clerk", slug, given).kept_out("配偶字样")


@pytest.mark.safeguard("CO-04")
def test_who_thinks_better_of_it_says_no_reason_and_nothing_of_it_stays(doors: Doors, world: World) -> None:
    _number, code = issued(world)
    doors.ready("doctor")
    untouched = rows()
    screen, program = doors.screen("doctor"), doors.program("doctor")
    assert screen.post("/provider/confirm/", {"token": code, **TICKS}).status_code == 302
    assert rows() != untouched
    assert program.post("provider/take-back/", {"token": code}).status_code == 200
    assert rows() == untouched
    assert program.post("provider/confirm/", {"token": code, **TICKED}).status_code == 200
    assert screen.post("/provider/take-back/", {"token": code, "reason": "改变主意字样"}).status_code == 302
    assert rows() == untouched
    told = program.post("provider/take-back/", {"token": code, "reason": "改变主意字样"})
    assert (told.status_code, rows()) == (422, untouched)


@pytest.mark.safeguard("CO-05")
def test_agreeing_to_the_data_is_no_consent_to_a_treatment(doors: Doors, world: World) -> None:
    _number, code = issued(world)
    screen, program = without(TICKS, "own_consent"), TICKED | {"own_consent": False}
    doors.confirm("doctor", code, screen | {"privacy_notice": "1"}, program).not_taken("own_consent")
    instead = without(TICKED, "own_consent") | {"privacy_notice": True}
    assert "privacy_notice" in doors.confirm("doctor", code, {}, instead).by_program().json()["fields"]
    given = asking(4) | {"privacy_notice": False, "own_consent": True}
    doors.receive("clerk", VOUCHER, given).not_taken("privacy_notice")


@pytest.mark.safeguard("CO-06")
def test_no_gift_and_no_deduction_is_tied_to_the_choice(doors: Doors, world: World) -> None:
    _number, code = issued(world)
    bonus = doors.confirm("doctor", code, TICKS | {"bonus": "888"}, TICKED | {"bonus": "888"})
    assert "bonus" in bonus.by_program().json()["fields"]
    assert bonus.by_page().status_code == 302
    assert "888" not in str(VoucherUse.objects.values())


@pytest.mark.safeguard("CO-07")
def test_no_guardian_takes_a_voucher_for_somebody_and_none_consents(doors: Doors, world: World) -> None:
    given = asking() | {"guardian": {"name": "监护字样"}}
    number = doors.receive("clerk", VOUCHER, given).kept_out("监护字样").number
    acts["issue_voucher"].perform(case_number=number, by=world.by("clerk"))
    doors.act("clerk", number, "hand_voucher", {"own_hands": False}).not_taken("own_hands")
    _number, code = issued(world, 2)
    screen, program = without(TICKS, "own_consent"), TICKED | {"own_consent": False}
    doors.confirm("doctor", code, screen | {"guardian_consent": "1"}, program).not_taken("own_consent")
    instead = without(TICKED, "own_consent") | {"guardian_consent": True}
    assert "guardian_consent" in doors.confirm("doctor", code, {}, instead).by_program().json()["fields"]


@pytest.mark.safeguard("CO-08")
def test_nobody_is_put_down_for_a_follow_up(doors: Doors, world: World) -> None:
    _number, code = issued(world)
    more = {"follow_up": "13912340987"}
    noted = doors.confirm("doctor", code, TICKS | more, TICKED | more)
    assert "follow_up" in noted.by_program().json()["fields"]
    assert noted.by_page().status_code == 302
    assert "13912340987" not in str(rows())
    assert Case.objects.count() == 1
