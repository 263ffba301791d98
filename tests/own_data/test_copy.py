"""A copy of one's own data: what the hall holds on the person, who looked, and never anything about somebody else."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from approvals.guide.telling import guide_of
from audit.ledger.disclosure import disclose
from audit.ledger.models import Event
from casework.engine import moment
from casework.engine.items import Item
from casework.engine.lawbook import current_item
from casework.engine.own_data import is_confidential
from casework.engine.refusal import ActRefused, BadInput
from casework.models import Paper
from casework.papers.render import render
from tests.papers.reading import text
from tests.world import FATHER_ID, MOTHER_ID, World

from .county import FATHER, MOTHER, SERVED, accepted, do, paper_of, registered, take_in

pytestmark = pytest.mark.django_db


def test_the_copy_holds_the_persons_data_and_cases_and_is_closed_like_any_case(world: World) -> None:
    registration = registered(world)
    number = accepted(world)
    do(world, "issue_own_data", number, compared=True)
    said = paper_of(number, "D60")
    assert said["own_data"][1]["lines"] == [
        {"zh": f"居民身份证 {MOTHER_ID}", "en": f"resident identity card {MOTHER_ID}"}
    ]
    (held,) = said["cases_held"]
    assert (held["number"], held["part"]["zh"], held["state"]["zh"]) == (registration, "申请人", "已归档")
    assert held["papers"] == list(
        Paper.objects.filter(case__number=registration).values_list("number", flat=True)
    )
    assert said["looked"]["zh"].startswith("本次没有请求")
    told = json.dumps(said, ensure_ascii=False)
    assert FATHER not in told
    assert FATHER_ID not in told
    paper = Paper.objects.select_related("case__applicant__key", "case__office", "office").get(kind="D60")
    for language in ("zh", "en"):
        assert registration in text(render(paper, language))
    do(world, "serve", number, **SERVED)
    do(world, "archive", number)
    entry = Event.objects.get(case_number=number, kind="issue_own_data")
    assert entry.facts["cases"] == 1
    assert MOTHER not in entry.body


def test_whoever_asks_is_told_who_looked_without_the_names_of_officers(world: World, client: Client) -> None:
    registration = registered(world)
    client.force_login(world.officers["clerk"])
    assert client.get(f"/cases/{registration}/").status_code == 200
    client.post(f"/cases/{registration}/unmask/", {"purpose": "王某举报，核对号码"})
    number = accepted(world, form={"who_looked": True})
    do(world, "issue_own_data", number, compared=True)
    looked = paper_of(number, "D60")["looked"]
    assert {one["office"]["zh"] for one in looked} == {"柳塘镇人民政府"}
    assert looked[-1]["purpose"]["zh"] == "办理本件"
    told = json.dumps(looked, ensure_ascii=False)
    assert "officer clerk" not in told
    assert "王某" not in told


def test_of_a_case_that_somebody_else_applied_for_only_the_part_is_told(world: World) -> None:
    registration = registered(world)
    number = accepted(world, applicant={"identifier": FATHER_ID, "name": FATHER, "phone": "13700000001"})
    do(world, "issue_own_data", number, compared=True)
    said = paper_of(number, "D60")
    (held,) = said["cases_held"]
    assert (held["number"], held["papers"], held["state"]) == (registration, [], "")
    told = json.dumps(said, ensure_ascii=False)
    assert MOTHER not in told
    assert MOTHER_ID not in told


def test_an_entry_under_the_same_number_with_another_name_is_counted_and_not_shown(world: World) -> None:
    mistyped = registered(world, applicant={"name": "林小文"})
    number = accepted(world)
    do(world, "issue_own_data", number, compared=True)
    said = paper_of(number, "D60")
    assert said["cases_held"]["zh"].startswith("除本次请求外")
    assert "另有1条" in said["limits_of_the_copy"]["zh"]
    assert mistyped not in json.dumps(said, ensure_ascii=False)


def test_petitions_and_whatever_calls_itself_confidential_are_never_told() -> None:
    _version, item = current_item("own_data_access", moment.today())
    assert not is_confidential(item)
    assert is_confidential(Item.from_data({**item.data, "number": 22}))
    assert is_confidential(Item.from_data({**item.data, "confidential": True}))


def test_nothing_is_told_without_a_paper_to_prove_who_asks_or_an_agent_without_a_mandate(
    world: World,
) -> None:
    for wrong in (
        {"applicant": {"identifier_kind": "none", "identifier": None}},
        {"agent": {"identifier_kind": "passport", "identifier": "C99887766", "name": "孙代办"}},
    ):
        with pytest.raises(BadInput):
            take_in(world, **wrong)
    with pytest.raises(BadInput):
        take_in(world, by="village", at="LT1")
    number = take_in(world, materials={})
    with pytest.raises(ActRefused) as refused:
        do(world, "accept", number)
    assert refused.value.code == "MAT-01"


def test_another_office_and_somebody_without_the_duty_answer_nothing(world: World) -> None:
    number = accepted(world)
    for who in ("neighbour", "head", "supervisor", "auditor", "admin"):
        with pytest.raises(ActRefused):
            do(world, "issue_own_data", number, who, compared=True)
    with pytest.raises(BadInput):
        do(world, "issue_own_data", number)


def test_what_was_asked_is_what_is_answered(world: World) -> None:
    number = accepted(world, "correct", form={"wish": "姓名有误。"})
    with pytest.raises(ActRefused) as refused:
        do(world, "issue_own_data", number, compared=True)
    assert refused.value.code == "OWN-01"


def test_a_reading_by_the_person_themself_is_no_look(world: World) -> None:
    registration = registered(world)
    case = world.case(registration)
    disclose(
        actor_id=case.applicant_id,
        actor_name="",
        actor_kind="applicant",
        purpose="progress",
        what="progress",
        case_id=case.pk,
        case_number=case.number,
        channel="web",
        request_id="",
        moment=moment.now(),
    )
    number = accepted(world, form={"who_looked": True})
    do(world, "issue_own_data", number, compared=True)
    assert paper_of(number, "D60")["looked"]["zh"] == "没有查看记录。"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_copy_reads_on_the_screen_as_on_the_paper(world: World, language: str) -> None:
    registration = registered(world)
    number = accepted(world, form={"who_looked": True})
    do(world, "issue_own_data", number, compared=True)
    client = Client(headers={"accept-language": language})
    client.force_login(world.officers["clerk"])
    client.get(f"/cases/{registration}/")
    page = client.get(f"/cases/{number}/papers/{Paper.objects.get(kind='D60').pk}/").content.decode()
    assert (
        f"{registration} · 生育登记 · 申请人" if language != "en" else f"{registration} · Birth registration"
    ) in page
    assert MOTHER_ID in page
    assert "{&#x27;" not in page


def test_the_guide_says_that_the_item_is_offered_here(world: World) -> None:
    told = guide_of("own_data_access", moment.today())
    assert told is not None
    assert told.short.runs
    assert [one.zh for one in told.output] == ["个人信息查询复制结果"]
    assert told.remedies is not None
