"""Ratings over the interface, and the limit of a bad rating that lapses: put before the office above, once."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections
from django.test import Client
from knox.models import AuthToken

from audit.ledger.models import Attempt, Disclosure, Event
from casework.acts.answer_rating import answer_rating
from casework.acts.call_back import call_back
from casework.acts.escalate_rating import escalate_rating
from casework.acts.rate import rate
from casework.engine import moment
from casework.engine.actor import worker
from casework.engine.refusal import ActRefused, BadInput
from casework.management.periodic import Swept, put_ratings_before
from casework.models import Duty, Rating, RatingEscalation, WrongGuess
from tests.api.conftest import Program
from tests.world import MONDAY, MOTHER_ID, World, build

from .test_progress import AWAY, ELSEWHERE
from .test_rating import WORDS, post, rated, with_result

pytestmark = pytest.mark.django_db
CALLED = {"reached": "yes", "found": "等候二十分钟。"}
DONE = {"put_right": "已改。", "answer": "谢谢。"}


def send(body: dict[str, Any], address: str = AWAY) -> Any:
    return Client(REMOTE_ADDR=address).post("/api/v1/rate/", json.dumps(body), "application/json")


def program(world: World, name: str) -> Program:
    return Program(AuthToken.objects.create(world.officers[name])[1])


def test_a_program_rates_with_number_and_code_in_the_body_once_and_leaves_the_same_entry(
    world: World,
) -> None:
    by_page = rated(world, words=WORDS, may_call="on")
    number, code = with_result(world)
    body = {"number": number, "code": code, "given": {"grade": "bad", "words": WORDS, "may_call": True}}
    kept = send(body)
    assert kept.status_code == 201, kept.content
    assert kept.json() == {"grade": "bad", "call_due": "2026-11-17", "answer_due": "2026-12-07"}
    assert send(body).status_code == 409
    by_program = Rating.objects.get(case__number=number)
    entries = [Event.objects.get(kind="rated", facts__rating=one.pk) for one in (by_page, by_program)]
    told = [{**one.facts, "rating": 0} for one in entries]
    assert told[0] == told[1]
    assert [one.channel for one in entries] == ["web", "api"]
    assert {(one.case_id, one.actor_id) for one in entries} == {(None, None)}


def test_what_cannot_be_rated_is_told_and_wrong_codes_count_together_with_the_page(world: World) -> None:
    number, code = with_result(world)
    assert send({"number": number, "code": code, "given": {"grade": "x"}}).status_code == 422
    assert send({"number": number, "code": code, "given": {"grade": "bad", "case": 1}}).status_code == 422
    assert send({"number": number, "given": {"grade": "bad"}}).status_code == 422
    for at in range(5):
        wrong = {"number": number, "code": "WRONGWRONGWR"}
        assert (post(wrong) if at % 2 else send(wrong)).status_code == 422
    body = {"number": number, "code": code, "given": {"grade": "bad"}}
    locked = send(body)
    assert (locked.status_code, locked["Retry-After"]) == (429, "900")
    assert WrongGuess.objects.values("subject").distinct().count() == 1
    assert not Rating.objects.exists()
    assert send(body, ELSEWHERE).status_code == 201


def test_a_supervisors_program_lists_reads_calls_back_and_answers_as_the_page_does(
    world: World, at_screen: Any
) -> None:
    rows = [rated(world, words=WORDS, may_call="on") for _time in range(2)]
    screen, ask = at_screen("supervisor"), program(world, "supervisor")
    listed = ask.get("ratings/").json()["ratings"]
    assert [(one["rating"], one["next"], one["due"]) for one in listed] == [
        (row.pk, "call_back", "2026-11-17") for row in rows
    ]
    assert WORDS not in str(listed)
    told = ask.get(f"ratings/{rows[1].pk}/").json()
    assert told["words"] == WORDS
    for hidden in ("13712346208", "林晓雯", MOTHER_ID, rows[1].case.number):
        assert hidden not in str(told)
    look = Disclosure.objects.get(what="rating")
    assert (look.case_id, look.items, look.channel) == (None, [rows[1].pk], "api")
    assert ask.post(f"ratings/{rows[1].pk}/answer_rating/", {"input": DONE}).status_code == 409
    for act, given in (("call_back", CALLED), ("answer_rating", DONE)):
        assert screen.post(f"/ratings/{rows[0].pk}/", {"act": act, **given}).status_code == 302
        done = ask.post(f"ratings/{rows[1].pk}/{act}/", {"input": given})
        assert done.status_code == 200, done.content
    assert (done.json()["next"], done.json()["answer"]) == ("", DONE["answer"])
    entries = [
        [
            (one.kind, one.actor_name, one.office_code, {**one.facts, "rating": 0})
            for one in Event.objects.filter(kind__startswith="rating_").order_by("pk")
            if one.facts["rating"] == row.pk
        ]
        for row in rows
    ]
    assert entries[0] == entries[1]
    assert len(entries[0]) == 2


def test_whoever_worked_on_the_case_or_supervises_nothing_reaches_no_rating_by_a_program(
    world: World,
) -> None:
    row = rated(world, words=WORDS)
    for who in ("clerk", "auditor", "head"):
        ask = program(world, who)
        assert ask.get("ratings/").status_code == 403
        assert ask.get(f"ratings/{row.pk}/").status_code == 403
    world.grant("clerk", Duty.SUPERVISE, "YX")
    ask = program(world, "clerk")
    assert ask.get("ratings/").json() == {"ratings": []}
    assert ask.get(f"ratings/{row.pk}/").status_code == 404
    assert ask.post(f"ratings/{row.pk}/answer_rating/", {"input": DONE}).status_code == 404


def test_a_lapsed_limit_is_put_before_the_office_above_once_and_named_there(
    world: World, at_screen: Any
) -> None:
    row = rated(world, may_call="on")
    good = rate(case_number=with_result(world)[0], request_id="r", given={"grade": "good"})
    assert put_ratings_before() == Swept()
    with moment.at(MONDAY + timedelta(days=1)):
        assert put_ratings_before() == Swept(), "its last day isn't over"
    with moment.at(MONDAY + timedelta(days=2)):
        assert put_ratings_before() == Swept(done=1)
        assert put_ratings_before() == Swept()
        told = RatingEscalation.objects.get()
        assert (told.rating, told.limit, told.office.code) == (row, "HP-01", "YX")
        page = at_screen("supervisor").get("/ratings/").content.decode()
        assert "put before Office YX on 2026-11-18" in page
        assert "put before Office YX" not in page.partition("Offices and grades")[2]
        assert "Office YX" in at_screen("supervisor").get(f"/ratings/{row.pk}/").content.decode()
        above = program(world, "supervisor").get("ratings/").json()["ratings"][0]["told_above"]
        assert [(one["limit"], one["due"]) for one in above] == [("HP-01", "2026-11-17")]
    entry = Event.objects.get(kind="rating_escalated")
    assert (entry.case_id, entry.case_number, entry.actor_kind, entry.office_code) == (
        None,
        "",
        "system",
        "YX",
    )
    assert not [one for one in (row.case.number, "林晓雯", MOTHER_ID) if one in str(entry.body)]
    with moment.at(MONDAY + timedelta(days=30)):
        assert put_ratings_before() == Swept(done=1)
        assert put_ratings_before() == Swept()
    assert list(RatingEscalation.objects.values_list("limit", flat=True)) == ["HP-01", "HP-02"]
    assert not RatingEscalation.objects.filter(rating=good).exists()


def test_what_was_called_back_and_answered_is_put_before_nobody(world: World) -> None:
    row = rated(world, may_call="on")
    call_back(by=world.by("supervisor"), rating=row.pk, given=CALLED)
    with moment.at(MONDAY + timedelta(days=2)):
        assert put_ratings_before() == Swept()
    answer_rating(by=world.by("supervisor"), rating=row.pk, given=DONE)
    with moment.at(MONDAY + timedelta(days=60)):
        assert put_ratings_before() == Swept()


def test_nobody_does_it_by_hand_and_not_before_the_time(world: World) -> None:
    row = rated(world)
    with pytest.raises(ActRefused) as early:
        escalate_rating(by=worker(), rating=row.pk)
    with moment.at(MONDAY + timedelta(days=60)), pytest.raises(ActRefused) as by_hand:
        escalate_rating(by=world.by("supervisor"), rating=row.pk)
    assert (early.value.code, by_hand.value.code) == ("TIME-01", "EX-11")
    assert Attempt.objects.get(act="rating_escalated").code == "EX-11"
    with pytest.raises(BadInput):
        escalate_rating(by=worker(), rating=row.pk + 1)
    assert not RatingEscalation.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_put_each_rating_before_the_office_above_once() -> None:
    with moment.at(MONDAY):
        world = build()
        for _time in range(3):
            rated(world)
    start, swept = threading.Barrier(2), []

    def work() -> None:
        try:
            with moment.at(MONDAY + timedelta(days=60)):
                start.wait(timeout=30)
                swept.append(put_ratings_before())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _number in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert connection.vendor == "postgresql"
    assert (sum(one.done for one in swept), sum(one.failed for one in swept)) == (3, 0)
    assert RatingEscalation.objects.count() == 3
    assert Event.objects.filter(kind="rating_escalated").count() == 3
