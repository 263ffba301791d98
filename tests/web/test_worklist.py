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

from .conftest import BACKEND
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
    page = at_screen("clerk").get("/?view=pool&time=later&office=LT&state=received").content.decode()
    kept = "view=pool&amp;time=later&amp;office=LT&amp;state=received"
    assert page.count(kept.replace("pool", "mine")) == 1
    assert f"?{kept}&amp;page=2" in page.replace("item=&amp;", "")
    assert "Page 1 of 2" in page


def test_the_list_is_found_again_as_it_was_left(world: World, at_screen: Screen) -> None:
    numbers = [world.receive(applicant=_person(number)).case_number for number in range(1, 28)]
    client = at_screen("clerk")
    client.get("/?view=pool&page=2")
    assert "Page 2 of 2" in text(client.get("/"))
    page = text(client.get(reverse("case", kwargs={"number": numbers[26]})))
    assert "Back to the worklist (row 27)" in page
    assert 'href="/?view=pool&page=2#row-27"' in page
    assert "(row" not in text(client.get(reverse("case", kwargs={"number": numbers[0]})))
    # The same officer, signed in anew in the same browser; somebody else begins at the beginning.
    client.logout()
    client.force_login(world.officers["clerk"], backend=BACKEND)
    client.cookies["worklist"] = at_screen("colleague").get("/?view=mine").cookies["worklist"].value
    assert "All open 27" in text(client.get("/"))
    assert "All open 27" in text(client.get("/?view=all"))


def test_the_kept_filter_survives_the_sign_out(world: World, at_screen: Screen) -> None:
    world.receive()
    client = at_screen("clerk")
    client.get("/?view=mine")
    client.post(reverse("logout"))
    client.force_login(world.officers["clerk"], backend=BACKEND)
    assert "My turn 0" in text(client.get("/"))
    client.force_login(world.officers["colleague"], backend=BACKEND)
    assert "All open 1" in text(client.get("/"))


def test_offices_and_states_are_filtered(world: World, at_screen: Screen, do: Any) -> None:
    here = world.receive().case_number
    there = world.receive("neighbour", at="SQ", applicant=_person(2)).case_number
    do(here, "accept")
    client = at_screen("supervisor")
    for query, wanted in (("office=LT", [here]), ("office=SQ", [there]), ("state=accepted", [here])):
        page = text(client.get(f"/?view=all&{query}"))
        assert [one for one in (here, there) if one in page] == wanted, query
    assert 'name="office"' in page
    assert 'name="office"' not in text(at_screen("clerk").get("/?view=all"))


def test_what_others_changed_since_one_looked_is_unread(world: World, at_screen: Screen, do: Any) -> None:
    number = world.receive("colleague").case_number
    mine = world.receive(applicant=_person(2)).case_number

    def unread() -> list[str]:
        page = text(at_screen("clerk").get("/?view=all&unread=1"))
        return [one for one in (number, mine) if one in page]

    assert unread() == [number]
    with moment.at(MONDAY + timedelta(minutes=1)):
        at_screen("clerk").get(reverse("case", kwargs={"number": number}))
        assert unread() == []
    with moment.at(MONDAY + timedelta(minutes=2)):
        do(number, "accept", by="colleague")
        do(mine, "accept")
        assert unread() == [number]
        row = at_screen("clerk").get("/?view=all").content.decode()
    assert row.count('class="unread"') == 1
    assert f'<span class="c">{1}</span>' in row


def test_a_page_of_25_rows_takes_at_most_20_statements(
    world: World, at_screen: Screen, django_assert_max_num_queries: Any
) -> None:
    for number in range(1, 27):
        world.receive(applicant=_person(number))
    client = at_screen("clerk")
    client.get("/")
    with django_assert_max_num_queries(20):
        assert client.get("/?view=all").content.count(b"data-row") == 25


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
