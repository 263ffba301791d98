"""The preview beside the form, as a page of its own, as a PDF and for programs; the register; a paper that has ended."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from knox.models import AuthToken
from pypdf import PdfReader

from audit.ledger.models import Attempt, Disclosure, Event
from casework.models import Paper
from tests.acts.steps import GIVEN, bring_to, do
from tests.world import World

from .pages import posted, text

Screen = Callable[..., Client]
PART = {"hx-request": "true"}


@pytest.fixture
def number(world: World) -> str:
    return bring_to("refusal_proposed", world)


def _preview(number: str, act: str = "refuse") -> str:
    return f"/cases/{number}/{act}/preview/"


def test_to_htmx_the_preview_is_the_part_of_a_page_and_nothing_is_stored(
    world: World, at_screen: Screen, number: str
) -> None:
    events, papers = Event.objects.count(), Paper.objects.count()
    given = posted({**GIVEN["refuse"], "reasons": "", "facts": "<b>twice</b>"})
    response = at_screen("head").post(_preview(number), given, headers=PART)
    assert response.status_code == 200
    page = response.content.decode()
    assert "<html" not in page
    assert "Refusal decision" in page
    assert "numbered when issued" in page
    assert '<span class="live">&lt;b&gt;twice&lt;/b&gt;</span>' in page
    assert page.count("still missing") == 2  # in the sheet, and in the list of elements
    # Of eight the reasons are missing, and the seal is set on issue.
    assert "6 of 8 elements" in page
    assert (Event.objects.count(), Paper.objects.count()) == (events, papers)


def test_without_script_it_is_a_page_that_says_what_is_still_to_be_done(
    world: World, at_screen: Screen, number: str
) -> None:
    response = at_screen("head").post(_preview(number), {})
    assert response.status_code == 200
    assert "<html" in response.content.decode()
    assert "Still to be filled in" in text(response)
    assert "Nothing was issued or stored" in text(response)


def test_as_a_pdf_it_is_the_sheet_without_a_number(world: World, at_screen: Screen, number: str) -> None:
    response = at_screen("head", "zh-hans").post(_preview(number) + "?format=pdf", posted(GIVEN["refuse"]))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")
    found = "".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)
    assert "签发时编号" in found
    assert GIVEN["refuse"]["facts"] in found.replace("\n", "")
    for sheet in ("2", "0", "x", "-1"):
        path = f"{_preview(number)}?format=pdf&sheet={sheet}"
        assert at_screen("head").post(path, posted(GIVEN["refuse"])).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("clerk", 403), ("neighbour", 404), ("admin", 404)])
def test_who_may_not_do_it_gets_the_reasons_or_nothing_and_leaves_no_attempt(
    world: World, at_screen: Screen, number: str, who: str, status: int
) -> None:
    for path in (_preview(number), _preview(number) + "?format=pdf"):
        response = at_screen(who).post(path, posted(GIVEN["refuse"]))
        assert response.status_code == status
        assert ("GATE-02" in text(response)) == (status == 403)
        assert "林晓雯" not in text(response)
    assert not Attempt.objects.exists()
    assert not Disclosure.objects.filter(what="preview").exists()


@pytest.mark.parametrize("act", ["receive", "no_such_act"])
def test_what_is_no_act_of_the_case_has_no_preview(
    world: World, at_screen: Screen, number: str, act: str
) -> None:
    assert at_screen("clerk").post(_preview(number, act), {}).status_code == 404


def test_a_preview_that_renews_itself_is_one_look(world: World, at_screen: Screen, number: str) -> None:
    client = at_screen("head")
    for _key in range(3):
        client.post(_preview(number), posted(GIVEN["refuse"]), headers=PART)
    assert Disclosure.objects.filter(what="preview").count() == 1
    other = bring_to("refusal_proposed", world)
    client.get(f"/cases/{other}/refuse/")
    client.post(_preview(other), {}, headers=PART)
    assert Disclosure.objects.filter(what="preview").count() == 1


def test_the_form_of_an_act_shows_beside_it_what_it_will_issue(
    world: World, at_screen: Screen, number: str
) -> None:
    page = text(at_screen("head").get(f"/cases/{number}/refuse/"))
    assert "Preview: Refusal decision" in page
    # What was recommended is filled in, and stands in the paper.
    assert f'<span class="live">{GIVEN["propose_refusal"]["facts"]}</span>' in page
    assert "Preview: " not in text(at_screen("clerk").get(f"/cases/{number}/withdraw/"))


def test_a_program_gets_the_elements_what_is_missing_and_no_name(world: World, number: str) -> None:
    token = AuthToken.objects.create(world.officers["head"])[1]
    given = {**GIVEN["refuse"], "facts": "林晓雯已经登记。", "evidence": ""}
    answer = Client().post(
        f"/api/v1/cases/{number}/acts/refuse/preview/",
        json.dumps({"input": given}),
        content_type="application/json",
        headers={"Authorization": f"Token {token}", "Accept-Language": "en"},
    )
    assert answer.status_code == 200
    (paper,) = answer.json()["papers"]
    assert (paper["kind"], paper["missing"]) == ("D06", [{"element": "evidence", "name": "Evidence"}])
    texts = {one["element"]: one["texts"] for one in paper["elements"]}
    assert texts["facts"] == ["林**已经登记。"]
    assert set(answer.json()["fields"]) == {"evidence"}
    assert not Paper.objects.filter(kind="D06").exists()


def test_the_register_is_read_on_record_and_shows_the_void_number(world: World, at_screen: Screen) -> None:
    number = bring_to("granted", world)
    old = Paper.objects.get(kind="D25")
    do("void_paper", number, world.by("clerk"), paper=old.number, reason="Jam.", again=True)
    client = at_screen("clerk")
    page = text(client.get("/papers/?office=LT&kind=D25&year=2026"))
    assert "Numbers 1 to 2, none left out" in page
    assert old.number in page
    assert "issued again:" in page
    looked = Disclosure.objects.get(what="paper_register")
    assert (looked.purpose, len(looked.items)) == ("paper_register", 2)
    for asked in ("?year=x&page=-1&kind=<b>&office=SQ", "?page=99999", "?year=1999"):
        assert client.get(f"/papers/{asked}").status_code == 200


def test_a_paper_that_has_ended_says_so_on_its_page_and_on_the_case(world: World, at_screen: Screen) -> None:
    number = bring_to("granted", world)
    old = Paper.objects.get(kind="D25")
    do("void_paper", number, world.by("clerk"), paper=old.number, reason="Jam.", again=True)
    new = Paper.objects.filter(kind="D25").last()
    assert new is not None
    page = text(at_screen("clerk").get(f"/cases/{number}/papers/{old.pk}/"))
    for words in ("void", "Jam.", new.number):
        assert words in page
    case = text(at_screen("clerk").get(f"/cases/{number}/"))
    assert case.count('class="ended"') == 1
    assert f"/verify/{case.partition('/verify/')[2].partition('/')[0]}/" in case
