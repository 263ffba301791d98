"""Agreements on data sharing: drafted by one, approved by another; what none can permit; what is asked under them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from knox.models import AuthToken

from audit.ledger.models import Attempt, Event
from casework.acts.admit_request import admit_request
from casework.acts.approve_agreement import approve_agreement
from casework.acts.check_shared_data import check_shared_data
from casework.acts.draft_agreement import draft_agreement
from casework.acts.revoke_agreement import revoke_agreement
from casework.acts.withdraw_agreement import withdraw_agreement
from casework.engine import moment
from casework.engine.actor import worker
from casework.engine.refusal import ActRefused, BadInput
from casework.models import Material, SharedQuery, SharedReply, SharingAgreement
from casework.queries.due import enquiries_to_repeat, waits_for_registers
from tests.web.pages import text
from tests.world import MONDAY, MOTHER_ID, World

from .conftest import agreement, outward

PENDING = {"materials": {"household": None, "residence": None}}


def code_of(call: Any, **arguments: Any) -> str:
    with pytest.raises(ActRefused) as caught:
        call(**arguments)
    return caught.value.code


def in_force(world: World, **given: Any) -> SharingAgreement:
    row = draft_agreement(by=world.by("jurist"), given=agreement(**given))
    return approve_agreement(by=world.by("supervisor"), agreement=row.pk)


def pending(world: World) -> str:
    return world.receive(**PENDING).case_number


def test_one_officer_drafts_an_agreement_and_another_one_approves_it(world: World) -> None:
    for name in ("clerk", "supervisor", "auditor", "admin"):
        assert code_of(draft_agreement, by=world.by(name), given=agreement()) == "GATE-02"
    row = draft_agreement(by=world.by("both"), given=agreement())
    assert code_of(approve_agreement, by=world.by("both"), agreement=row.pk) == "EX-12"
    assert code_of(approve_agreement, by=world.by("jurist"), agreement=row.pk) == "GATE-02"
    approved = approve_agreement(by=world.by("supervisor"), agreement=row.pk)
    assert (approved.state, approved.decided_by) == ("approved", world.officers["supervisor"])
    assert code_of(approve_agreement, by=world.by("supervisor"), agreement=row.pk) == "SHARE-02"
    assert code_of(draft_agreement, by=world.by("jurist"), given=agreement()) == "SHARE-02"
    kinds = Event.objects.filter(kind__startswith="agreement").values_list("kind", flat=True)
    assert list(kinds.order_by("id")) == ["agreement_drafted", "agreement_approved"]
    assert set(Attempt.objects.values_list("code", flat=True)) == {"GATE-02", "EX-12", "SHARE-02"}
    history = SharingAgreement.history.filter(id=row.pk).order_by("history_id")
    assert list(history.values_list("history_change_reason", flat=True)) == [
        "agreement_drafted",
        "agreement_approved",
    ]


def test_a_draft_is_withdrawn_and_an_agreement_revoked_with_a_reason(world: World) -> None:
    row = draft_agreement(by=world.by("jurist"), given=agreement())
    with pytest.raises(BadInput):
        withdraw_agreement(by=world.by("jurist"), agreement=row.pk, reason=" ")
    withdraw_agreement(by=world.by("jurist"), agreement=row.pk, reason="字段写错了。")
    assert code_of(approve_agreement, by=world.by("supervisor"), agreement=row.pk) == "SHARE-02"
    second = in_force(world)
    assert code_of(revoke_agreement, by=world.by("jurist"), agreement=second.pk, reason="到期。") == "GATE-02"
    gone = revoke_agreement(by=world.by("supervisor"), agreement=second.pk, reason="对方不再提供。")
    assert (gone.state, gone.ended_on) == ("revoked", MONDAY.date())


FORBIDDEN: tuple[dict[str, Any], ...] = (
    *({"partner_kind": one} for one in ("police", "school", "employer", "landlord", "credit")),
    *({"purposes": [one]} for one in ("employment", "tenancy", "school", "policing", "sanction")),
    {"purposes": ["benefit", "household_registration"]},
)


def test_no_agreement_feeds_data_about_births_to_whom_the_law_keeps_them_from(world: World) -> None:
    number = pending(world)
    for changed in FORBIDDEN:
        with pytest.raises(ActRefused) as caught:
            draft_agreement(by=world.by("jurist"), given=outward(**changed))
        assert caught.value.code == "PR-10", changed
        assert "PI 34" in caught.value.reasons[0].basis
        asked = {
            "partner": "某单位",
            "partner_kind": changed.get("partner_kind", "social_insurance"),
            "purpose": changed.get("purposes", ["benefit"])[-1],
            "fields": ["registered"],
            "way": "single",
            "case": number,
            "reference": "函〔2026〕3号",
        }
        assert code_of(admit_request, by=world.by("supervisor"), given=asked) == "PR-10", changed
    tried = set(Attempt.objects.values_list("act", "code"))
    assert tried == {("agreement_drafted", "PR-10"), ("request_admitted", "PR-10")}
    assert not SharedQuery.objects.exists()


def test_a_request_is_admitted_for_one_person_under_the_agreement_that_covers_it(world: World) -> None:
    number = pending(world)
    asked = {
        "partner": "云溪县医疗保障局",
        "partner_kind": "social_insurance",
        "purpose": "benefit",
        "fields": ["registered"],
        "way": "single",
        "case": number,
        "reference": "医保函〔2026〕3号",
    }
    by = world.by("supervisor")
    assert code_of(admit_request, by=by, given=asked) == "SHARE-01"
    row = draft_agreement(by=world.by("jurist"), given=outward())
    assert code_of(admit_request, by=by, given=asked) == "SHARE-01"
    approve_agreement(by=by, agreement=row.pk)
    assert (
        code_of(admit_request, by=by, given={**asked, "fields": ["registered", "birth_month"]}) == "SHARE-01"
    )
    assert code_of(admit_request, by=by, given={**asked, "way": "bulk"}) == "SHARE-03"
    assert code_of(admit_request, by=world.by("clerk"), given=asked) == "GATE-02"
    with pytest.raises(BadInput):
        admit_request(by=by, given={**asked, "case": ""})
    query = admit_request(by=by, given=asked)
    assert (query.case.number, query.agreement_id, query.data_fields) == (number, row.pk, ["registered"])
    assert Event.objects.filter(kind="request_admitted").count() == 1


def test_an_agreement_that_says_too_little_or_too_much_is_refused(world: World) -> None:
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({"basis": "LD 7"}, "EX-10"),
        ({"way": "bulk"}, "SHARE-03"),
        ({"basis": "XX9 1"}, "basis"),
        ({"basis": ", ,"}, "basis"),
        ({"register": ""}, "register"),
        ({"purposes": ["benefit"]}, "purposes"),
        ({"fields": ["registered"]}, "fields"),
        ({"valid_until": "2030-11-15"}, "valid_until"),
        ({"valid_from": "2026-11-20", "valid_until": "2026-11-19"}, "valid_until"),
        ({"agreed_by": None}, "agreed_by"),
    )
    for changed, code in wrong:
        given = {name: value for name, value in agreement(**changed).items() if value is not None}
        with pytest.raises((ActRefused, BadInput)) as caught:
            draft_agreement(by=world.by("jurist"), given=given)
        error = caught.value
        assert error.code == code if isinstance(error, ActRefused) else code in error.fields, changed


def test_no_register_is_asked_without_an_agreement_that_covers_purpose_and_fields(world: World) -> None:
    SharingAgreement.objects.all().delete()
    number = pending(world)
    assert not waits_for_registers(number)
    assert enquiries_to_repeat(MONDAY) == [], "the worker doesn't try in vain for ever"
    for changed in ({"fields": ["name"]}, {"purposes": ["free_service_voucher"]}, {"register": "marriage"}):
        in_force(world, number=f"云政数协〔2026〕{changed}"[:60], **changed)
    late = in_force(world, number="明天起", valid_from="2026-11-17")
    for by in (worker(), world.by("clerk")):
        assert code_of(check_shared_data, case_number=number, by=by) == "SHARE-01"
    assert Attempt.objects.filter(code="SHARE-01", act="check_shared_data").count() == 2
    assert not SharedQuery.objects.exists()
    with moment.at(MONDAY + timedelta(days=1)):
        assert enquiries_to_repeat(moment.now()) == [number]
        check_shared_data(case_number=number, by=worker())
        [query] = SharedQuery.objects.all()
        assert (query.agreement, query.material, query.data_fields) == (late, "household", ["exists"])
        told = Event.objects.get(case_number=number, kind="check_shared_data").facts
        assert (told["uncovered"], told["agreements"]) == (["residence"], [late.pk])
        revoke_agreement(by=world.by("supervisor"), agreement=late.pk, reason="对方不再提供。")
        other = world.receive(
            applicant={"identifier_kind": "none", "identifier": None}, **PENDING
        ).case_number
        assert code_of(check_shared_data, case_number=other, by=worker()) == "SHARE-01"


def test_a_question_is_one_row_and_its_answer_is_sealed_under_the_person_s_key(world: World) -> None:
    number = pending(world)
    check_shared_data(case_number=number, by=world.by("clerk"))
    queries = SharedQuery.objects.order_by("material")
    assert [(one.material, one.data_fields) for one in queries] == [
        ("household", ["exists"]),
        ("residence", ["exists", "residence_division"]),
    ]
    assert {one.officer for one in queries} == {world.officers["clerk"]}
    replies = SharedReply.objects.order_by("id")
    settled = Material.objects.filter(case__number=number, answered_at__isnull=False)
    assert {one.query.material for one in replies} == set(settled.values_list("code", flat=True))
    assert all(MOTHER_ID not in str(vars(one)) for one in [*queries, *replies])


def test_web_and_interface_lead_to_the_same_entries_and_the_public_sees_no_person(world: World) -> None:
    jurist, supervisor = (Client(headers={"accept-language": "en"}) for _each in range(2))
    jurist.force_login(world.officers["jurist"], backend="django.contrib.auth.backends.ModelBackend")
    supervisor.force_login(world.officers["supervisor"], backend="django.contrib.auth.backends.ModelBackend")
    assert jurist.get("/sharing/draft/").status_code == 200
    assert jurist.post("/sharing/draft/", outward(partner_kind="police")).status_code == 403
    assert jurist.post("/sharing/draft/", agreement(basis="")).status_code == 422
    page = jurist.post("/sharing/draft/", agreement())["Location"]
    assert jurist.post(f"{page}approve/").status_code == 403
    assert supervisor.post(f"{page}approve/").status_code == 302
    assert supervisor.post(f"{page}revoke/", {"reason": ""}).status_code == 422
    assert "in force" in text(supervisor.get(page))
    machines = {
        name: Client(
            headers={
                "Authorization": f"Token {AuthToken.objects.create(world.officers[name])[1]}",
                "accept-language": "en",
            }
        )
        for name in ("jurist", "supervisor", "clerk")
    }

    def send(name: str, path: str, body: Any) -> Any:
        return machines[name].post(f"/api/v1/sharing/{path}", body, content_type="application/json")

    assert send("jurist", "", {"given": outward(partner_kind="police")}).json()["code"] == "PR-10"
    drafted = send("jurist", "", {"given": agreement(number="云政数协〔2026〕8号")})
    assert (drafted.status_code, drafted.json()["agreement_state"]) == (201, "draft")
    key = drafted.json()["agreement"]
    assert send("supervisor", f"{key}/approve/", {}).json()["in_force"] is True
    entries = Event.objects.filter(kind__startswith="agreement").order_by("id")
    told = [{**one.facts, "agreement": 0, "number": ""} for one in entries]
    assert told[:2] == told[2:], "web and interface"
    number = pending(world)
    check_shared_data(case_number=number, by=world.by("clerk"))
    assert number in text(supervisor.get("/sharing/log/"))
    assert machines["clerk"].get("/api/v1/sharing/log/").status_code == 403
    assert [
        one["number"] for one in machines["supervisor"].get("/api/v1/sharing/log/").json()["queries"]
    ] == [
        number,
        number,
    ]
    assert send("supervisor", f"{key}/revoke/", {"reason": "对方不再提供。"}).status_code == 200
    public = Client(headers={"accept-language": "en"})
    shown = text(public.get("/shared-data/"))
    assert "云溪县民政局" in shown
    assert number not in shown
    assert "ZX 7" not in shown, "a citizen is told the name of a law, not our short one"
    assert "Art. 7" in shown
    listed = public.get("/api/v1/shared-data/").json()["agreements"]
    assert {one["partner"] for one in listed} == {"云溪县民政局", "云溪县公安局"}
    assert {one["in_force"] for one in listed} == {True, False}
