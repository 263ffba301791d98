"""What is wrong in a registration is corrected at the person's request; a no is a decision like any other (PI 46, 50)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from casework.certificates.verification import verify
from casework.engine.persons import find_person
from casework.models import Certificate, Clock, EndedPaper, Paper, PersonIndex
from tests.acts.steps import GIVEN, bring_to, do, last_event, not_taken, refused
from tests.web.pages import posted, text
from tests.world import MONDAY, MOTHER_ID, World, resident_id

pytestmark = pytest.mark.django_db
Screen = Callable[..., Client]
ASKED = {"asked_by": "person", "own_wish": True, "shown": "本人身份证。"}


def identifier(number: str, version: int = 1) -> str:
    return Certificate.objects.get(case__number=number, version=version).identifier


def standing_of_slip(number: str, version: int = 1) -> str:
    return verify(identifier(number, version), MONDAY.date()).state


@pytest.mark.parametrize("state", ["granted", "served", "archived"])
def test_a_wrong_name_is_corrected_and_the_slip_replaced(world: World, state: str) -> None:
    number = bring_to(state, world)
    do("correct_registration", number, world.by("colleague"))
    case = world.case(number)
    assert (case.applicant.unseal("name"), case.state) == ("林晓文", state)
    assert [standing_of_slip(number, version) for version in (1, 2)] == ["replaced", "valid"]
    ended = EndedPaper.objects.select_related("followed_by__case__applicant__key").get()
    assert ended.followed_by is not None
    assert ended.followed_by.unseal("elements")["registrant"] == "林晓文"
    # Found by the name as it stands now, by number and name together, and by its initials; no longer by the old one.
    assert find_person("resident_id", MOTHER_ID, "林晓文") == case.applicant
    assert find_person("resident_id", MOTHER_ID, "林晓雯") is None
    assert set(PersonIndex.objects.values_list("kind", flat=True)) == {"name", "identifier", "initials"}
    if state == "granted":
        do("serve", number, world.by("clerk"))
        assert world.case(number).state == "served"


def test_the_earlier_value_stays_in_the_history_and_the_ledger_holds_none(world: World) -> None:
    number = bring_to("archived", world)
    wrong = world.case(number)
    do(
        "correct_registration",
        number,
        world.by("clerk"),
        person={"name": "林晓文", "phone": "13900001111"},
        form={"birth_month": "2027-03"},
    )
    event = last_event(number)
    assert event.basis == ["PI 46"]
    assert [one["en"] for one in event.facts["named"]] == [
        "Name",
        "Telephone",
        "Month of birth or expected birth",
    ]
    for secret in ("林晓", "2027-0", "13900001111", "13712346208", "身份证"):
        assert secret not in json.dumps(event.facts, ensure_ascii=False)
        assert secret not in event.body
    assert {"input", "earlier"} <= set(json.loads(event.body)["commitments"])
    case = world.case(number)
    assert case.unseal("form") == wrong.unseal("form") | {"birth_month": "2027-03"}
    history = list(type(case).history.filter(id=case.pk).order_by("history_id"))
    assert bytes(history[-1].form) != bytes(history[-2].form)
    assert case.applicant.history.count() == 2


def test_what_does_not_stand_on_the_slip_leaves_the_slip_as_it_is(world: World) -> None:
    number = bring_to("archived", world)
    do(
        "correct_registration",
        number,
        world.by("clerk"),
        person={},
        form={"stage": "born", "birth_month": "2026-11"},
    )
    assert standing_of_slip(number) == "valid"
    assert not EndedPaper.objects.exists()


def test_only_what_is_wrong_and_fits_is_taken(world: World) -> None:
    number = bring_to("archived", world)
    clerk = world.by("clerk")
    for field, rule, given in (
        ("shown", "nothing", {"person": {"name": "林晓雯"}}),
        ("shown", "nothing", {"person": {}}),
        ("shown", "required", {"shown": ""}),
        ("own_wish", "", {"own_wish": False}),
        ("agent_name", "required", {"asked_by": "agent"}),
        ("person.identifier", "check_digit", {"person": {"identifier": MOTHER_ID[:-1] + "3"}}),
        ("form.birth_month", "future", {"person": {}, "form": {"birth_month": "2026-01"}}),
        ("form.delivery", "unknown", {"form": {"delivery": "post"}}),
        ("person.identifier_kind", "unknown", {"person": {"identifier_kind": "passport"}}),
    ):
        with not_taken(field, rule):
            do("correct_registration", number, clerk, **given)
    do("correct_registration", number, clerk, person={"identifier": resident_id(9)})
    assert find_person("resident_id", resident_id(9), "林晓雯") is not None


def test_an_agent_comes_with_a_mandate_that_is_put_on_paper(world: World) -> None:
    number = bring_to("archived", world)
    by_agent = {
        "asked_by": "agent",
        "agent_name": "柳青山",
        "mandate_signed_on": "2026-11-14",
        "mandate_until": "2026-12-14",
    }
    with not_taken("mandate_until", "future"):
        do("correct_registration", number, world.by("clerk"), **{**by_agent, "mandate_until": "2026-11-15"})
    with not_taken("mandate_until", "longest"):
        do("correct_registration", number, world.by("clerk"), **{**by_agent, "mandate_until": "2028-01-01"})
    do("correct_registration", number, world.by("clerk"), **by_agent)
    mandate = Paper.objects.select_related("case__applicant__key").get(case__number=number, kind="D24")
    assert mandate.unseal("elements")["agent"] == "柳青山"
    facts = last_event(number).facts
    assert (facts["asked_by"], facts["mandate_until"]) == ("agent", "2026-12-14")
    assert "柳青山" not in last_event(number).body


def test_a_no_is_a_decision_of_an_approver_with_reasons_articles_and_remedies_and_is_served(
    world: World,
) -> None:
    number = bring_to("archived", world)
    do("refuse_correction", number, world.by("head"))
    assert world.case(number).state == "archived"
    assert standing_of_slip(number) == "valid"
    paper = Paper.objects.select_related("case__applicant__key").get(case__number=number, kind="D06")
    said = paper.unseal("elements")
    assert [one["zh"].split("》")[-1] for one in said["article_in_force"]] == ["第四十六条", "第五十条"]
    assert "行政复议" in said["remedies"]["zh"]
    assert last_event(number).basis == ["PI 46", "PI 50"]
    # The remedies run from the day on which it was served; the case itself is decided and stays so.
    do("serve", number, world.by("clerk"), paper=paper.number)
    assert world.case(number).state == "archived"
    assert Clock.objects.filter(case__number=number, state="running").exists()
    with refused("SRV-01"):
        do("serve", number, world.by("clerk"))
    # Asked again with what shows it, it is corrected.
    do("correct_registration", number, world.by("clerk"))


def test_who_had_a_part_refuses_nothing_and_nobody_refuses_by_themselves(world: World) -> None:
    number = bring_to("archived", world)
    with refused("GATE-02"):
        do("refuse_correction", number, world.by("clerk"))
    theirs = world.receive("neighbour", at="SQ").case_number
    for act in ("accept", "register", "serve"):
        do(act, theirs, world.by("neighbour"))
    with refused("EX-12"):
        do("refuse_correction", theirs, world.by("neighbour"))
    for left_out in ("asked", "evidence", "reasons", "statement_handling"):
        with not_taken(left_out, "required"):
            do("refuse_correction", number, world.by("head"), **{left_out: ""})
    with refused("GATE-02"):
        do("correct_registration", number, world.by("neighbour"))
    in_nobody_s_hand = bring_to("granted", world)
    with refused("REG-02"):
        do("refuse_correction", in_nobody_s_hand, world.by("head"))


def test_screen_and_interface_leave_the_same_entry(world: World, at_screen: Screen) -> None:
    entries: list[Any] = []
    for act, who in (("correct_registration", "clerk"), ("cancel_registration", "clerk")):
        by_web, by_program = bring_to("archived", world), bring_to("archived", world)
        given = {"person": {}, "form": {"birth_month": "2027-03"}} if act == "correct_registration" else {}
        sent = {**GIVEN[act], **given}
        client = at_screen(who)
        assert 'id="act-form"' in text(client.get(f"/cases/{by_web}/{act}/"))
        answer = client.post(f"/cases/{by_web}/{act}/", posted(sent) | {"confirmed": "1"})
        assert answer.status_code == 302, text(answer)
        do(act, by_program, world.by(who), **given)
        web, program = last_event(by_web), last_event(by_program)
        entries.append((web.kind, program.kind))
        left_out = {"certificate"}
        assert {name: one for name, one in web.facts.items() if name not in left_out} == {
            name: one for name, one in program.facts.items() if name not in left_out
        }
        assert (web.basis, web.from_state, web.to_state) == (
            program.basis,
            program.from_state,
            program.to_state,
        )
    assert entries == [(one, one) for one in ("correct_registration", "cancel_registration")]
