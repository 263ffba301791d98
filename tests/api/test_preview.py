"""The preview of an act for programs: who may ask, what is told, and that nothing is left behind."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from audit.ledger.models import Attempt, Disclosure, Event
from casework.models import NumberCounter, Paper
from tests.acts.steps import GIVEN, bring_to
from tests.world import MOTHER_ID

from .conftest import County


@pytest.fixture
def number(county: County) -> str:
    return bring_to("refusal_proposed", county.world)


def previewed(county: County, who: str, number: str, act: str = "refuse", **given: Any) -> Any:
    return county.program(who).post(f"cases/{number}/acts/{act}/preview/", {"input": given})


def left() -> tuple[Any, ...]:
    counters = list(NumberCounter.objects.order_by("pk").values())
    return Event.objects.count(), Paper.objects.count(), Attempt.objects.count(), counters


def test_the_whole_paper_is_told_and_nothing_is_stored(county: County, number: str) -> None:
    before = left()
    answer = previewed(county, "head", number, **GIVEN["refuse"])
    assert answer.status_code == 200
    told = answer.json()
    assert (told["act"], told["number"], told["fields"]) == ("refuse", number, {})
    (paper,) = told["papers"]
    assert (paper["kind"], paper["name"], paper["missing"]) == ("D06", "Refusal decision", [])
    texts = {one["element"]: one["texts"] for one in paper["elements"]}
    assert texts["reasons"] == [GIVEN["refuse"]["reasons"]]
    assert any("60" in text for text in texts["remedies"])
    assert left() == before
    looked = Disclosure.objects.get(what="preview")
    assert (looked.actor_id, looked.case_number) == (county.world.officers["head"].pk, number)


def test_nobody_is_named_in_it_whatever_is_written(county: County, number: str) -> None:
    facts = f"林晓雯（{MOTHER_ID}，13712346208）已经登记。"
    told = previewed(county, "head", number, **{**GIVEN["refuse"], "facts": facts}).content.decode()
    for private in ("林晓雯", MOTHER_ID, "13712346208"):
        assert private not in told


def test_what_is_missing_and_what_is_wrong_is_told_by_name(county: County, number: str) -> None:
    told = previewed(county, "head", number, ground="no_such_ground", facts="已经登记。").json()
    (paper,) = told["papers"]
    assert {one["element"] for one in paper["missing"]} == {"evidence", "reasons", "statement_handling"}
    assert {"ground", "evidence", "reasons", "statement_handling"} <= set(told["fields"])


@pytest.mark.parametrize(
    ("who", "status", "code"),
    [
        ("clerk", 403, "GATE-02"),
        ("colleague", 403, "GATE-02"),
        ("auditor", 403, "GATE-02"),
        ("neighbour", 404, ""),
        ("hall", 404, ""),
        ("admin", 404, ""),
    ],
)
def test_who_may_not_do_it_is_told_why_or_finds_no_case(
    county: County, number: str, who: str, status: int, code: str
) -> None:
    before = left()
    answer = previewed(county, who, number, **GIVEN["refuse"])
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert code in answer.content.decode()
    assert "已经登记" not in answer.content.decode()
    assert left() == before
    assert not Disclosure.objects.filter(what="preview").exists()


def test_without_a_token_there_is_no_preview(county: County, number: str) -> None:
    path = f"/api/v1/cases/{number}/acts/refuse/preview/"
    assert Client().post(path, "{}", content_type="application/json").status_code == 401


def test_an_act_whose_turn_it_is_not_has_no_preview(county: County, number: str) -> None:
    assert previewed(county, "clerk", number, "accept").status_code == 409
    for act in ("receive", "no_such_act"):
        assert previewed(county, "clerk", number, act).status_code == 404
    assert previewed(county, "head", number, surprise=1).status_code == 422


def test_the_paper_that_takes_the_place_of_a_spoilt_one_is_previewed_without_its_number(
    county: County,
) -> None:
    number = bring_to("granted", county.world)
    slip = Paper.objects.get(kind="D25")
    before = left()
    told = previewed(
        county, "clerk", number, "void_paper", paper=slip.number, reason="Jam.", again=True
    ).json()
    assert [one["kind"] for one in told["papers"]] == ["D25"]
    assert slip.number not in str(told["papers"])
    assert left() == before
