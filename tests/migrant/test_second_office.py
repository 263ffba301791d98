"""The office that is asked: its worklist, its page, its answer, and what of the case it doesn't see."""

from __future__ import annotations

import pytest

from audit.ledger.models import Attempt, Disclosure, Event
from casework.models import RegisterAnswer
from tests.acts.steps import refused
from tests.parity.forms import flat, forms_of
from tests.web.pages import text
from tests.world import MOTHER_ID, World

from .county import FROM_HOME, bring_to, browser, do, program

pytestmark = pytest.mark.django_db
# What of the case is none of the second office's business.
NOT_SHOWN = ("13712346208", "419923104207", "本人留存", "身份证原件", "收件凭证")


def test_the_enquiry_stands_in_the_worklist_of_the_home_township_and_leads_to_its_own_page(
    world: World,
) -> None:
    number = bring_to("accepted", world)
    page = text(browser(world, "neighbour").get("/"))
    assert f'href="/cases/{number}/enquiry/"' in page
    assert f'href="/cases/{number}/"' not in page
    assert "户籍地查询" in page
    assert "柳塘镇人民政府" in page
    own = text(browser(world, "colleague").get("/"))
    assert f'href="/cases/{number}/"' in own
    assert f"/cases/{number}/enquiry/" not in own


def test_its_page_shows_whom_and_what_is_asked_and_nothing_else_of_the_case(world: World) -> None:
    number = bring_to("accepted", world)
    page = text(browser(world, "neighbour").get(f"/cases/{number}/enquiry/"))
    for words in ("林晓雯", "4199**********4522", "户籍登记地", "本人办理的生育登记", "2026-11-19"):
        assert words in page
    assert "独生子女" not in page
    assert MOTHER_ID not in page
    for words in NOT_SHOWN:
        assert words not in page
    look = Disclosure.objects.get(case_number=number, what="enquiry")
    assert (look.purpose, look.actor_id) == ("enquiry", world.officers["neighbour"].pk)


def test_the_number_is_shown_in_full_after_a_look_that_stands_on_record(world: World) -> None:
    number = bring_to("accepted", world)
    page = browser(world, "neighbour").post(f"/cases/{number}/enquiry/", {"in_full": "1"})
    assert page.status_code == 200
    assert MOTHER_ID in text(page)
    assert Disclosure.objects.filter(case_number=number, what="unmasked", purpose="enquiry").count() == 1


@pytest.mark.parametrize(
    "path", ["", "accept/", "hand_over/", "who/", "scans/", "review/", "search_register/", "answer_enquiry/"]
)
def test_every_other_page_of_the_case_is_not_there_for_the_second_office(world: World, path: str) -> None:
    number = bring_to("accepted", world)
    assert browser(world, "neighbour").get(f"/cases/{number}/{path}").status_code == 404


@pytest.mark.parametrize("path", ["", "acts/", "files/", "acts/answer_enquiry/preview/"])
def test_nor_is_it_for_its_programs(world: World, path: str) -> None:
    number = bring_to("accepted", world)
    ask = program(world, "neighbour")
    body = {"input": {}} if "preview" in path else None
    assert ask(f"cases/{number}/{path}", body).status_code in (404, 405)


@pytest.mark.parametrize("who", ["clerk", "colleague", "head", "hall", "village", "auditor", "admin"])
def test_whoever_is_not_of_the_home_township_finds_no_enquiry(world: World, who: str) -> None:
    number = bring_to("accepted", world)
    client = browser(world, who)
    assert client.get(f"/cases/{number}/enquiry/").status_code == 404
    assert client.post(f"/cases/{number}/enquiry/", {"in_full": "1"}).status_code == 404
    assert program(world, who)(f"cases/{number}/enquiry/").status_code == 404


def test_it_answers_on_its_page_and_the_enquiry_is_gone(world: World) -> None:
    number = bring_to("accepted", world)
    client, path = browser(world, "neighbour"), f"/cases/{number}/enquiry/"
    (form,) = [one for one in forms_of(client.get(path)) if "seen" in one.fields]
    for name, value in flat(FROM_HOME):
        form.fill(name, value)
    wrong = client.post(path, {**form.data(), "household_place.entry": ""})
    assert wrong.status_code == 422
    assert not RegisterAnswer.objects.exists()
    done = client.post(path, form.data())
    assert (done.status_code, done["Location"]) == (302, "/")
    answer = RegisterAnswer.objects.select_related("office", "case__applicant__key").get()
    assert (answer.office.code, answer.state) == ("SQ", "answered")
    assert answer.unseal("words") == FROM_HOME
    assert client.get(path).status_code == 404
    assert number not in text(client.get("/"))
    # The same submission again leads nowhere new.
    assert client.post(path, form.data()).status_code in (302, 404)
    assert RegisterAnswer.objects.count() == 1


def test_its_programs_answer_too_and_leave_the_same_entry(world: World) -> None:
    by_page, by_program = bring_to("accepted", world), bring_to("accepted", world)
    client = browser(world, "neighbour")
    (form,) = [one for one in forms_of(client.get(f"/cases/{by_page}/enquiry/")) if "seen" in one.fields]
    for name, value in flat(FROM_HOME):
        form.fill(name, value)
    client.post(f"/cases/{by_page}/enquiry/", form.data())
    ask = program(world, "neighbour")
    told = ask(f"cases/{by_program}/enquiry/").json()
    assert (told["asked_by"]["code"], told["office"]["code"]) == ("LT", "SQ")
    assert "林晓雯" not in str(told)
    assert set(told["input_schema"]["properties"]) == set(FROM_HOME)
    body = {"seen": told["event_seq"], "input": FROM_HOME}
    answered = ask(f"cases/{by_program}/acts/answer_enquiry/", body)
    assert answered.status_code == 200, answered.content
    entries = [Event.objects.get(case_number=one, kind="answer_enquiry") for one in (by_page, by_program)]
    assert entries[0].facts == entries[1].facts
    assert {one.channel for one in entries} == {"web", "api"}
    assert [one.actor_name for one in entries] == ["officer neighbour"] * 2


def test_another_act_through_its_program_is_not_there_and_the_attempt_is_on_record(world: World) -> None:
    number = bring_to("accepted", world)
    answer = program(world, "neighbour")(f"cases/{number}/acts/search_register/", {"input": FROM_HOME})
    assert answer.status_code == 404
    assert Attempt.objects.filter(case_number=number, code="GATE-08").exists()


def test_taking_the_next_step_takes_the_enquiry_and_leads_to_its_page(world: World) -> None:
    number = bring_to("accepted", world)
    client = browser(world, "neighbour")
    taken = client.post("/take-next/")
    assert taken["Location"] == f"/cases/{number}/enquiry/"
    assert client.get(taken["Location"]).status_code == 200
    assert number not in text(client.get("/shift/"))
    do("answer_enquiry", number, world, "neighbour", **FROM_HOME)


def test_a_case_is_not_handed_over_to_the_office_that_only_answers(world: World) -> None:
    for stage in ("accepted", "searched"):
        number = bring_to(stage, world)
        with refused("HO-02"):
            do("hand_over", number, world, "clerk", to="neighbour", reason="请接手。")
