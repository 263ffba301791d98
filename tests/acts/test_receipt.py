"""Receipt: the case, its people, its materials, its clock, the receipt paper, and what isn't taken in."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from typing import Any

import pytest

from audit.ledger.models import Attempt, Event
from casework.acts.receive import receive
from casework.engine import moment
from casework.engine.actor import worker
from casework.engine.persons import find_person
from casework.engine.refusal import BadInput
from casework.models import (
    Case,
    CaseParty,
    Channel,
    Clock,
    Duty,
    Mandate,
    Material,
    Office,
    OfficePower,
    Paper,
    Person,
    PersonKey,
)
from tests.world import ITEM, MONDAY, MOTHER_ID, World, application, resident_id

from .steps import bring_to, do, everything, last_event, not_taken, open_steps, refused

pytestmark = pytest.mark.django_db
FATHER_ID = resident_id(21, "19920210")
WRONG = FATHER_ID[:-1] + ("1" if FATHER_ID[-1] == "0" else "0")
MANDATE = {"signed_on": "2026-11-10", "valid_until": "2026-12-31"}
FATHER = {"identifier_kind": "resident_id", "identifier": FATHER_ID, "name": "陈志远"}


def test_a_receipt_begins_the_case_and_tells_everything_once(world: World) -> None:
    outcome = world.receive()
    case = world.case(outcome.case_number)
    assert (case.state, case.outcome, case.holder, case.channel) == ("received", "", None, Channel.COUNTER)
    assert case.received_on == MONDAY.date()
    assert case.received_at == MONDAY
    assert case.unseal("form")["birth_month"] == "2027-02"
    assert case.applicant.unseal("name") == "林晓雯"
    assert open_steps(case.number) == ["screen"]
    # The code is told once, and only its hash is kept beside the receipt.
    code = outcome.secrets["query_code"].replace("-", "")
    assert case.query_code_hash == hashlib.sha256(f"{case.number}/{code}".encode()).hexdigest()
    [paper] = Paper.objects.filter(case=case)
    assert outcome.papers == ((paper.kind, paper.number),) == (("D01", paper.number),)
    assert paper.unseal("elements")["query_code"] == outcome.secrets["query_code"]
    assert (paper.serial, paper.year, paper.issued_on) == (1, 2026, MONDAY.date())
    [clock] = Clock.objects.filter(case=case)
    assert (clock.purpose, clock.limit, clock.started_on) == ("screening", "PR-SCREEN", MONDAY.date())
    assert clock.due_on == date(2026, 11, 23)
    assert case.tasks.get(finished=None).due_at == clock.due_at
    assert {row.code: row.state for row in Material.objects.filter(case=case)} == {
        "identity": "provided",
        "household": "declared",
        "residence": "declared",
    }


def test_the_entry_of_the_receipt_holds_facts_and_commitments_and_nobody_s_data(world: World) -> None:
    number = world.receive().case_number
    event = last_event(number)
    assert (event.kind, event.case_seq, event.from_state, event.to_state) == ("receive", 1, "", "received")
    assert (event.office_code, event.channel, event.actor_id) == ("LT", "api", world.officers["clerk"].pk)
    assert event.happened_on == MONDAY.date()
    assert event.recorded_at == MONDAY
    assert event.facts["item"] == ITEM
    assert event.facts["materials"] == 3
    assert event.facts["pages"] == 2
    assert event.facts["screening_due"] == "2026-11-23"
    assert event.facts["possible_duplicates"] == 0
    content = json.loads(event.body)
    assert set(content["commitments"]) == {"input"}
    assert [one["kind"] for one in content["papers"]] == ["D01"]
    written = {one["model"] for one in content["history"]}
    assert written == {"casework.person", "casework.case", "casework.material", "casework.clock"}
    for secret in ("林晓雯", MOTHER_ID, "13712346208", "河口村"):
        assert secret not in event.body


def test_both_parents_are_noted_each_under_their_own_key(world: World) -> None:
    number = world.receive(other_parent=FATHER).case_number
    [party] = CaseParty.objects.filter(case__number=number)
    assert party.role == "other_parent"
    assert party.person.unseal("name") == "陈志远"
    assert Person.objects.count() == PersonKey.objects.count() == 2
    assert party.person.key_id != world.case(number).applicant.key_id


def test_the_other_parent_needs_a_name_and_a_number_that_fits(world: World) -> None:
    with not_taken("other_parent.identifier", "check_digit"):
        world.receive(other_parent={**FATHER, "identifier": WRONG})
    with not_taken("other_parent.name", "required"):
        world.receive(other_parent={"identifier_kind": "none"})


def test_nobody_is_both_parents_or_their_own_agent(world: World) -> None:
    herself = {
        "identifier_kind": "resident_id",
        "identifier": f" {MOTHER_ID[:6]} {MOTHER_ID[6:]}",
        "name": "林",
    }
    with not_taken("other_parent.identifier", "applicant"):
        world.receive(other_parent=herself)
    with not_taken("agent.identifier", "applicant"):
        world.receive(agent=herself, mandate=MANDATE)
    # Without a number nobody can tell, and two people may bear one name.
    nobody = {"identifier_kind": "none", "name": "王芳"}
    world.receive(applicant={**nobody, "identifier": ""}, other_parent=nobody)


def test_a_village_brings_papers_in_under_a_mandate_for_its_township(world: World) -> None:
    with not_taken("mandate", "required"):
        world.receive("village", at="LT1")
    number = world.receive("village", at="LT1", mandate=MANDATE).case_number
    case = world.case(number)
    assert (case.office.code, case.receiving_office.code, case.channel) == ("LT", "LT1", Channel.AGENT)
    mandate = Mandate.objects.get(case=case)
    assert mandate.agent_officer == world.officers["village"]
    assert mandate.agent is None
    # The village's officer has no part in what follows.
    with refused("GATE-02"):
        do("accept", number, world.by("village"))


def test_an_agent_needs_a_mandate_and_a_mandate_an_agent(world: World) -> None:
    agent = {"identifier_kind": "resident_id", "identifier": FATHER_ID, "name": "陈志远"}
    with not_taken("mandate", "required"):
        world.receive(agent=agent)
    with not_taken("agent", "required"):
        world.receive(mandate=MANDATE)
    number = world.receive(agent=agent, mandate=MANDATE).case_number
    assert Mandate.objects.get(case__number=number).agent == CaseParty.objects.get(role="agent").person


@pytest.mark.parametrize(
    ("mandate", "field"),
    [
        ({"signed_on": "2026-11-17", "valid_until": "2026-12-31"}, "mandate.signed_on"),
        ({"signed_on": "2026-11-01", "valid_until": "2026-11-15"}, "mandate.valid_until"),
        ({"signed_on": "2026-11-16", "valid_until": "2026-11-01"}, "mandate.valid_until"),
        ({"signed_on": "2026-11-10", "valid_until": "2028-01-01"}, "mandate.valid_until"),
        ({"signed_on": "soon", "valid_until": "2026-12-31"}, "mandate.signed_on"),
        ({"signed_on": "2026-11-10"}, "mandate.valid_until"),
        ("signed", "mandate"),
        (["2026-11-10"], "mandate"),
    ],
)
def test_a_mandate_that_does_not_hold_is_not_taken(world: World, mandate: Any, field: str) -> None:
    with not_taken(field):
        world.receive("village", at="LT1", mandate=mandate)


def test_a_hall_takes_in_for_the_township_that_is_named(world: World) -> None:
    with not_taken("office", "unknown"):
        world.receive("hall", at="DT")
    case = world.case(world.receive("hall", at="DT", office="SQ").case_number)
    assert (case.office.code, case.receiving_office.code) == ("SQ", "DT")


def test_offices_that_do_not_exist_or_are_closed_are_named(world: World) -> None:
    with not_taken("receiving_office", "unknown"):
        world.receive(at="XX", office="LT")
    Office.objects.filter(code="LT").update(active=False)
    with not_taken("receiving_office", "unknown"):
        world.receive()
    with not_taken("office", "unknown"):
        world.receive("hall", at="DT", office="LT")


def test_who_may_not_take_in_an_application(world: World) -> None:
    for who, at, office, code in (
        ("neighbour", "LT", "", "GATE-02"),
        ("head", "LT", "", "GATE-02"),
        ("village", "LT", "", "GATE-02"),
        ("admin", "LT", "", "EX-12"),
        ("hall", "LT", "", "GATE-02"),
        ("clerk", "DT", "LT", "GATE-02"),
    ):
        with refused(code):
            world.receive(who, at=at, office=office)
    with refused("EX-11"):
        receive(item=ITEM, receiving_office="LT", by=worker(), given=application())
    world.officers["clerk"].is_active = False
    world.officers["clerk"].save()
    with refused("GATE-01"):
        world.receive()


def test_an_office_takes_in_only_what_it_has_the_power_for(world: World) -> None:
    # Another township's counter takes nothing in for this one.
    with refused("POWER-02"):
        world.receive("neighbour", at="SQ", office="LT")
    OfficePower.objects.filter(office__code="DT").update(valid_until=MONDAY.date() - timedelta(days=1))
    with refused("POWER-02"):
        world.receive("hall", at="DT", office="LT")


def test_an_item_not_open_on_the_day_takes_in_nobody(world: World) -> None:
    with refused("ITEM-01"):
        receive(item="no_such_item", receiving_office="LT", by=world.by("clerk"), given=application())
    with moment.at(MONDAY.replace(year=2021)), refused("ITEM-01"):
        world.receive()


def test_the_privacy_notice_and_the_applicant_s_word_are_needed(world: World) -> None:
    with not_taken("privacy_notice", "required"):
        world.receive(privacy_notice=None)
    with not_taken("privacy_notice", "const"):
        world.receive(privacy_notice=False)
    with not_taken("form.declared_true", "const"):
        world.receive(form={"declared_true": False})


@pytest.mark.parametrize(
    ("form", "rule"),
    [
        ({"stage": "born", "birth_month": "2026-12"}, "past"),
        ({"stage": "expected", "birth_month": "2026-10"}, "future"),
        ({"stage": "born", "birth_month": "2000-01"}, "within"),
        ({"birth_month": "2027-13"}, "format"),
        ({"birth_month": "2027-2"}, "format"),
        ({"birth_month": "２０２７-０２"}, "format"),
        ({"birth_month": "9999-12"}, "format"),
    ],
)
def test_a_month_of_birth_that_cannot_be_is_not_taken(world: World, form: Any, rule: str) -> None:
    with not_taken("form.birth_month", rule):
        world.receive(form=form)


def test_everything_wrong_is_told_at_once(world: World) -> None:
    with pytest.raises(BadInput) as caught:
        world.receive(
            applicant={"identifier": MOTHER_ID[:-1] + "1", "name": "", "phone": "12"},
            form={"stage": "gone"},
            privacy_notice=None,
            surprise=1,
        )
    assert {
        "applicant.identifier",
        "applicant.name",
        "applicant.phone",
        "form.stage",
        "privacy_notice",
        "surprise",
    } <= set(caught.value.fields)


def test_the_same_person_comes_again_under_the_same_key(world: World) -> None:
    world.receive()
    world.receive(applicant={"phone": "13900001111", "name": "林 晓雯"}, form={"birth_month": "2027-04"})
    [person] = Person.objects.all()
    assert person.unseal("phone") == "13900001111"
    assert person.history.count() == 2


def test_a_new_name_under_the_same_number_is_another_row(world: World) -> None:
    world.receive()
    world.receive(applicant={"name": "林小雯"})
    assert Person.objects.count() == 2
    found = find_person("resident_id", MOTHER_ID, "林小雯")
    assert found is not None
    assert found.unseal("name") == "林小雯"


def test_applications_about_the_same_thing_are_counted(world: World) -> None:
    def possible() -> int:
        number = world.receive().case_number
        return int(last_event(number).facts["possible_duplicates"])

    assert [possible(), possible(), possible()] == [0, 1, 2]
    other_month = world.receive(form={"birth_month": "2027-03"}).case_number
    assert last_event(other_month).facts["possible_duplicates"] == 0
    somebody_else = world.receive(applicant={"identifier": resident_id(7), "name": "王芳"}).case_number
    assert last_event(somebody_else).facts["possible_duplicates"] == 0
    # What was withdrawn, refused or not accepted stands in nobody's way.
    for number in Case.objects.order_by("pk").values_list("number", flat=True)[:2]:
        do("withdraw", number, world.by("clerk"))
    do("decline", Case.objects.order_by("pk")[2].number, world.by("clerk"))
    assert possible() == 0


def test_numbers_run_without_a_gap_through_refusals(world: World) -> None:
    first = world.receive().case_number
    with pytest.raises(BadInput):
        world.receive(form={"stage": "gone"})
    with refused("GATE-02"):
        world.receive("neighbour", at="LT")
    second = world.receive().case_number
    assert (first[:11], second[:11]) == ("2026-000001", "2026-000002")
    assert sorted(Paper.objects.values_list("serial", flat=True)) == [1, 2]


def test_what_was_not_taken_in_leaves_nothing(world: World) -> None:
    before = everything()
    for changed in ({"applicant": None}, {"form": {"stage": "gone"}}, {"materials": {"nothing": {}}}):
        with pytest.raises(BadInput):
            world.receive(**changed)
    assert everything() == before
    assert Event.objects.count() == 0
    assert Attempt.objects.count() == 0


def test_a_material_named_without_its_document_is_not_taken(world: World) -> None:
    with not_taken("materials.identity.document", "required"):
        world.receive(materials={"identity": {"pages": 2}})
    with not_taken("materials.household.document", "unknown"):
        world.receive(materials={"household": {"document": "identity_card"}})


def test_a_delegate_takes_in_for_the_officer_who_is_away(world: World) -> None:
    from casework.models import Absence

    world.officer("standin")
    Absence.objects.create(
        officer=world.officers["clerk"],
        stand_in=world.officers["standin"],
        first_day=MONDAY.date(),
        last_day=MONDAY.date(),
    )
    number = world.receive("standin").case_number
    event = last_event(number)
    assert event.actor_id == world.officers["standin"].pk
    assert event.on_behalf_of_id == world.officers["clerk"].pk
    assert event.facts["capacity"] == "stand_in"
    assert Duty.RECEIVE in {Duty(value) for value in Duty.values}
    assert bring_to("accepted", world)
