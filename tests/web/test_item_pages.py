"""Basis and guide, the procedure to read, and the file for modelling tools."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit.ledger.models import Disclosure
from tests.procedures.bpmn_faults import faults_of
from tests.world import World

from .pages import text

Screen = Callable[..., Client]


def test_the_guide_tells_basis_materials_limits_fee_papers_and_remedies(
    world: World, at_screen: Screen
) -> None:
    page = text(at_screen("clerk").get("/items/birth_registration/"))
    for words in (
        "Population and Family Planning Law, Art. 18",
        "The parents, or either of them",
        "Identity card or household book",
        "a written declaration stands in",
        "5 working days",
        "Nothing is charged.",
        "Registration slip (D25)",
        "administrative reconsideration within 60 days",
        "edition 2026-2",
        "a rule of this office on that model, not cited as law",
    ):
        assert words in page


def test_the_guide_is_there_in_chinese(world: World, at_screen: Screen) -> None:
    page = text(at_screen("clerk", language="zh-hans").get("/items/birth_registration/"))
    assert "《中华人民共和国人口与计划生育法》第十八条" in page
    assert "不收取任何费用" in page
    assert "The " not in page.partition("<main")[2].partition("</main>")[0]


def test_the_items_that_are_open_are_listed(world: World, at_screen: Screen) -> None:
    page = text(at_screen("head").get("/items/"))
    assert 'href="/items/birth_registration/"' in page


def test_the_procedure_is_shown_with_its_conditions_and_in_words(world: World, at_screen: Screen) -> None:
    page = text(at_screen("head").get("/procedures/birth_registration/"))
    assert "<svg" in page
    assert ">granted</text>" in page
    assert "5. Decision of the approver" in page
    assert "accepted: 4. Registration (back)" in page
    assert "style=" not in page.partition("<main")[2]


def test_the_file_for_modelling_tools_comes_as_a_file(world: World, at_screen: Screen) -> None:
    answer = at_screen("head").get("/procedures/birth_registration/bpmn/")
    assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''birth_registration-2026-2.bpmn"
    assert answer["Content-Type"] == "application/xml; charset=utf-8"
    assert not faults_of(answer.content.decode())


def test_a_case_leads_to_the_edition_it_was_received_under(world: World, at_screen: Screen) -> None:
    client = at_screen("clerk")
    number = world.receive().case_number
    page = text(client.get(reverse("case", kwargs={"number": number})))
    address = "/items/birth_registration/?edition=2026-2&law=2026-2"
    assert f'href="{address}"' in page
    assert "/procedures/birth_registration/?edition=2026-2&law=2026-2" in text(client.get(address))
    earlier = text(client.get("/items/birth_registration/?edition=2026-1"))
    assert "edition 2026-1, valid from 2021-12-01" in earlier
    assert "(D24)" not in earlier


@pytest.mark.parametrize("page", ["items", "procedures"])
@pytest.mark.parametrize(
    "address",
    [
        "no_such_item/",
        "birth_registration/?edition=1",
        "birth_registration/?law=9",
        "birth_registration/?law=%00",
        "X/",
    ],
)
def test_what_is_not_there_is_not_found(world: World, at_screen: Screen, page: str, address: str) -> None:
    assert at_screen("clerk").get(f"/{page}/{address}").status_code == 404


def test_reading_about_an_item_is_no_reading_of_a_case(world: World, at_screen: Screen) -> None:
    client = at_screen("clerk")
    for address in ("/items/", "/items/birth_registration/", "/procedures/birth_registration/"):
        assert client.get(address).status_code == 200
    assert not Disclosure.objects.exists()


def test_nobody_reads_without_signing_in(world: World) -> None:
    for address in ("/items/", "/items/birth_registration/", "/procedures/birth_registration/bpmn/"):
        assert Client().get(address).status_code == 302


def test_the_way_of_a_case_is_drawn_and_said_in_words(world: World, at_screen: Screen, do: Any) -> None:
    number = world.receive().case_number
    do(number, "accept")
    page = text(at_screen("clerk").get(reverse("case", kwargs={"number": number})))
    picture = page.partition('<svg class="flow"')[2].partition("</svg>")[0]
    assert 'class="e done"' in picture
    assert 'class="e dash"' in picture
    assert "Registration: now: with officer\u00a0clerk" in page
