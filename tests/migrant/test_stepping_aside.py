"""An officer of the office that is asked steps aside: a colleague there answers, and nothing of the case is shown for it."""

from __future__ import annotations

from typing import Any

import pytest

from audit.ledger.models import Event
from casework.models import CaseTask, Duty, Recusal, RegisterAnswer
from tests.acts.steps import refused
from tests.parity.forms import forms_of
from tests.web.pages import text
from tests.world import World

from .county import FROM_HOME, bring_to, browser, do, program

pytestmark = pytest.mark.django_db
GROUND = "申请人是本人的表妹。"


@pytest.fixture
def number(world: World) -> str:
    world.officer("second_neighbour", (Duty.DECIDE, "SQ"))
    return bring_to("accepted", world)


def aside(client: Any, number: str, **more: str) -> Any:
    path = f"/cases/{number}/enquiry/"
    (form,) = [one for one in forms_of(client.get(path)) if "step_aside" in one.fields]
    return client.post(path, {**form.data(), **more})


def test_who_is_asked_steps_aside_on_the_page_of_the_enquiry_and_a_colleague_answers(
    world: World, number: str
) -> None:
    client, path = browser(world, "neighbour"), f"/cases/{number}/enquiry/"
    client.post("/take-next/")
    assert CaseTask.objects.get(process_id=world.case(number).pk, owner=world.officers["neighbour"])
    without = aside(client, number)
    assert without.status_code == 422
    assert "申请人是" not in text(without)
    assert not Recusal.objects.exists()
    done = aside(client, number, ground=GROUND)
    assert (done.status_code, done["Location"]) == (302, "/")
    row = Recusal.objects.select_related("case__applicant__key").get()
    assert (row.officer, row.decided_by) == (world.officers["neighbour"], world.officers["neighbour"])
    assert row.unseal("ground") == GROUND
    assert not CaseTask.objects.filter(process_id=world.case(number).pk, owner=row.officer).exists()
    assert client.get(path).status_code == 404
    assert number not in text(client.get("/"))
    with refused("GATE-05"):
        do("answer_enquiry", number, world, "neighbour", **FROM_HOME)
    # The case itself, its holder and its other steps stay as they were.
    assert world.case(number).holder == world.officers["clerk"]
    assert browser(world, "second_neighbour").get(path).status_code == 200
    do("answer_enquiry", number, world, "second_neighbour", **FROM_HOME)
    assert RegisterAnswer.objects.get().officer == world.officers["second_neighbour"]


def test_its_program_does_the_same_and_leaves_the_same_entry(world: World, number: str) -> None:
    aside(browser(world, "neighbour"), number, ground=GROUND)
    other = bring_to("accepted", world)
    body = {"input": {"ground": GROUND}}
    assert program(world, "neighbour")(f"cases/{other}/acts/recuse/", body).status_code == 200
    entries = [Event.objects.get(case_number=one, kind="recuse") for one in (number, other)]
    assert entries[0].facts == entries[1].facts
    assert [one.actor_name for one in entries] == ["officer neighbour"] * 2
    assert {one.channel for one in entries} == {"web", "api"}


def test_nobody_steps_aside_for_somebody_else_nor_where_nothing_is_asked_of_them(
    world: World, number: str
) -> None:
    with refused("REC-01"):
        do("recuse", number, world, "neighbour", officer="clerk", ground=GROUND)
    with refused("GATE-08"):
        do("recuse", number, world, "admin", ground=GROUND)
    assert browser(world, "neighbour").get(f"/cases/{number}/recuse/").status_code == 404
    world.officer("elsewhere", (Duty.SERVE, "SQ"))
    with refused("GATE-08"):
        do("recuse", number, world, "elsewhere", ground=GROUND)
    do("answer_enquiry", number, world, "neighbour", **FROM_HOME)
    # What was asked is answered: they have nothing more to do with the case.
    with refused("GATE-08"):
        do("recuse", number, world, "second_neighbour", ground=GROUND)
    assert not Recusal.objects.exists()


def test_a_supervisor_of_both_decides_that_an_officer_who_is_asked_steps_aside(
    world: World, number: str
) -> None:
    do("recuse", number, world, "supervisor", officer="neighbour", ground=GROUND)
    assert browser(world, "neighbour").get(f"/cases/{number}/enquiry/").status_code == 404
