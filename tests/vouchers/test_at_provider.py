"""Whoever works for a provider sees its own screen and nothing else of the hall."""

from __future__ import annotations

import pytest
from django.urls import reverse

from casework.engine.refusal import NoSuchCase
from casework.models import Case
from casework.queries.find_case import find_case
from tests.web.pages import text
from tests.world import World

from .county import at_screen, issued, program, received

pytestmark = pytest.mark.django_db
CLOSED = (
    *("search", "shift", "counter", "items", "paper_register", "law", "law_bases", "team", "voucher_batches"),
)


def test_the_front_page_leads_to_the_screen_and_the_bar_offers_nothing_else(world: World) -> None:
    screen = at_screen(world, "doctor")
    answer = screen.get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/provider/")
    page = text(screen.get("/provider/"))
    assert "Look a voucher up" in page
    for told in ("Worklist", "Register", 'role="search"', "Team docket", "Settlement"):
        assert told not in page


@pytest.mark.parametrize("name", CLOSED)
def test_no_page_of_the_hall_opens(world: World, name: str) -> None:
    assert at_screen(world, "doctor").get(reverse(name)).status_code == 403


def test_no_case_opens_through_any_door(world: World) -> None:
    number = issued(world)[0]
    waiting = received(world, 2)
    screen, doctor = at_screen(world, "doctor"), program(world, "doctor")
    for one in (number, waiting):
        with pytest.raises(NoSuchCase):
            find_case(one, world.officers["doctor"])
        assert screen.get(f"/cases/{one}/").status_code == 403
        assert doctor.get(f"cases/{one}/").status_code == 404
        assert doctor.act(one, "issue_voucher").status_code == 404
    assert doctor.get("worklist/").json()["rows"] == []
    assert Case.objects.get(number=waiting).state == "received"


def test_what_needs_no_account_is_open_to_them_too(world: World) -> None:
    screen = at_screen(world, "doctor")
    for path in ("/voucher/", "/progress/", "/verify/", "/password/"):
        assert screen.get(path).status_code == 200, path


def test_the_hall_does_not_see_the_screen(world: World) -> None:
    page = text(at_screen(world, "clerk").get("/"))
    assert "/provider/" not in page
    assert at_screen(world, "clerk").get("/provider/consent/").status_code == 403
