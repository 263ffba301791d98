"""Correction and erasure at the person's own request: on proof, everywhere, told with reasons; a no is somebody else's."""

from __future__ import annotations

from typing import Any

import pytest

from audit.ledger.models import Event
from audit.ledger.sentences import sentence
from audit.ledger.verify import verify_case
from casework.acts.erase_person import erase_person
from casework.engine import moment
from casework.engine.persons import find_person
from casework.engine.refusal import ActRefused, BadInput, NoSuchCase
from casework.models import Clock, ClockPurpose, Paper, Person
from casework.papers.render import render
from casework.queries.find_case import find_case
from casework.queries.search import by_text
from tests.papers.reading import text
from tests.world import FATHER_ID, MONDAY, MOTHER_ID, World

from .county import FATHER, MOTHER, SERVED, accepted, do, paper_of, registered

pytestmark = pytest.mark.django_db
PROOF = {"proof": "household_book", "proof_words": "户口簿更名记载。", "original_seen": True}
RIGHT, RIGHT_ID = "林晓文", "419923199403154602"
GROUND = {"ground": "data_are_right", "facts": "户口簿记载与登记一致。", "reasons": "没有需要更正的内容。"}
REFUSED: dict[str, Any] = {
    **GROUND,
    "particulars": {"entry_checks": "查阅户籍信息和案卷。"},
    "evidence": "户口簿。",
    "statement_handling": "本人坚持原请求，已说明理由和救济途径。",
}


def correct(world: World, number: str, who: str = "clerk", **given: Any) -> None:
    do(world, "correct_person", number, who, **{**PROOF, **given})


def test_a_name_is_corrected_in_every_case_open_and_closed_and_found_by_what_is_right(world: World) -> None:
    closed = registered(world)
    still_open = registered(world, closed=False, form={"birth_month": "2027-05"})
    number = accepted(world, "correct", form={"wish": "姓名应为林晓文。"})
    correct(world, number, name=RIGHT)
    for one in (closed, still_open, number):
        case = world.case(one)
        assert case.applicant.unseal("name") == RIGHT
        assert verify_case(case.pk, last_seq=case.event_seq) == []
    assert find_person("resident_id", MOTHER_ID, MOTHER) is None
    assert find_person("resident_id", MOTHER_ID, RIGHT) is not None
    assert by_text("LXW").persons
    told = {one.case_number: one for one in Event.objects.filter(kind="person_corrected")}
    assert set(told) == {closed, still_open}
    assert told[closed].facts == {"request": number, "fields_zh": "姓名", "fields_en": "Name"}
    assert number in sentence(told[closed], "zh")
    assert not [one for one in Event.objects.all() if MOTHER in one.body or RIGHT in one.body]
    kept = Person.history.filter(id=world.case(number).applicant_id).order_by("history_id")
    assert [one.instance.unseal("name") for one in kept][-2:] == [MOTHER, RIGHT]
    said = paper_of(number, "D61")
    (row,) = said["corrected_data"]
    assert (row["was"]["zh"], row["now"], said["cases_corrected"]) == (MOTHER, RIGHT, [closed, still_open])
    assert MOTHER in text(
        render(Paper.objects.select_related("case__applicant__key", "case__office", "office").get(kind="D61"))
    )
    do(world, "serve", number, **{**SERVED, "receiver": RIGHT})
    do(world, "archive", number)


def test_a_mistyped_number_of_an_earlier_case_is_corrected_by_naming_that_case(world: World) -> None:
    wrong = "419923199403154620"
    earlier = registered(world, applicant={"identifier": FATHER_ID}, other_parent=None)
    number = accepted(world, "correct", form={"wish": "旧件的证件号码打错了。"})
    with pytest.raises(BadInput):
        correct(world, number, identifier=wrong)
    correct(world, number, identifier=MOTHER_ID, also_in=[earlier])
    assert world.case(earlier).applicant.unseal("identifier") == MOTHER_ID
    assert find_person("resident_id", FATHER_ID, MOTHER) is None
    copy = accepted(world)
    do(world, "issue_own_data", copy, compared=True)
    assert {one["number"] for one in paper_of(copy, "D60")["cases_held"]} == {earlier, number}


def test_the_data_of_somebody_else_are_corrected_by_nobody(world: World) -> None:
    others = registered(world, applicant={"identifier": FATHER_ID, "name": FATHER}, other_parent=None)
    number = accepted(world, "correct")
    with pytest.raises(ActRefused) as refused:
        correct(world, number, name=RIGHT, also_in=[others])
    assert refused.value.code == "OWN-03"
    for wrong in (
        {"also_in": ["2026-999999-9"], "name": RIGHT},
        {},
        {"name": MOTHER},
        {"name": RIGHT, "proof": "own_word"},
        {"phone": "abc"},
        {"name": RIGHT, "original_seen": False},
    ):
        with pytest.raises(BadInput):
            correct(world, number, **wrong)
    assert world.case(others).applicant.unseal("name") == FATHER
    assert world.case(number).applicant.unseal("name") == MOTHER
    correct(world, number, phone="13700000009", proof="own_word")


@pytest.mark.parametrize("who", ["neighbour", "head", "supervisor", "auditor", "admin"])
def test_nobody_without_the_duty_there_corrects_or_answers(world: World, who: str) -> None:
    number, erasure = accepted(world, "correct"), accepted(world, "erase")
    with pytest.raises(ActRefused):
        correct(world, number, who, name=RIGHT)
    with pytest.raises(ActRefused):
        do(world, "answer_erasure", erasure, who, reasons="未满。", explained=True)


def test_a_correction_is_refused_by_somebody_else_with_facts_basis_reasons_and_remedies(world: World) -> None:
    number = accepted(world, "correct")
    do(world, "propose_refusal", number, **GROUND)
    with pytest.raises(ActRefused):
        do(world, "refuse", number, **REFUSED)
    with pytest.raises(BadInput):
        do(world, "refuse", number, "head", **{**REFUSED, "particulars": {}})
    do(world, "refuse", number, "head", **REFUSED)
    said = paper_of(number, "D06")
    assert "个人信息保护法" in said["article_in_force"][1]["zh"]
    assert "行政复议" in said["remedies"]["zh"]
    do(world, "serve", number, **SERVED)
    assert Clock.objects.filter(case__number=number, purpose=ClockPurpose.RECONSIDERATION).exists()
    assert world.case(number).applicant.unseal("name") == MOTHER


def test_a_request_for_erasure_is_answered_by_restricting_with_days_reasons_and_remedies(
    world: World,
) -> None:
    registration = registered(world)
    number = accepted(world, "erase")
    do(world, "answer_erasure", number, reasons="登记档案依法保存十年。", explained=True)
    said = paper_of(number, "D62")
    assert [one["zh"] for one in said["kept_until"]] == [
        f"{registration}（生育登记）：2036年11月16日",
        f"{number}（本人登记信息查询、复制、更正）：办结之日起1年",
    ]
    assert "行政复议" in said["remedies"]["zh"]
    # What is closed is opened by nobody; the request itself goes on to its end, and then neither.
    with pytest.raises(NoSuchCase):
        find_case(registration, world.officers["clerk"])
    do(world, "serve", number, **SERVED)
    do(world, "archive", number)
    with pytest.raises(NoSuchCase):
        find_case(number, world.officers["clerk"])
    decade = MONDAY.replace(year=MONDAY.year + 10)
    with moment.at(decade):
        erase_person(case_number=number, by=world.by("supervisor"), reason="request")
    for one in (registration, number):
        case = world.case(one)
        assert case.applicant.is_erased
        assert verify_case(case.pk, last_seq=case.event_seq) == []


def test_an_answer_that_is_made_void_is_issued_again_so_that_the_case_can_go_on(world: World) -> None:
    number = accepted(world, "correct")
    correct(world, number, name=RIGHT)
    paper = Paper.objects.get(kind="D61").number
    with pytest.raises(BadInput):
        do(world, "void_paper", number, paper=paper, reason="打印错误。")
    do(world, "void_paper", number, paper=paper, reason="打印错误。", again=True)
    assert Paper.objects.filter(kind="D61").count() == 2
    do(world, "serve", number, **{**SERVED, "receiver": RIGHT})
