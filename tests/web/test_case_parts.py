"""The parts of a case's page: marks, papers, the whole record, who looked, what was written over; and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.acts.erase_person import erase_person
from casework.engine import moment
from casework.models import Person, Post
from tests.acts.steps import bring_to
from tests.world import MONDAY, MOTHER_ID, World

from .pages import text

Screen = Callable[..., Client]
MOST_STATEMENTS = {"changes": 22}  # the histories of six tables
PARTS = ("overview", "materials", "papers", "record", "looks", "changes")


def _url(number: str, part: str = "", more: str = "") -> str:
    return reverse("case", kwargs={"number": number}) + (f"?part={part}{more}" if part else "")


@pytest.fixture
def number(world: World, do: Any) -> str:
    """A case that went to the approver and back, with marks, a statement and an offer."""
    found: str = world.receive().case_number
    do(found, "assess_material", materials={"household": {"result": "rejected", "comment": "not signed"}})
    do(found, "take_material", materials={"household": {"statement": "signed now"}})
    do(found, "assess_material", materials={"household": {"result": "accepted"}})
    do(found, "claim")
    do(found, "accept")
    do(found, "propose_refusal", ground="duplicate", facts="f", reasons="r")
    do(found, "record_statement", "head", way="oral", made_on="2026-11-16", words="never registered")
    do(found, "return_case", "head", comment="look again")
    do(found, "hand_over", to="colleague", reason="leave")
    return found


@pytest.mark.parametrize("part", PARTS)
def test_a_page_of_a_case_asks_the_database_twenty_times_at_most(
    world: World, at_screen: Screen, number: str, part: str
) -> None:
    Post.objects.create(
        officer=world.officers["clerk"],
        office=world.offices["LT"],
        title_zh="受理",
        valid_from=date(2024, 1, 1),
    )
    client = at_screen("clerk")
    client.get(_url(number, part))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(_url(number, part)).status_code == 200
    assert len(asked) <= MOST_STATEMENTS.get(part, 20), "\n".join(
        one["sql"][:120] for one in asked.captured_queries
    )


def test_every_mark_stays_on_the_page_and_says_whether_it_stands(
    world: World, at_screen: Screen, number: str
) -> None:
    page = text(at_screen("clerk").get(_url(number, "materials")))
    assert "not signed" in page
    assert "before the material changed" in page
    assert page.count("officer clerk 11-16 09:30") == 2


def test_the_record_shows_what_matters_or_all(world: World, at_screen: Screen, number: str) -> None:
    client = at_screen("clerk")
    took = "officer clerk took the step."
    assert took not in text(client.get(_url(number, "record")))
    assert took in text(client.get(_url(number, "record", "&all=1")))
    assert "took down what the applicant said" in text(client.get(_url(number, "record")))


def test_who_looked_is_a_list_of_its_own(world: World, at_screen: Screen, number: str) -> None:
    at_screen("auditor").get(_url(number))
    page = text(at_screen("clerk").get(_url(number, "looks")))
    assert "2 looks" in page
    assert "2 persons" in page
    assert "officer auditor" in page


def test_field_changes_say_what_was_written_over_by_whom_and_in_which_act(
    world: World, at_screen: Screen, number: str
) -> None:
    page = text(at_screen("clerk").get(_url(number, "changes")))
    rows = page.partition("<tbody>")[2].partition("</tbody>")[0]
    assert "refusal proposed" in rows
    assert "Return to the handler" in rows
    assert "officer head" in rows
    assert "Written declaration" in rows
    assert "Household registration" in rows
    # A declaration is sealed: that it was changed is told, not what it says.
    assert "••••" in rows
    assert "signed now" not in rows
    for other in ("event_seq", "task_seq", "flow_class"):
        assert other not in rows


def test_personal_values_are_masked_among_the_changes_too(
    world: World, at_screen: Screen, number: str
) -> None:
    person = Person.objects.select_related("key").get()
    person.seal("phone", "13900001111")
    person._change_reason = "test"
    person.save()
    page = text(at_screen("clerk").get(_url(number, "changes")))
    assert "137****6208" in page
    assert "139****1111" in page
    assert "13712346208" not in page
    assert MOTHER_ID not in page


@pytest.mark.parametrize("part", PARTS)
def test_every_part_opens_once_the_person_is_erased(world: World, at_screen: Screen, part: str) -> None:
    number = bring_to("archived", world)
    with moment.at(MONDAY.replace(year=2040)):
        erase_person(case_number=number, by=world.by("supervisor"), reason="retention_over")
        page = at_screen("supervisor").get(_url(number, part))
        assert page.status_code == 200
        assert "林晓雯" not in text(page)
        assert at_screen("supervisor").get(_url(number) + "review/").status_code == 200


def test_an_unknown_part_is_the_overview(world: World, at_screen: Screen, number: str) -> None:
    page = text(at_screen("clerk").get(_url(number, "nonsense")))
    assert "Opinions so far" in page
    assert "Review and decide" not in text(at_screen("auditor").get(_url(number)))
    assert "Review and decide" in page
