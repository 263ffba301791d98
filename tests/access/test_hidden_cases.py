"""A case that an officer may not see: they are answered as if there were none, and that they tried is on record."""

from __future__ import annotations

import re
from typing import Any

import pytest

from audit.ledger.models import Attempt
from law.identifiers import case_number
from tests.world import MOTHER_ID

from .county import GIVEN, County

TOKEN = re.compile(r"[0-9A-Za-z]{64}")
UNKNOWN = case_number(2026, 99)


def _told(response: Any) -> tuple[int, str]:
    return response.status_code, response.content.decode()


def _without_tokens(page: str) -> str:
    return TOKEN.sub("", page)


@pytest.mark.parametrize("role", ["neighbour", "admin", "recused", "former", "hall"])
def test_an_act_on_a_hidden_case_is_answered_like_one_on_no_case_and_is_on_record(
    county: County, role: str
) -> None:
    hidden = county.number("LT1", "received")
    for act in ("accept", "withdraw"):
        there = county.program(role, "POST", f"/api/v1/cases/{hidden}/acts/{act}/", {"input": {}})
        nowhere = county.program(role, "POST", f"/api/v1/cases/{UNKNOWN}/acts/{act}/", {"input": {}})
        assert _told(there) == _told(nowhere)
        assert there.status_code == 404
    told = Attempt.objects.order_by("id").values_list("case_number", "act", "code", "channel", "actor_id")
    me = county.world.officers[role].pk
    assert list(told) == [
        (number, act, "GATE-08", "api", me) for act in ("accept", "withdraw") for number in (hidden, UNKNOWN)
    ]
    assert Attempt.objects.filter(case_id=None).count() == 2


@pytest.mark.parametrize("act", ["accept", "unmask"])
def test_a_page_posted_to_a_hidden_case_is_answered_like_one_to_no_case_and_is_on_record(
    county: County, act: str
) -> None:
    hidden = county.number("LT1", "received")
    browser = county.browser("neighbour")
    there = browser.post(f"/cases/{hidden}/{act}/", {"purpose": "curiosity"})
    nowhere = browser.post(f"/cases/{UNKNOWN}/{act}/", {"purpose": "curiosity"})
    assert there.status_code == nowhere.status_code == 404
    assert _without_tokens(there.content.decode()) == _without_tokens(
        nowhere.content.decode().replace(UNKNOWN, hidden)
    )
    told = list(Attempt.objects.order_by("id").values_list("case_number", "act", "code", "channel"))
    assert told == [(number, act, "GATE-08", "web") for number in (hidden, UNKNOWN)]


def test_what_cannot_be_a_case_number_is_not_kept(county: County) -> None:
    for typed in (MOTHER_ID, "2026-000099-1", "13712346208"):
        answer = county.program("clerk", "POST", f"/api/v1/cases/{typed}/acts/accept/", {"input": {}})
        assert answer.status_code == 404
    assert list(Attempt.objects.values_list("case_number", "code")) == [("", "GATE-08")]


def test_a_word_that_is_no_act_is_not_kept(county: County) -> None:
    hidden = county.number("LT1", "received")
    for act in ("linxiaowen", "nonsense"):
        assert county.program("neighbour", "POST", f"/api/v1/cases/{hidden}/acts/{act}/").status_code == 404
        assert county.browser("neighbour").post(f"/cases/{hidden}/{act}/").status_code == 404
    assert not Attempt.objects.exists()


def test_looking_for_a_hidden_case_is_no_attempt(county: County) -> None:
    hidden = county.number("LT1", "received")
    for path in (f"/cases/{hidden}/", f"/cases/{hidden}/accept/", f"/cases/{hidden}/who/?act=accept"):
        assert county.browser("neighbour").get(path).status_code == 404
    assert not Attempt.objects.exists()


def test_whoever_sends_the_form_of_stepping_aside_twice_is_no_intruder(county: County) -> None:
    number = county.number("DT", "received")
    browser = county.browser("colleague")
    form = {"key": "0" * 32, **GIVEN["recuse"]}
    first = browser.post(f"/cases/{number}/recuse/", form)
    second = browser.post(f"/cases/{number}/recuse/", form)
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"]) == (302, "/")
    assert not Attempt.objects.exists()
    assert browser.post(f"/cases/{number}/recuse/", form | {"key": "1" * 32}).status_code == 404
    assert Attempt.objects.get().act == "recuse"
