"""Item 2: who lives here and is registered elsewhere registers a birth here, as anybody does at home."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from casework.acts.receive import receive
from casework.engine.lawbook import current_item
from casework.models import Case, Certificate, Paper
from tests.acts.steps import GIVEN, bring_to, do, last_event, not_taken, refused
from tests.web.pages import hidden, text
from tests.world import MONDAY, World, resident_id

from .county import RESIDENCE, application, give_powers

pytestmark = pytest.mark.django_db
Screen = Callable[..., Client]


@pytest.fixture(autouse=True)
def _power(world: World) -> None:
    give_powers(world)


def take_in(world: World, by: str = "clerk", at: str = "LT", **changed: Any) -> str:
    given = application(**changed)
    return receive(item=RESIDENCE, receiving_office=at, by=world.by(by), given=given).case_number


@pytest.mark.parametrize("typed", ["居住地", "流动人口", RESIDENCE, "jzdsydj"])
def test_the_counter_finds_it_by_name_code_and_initials(world: World, at_screen: Screen, typed: str) -> None:
    # The one item that is found is chosen.
    assert hidden(at_screen("clerk").get("/counter/", {"find": typed}))["item"] == RESIDENCE


def test_a_statement_of_the_person_does_as_well_as_a_permit_and_nothing_else_is_asked(world: World) -> None:
    _version, item = current_item(RESIDENCE, MONDAY.date())
    brought = [rule for rule in item.materials if rule.source == "person"]
    assert [rule.code for rule in brought] == ["identity", "residence"]
    assert (brought[1].declaration_instead, [code for code, _ in brought[1].alternatives]) == (
        True,
        ["residence_permit"],
    )
    assert set(item.form["properties"]) == {"stage", "birth_month", "delivery", "declared_true"}
    assert item.grounds["refusal"] == ("not_competent_area", "identity_not_established", "duplicate")
    assert item.limits["decision"] == "PS-02"
    for shown in ({"document": "residence_permit", "original_seen": True}, {"statement": "本人住在本镇。"}):
        materials = {
            "identity": {"document": "identity_card"},
            "household": {"statement": "在外县。"},
            "residence": shown,
        }
        do("accept", take_in(world, materials=materials), world.by("clerk"))


def test_it_is_registered_the_same_day_with_a_slip_that_anybody_can_verify(
    world: World, at_screen: Screen
) -> None:
    number = take_in(world)
    for act in ("accept", "register", "serve", "archive"):
        do(act, number, world.by("clerk"))
    case = Case.objects.get(number=number)
    assert (case.state, case.outcome, case.decided_on) == ("archived", "granted", MONDAY.date())
    slip = Paper.objects.select_related("case__applicant__key").get(case=case, kind="D25")
    assert slip.unseal("elements")["item"]["zh"] == "居住地（流动人口）生育登记"
    identifier = Certificate.objects.get(case=case).identifier
    assert "Genuine and valid" in text(
        Client(headers={"accept-language": "en"}).get(f"/verify/{identifier}/")
    )
    # The home township is no office of this hall, and nobody there is told anything.
    assert case.office.code == "LT"


def test_the_guide_says_that_it_is_offered_here_and_the_procedure_can_be_printed(world: World) -> None:
    told = next(
        one
        for one in Client(headers={"accept-language": "en"}).get("/api/v1/guide/").json()["items"]
        if one["slug"] == RESIDENCE
    )
    assert (told["number"], told["runs"]) == (2, True)
    page = text(Client(headers={"accept-language": "zh-hans"}).get(f"/guide/{RESIDENCE}/"))
    assert "本人书面居住承诺" in page
    assert "流动人口计划生育工作条例" not in page
    for command, words in (("print_procedure", "居住地（流动人口）生育登记"), ("export_bpmn", "BPMNDiagram")):
        out = StringIO()
        call_command(command, RESIDENCE, stdout=out)
        assert words in out.getvalue()


def test_the_same_birth_under_the_other_item_is_shown_and_another_birth_is_not(world: World) -> None:
    do("accept", world.receive().case_number, world.by("clerk"))
    assert last_event(take_in(world)).facts["possible_duplicates"] == 1
    # The other way round there are two by now.
    assert last_event(world.receive().case_number).facts["possible_duplicates"] == 2
    other_month = {"stage": "expected", "birth_month": "2027-03", "delivery": "print", "declared_true": True}
    assert last_event(take_in(world, form=other_month)).facts["possible_duplicates"] == 0


def test_that_it_is_registered_already_is_a_ground_only_where_it_is_so(world: World) -> None:
    registered, pending = bring_to("granted", world), world.receive().case_number
    elsewhere = bring_to("granted", world, form={"birth_month": "2027-03"})
    somebody = bring_to("granted", world, applicant={"identifier": resident_id(7), "name": "王芳"})
    number = take_in(world)
    do("accept", number, world.by("clerk"))
    do("propose_refusal", number, world.by("clerk"), ground="duplicate")
    refusal = {**GIVEN["refuse"], "ground": "duplicate"}
    for other in (pending, elsewhere, somebody, "2026-10-09"):
        with not_taken("particulars.earlier_registration", "same_matter"):
            named = {"particulars": {"earlier_registration": f"登记号{other}"}}
            do("refuse", number, world.by("head"), **{**refusal, **named})
    slip = Paper.objects.get(case__number=registered, kind="D25").number
    named = {"particulars": {"earlier_registration": f"{slip}，2026年11月16日"}}
    with refused("EX-12"):
        do("refuse", number, world.by("clerk"), **{**refusal, **named})
    do("refuse", number, world.by("head"), **{**refusal, **named})
    assert Case.objects.get(number=number).outcome == "refused"
