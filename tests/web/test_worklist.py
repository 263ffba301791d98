"""The worklist: rows, views, filters, the next one, and who read it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit.ledger.models import Disclosure
from casework.engine import moment
from casework.models import Case, CaseTask
from tests.world import MONDAY, World, resident_id

from .pages import text

Screen = Callable[..., Client]


def _person(number: int) -> dict[str, Any]:
    return {"identifier": resident_id(number), "name": f"Applicant {number}"}


def test_one_page_of_the_list_is_one_entry_with_the_ids_of_its_cases(world: World, at_screen: Screen) -> None:
    numbers = [world.receive(applicant=_person(number)).case_number for number in (1, 2, 3)]
    response = at_screen("clerk").get("/")
    assert all(number in text(response) for number in numbers)
    entry = Disclosure.objects.get()
    assert (entry.what, entry.purpose, entry.case_id) == ("worklist", "worklist", None)
    assert sorted(entry.items) == sorted(Case.objects.values_list("pk", flat=True))


def test_an_empty_list_tells_nothing_and_records_nothing(world: World, at_screen: Screen) -> None:
    world.receive()
    for name in ("admin", "neighbour"):
        assert "Nothing here at the moment." in text(at_screen(name).get("/"))
    assert not Disclosure.objects.exists()


def test_numbers_are_masked_in_the_list(world: World, at_screen: Screen) -> None:
    world.receive()
    page = text(at_screen("clerk").get("/"))
    assert "4199**********4522" in page
    assert "419923199403154522" not in page
    assert "13712346208" not in page


def test_each_view_shows_whose_turn_it_is(world: World, at_screen: Screen, do: Any) -> None:
    mine, waiting, pool = (world.receive(applicant=_person(number)).case_number for number in (1, 2, 3))
    do(mine, "claim")
    do(waiting, "request_correction", missing=[{"what": "form", "how": "the month"}])
    client = at_screen("clerk")
    for view, number in (("mine", mine), ("applicant", waiting), ("pool", pool)):
        page = text(client.get(f"/?view={view}"))
        assert [one for one in (mine, waiting, pool) if one in page] == [number], view
    assert "Waits for acceptance" in text(at_screen("head").get("/?view=others"))


def test_filters_stay_in_every_link_of_the_page(world: World, at_screen: Screen) -> None:
    for number in range(1, 28):
        world.receive(applicant=_person(number))
    page = at_screen("clerk").get("/?view=pool&time=later").content.decode()
    assert "?view=pool&amp;time=later&amp;page=2" in page
    assert "?time=later" in page
    assert "Page 1 of 2" in page


def test_time_is_filtered_by_working_days(world: World, at_screen: Screen) -> None:
    number = world.receive().case_number
    for days, view in ((0, "later"), (3, "near"), (9, "overdue")):
        with moment.at(MONDAY + timedelta(days=days)):
            client = at_screen("clerk")
            found = [
                one for one in ("overdue", "near", "later") if number in text(client.get(f"/?time={one}"))
            ]
        assert found == [view]


@pytest.mark.parametrize(
    "query", ["view=x&item=%00&time=%00&page=x", "page=99999999999999999999", "item=../x"]
)
def test_a_strange_query_is_an_ordinary_page(world: World, at_screen: Screen, query: str) -> None:
    world.receive()
    assert at_screen("clerk").get(f"/?{query}").status_code == 200


def test_a_day_over_the_limit_says_so_even_on_a_rest_day(world: World, at_screen: Screen) -> None:
    world.receive()
    with moment.at(MONDAY + timedelta(days=12)):  # due on Monday the 23rd; this is Saturday
        assert "Overdue by 4 days" in text(at_screen("clerk").get("/"))


def test_taking_the_next_opens_the_one_that_is_due_first(world: World, at_screen: Screen) -> None:
    first = world.receive(applicant=_person(1)).case_number
    with moment.at(MONDAY + timedelta(days=1)):
        world.receive(applicant=_person(2))
        response = at_screen("clerk").post(reverse("take_next"))
    assert response["Location"] == reverse("case", kwargs={"number": first})
    assert CaseTask.objects.get(process__number=first, duty="accept").owner == world.officers["clerk"]


def test_nothing_to_take_is_said_and_not_an_error(world: World, at_screen: Screen) -> None:
    response = at_screen("clerk").post(reverse("take_next"), follow=True)
    assert "There is nothing to take at the moment." in text(response)


def test_a_case_is_found_by_number_name_or_paper_without_either_in_an_address(
    world: World, at_screen: Screen
) -> None:
    number = world.receive().case_number
    client = at_screen("clerk")
    assert client.post(reverse("find"), {"q": f" {number.lower()} "})["Location"].endswith(f"{number}/")
    for typed in ("林晓雯", "419923199403154522"):
        assert number in text(client.post(reverse("find"), {"q": typed}))
    assert [one.what for one in Disclosure.objects.all()] == ["found_cases", "found_cases"]
    assert number not in text(at_screen("neighbour").post(reverse("find"), {"q": "林晓雯"}))
    assert client.post(reverse("find"), {"q": "a\0b"}).status_code == 200
