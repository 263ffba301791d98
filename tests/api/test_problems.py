"""Every error is a problem that says what was wrong, and changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from audit.ledger.models import Attempt, Event
from casework.api.problems import problem_response
from casework.engine.refusal import ActRefused, Kind, Reason
from casework.models import Case, Person, PersonKey
from tests.api.conftest import ROOT, County, Program
from tests.api.test_journey import REFUSAL
from tests.world import ITEM, application

ALWAYS = {"type", "title", "status", "detail", "code", "basis", "reasons", "fields"}


def problem(response: Any, status: int, code: str = "") -> Any:
    assert response.status_code == status, response.content.decode()
    assert response.headers["Content-Type"] == "application/problem+json"
    assert "no-store" in response.headers["Cache-Control"]
    body = response.json()
    assert set(body) - {"state"} == ALWAYS
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    if code:
        assert body["code"] == code
    return body


def reception(**changed: Any) -> dict[str, Any]:
    return {"item": ITEM, "receiving_office": "LT", "office": "LT", "given": application(**changed)}


def test_nobody_is_let_in_without_a_token(county: County) -> None:
    stranger = Program("")
    for answer in (
        stranger.get("items/"),
        stranger.get("schema/"),
        stranger.get("worklist/"),
        stranger.get("cases/2026-000001-Z/"),
        stranger.post("cases/", reception()),
        stranger.get("elsewhere/"),
        Program("0" * 64).get("items/"),
    ):
        problem(answer, 401, "sign-in")
        assert answer.headers["WWW-Authenticate"] == "Token"
    assert Case.objects.count() == 0


def test_an_unknown_case_and_one_of_another_office_look_the_same(county: County, clerk: Program) -> None:
    number = clerk.receive().json()["number"]
    for name in ("neighbour", "admin"):
        program = county.program(name)
        for path in ("", "acts/"):
            there = problem(program.get(f"cases/{number}/{path}"), 404)
            nowhere = problem(program.get(f"cases/2026-000099-9/{path}"), 404)
            assert there == nowhere
        assert problem(program.act(number, "accept"), 404) == problem(
            program.act("2026-000099-9", "accept"), 404
        )
    assert Event.objects.count() == 1


def test_what_the_officer_may_not_is_403_and_stands_among_the_attempts(
    county: County, clerk: Program
) -> None:
    number = clerk.receive().json()["number"]
    answer = problem(county.program("head").act(number, "accept"), 403, "GATE-02")
    (why,) = answer["reasons"]
    assert why["kind"] == "may_not"
    assert why["ways_out"]
    assert answer["detail"] == why["text"]
    assert Attempt.objects.get().code == "GATE-02"
    problem(county.program("head").receive(), 403, "GATE-02")


def test_what_cannot_be_done_now_is_409(clerk: Program) -> None:
    number = clerk.receive().json()["number"]
    problem(clerk.act(number, "register"), 409, "STEP-01")
    missing = clerk.receive(materials=None).json()["number"]
    answer = problem(clerk.act(missing, "accept"), 409, "MAT-01")
    assert answer["reasons"][0]["ways_out"]


def test_an_older_state_is_answered_with_the_present_one(clerk: Program) -> None:
    number = clerk.receive().json()["number"]
    clerk.act(number, "accept", seen=1)
    answer = problem(clerk.act(number, "register", seen=1), 409, "STALE-01")
    assert answer["state"] == {"state": "accepted", "event_seq": 2}


def test_an_act_that_time_alone_effects_is_nobodys(clerk: Program) -> None:
    number = clerk.receive().json()["number"]
    answer = problem(clerk.act(number, "deem_accepted"), 403)
    assert "TIME-02" in {why["code"] for why in answer["reasons"]}


def test_an_act_that_is_none_and_one_that_begins_a_case_are_not_found(clerk: Program) -> None:
    number = clerk.receive().json()["number"]
    for act in ("receive", "approve", "perform"):
        problem(clerk.act(number, act), 404, "no-such-act")
    problem(clerk.post(f"cases/{number}/acts/Ac%00cept/", {}), 404)


def test_input_that_cannot_be_taken_names_every_field_and_rule(clerk: Program) -> None:
    body = reception(
        applicant={"identifier": "419923199403154523", "phone": "x"},
        form={"birth_month": "2020-02", "delivery": "pigeon", "colour": "red"},
        privacy_notice=False,
    )
    fields = problem(clerk.post("cases/", body), 422, "bad-input")["fields"]
    assert {name: fault[0]["rule"] for name, fault in fields.items()} == {
        "applicant.identifier": "check_digit",
        "applicant.phone": "phone",
        "form.birth_month": "future",
        "form.delivery": "enum",
        "form.colour": "unknown",
        "privacy_notice": "const",
    }
    assert all(fault["text"] for faults in fields.values() for fault in faults)
    assert Case.objects.count() == PersonKey.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "field", "rule"),
    [
        ({"receiving_office": "LT"}, "item", "required"),
        ({"item": ITEM}, "receiving_office", "required"),
        ({"item": ITEM, "receiving_office": "LT", "state": "granted"}, "state", "unknown"),
        ({"item": 5, "receiving_office": "LT"}, "item", "type"),
        ({"item": "a\u0000b", "receiving_office": "LT"}, "item", "characters"),
        ({"item": ITEM, "receiving_office": "LT\u0000"}, "receiving_office", "characters"),
        ({"item": ITEM, "receiving_office": "LT", "given": []}, "given", "type"),
        ({"item": ITEM, "receiving_office": "XX", "given": {}}, "receiving_office", "unknown"),
        ({"item": ITEM, "receiving_office": "DT", "office": "WJ"}, "office", "unknown"),
    ],
)
def test_the_envelope_of_a_reception_is_checked_too(
    clerk: Program, body: dict[str, Any], field: str, rule: str
) -> None:
    assert problem(clerk.post("cases/", body), 422)["fields"][field][0]["rule"] == rule
    assert Case.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "field", "rule"),
    [
        ({"seen": "1"}, "seen", "type"),
        ({"seen": True}, "seen", "type"),
        ({"seen": 1.0}, "seen", "type"),
        ({"input": "all"}, "input", "type"),
        ({"force": True}, "force", "unknown"),
        ({"input": {"by": "head"}}, "by", "unknown"),
        ({"input": {"case_number": "2026-000002-X"}}, "case_number", "unknown"),
    ],
)
def test_nothing_unknown_reaches_an_act(clerk: Program, body: dict[str, Any], field: str, rule: str) -> None:
    number = clerk.receive().json()["number"]
    answer = clerk.post(f"cases/{number}/acts/accept/", body)
    assert problem(answer, 422)["fields"][field][0]["rule"] == rule
    assert Event.objects.count() == 1


def test_an_item_that_is_not_open_is_not_now(clerk: Program) -> None:
    body = {**reception(), "item": "licence"}
    problem(clerk.post("cases/", body), 409, "ITEM-01")


@pytest.mark.parametrize(
    "text",
    [
        b"{",
        b"",
        b"\xff\xfe{}",
        b'{"item": NaN}',
        b'{"item": 1e999}',
        b'{"seen": ' + b"9" * 5000 + b"}",
        b'{"seen": 9007199254740992}',
        b'{"item": "\\ud83d"}',
        b'{"\\ud83d": 1}',
        b'{"item": "a", "item": "b"}',
        b"[" * 200_000,
        b'{"given": ' + b"[" * 40 + b"]" * 40 + b"}",
        b"[]",
        b"null",
        b'"text"',
    ],
)
def test_what_is_no_plain_json_object_is_400(clerk: Program, text: bytes) -> None:
    if text == b"":
        problem(clerk.post("cases/", text), 422)
        return
    problem(clerk.post("cases/", text), 400, "malformed")
    number = clerk.receive().json()["number"]
    problem(clerk.post(f"cases/{number}/acts/accept/", text), 400, "malformed")
    assert Event.objects.count() == 1


def test_a_body_without_its_length_is_not_taken_for_an_empty_one(clerk: Program) -> None:
    number = clerk.receive().json()["number"]
    answer = clerk.client.post(
        f"{ROOT}cases/{number}/acts/accept/",
        "",
        content_type="application/json",
        headers={"Authorization": f"Token {clerk.token}", "Transfer-Encoding": "chunked"},
        CONTENT_LENGTH="",
    )
    problem(answer, 400, "malformed")
    assert Event.objects.count() == 1


def test_more_than_is_read_is_413(clerk: Program, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    problem(clerk.post("cases/", {"item": "x" * 1000}), 413, "too-large")


def test_a_megabyte_of_text_names_its_field(clerk: Program) -> None:
    answer = problem(clerk.receive(applicant={"name": "长" * 350_000}), 422)
    assert answer["fields"]["applicant.name"][0]["rule"] == "maxLength"


def test_only_json_is_read_and_spoken(clerk: Program) -> None:
    headers = {"Authorization": f"Token {clerk.token}", "Accept-Language": "en"}
    form = clerk.client.post(f"{ROOT}cases/", {"item": ITEM}, headers=headers)
    problem(form, 415, "media-type")
    problem(clerk.get("items/", accept="text/html"), 406, "not-acceptable")


def test_other_methods_and_addresses_are_problems_too(clerk: Program) -> None:
    number = clerk.receive().json()["number"]
    for path in (f"cases/{number}/", "items/", f"cases/{number}/acts/accept/"):
        answer = clerk.client.delete(ROOT + path, headers={"Authorization": f"Token {clerk.token}"})
        assert "Allow" in answer.headers
        problem(answer, 405, "method")
    problem(clerk.get("cases/"), 405)
    for path in ("", "cases", "cases/x y/", "cases/%00/", "persons/1/", f"cases/{number}/papers/"):
        problem(clerk.get(path), 404)
        problem(clerk.post(path), 404)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("view=secret", "view"),
        ("page=0", "page"),
        ("page=-1", "page"),
        ("page=x", "page"),
        ("page=" + "9" * 30, "page"),
        ("item=%00", "item"),
        ("item='; drop", "item"),
        ("limit=5", "limit"),
        ("page=1&page=2", "page"),
    ],
)
def test_a_wrong_question_to_the_worklist_is_422(clerk: Program, query: str, field: str) -> None:
    assert field in problem(clerk.get(f"worklist/?{query}"), 422)["fields"]


def test_a_page_beyond_the_last_is_the_last(clerk: Program) -> None:
    assert clerk.get("worklist/?page=99999").json()["page"] == 1


def test_problems_speak_the_language_that_is_asked_for(clerk: Program) -> None:
    number = clerk.receive().json()["number"]
    english = problem(clerk.act(number, "register"), 409)
    chinese = problem(clerk.post(f"cases/{number}/acts/register/", {}, accept_language="zh-CN"), 409)
    assert english["code"] == chinese["code"]
    assert english["reasons"][0]["text"] == "The case isn't at the step for this act."


def test_an_article_is_cited_as_it_is_printed(db: None) -> None:
    refusal = ActRefused(Reason("EX-11", "no", Kind.MAY_NOT, basis=("PI 24(3)", "QQ 1")))
    with translation.override("en"):
        answer = problem_response(refusal, {})
    assert answer is not None
    assert [one["article"] for one in answer.data["basis"]] == ["PI 24(3)", "QQ 1"]
    assert answer.data["basis"][0]["text"].endswith(", Art. 24(3)")
    # What the law doesn't hold keeps its short form.
    assert answer.data["basis"][1]["text"] == "QQ 1"
    assert answer.data["reasons"][0]["basis"] == answer.data["basis"]


def test_a_rule_of_ours_names_its_model_and_cites_no_law(county: County, clerk: Program) -> None:
    number = clerk.receive().json()["number"]
    clerk.act(number, "accept")
    clerk.act(number, "propose_refusal", ground="duplicate", facts="重复", reasons="已登记")
    county.world.officers["head"].certificates.update(valid_until="2026-11-15")
    answer = problem(county.program("head").act(number, "refuse", **REFUSAL), 403, "GATE-04")
    assert answer["basis"] == []
    assert [one["article"] for one in answer["reasons"][0]["model"]] == ["HNZF 20", "HNZF 21"]

    number = clerk.receive().json()["number"]
    clerk.act(number, "accept")
    clerk.act(number, "register")
    left = {
        "way": "left",
        "served_on": "2026-11-16",
        "place": "门口",
        "refused_by": "本人",
        "refusal_note": "拒签",
    }
    (fault,) = problem(clerk.act(number, "serve", **left), 422)["fields"]["witnesses"]
    assert (fault["rule"], fault["basis"]) == ("two", [])
    assert [one["article"] for one in fault["model"]] == ["MS 89"]


def test_too_many_requests_are_told_when_to_come_back(clerk: Program, settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 2
    assert [clerk.get("items/").status_code for _time in range(2)] == [200, 200]
    answer = clerk.get("items/")
    problem(answer, 429, "too-many")
    assert 0 < int(answer.headers["Retry-After"]) <= 61
    settings.API_REQUESTS_A_MINUTE = None
    assert clerk.get("items/").status_code == 200


def test_an_erased_person_leaves_a_case_that_can_be_read_and_no_crash(clerk: Program) -> None:
    number = clerk.receive().json()["number"]
    clerk.act(number, "accept")
    person = Person.objects.get(cases__number=number)
    PersonKey.objects.filter(pk=person.key_id).update(wrapped=None)
    Person.objects.filter(pk=person.pk).update(erased_at="2026-11-16T02:00:00Z")
    (shown,) = clerk.get(f"cases/{number}/").json()["people"]
    assert (shown["erased"], shown["name"], shown["identifier"]) == (True, "", "")
    problem(clerk.act(number, "register"), 409, "erased")
    assert Case.objects.get(number=number).state == "accepted"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"materials": "all"}, "materials"),
        ({"materials": {"identity": "card"}}, "materials.identity"),
        ({"form": {"stage": ["born"]}}, "form.stage"),
        ({"form": "none"}, "form"),
        ({"applicant": []}, "applicant"),
        ({"mandate": "signed"}, "mandate"),
    ],
)
def test_a_part_of_the_wrong_kind_is_a_fault_of_that_part(
    clerk: Program, changed: dict[str, Any], field: str
) -> None:
    faults = problem(clerk.receive(**changed), 422)["fields"]
    assert faults[field][0]["rule"] in {"type", "enum"}
    assert Case.objects.count() == 0
