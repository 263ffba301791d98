"""A birth registration from the counter to the file, through the interface alone."""

from __future__ import annotations

from typing import Any

from audit.ledger.models import Attempt, Disclosure, Event
from casework.models import Case, Clock, Duty, Paper
from tests.api.conftest import County, Program

REFUSAL = {
    "ground": "identity_not_established",
    "particulars": {"checks_made": "向户籍部门核实两次"},
    "facts": "身份无法确认",
    "evidence": "核实记录",
    "reasons": "两次核实均无结果",
    "statement_handling": "申请人未作陈述",
}


def ok(response: Any, status: int = 200) -> Any:
    assert response.status_code == status, response.content.decode()
    return response.json()


def test_a_registration_goes_from_the_counter_to_the_file(county: County, clerk: Program) -> None:
    told = ok(clerk.receive(), 201)
    number = told["number"]
    assert (told["state"], told["event_seq"], told["act"]) == ("received", 1, "receive")
    assert [paper["kind"] for paper in told["papers"]] == ["D01"]
    assert len(told["query_code"].replace("-", "")) == 12

    accepted = ok(clerk.act(number, "accept", seen=1))
    assert (accepted["state"], accepted["event_seq"]) == ("accepted", 2)
    registered = ok(clerk.act(number, "register", seen=2))
    assert [paper["kind"] for paper in registered["papers"]] == ["D25"]
    ok(
        clerk.act(
            number,
            "serve",
            seen=3,
            way="in_person",
            served_on="2026-11-16",
            place="窗口",
            receiver="本人",
            received_as="addressee",
            signed=True,
        )
    )
    assert ok(clerk.act(number, "archive", seen=4))["state"] == "archived"

    case = Case.objects.get(number=number)
    events = list(Event.of_case(case.pk))
    assert [event.kind for event in events] == ["receive", "accept", "register", "serve", "archive"]
    assert {event.channel for event in events} == {"api"}
    assert Event.of_case(case.pk).first().actor_id == county.world.officers["clerk"].pk


def test_the_case_is_shown_with_clocks_papers_and_its_story(clerk: Program) -> None:
    number = ok(clerk.receive(), 201)["number"]
    ok(clerk.act(number, "accept"))
    shown = ok(clerk.get(f"cases/{number}/"))
    assert shown["state"] == "accepted"
    assert shown["event_seq"] == 2
    decision = next(clock for clock in shown["clocks"] if clock["purpose"] == "decision")
    assert (decision["due_on"], decision["days_left"]) == ("2026-11-16", 0)
    assert decision["derivation"]
    assert [step["step"] for step in shown["steps"]] == ["register"]
    assert {row["code"] for row in shown["materials"]} == {"identity", "household", "residence"}
    assert [entry["kind"] for entry in shown["timeline"]] == ["receive", "accept"]
    assert "accepted the application" in shown["timeline"][1]["sentence"]
    assert [paper["kind"] for paper in shown["papers"]] == ["D01"]


def test_every_reading_of_a_case_and_of_the_list_is_on_record_once(county: County, clerk: Program) -> None:
    number = ok(clerk.receive(), 201)["number"]
    Case.objects.get(number=number)
    before = Disclosure.objects.count()
    ok(clerk.get(f"cases/{number}/"))
    assert Disclosure.objects.count() == before + 1
    read = Disclosure.objects.latest("id")
    assert (read.case_number, read.what, read.channel) == (number, "case", "api")
    assert read.actor_id == county.world.officers["clerk"].pk
    ok(clerk.get("worklist/"))
    assert Disclosure.objects.count() == before + 2
    assert Disclosure.objects.latest("id").items == [Case.objects.get(number=number).pk]


def test_a_refusal_is_decided_by_somebody_who_had_no_part(clerk: Program, head: Program) -> None:
    number = ok(clerk.receive(), 201)["number"]
    ok(clerk.act(number, "accept"))
    ok(
        clerk.act(
            number,
            "propose_refusal",
            ground="identity_not_established",
            facts="无法确认",
            reasons="两次核实无果",
        )
    )
    refused = ok(head.act(number, "refuse", seen=3, **REFUSAL))
    assert refused["state"] == "refused"
    assert [paper["kind"] for paper in refused["papers"]] == ["D06"]
    assert Clock.objects.get(case__number=number, purpose="decision").state == "met"


def test_an_application_is_declined_with_its_ground(clerk: Program) -> None:
    number = ok(clerk.receive(), 201)["number"]
    told = ok(clerk.act(number, "decline", ground="no_application_matter", facts="咨询事项，无需登记"))
    assert told["state"] == "not_accepted"
    assert [paper["kind"] for paper in told["papers"]] == ["D04"]


def test_the_clerk_who_accepted_is_told_why_the_adverse_decision_is_not_theirs(
    county: County, clerk: Program
) -> None:
    county.world.grant("clerk", Duty.APPROVE, "LT")
    number = ok(clerk.receive(), 201)["number"]
    ok(clerk.act(number, "accept"))
    ok(
        clerk.act(
            number,
            "propose_refusal",
            ground="identity_not_established",
            facts="无法确认",
            reasons="两次核实无果",
        )
    )
    acts = {one["act"]: one for one in ok(clerk.get(f"cases/{number}/acts/"))["acts"]}
    assert not acts["refuse"]["allowed"]
    (why,) = acts["refuse"]["reasons"]
    assert (why["code"], why["kind"]) == ("EX-12", "may_not")
    assert why["ways_out"] == ["Somebody else with the duty has to do it."]

    papers = Paper.objects.count()
    answer = clerk.act(number, "refuse", **REFUSAL)
    problem = ok(answer, 403)
    assert problem["code"] == "EX-12"
    assert problem["reasons"] == [why]
    assert Paper.objects.count() == papers
    assert Attempt.objects.get().code == "EX-12"


def test_the_acts_of_the_step_name_what_they_ask_for(clerk: Program) -> None:
    number = ok(clerk.receive(), 201)["number"]
    told = ok(clerk.get(f"cases/{number}/acts/"))
    acts = {one["act"]: one for one in told["acts"]}
    assert (told["event_seq"], told["state"]) == (1, "received")
    assert acts["accept"]["allowed"]
    assert acts["accept"]["input_schema"]["properties"] == {}
    assert acts["decline"]["input_schema"]["properties"]["ground"]["enum"] == [
        "other_agency",
        "no_application_matter",
    ]
    assert "deem_accepted" not in acts
    assert not acts["withdraw"]["of_step"]


def test_the_catalogue_says_all_that_an_application_needs(clerk: Program) -> None:
    items = ok(clerk.get("items/"))["items"]
    (item,) = [one for one in items if one["slug"] == "birth_registration"]
    assert (item["slug"], item["name"], item["fee"]) == ("birth_registration", "Birth registration", 0)
    assert item["names"]["zh"] == "生育登记"
    assert item["basis"][0]["article"] == "RK 18"
    assert "Art. 18" in item["basis"][0]["text"]
    assert {office["code"] for office in item["offices"]} == {"LT", "SQ"}
    assert {office["code"] for office in item["receiving_offices"]} == {"LT", "SQ", "LT1", "SQ1", "DT"}
    assert item["form_schema"]["required"] == ["applicant", "form", "privacy_notice"]
    assert item["privacy_notice"]["text"].startswith("To register a birth")
    screening = next(limit for limit in item["limits"] if limit["purpose"] == "screening")
    assert (screening["amount"], screening["ground"], screening["basis"]) == (5, "analogy", [])


def test_the_catalogue_speaks_the_language_that_is_asked_for(county: County, clerk: Program) -> None:
    assert ok(clerk.get("items/", accept_language="zh-CN"))["items"][0]["name"] == "生育登记"
    officer = county.world.officers["clerk"]
    officer.language = "en"
    officer.save()
    assert ok(clerk.get("items/", accept_language="fr"))["items"][0]["name"] == "Birth registration"


def test_an_item_whose_basis_was_repealed_is_not_offered(clerk: Program, monkeypatch: Any) -> None:
    from casework.api import answers
    from casework.engine.refusal import ActRefused, Kind, Reason

    def repealed(*_what: Any) -> None:
        raise ActRefused(Reason("EX-10", "repealed", Kind.MAY_NOT))

    monkeypatch.setattr(answers, "articles_in_force", repealed)
    assert ok(clerk.get("items/"))["items"] == []


def test_the_worklist_shows_the_open_step_with_the_applicant_masked(clerk: Program) -> None:
    number = ok(clerk.receive(), 201)["number"]
    page = ok(clerk.get("worklist/?view=pool&item=birth_registration&page=1"))
    (row,) = page["rows"]
    assert (row["number"], row["turn"], row["applicant"]) == (number, "pool", "林**")
    assert page["counts"]["all"] == 1
    assert ok(clerk.get("worklist/?item=licence"))["rows"] == []


def test_a_village_brings_papers_in_for_its_township(county: County) -> None:
    program = county.program("village")
    refused = ok(program.receive(at="LT1", office=""), 422)
    assert "mandate" in refused["fields"]
    mandate = {"signed_on": "2026-11-15", "valid_until": "2026-12-31"}
    assert ok(program.receive(at="LT1", office="", mandate=mandate), 201)["state"] == "received"
