"""Rating: once, voluntary, without a name; a bad one is called back, put right and answered, by somebody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from audit.ledger.models import Disclosure, Event
from casework.acts.answer_rating import answer_rating
from casework.acts.call_back import call_back
from casework.acts.rate import rate
from casework.engine import moment
from casework.engine.act import acts
from casework.engine.refusal import ActRefused, BadInput
from casework.management.periodic import forget_rating_words
from casework.models import (
    Duty,
    Grade,
    PersonKey,
    Rating,
    RatingAnswer,
    RatingCall,
    RatingWords,
    WrongGuess,
)
from tests.world import MONDAY, MOTHER_ID, World, build

from .test_progress import AWAY, ELSEWHERE, ask, received, serve

pytestmark = pytest.mark.django_db
WORDS = "等了很久，没有人解释。"


def with_result(world: World) -> tuple[str, str]:
    number, code = received(world)
    for act in ("accept", "register"):
        acts[act].perform(case_number=number, by=world.by("clerk"))
    serve(number, world)
    return number, code


def post(data: dict[str, Any], address: str = AWAY, language: str = "en") -> Any:
    return Client(REMOTE_ADDR=address, headers={"accept-language": language}).post("/rate/", data)


def rated(world: World, grade: str = "bad", **more: Any) -> Rating:
    number, code = with_result(world)
    form = post({"number": number, "code": code})
    assert form.status_code == 200
    answer = post({"pass": form.context["pass"], "send": "1", "grade": grade, **more})
    assert answer.status_code == 200, answer.content.decode()
    return Rating.objects.get(case__number=number)


def test_a_service_with_a_result_is_rated_in_one_of_five_grades_from_the_progress_page(world: World) -> None:
    number, code = with_result(world)
    page = ask(number, code, language="en")
    assert "Rate this service" in page.content.decode()
    form = post({"pass": page.context["pass"]})
    with override("en"):
        assert not [label for label in Grade.labels if str(label) not in form.content.decode()]
    assert form.content.decode().count('name="grade"') == 5
    assert post({"pass": form.context["pass"], "send": "1", "grade": "very_good"}).status_code == 200
    assert Rating.objects.get().grade == Grade.VERY_GOOD


def test_the_code_itself_stands_on_no_page(world: World) -> None:
    number, code = with_result(world)
    plain = code.replace("-", "")
    for page in (ask(number, code), post({"number": number, "code": code})):
        assert code not in page.content.decode()
        assert plain not in page.content.decode()


def test_a_service_is_rated_once(world: World) -> None:
    row = rated(world)
    with pytest.raises(ActRefused) as refused:
        rate(case_number=row.case.number, request_id="r", given={"grade": "good"})
    assert refused.value.code == "RATE-02"
    assert Rating.objects.count() == 1


def test_what_has_no_result_yet_is_not_rated(world: World) -> None:
    number, code = received(world)
    assert "Rate this service" not in ask(number, code, language="en").content.decode()
    assert post({"number": number, "code": code}).status_code == 409
    with pytest.raises(ActRefused) as refused:
        rate(case_number=number, request_id="r", given={"grade": "good"})
    assert refused.value.code == "RATE-01"


def test_who_was_refused_may_rate_as_well(world: World) -> None:
    number, code = received(world)
    acts["decline"].perform(
        case_number=number, by=world.by("clerk"), ground="no_application_matter", facts="不属于本机关。"
    )
    assert post({"number": number, "code": code}).status_code == 200


def test_rating_is_no_second_door_for_guessing_the_code(world: World) -> None:
    number, code = with_result(world)
    for at in range(5):
        page = post({"number": number, "code": "WRONGWRONGWR"}) if at % 2 else ask(number, "WRONGWRONGWR")
        assert page.status_code == 422
    assert post({"number": number, "code": code}).status_code == 429
    assert ask(number, code).status_code == 429
    assert WrongGuess.objects.values("subject").distinct().count() == 1
    assert ask(number, code, ELSEWHERE).status_code == 200


def test_ten_thousand_guesses_at_the_rating_get_nowhere_either(world: World) -> None:
    number, code = with_result(world)
    post({"number": number, "code": "WRONGWRONGWR"})
    tried = WrongGuess.objects.get()
    WrongGuess.objects.bulk_create(
        WrongGuess(subject=tried.subject, address=f"{at:064d}", at=moment.now()) for at in range(10_000)
    )
    assert post({"number": number, "code": code}, ELSEWHERE).status_code == 429


@pytest.mark.parametrize("typed", ["", "x", "2026-000001-X:sig", "\x00", "a" * 5000])
def test_a_pass_that_nobody_gave_opens_nothing(world: World, typed: str) -> None:
    with_result(world)
    answer = post({"pass": typed, "send": "1", "grade": "bad"})
    assert answer.status_code == 422
    assert not Rating.objects.exists()


def test_the_ledger_names_neither_the_rater_nor_the_case_nor_an_officer(world: World) -> None:
    row = rated(world, words=WORDS, may_call="on")
    entry = Event.objects.get(kind="rated")
    assert (entry.case_id, entry.case_number, entry.actor_id, entry.actor_name) == (None, "", None, "")
    assert entry.office_code == row.office.code
    body = str(entry.body)
    assert not [one for one in (row.case.number, "林晓雯", MOTHER_ID, WORDS) if one in body]


def test_the_words_stand_in_no_table_in_the_clear_and_go_with_the_person(world: World) -> None:
    row = rated(world, words=WORDS)
    words = RatingWords.objects.get()
    assert words.unseal("said") == WORDS
    assert WORDS.encode() not in bytes(words.said)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM casework_rating")
        assert WORDS not in str(cursor.fetchall())
    assert row.case_id


def test_the_words_are_dropped_after_two_years_and_the_grade_stays(world: World) -> None:
    rated(world, words=WORDS)
    assert forget_rating_words().done == 0
    with moment.at(MONDAY + timedelta(days=732)):
        assert forget_rating_words().done == 1
    assert Rating.objects.count() == 1


def test_who_worked_on_the_case_is_shown_nothing_of_it(world: World, at_screen: Any) -> None:
    row = rated(world, words=WORDS)
    page = at_screen("clerk").get(f"/cases/{row.case.number}/").content.decode()
    for part in ("record", "changes", "materials"):
        page += at_screen("clerk").get(f"/cases/{row.case.number}/?part={part}").content.decode()
    assert WORDS not in page
    assert "dissatisfied" not in page
    assert at_screen("clerk").get("/ratings/").status_code == 403
    world.grant("clerk", Duty.SUPERVISE, "YX")
    listed = at_screen("clerk").get("/ratings/")
    assert "No bad rating waits." in listed.content.decode()
    assert at_screen("clerk").get(f"/ratings/{row.pk}/").status_code == 404
    with pytest.raises(BadInput):
        answer_rating(by=world.by("clerk"), rating=row.pk, given={"put_right": "x", "answer": "y"})


def test_that_a_supervisor_reads_a_rating_is_on_record_but_not_with_the_case(
    world: World, at_screen: Any
) -> None:
    row = rated(world, words=WORDS, may_call="on")
    before = Disclosure.objects.filter(case_id=row.case_id).count()
    page = at_screen("supervisor").get(f"/ratings/{row.pk}/").content.decode()
    assert WORDS in page
    assert "13712346208" in page
    told = Disclosure.objects.get(what="rating")
    assert (told.case_id, told.items, told.person_ref) == (None, [row.pk], f"person/{row.case.applicant_id}")
    assert Disclosure.objects.filter(case_id=row.case_id).count() == before


def test_who_does_not_want_to_be_called_is_not_shown_to_the_supervisor(world: World, at_screen: Any) -> None:
    row = rated(world)
    page = at_screen("supervisor").get(f"/ratings/{row.pk}/").content.decode()
    assert "13712346208" not in page
    assert "林晓雯" not in page
    with pytest.raises(ActRefused) as refused:
        call_back(by=world.by("supervisor"), rating=row.pk, given={"reached": "yes", "found": "x"})
    assert refused.value.code == "RATE-03"


def test_a_bad_rating_is_called_back_in_one_working_day_and_answered_in_fifteen(
    world: World, at_screen: Any
) -> None:
    row = rated(world, grade="very_bad", words=WORDS, may_call="on")
    assert (row.call_due.isoformat(), row.answer_due.isoformat()) == ("2026-11-17", "2026-12-07")
    screen = at_screen("supervisor")
    assert "call back" in screen.get("/ratings/").content.decode()
    early = {"act": "answer_rating", "put_right": "已改。", "answer": "谢谢。"}
    assert screen.post(f"/ratings/{row.pk}/", early).status_code == 409  # the person wants to be called first
    assert screen.post(f"/ratings/{row.pk}/", {"act": "call_back", "reached": "yes"}).status_code == 422
    done = {"act": "call_back", "reached": "yes", "found": "等候二十分钟。"}
    assert screen.post(f"/ratings/{row.pk}/", done).status_code == 302
    assert screen.post(f"/ratings/{row.pk}/", early).status_code == 302
    assert screen.post(f"/ratings/{row.pk}/", early).status_code == 409
    assert (RatingCall.objects.count(), RatingAnswer.objects.count()) == (1, 1)
    for kind in ("rating_called_back", "rating_answered"):
        entry = Event.objects.get(kind=kind)
        assert (entry.case_id, entry.facts["rating"], entry.facts["in_time"]) == (None, row.pk, True)


def test_the_answer_is_read_on_the_progress_page_and_the_note_on_what_was_put_right_is_not(
    world: World,
) -> None:
    number, code = with_result(world)
    row = rate(case_number=number, request_id="r", given={"grade": "bad"})
    answer_rating(
        by=world.by("supervisor"), rating=row.pk, given={"put_right": "内部", "answer": "已增加窗口。"}
    )
    page = ask(number, code).content.decode()
    assert "已增加窗口。" in page
    assert "内部" not in page


def test_a_limit_that_is_over_is_shown_as_overdue(world: World, at_screen: Any) -> None:
    rated(world, may_call="on")
    with moment.at(MONDAY + timedelta(days=3)):
        assert "overdue" in at_screen("supervisor").get("/ratings/").content.decode()


def test_a_good_rating_has_no_limit_and_no_page(world: World, at_screen: Any) -> None:
    row = rated(world, grade="good", may_call="on")
    assert (row.call_due, row.answer_due) == (None, None)
    assert at_screen("supervisor").get(f"/ratings/{row.pk}/").status_code == 404


def test_the_figures_are_of_offices_and_grades_and_small_numbers_are_not_told(
    world: World, at_screen: Any
) -> None:
    rated(world)
    page = at_screen("supervisor").get("/ratings/").content.decode()
    assert "fewer than 5 ratings" in page
    assert "officer clerk" not in page


def test_erasing_the_person_takes_the_words_along(world: World, at_screen: Any) -> None:
    row = rated(world, words=WORDS, may_call="on")
    PersonKey.objects.filter(pk=row.case.applicant.key_id).update(wrapped=None, destroyed_at=moment.now())
    page = at_screen("supervisor").get(f"/ratings/{row.pk}/")
    assert page.status_code == 200
    assert WORDS not in page.content.decode()


class WhateverIsSent(TestCase):
    """No input breaks it, and none leaves half a rating."""

    @classmethod
    def setUpTestData(cls) -> None:
        with moment.at(MONDAY):
            world = build()
            cls.number, cls.code = with_result(world)

    @given(
        st.dictionaries(
            st.sampled_from(["grade", "words", "may_call", "pass", "send", "x"]), st.text(max_size=40)
        )
    )
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    def test_whatever_is_posted_is_answered(self, typed: dict[str, str]) -> None:
        typed = {name: text.encode("utf-8", "replace").decode() for name, text in typed.items()}
        with moment.at(MONDAY):
            form = post({"number": self.number, "code": self.code})
            answer = post({**typed, "pass": typed.get("pass", form.context["pass"]), "send": "1"})
        assert answer.status_code in (200, 422)
        kept = Rating.objects.filter(case__number=self.number)
        assert kept.exists() == (answer.status_code == 200)
        assert Event.objects.filter(kind="rated").count() == kept.count()
        assert all(one.grade in {*Grade.values} for one in kept)
