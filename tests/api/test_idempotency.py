"""The same submission under the same key is done once and answered twice."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connections

from audit.ledger.models import Event
from casework.engine import moment
from casework.models import Case, NumberCounter, Paper, Submission
from tests.api.conftest import County, Program
from tests.world import ITEM, MONDAY, application, build


def replayed(response: Any) -> bool:
    return response.headers.get("Idempotent-Replayed") == "true"


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Case, Event, Paper, Submission))


def test_a_reception_sent_twice_is_one_case_with_one_answer(clerk: Program) -> None:
    first, again = clerk.receive(key="a1"), clerk.receive(key='"a1"')
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert first.json()["query_code"]
    assert first.headers["Location"] == again.headers["Location"]
    assert (replayed(first), replayed(again)) == (False, True)
    assert counts() == (1, 1, 1, 1)


def test_an_act_sent_twice_is_done_once_whatever_has_happened_since(clerk: Program) -> None:
    number = clerk.receive().json()["number"]
    first = clerk.act(number, "accept", seen=1, key="k")
    clerk.act(number, "register", seen=2)
    again = clerk.act(number, "accept", seen=1, key="k")
    assert again.status_code == first.status_code == 200
    assert again.json() == first.json()
    assert (replayed(first), replayed(again)) == (False, True)
    assert [event.kind for event in Event.of_case(Case.objects.get().pk)] == ["receive", "accept", "register"]


def test_a_key_used_for_other_content_is_refused(clerk: Program) -> None:
    number, other = (clerk.receive().json()["number"] for _time in range(2))
    assert clerk.act(number, "accept", seen=1, key="k").status_code == 200
    before = counts()
    for answer in (
        clerk.act(number, "accept", seen=2, key="k"),
        clerk.act(other, "accept", seen=1, key="k"),
        clerk.act(number, "register", seen=2, key="k"),
        clerk.receive(key="k"),
    ):
        assert answer.status_code == 422
        assert answer.json()["code"] == "KEY-01"
        assert answer.json()["type"].endswith("key-used")
    assert counts() == before


def test_what_was_refused_may_be_sent_again_under_its_key(clerk: Program) -> None:
    number = clerk.receive().json()["number"]
    assert clerk.act(number, "register", key="k").status_code == 409
    assert clerk.act(number, "accept").status_code == 200
    done = clerk.act(number, "register", key="k")
    assert (done.status_code, replayed(done)) == (200, False)


def test_the_order_of_names_and_blanks_make_no_other_submission(clerk: Program) -> None:
    number = clerk.receive().json()["number"]
    address = f"cases/{number}/acts/accept/"
    first = clerk.post(address, '{"seen": 1, "input": {}}', idempotency_key="k")
    again = clerk.post(address, '{"input":{},\n"seen":1}', idempotency_key="k")
    assert (first.status_code, again.status_code) == (200, 200)
    assert replayed(again)


def test_keys_of_two_officers_have_nothing_to_do_with_each_other(county: County, clerk: Program) -> None:
    colleague = county.program("colleague")
    assert clerk.receive(key="k").json()["number"] != colleague.receive(key="k").json()["number"]


def test_whoever_stepped_aside_gets_the_same_answer_to_the_same_submission(clerk: Program) -> None:
    number = clerk.receive().json()["number"]
    first = clerk.act(number, "recuse", key="k", ground="申请人是本人亲属")
    assert first.status_code == 200, first.content.decode()
    assert clerk.get(f"cases/{number}/").status_code == 404
    again = clerk.act(number, "recuse", key="k", ground="申请人是本人亲属")
    assert (again.status_code, again.json(), replayed(again)) == (200, first.json(), True)
    assert clerk.act(number, "recuse", key="other", ground="申请人是本人亲属").status_code == 404


def test_a_reception_is_known_again_also_when_it_could_not_be_taken_in_today(
    county: County, clerk: Program
) -> None:
    first = clerk.receive(key="k")
    county.world.officers["clerk"].officergrant_set.all().delete()
    again = clerk.receive(key="k")
    assert (again.status_code, again.json()) == (201, first.json())
    assert clerk.receive(key="another").status_code == 403


@pytest.mark.parametrize("key", ["", " ", "x" * 81, "ключ", 'a"b', "a b", "a\tb"])
def test_a_key_that_is_none_is_refused_before_anything_is_done(clerk: Program, key: str) -> None:
    body = {"item": ITEM, "receiving_office": "LT", "given": application()}
    answer = clerk.post("cases/", body, idempotency_key=key)
    assert answer.status_code == 400
    assert answer.json()["code"] == "bad-key"
    assert Case.objects.count() == 0


def _at_once(*calls: Any) -> list[Any]:
    start = threading.Barrier(len(calls))
    answers: list[Any] = [None] * len(calls)

    def run(place: int) -> None:
        try:
            with moment.at(MONDAY):
                start.wait(timeout=20)
                answers[place] = calls[place]()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_first_receptions_under_one_key_at_the_same_time_are_one_case() -> None:
    county = County(build())
    one, two = county.program("clerk"), county.program("clerk")
    for turn in range(5):
        first, second = _at_once(
            lambda k=turn: one.receive(key=f"k{k}"), lambda k=turn: two.receive(key=f"k{k}")
        )
        assert (first.status_code, second.status_code) == (201, 201)
        assert first.json() == second.json()
        assert sorted((replayed(first), replayed(second))) == [False, True]
    assert Case.objects.count() == 5
    assert NumberCounter.objects.get(series="case/2026").last == 5


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_one_key_on_two_cases_at_the_same_time_leads_to_one_act() -> None:
    county = County(build())
    one, two = county.program("clerk"), county.program("clerk")
    for turn in range(5):
        left, right = one.receive().json()["number"], one.receive().json()["number"]
        answers = _at_once(
            lambda n=left, k=turn: one.act(n, "accept", key=f"k{k}"),
            lambda n=right, k=turn: two.act(n, "accept", key=f"k{k}"),
        )
        assert sorted(answer.status_code for answer in answers) == [200, 422]
        assert Submission.objects.filter(key=f"k{turn}").count() == 1
