"""The page of a case: what it shows, to whom, and who is on record as having looked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from audit.ledger.models import Disclosure
from casework.models import Case, Paper
from tests.world import MOTHER_ID, World

from .pages import hidden, text

Screen = Callable[..., Client]


def _url(number: str) -> str:
    return reverse("case", kwargs={"number": number})


def test_opening_a_case_is_one_entry_among_those_who_looked(world: World, at_screen: Screen) -> None:
    number = world.receive().case_number
    page = text(at_screen("clerk").get(_url(number)))
    entry = Disclosure.objects.get()
    assert (entry.what, entry.case_number, entry.channel) == ("case", number, "web")
    assert "Who looked" in page
    assert "working on the case" in page


def test_a_part_of_the_page_is_no_second_opening(world: World, at_screen: Screen) -> None:
    number = world.receive().case_number
    url = reverse("who", kwargs={"number": number}) + "?act=accept"
    page = text(at_screen("head").get(url, headers={"hx-request": "true"}))
    assert "officer clerk" in page
    assert "officer head" not in page
    assert not Disclosure.objects.exists()


@pytest.mark.parametrize("name", ["neighbour", "admin", "village", "hall"])
def test_a_case_outside_ones_duties_looks_like_none(world: World, at_screen: Screen, name: str) -> None:
    client = at_screen(name)
    outside = client.get(_url(world.receive().case_number))
    unknown = client.get(_url("2026-000999-0"))
    assert outside.status_code == unknown.status_code == 404
    assert "This page is not here" in text(outside)
    assert not Disclosure.objects.exists()


@pytest.mark.parametrize("path", ["/cases/%00/", "/cases/x/", "/cases/2026-000001-%F0/", "/cases/1/accept/"])
def test_what_is_no_case_number_is_not_found(world: World, at_screen: Screen, path: str) -> None:
    assert at_screen("clerk").get(path).status_code == 404


def test_numbers_are_masked_until_a_purpose_is_told(world: World, at_screen: Screen) -> None:
    number = world.receive().case_number
    client = at_screen("clerk")
    masked = text(client.get(_url(number)))
    assert MOTHER_ID not in masked
    assert "13712346208" not in masked
    assert "4199**********4522" in masked
    response = client.post(
        reverse("unmask", kwargs={"number": number}), {"purpose": "calling back about the slip"}
    )
    shown = text(response)
    assert MOTHER_ID in shown
    assert "13712346208" in shown
    entry = Disclosure.objects.filter(what="unmasked").get()
    assert entry.purpose == "calling back about the slip"
    assert entry.person_ref == f"person/{Case.objects.get().applicant_id}"
    assert MOTHER_ID not in text(client.get(_url(number)))


@pytest.mark.parametrize("purpose", ["", " ", "a", f"about {MOTHER_ID}", "x" * 101, "two\nlines", "a\0b"])
def test_without_a_fit_purpose_nothing_is_shown_and_the_words_stay(
    world: World, at_screen: Screen, purpose: str
) -> None:
    number = world.receive().case_number
    response = at_screen("clerk").post(reverse("unmask", kwargs={"number": number}), {"purpose": purpose})
    assert response.status_code == 422
    assert "13712346208" not in text(response)
    assert not Disclosure.objects.filter(what="unmasked").exists()


def test_the_page_says_why_not_and_whom_to_ask(world: World, at_screen: Screen, do: Any) -> None:
    number = world.receive().case_number
    do(number, "accept")
    do(number, "propose_refusal", ground="duplicate", facts="f", reasons="r")
    page = text(at_screen("clerk").get(_url(number)))
    assert "Why not" in page
    assert "You don't hold the duty for this at this office." in page
    assert "accepted it" in page
    assert "EX-12" in page
    assert "Who could do it?" in page


def test_a_paper_shows_all_its_elements_and_its_reading_is_recorded(
    world: World, at_screen: Screen, do: Any
) -> None:
    number = world.receive().case_number
    do(number, "request_correction", missing=[{"what": "form", "how": "Name the month."}])
    paper = Paper.objects.get(kind="D02")
    url = reverse("paper", kwargs={"number": number, "paper": paper.pk})
    page = text(at_screen("clerk").get(url))
    assert paper.number in page
    assert "Name the month." in page
    assert "The application form" in page
    entry = Disclosure.objects.get()
    assert (entry.what, entry.items) == ("paper", [paper.pk])
    chinese = text(at_screen("clerk", "zh-hans").get(url))
    assert "补正通知书" in chinese
    assert "第十八条" in chinese


def test_a_paper_of_another_case_is_not_found(world: World, at_screen: Screen) -> None:
    first, second = world.receive().case_number, world.receive(form={"birth_month": "2027-03"}).case_number
    paper = Paper.objects.get(case__number=second)
    client = at_screen("clerk")
    assert client.get(reverse("paper", kwargs={"number": first, "paper": paper.pk})).status_code == 404
    assert client.get(f"/cases/{first}/papers/99999999999999999999999/").status_code == 404


def test_a_hand_over_is_answered_on_the_page(world: World, at_screen: Screen, do: Any) -> None:
    number = world.receive().case_number
    do(number, "accept")
    do(number, "hand_over", to="colleague", reason="away from tomorrow")
    client = at_screen("colleague")
    response = client.get(_url(number))
    assert "away from tomorrow" in text(response)
    url = reverse("act", kwargs={"number": number, "act": "accept_hand_over"})
    assert client.post(url, hidden(response), follow=True).status_code == 200
    assert Case.objects.get().holder == world.officers["colleague"]


def test_reading_changes_no_table_but_the_record_of_readings(
    world: World, at_screen: Screen, do: Any
) -> None:
    number = world.receive().case_number
    do(number, "accept")
    do(number, "propose_refusal", ground="duplicate", facts="f", reasons="r")
    paper = Paper.objects.get()
    client = at_screen("clerk")
    paths = [
        "/",
        "/counter/",
        "/search/",
        "/login/",
        "/password/",
        _url(number),
        f"{_url(number)}who/?act=refuse",
    ]
    paths += [f"{_url(number)}{act}/" for act in ("refuse", "hand_over", "withdraw", "recuse", "accept")]
    paths += [f"{_url(number)}papers/{paper.pk}/"]
    before = _tables()
    for path in paths:
        assert client.get(path).status_code < 500, path
    assert _tables() == before


def _tables() -> dict[str, list[Any]]:
    apart = {"ledger.disclosure", "sessions.session"}
    return {
        model._meta.label_lower: list(model._base_manager.order_by("pk").values_list())
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label_lower not in apart
    }


def test_the_timeline_speaks_in_the_words_of_the_item_and_the_law(
    world: World, at_screen: Screen, do: Any
) -> None:
    number = world.receive().case_number
    do(number, "accept")
    do(number, "propose_refusal", ground="duplicate", facts="f", reasons="r")
    page = text(at_screen("clerk").get(_url(number)))
    assert "proposed a refusal to the approver: The same matter is already registered." in page
    assert "duplicate" not in page
