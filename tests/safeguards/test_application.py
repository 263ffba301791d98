"""AP: what an application, a decision and a refusal owe to whoever applies; each is tried to be broken at both doors."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from approvals.sharing.demo import DemoRegisters
from casework.acts.grant_duty import grant_duty
from casework.engine.lawbook import current_items
from casework.engine.ports import Answer
from casework.engine.refusal import ActRefused
from casework.management.periodic import apply_time_limits, call_attention
from casework.models import Case, Duty, Paper
from tests.acts.steps import GIVEN, bring_to
from tests.every_item import APPLICATIONS
from tests.migrant import county as migrant
from tests.migrant.county import on
from tests.world import ITEM, MONDAY, World, application, resident_id

from .doors import Doors

MIGRANT = migrant.ITEM
ADVERSE = ("not_accepted", "refused")
AGENT = {"identifier_kind": "passport", "identifier": "E12345678", "name": "何春生"}


def whole_item(slug: str = ITEM) -> dict[str, Any]:
    """A shipped item as it might be drafted anew."""
    item = next(item for _version, item in current_items(MONDAY.date()) if item.slug == slug)
    return copy.deepcopy(dict(item.data)) | {"edition": "9999", "valid_from": "2026-12-01"}


@pytest.mark.safeguard("AP-01")
@pytest.mark.parametrize("left_out", ["basis", "who", "materials", "limits", "form"])
def test_no_item_is_drafted_that_leaves_out_what_has_to_be_public(doors: Doors, left_out: str) -> None:
    data = whole_item()
    del data[left_out]
    doors.draft(data).not_taken("item")


@pytest.mark.safeguard("AP-01")
def test_no_item_is_drafted_without_a_basis(doors: Doors) -> None:
    doors.draft(whole_item() | {"basis": []}).not_taken("basis")


@pytest.mark.safeguard("AP-02")
def test_nobody_is_asked_for_a_paper_outside_the_list(doors: Doors, world: World) -> None:
    number = world.receive().case_number
    asked = [{"what": "marriage_certificate", "how": "请提供结婚证。"}]
    doors.act("clerk", number, "request_correction", {"missing": asked}).not_taken("missing.0.what", "enum")
    more = application(materials={"marriage_certificate": {"statement": "已婚字样"}})
    doors.receive("clerk", ITEM, more).kept_out("已婚字样")


@pytest.mark.safeguard("AP-02")
def test_nobody_is_asked_for_what_another_register_holds_or_was_not_asked_for_yet(
    doors: Doors, world: World
) -> None:
    asked = {"missing": [{"what": "household", "how": "请书面说明户籍所在地。"}]}
    for answer, may_ask in (
        (None, False),
        (Answer.FOUND, False),
        (Answer.NOT_FOUND, True),
        (Answer.SILENT, True),
    ):
        number = world.receive(materials={"household": None}).case_number
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(DemoRegisters, "holds", lambda *_asked, answer=answer: answer)
            if answer is not None:
                assert doors.program("clerk").act(number, "check_shared_data").status_code == 200
        tried = doors.act("clerk", number, "request_correction", asked)
        if may_ask:
            assert tried.by_page().status_code == 302
        else:
            (fault,) = tried.not_taken("missing.0.what", "sharing")
            assert [one["article"] for one in fault["basis"]] == ["ZX 7"]


@pytest.mark.safeguard("AP-03")
@pytest.mark.parametrize("slug", APPLICATIONS)
def test_nothing_is_taken_in_without_a_receipt_of_that_day_whatever_the_day_that_is_claimed(
    doors: Doors, slug: str
) -> None:
    # The page has no such field: what it took in at the second try is of today.
    case = doors.receive("clerk", slug, APPLICATIONS[slug]() | {"received_on": "2026-11-02"}).kept_out(
        "2026-11-02"
    )
    (paper,) = Paper.objects.filter(case=case, kind="D01").select_related("case__applicant__key")
    elements = paper.unseal("elements")
    assert elements["received_at"].startswith("2026-11-16")
    assert elements["unit_seal"]


@pytest.mark.safeguard("AP-04")
@pytest.mark.parametrize("left_out", ["ground", "facts", "evidence", "reasons", "statement_handling"])
def test_no_refusal_is_issued_without_its_reasons(doors: Doors, world: World, left_out: str) -> None:
    number = bring_to("refusal_proposed", world)
    # Blank is nothing: spaces that no eye sees give no reason.
    given = {**GIVEN["refuse"], left_out: " \u3000 "}
    doors.act("head", number, "refuse", given).not_taken(left_out)
    assert not Paper.objects.filter(case__number=number, kind="D06").exists()


@pytest.mark.safeguard("AP-04")
def test_no_refusal_rests_on_a_ground_that_the_item_has_not(doors: Doors, world: World) -> None:
    number = bring_to("refusal_proposed", world)
    doors.act("head", number, "refuse", {**GIVEN["refuse"], "ground": "unmarried"}).not_taken(
        "ground", "enum"
    )


@pytest.mark.safeguard("AP-05", "EX-11")
def test_time_alone_refuses_nobody_and_no_one_without_a_name_does(doors: Doors, world: World) -> None:
    numbers = {
        state: bring_to(state, world, applicant={"identifier": resident_id(at)})
        for at, state in enumerate(("received", "correcting", "accepted", "refusal_proposed"), start=11)
    }
    tried = doors.act("", numbers["refusal_proposed"], "refuse", GIVEN["refuse"])
    assert (tried.by_page().status_code, tried.by_program().status_code) == (302, 401)
    with on("2027-11-16"):
        for _night in range(3):
            apply_time_limits()
            call_attention()
    for case in Case.objects.filter(number__in=numbers.values()):
        assert case.state not in ADVERSE
        assert case.outcome in ("", "granted")
    assert not Paper.objects.filter(case__number__in=numbers.values(), kind__in=("D04", "D06")).exists()


@pytest.mark.safeguard("AP-06", "EX-12")
def test_whoever_accepted_does_not_refuse_and_an_administrator_has_no_part(
    doors: Doors, world: World
) -> None:
    world.grant("clerk", Duty.APPROVE, "LT")
    number = bring_to("refusal_proposed", world)
    doors.act("clerk", number, "refuse", GIVEN["refuse"]).refused("EX-12")
    doors.act("admin", number, "refuse", GIVEN["refuse"]).hidden()
    doors.receive("admin", ITEM, application()).refused("EX-12")


@pytest.mark.safeguard("AP-08")
@pytest.mark.parametrize("slug", APPLICATIONS)
def test_nobody_acts_for_somebody_else_without_a_signed_mandate(doors: Doors, slug: str) -> None:
    doors.receive("clerk", slug, APPLICATIONS[slug]() | {"agent": AGENT}).not_taken("mandate", "required")
    over = {"signed_on": "2026-09-01", "valid_until": "2026-11-15"}
    both = {"agent": AGENT, "mandate": over}
    doors.receive("clerk", slug, APPLICATIONS[slug]() | both).not_taken("mandate.valid_until")
    doors.receive("village", slug, APPLICATIONS[slug](), at="LT1").not_taken("mandate", "required")


@pytest.mark.safeguard("AP-08")
def test_nobody_is_made_to_take_papers_electronically(doors: Doors, world: World) -> None:
    number = bring_to("granted", world)
    wish = {**GIVEN["confirm_electronic_service"], "own_wish": False}
    doors.act("clerk", number, "confirm_electronic_service", wish).not_taken("own_wish")
    sent = {"way": "electronic", "served_on": "2026-11-16", "reference": "M-1", "arrived": True}
    doors.act("clerk", number, "serve", sent).refused("SRV-02")


@pytest.mark.safeguard("AP-09")
def test_no_item_is_drafted_that_leaves_out_paper(doors: Doors) -> None:
    data = whole_item()
    delivery = data["form"]["properties"]["delivery"]
    delivery["enum"] = ["electronic"]
    doors.draft(data).not_taken("form", "AP-09")


@pytest.mark.safeguard("AP-10")
@pytest.mark.parametrize("slug", APPLICATIONS)
def test_nothing_is_charged_at_any_counter(doors: Doors, slug: str) -> None:
    doors.receive("clerk", slug, APPLICATIONS[slug]() | {"fee": "20.55"}).kept_out("20.55")
    given = APPLICATIONS[slug]()
    given["form"]["deposit"] = "300.55"
    doors.receive("clerk", slug, given).kept_out("300.55")
    told = doors.program("clerk").get("items/").json()["items"]
    assert {one["fee"] for one in told} == {0}


@pytest.mark.safeguard("AP-10")
@pytest.mark.parametrize("field", ["fee", "deposit", "bond"])
def test_no_item_is_drafted_that_asks_for_money(doors: Doors, field: str) -> None:
    data = whole_item()
    data["form"]["properties"][field] = {"type": "string", "x-label": {"zh": "金额", "en": "Sum"}}
    doors.draft(data).not_taken("form", "AP-10")


@pytest.mark.safeguard("AP-12")
def test_a_village_decides_nothing(doors: Doors, world: World) -> None:
    number = bring_to("accepted", world)
    with pytest.raises(ActRefused) as caught:
        grant_duty(by=world.by("admin"), duty="decide", office="LT1", officer="village")
    assert caught.value.code == "AP-12"
    # And even a grant that somebody smuggled into the tables carries nothing there.
    for duty in (Duty.ACCEPT, Duty.DECIDE, Duty.APPROVE):
        world.grant("village", duty, "LT1")
    mandate = {"signed_on": "2026-11-16", "valid_until": "2027-01-31"}
    brought = doors.receive("village", ITEM, application(mandate=mandate), at="LT1", office="LT1")
    assert "office" in brought.by_program().json()["fields"]
    brought.by_page()  # asks for no office there: it is the township's
    assert Case.objects.latest("pk").office == world.offices["LT"]
    brought = world.receive("village", at="LT1", mandate=mandate, form={"birth_month": "2027-03"}).case_number
    doors.act("village", brought, "accept").refused("GATE-02")
    doors.act("village", brought, "decline", GIVEN["decline"]).refused("GATE-02")
    doors.act("village", number, "register").hidden()


@pytest.mark.safeguard("AP-13")
def test_no_refusal_hides_that_the_document_behind_it_can_be_challenged(doors: Doors, world: World) -> None:
    number = bring_to("refusal_proposed", world)
    silent = {**GIVEN["refuse"], "remedies": "无"}
    assert doors.act("head", number, "refuse", silent).by_program().json()["fields"]["remedies"]
    doors.act(
        "head", number, "refuse", silent
    ).by_page()  # the page has no such field, and issues it as it has to be
    paper = Paper.objects.select_related("case__applicant__key").get(case__number=number, kind="D06")
    assert "规范性文件" in str(paper.unseal("elements"))
