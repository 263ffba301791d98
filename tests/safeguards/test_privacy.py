"""PR: personal data for one purpose, told before, sealed, shown to few, published nowhere; tried at both doors."""

from __future__ import annotations

import pytest

from audit.ledger.models import Attempt, Disclosure
from casework.models import Case
from tests.acts.steps import GIVEN, bring_to
from tests.every_item import APPLICATIONS
from tests.migrant import county as migrant
from tests.vouchers.county import VOUCHER, asking
from tests.web.pages import text
from tests.world import FATHER_ID, ITEM, MOTHER_ID, World, application, resident_id

from .doors import Doors, rows
from .test_application import whole_item

MIGRANT = migrant.ITEM
PERSON = (MOTHER_ID, "林晓雯", "13712346208")


@pytest.mark.safeguard("PR-01")
@pytest.mark.parametrize("slug", APPLICATIONS)
def test_nothing_is_kept_that_the_matter_does_not_need(doors: Doors, slug: str) -> None:
    given = APPLICATIONS[slug]()
    given["applicant"]["employer"] = "云溪机械厂字样"
    given["form"]["income"] = "45678字样"
    doors.receive("clerk", slug, given | {"bank_account": "6222字样"}).kept_out("字样")


@pytest.mark.safeguard("PR-02")
@pytest.mark.parametrize("slug", APPLICATIONS)
def test_nothing_is_taken_in_before_the_notice_was_given(doors: Doors, slug: str) -> None:
    doors.receive("clerk", slug, APPLICATIONS[slug]() | {"privacy_notice": False}).not_taken("privacy_notice")


@pytest.mark.safeguard("PR-02")
@pytest.mark.parametrize("left_out", ["zh", "en", "retention", "rights"])
def test_no_item_is_drafted_with_a_notice_that_leaves_something_out(doors: Doors, left_out: str) -> None:
    data = whole_item()
    notice = data["privacy_notice"]
    del (notice if left_out in notice else notice["paper"])[left_out]
    field = "privacy_notice" if left_out in ("zh", "en") else "privacy_notice.paper"
    doors.draft(data).not_taken(field)


@pytest.mark.safeguard("PR-03")
def test_who_has_nothing_to_do_with_it_sees_nothing_and_every_look_is_on_record(
    doors: Doors, world: World
) -> None:
    number = bring_to("accepted", world)
    doors.ready("neighbour", "admin", "doctor", "payer", "clerk")
    for stranger in ("neighbour", "admin", "payer"):
        assert doors.screen(stranger).get(f"/cases/{number}/").status_code == 404
        assert doors.program(stranger).get(f"cases/{number}/").status_code == 404
    assert doors.screen("doctor").get(f"/cases/{number}/").status_code == 403
    assert doors.program("doctor").get(f"cases/{number}/").status_code == 404
    assert not Disclosure.objects.filter(case_number=number).exists()
    doors.act("neighbour", number, "register").hidden()
    assert Attempt.objects.filter(actor_name="officer neighbour", case_number=number).exists()
    page = doors.screen("clerk").get(f"/cases/{number}/")
    assert MOTHER_ID not in text(page)
    assert doors.screen("clerk").post(f"/cases/{number}/unmask/", {"purpose": ""}).status_code == 422
    doors.program("clerk").get(f"cases/{number}/")
    looked = set(Disclosure.objects.filter(case_number=number).values_list("what", "channel"))
    assert {("case", "web"), ("case", "api")} <= looked
    sealed = str(rows())
    assert not [one for one in PERSON if one in sealed]


@pytest.mark.safeguard("PR-04")
@pytest.mark.parametrize("slug", APPLICATIONS)
def test_no_form_takes_the_data_of_a_child(doors: Doors, slug: str) -> None:
    given = APPLICATIONS[slug]()
    given["form"] |= {"child_name": "幼儿字样", "child_identifier": resident_id(3, born="20200315")}
    doors.receive("clerk", slug, given).kept_out("幼儿字样", resident_id(3, born="20200315"))


@pytest.mark.safeguard("PR-05")
def test_somebody_elses_case_is_told_to_nobody_and_ones_own_with_who_looked(
    doors: Doors, world: World
) -> None:
    outcome = world.receive()
    other = world.receive(applicant={"identifier": resident_id(7)})
    doors.ready("")
    stranger = {"number": outcome.case_number, "code": other.secrets["query_code"]}
    assert doors.screen("").post("/progress/", stranger).status_code == 422
    own = {"number": outcome.case_number, "code": outcome.secrets["query_code"]}
    assert doors.screen("").post("/progress/", own).status_code == 200
    assert Disclosure.objects.filter(case_number=outcome.case_number, what="progress").count() == 1
    # Nobody without an account reads it through the interface, and no officer takes back that they looked.
    assert doors.program("").get(f"cases/{outcome.case_number}/").status_code == 401
    for method in ("delete", "put", "patch"):
        at = f"/cases/{outcome.case_number}/"
        assert getattr(doors.screen("supervisor"), method)(at).status_code == 405


@pytest.mark.safeguard("PR-06", "EX-13")
def test_no_public_notice_names_anybody_and_no_public_page_does(doors: Doors, world: World) -> None:
    number = bring_to("correcting", world)
    failed = {
        "way": "in_person",
        "reason": "whereabouts_unknown",
        "tried_on": "2026-11-16",
        "account": "无人。",
    }
    assert doors.program("clerk").act(number, "record_failed_service", **failed).status_code == 200
    named = {**GIVEN["publish_notice"], "names_nobody": False}
    doors.act("clerk", number, "publish_notice", named).not_taken("names_nobody")
    for path in ("/board/", "/guide/", "/voucher/", "/verify/", "/progress/", f"/progress/?number={number}"):
        page = text(doors.screen("").get(path))
        assert not [one for one in (*PERSON, "林**") if one in page], path
    for path in ("guide/", f"guide/{ITEM}/", "certificates/1.2.156.3005.2.0/verify/"):
        answer = doors.program("").get(path).content.decode()
        assert not [one for one in (*PERSON, "林**") if one in answer], path


@pytest.mark.safeguard("PR-07", "EX-08")
@pytest.mark.parametrize("slug", APPLICATIONS)
def test_no_counter_takes_a_face_or_a_fingerprint(doors: Doors, slug: str) -> None:
    given = APPLICATIONS[slug]()
    given["applicant"] |= {"fingerprint": "指纹字样", "face_template": "人脸字样"}
    doors.receive("clerk", slug, given).kept_out("指纹字样", "人脸字样")


@pytest.mark.safeguard("PR-09")
def test_whoever_runs_the_system_reads_no_case(doors: Doors, world: World) -> None:
    number = bring_to("accepted", world)
    doors.ready("admin")
    for path in ("", "who/", "review/", "scans/"):
        assert doors.screen("admin").get(f"/cases/{number}/{path}").status_code == 404
    for path in ("", "acts/"):
        assert doors.program("admin").get(f"cases/{number}/{path}").status_code == 404
    assert doors.program("admin").get("worklist/").json()["rows"] == []
    assert not Disclosure.objects.filter(case_number=number).exists()


@pytest.mark.safeguard("PR-10", "EX-06")
@pytest.mark.parametrize("purpose", ["employer", "landlord", "school", "police"])
def test_nobody_elses_purpose_opens_a_register(doors: Doors, purpose: str) -> None:
    given = migrant.application(form={"purpose": purpose})
    doors.receive("clerk", MIGRANT, given).not_taken("form.purpose", "enum")


@pytest.mark.safeguard("PR-10")
def test_no_feed_goes_to_anybody(doors: Doors, world: World) -> None:
    world.receive()
    doors.receive("clerk", VOUCHER, asking() | {"notify": ["用人单位字样"]}).by_program()
    for path in ("feeds/", "exports/", "employers/", "events/", "cases/?format=csv", "cases/"):
        assert doors.program("").get(path).status_code in (401, 404), path
        assert doors.program("supervisor").get(path).status_code in (404, 405, 422), path
    given = application(applicant={"identifier": FATHER_ID}) | {"send_to": ["公安字样"]}
    doors.receive("clerk", ITEM, given).kept_out("公安字样")
    assert Case.objects.count() == 2
