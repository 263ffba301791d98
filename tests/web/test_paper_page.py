"""An issued paper on its page, as a file and to programs: issued, served, void and withdrawn; who sees which."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from knox.models import AuthToken
from pypdf import PdfReader

from audit.ledger.models import Disclosure
from casework.models import Paper
from tests.acts.steps import GIVEN, bring_to, do
from tests.world import MOTHER_ID, World

from .pages import text

Screen = Callable[..., Client]
STATES = ("issued", "served", "void", "withdrawn")
# What the page says of the slip in each state, and what it must not say.
SAID = {
    "issued": (("issued",), ("served 11-16", "void", "taken back")),
    "served": (("served 11-16, handed over in person",), ("void", "taken back")),
    "void": (("void", "Jam.", "Issued again"), ("served 11-16", "taken back")),
    "withdrawn": (("taken back", GIVEN["replace_certificate"]["reasons"], "Issued again"), ("void",)),
}
MARKED = {"issued": "", "served": "", "void": "作废", "withdrawn": "已收回"}


def slip_in(state: str, world: World) -> Paper:
    """The first slip of a case, brought into that state."""
    number = bring_to({"issued": "granted", "void": "granted"}.get(state, "served"), world)
    slip = Paper.objects.get(kind="D25")
    if state == "void":
        do("void_paper", number, world.by("clerk"), paper=slip.number, reason="Jam.", again=True)
    elif state == "withdrawn":
        do("replace_certificate", number, world.by("clerk"))
    return slip


def address(paper: Paper) -> str:
    return f"/cases/{paper.case.number}/papers/{paper.pk}/"


@pytest.mark.parametrize("state", STATES)
def test_a_paper_says_how_it_stands_on_its_page_its_sheet_and_to_programs(
    world: World, at_screen: Screen, state: str
) -> None:
    slip = slip_in(state, world)
    page = text(at_screen("clerk").get(address(slip)))
    about = page.partition("<aside")[2].partition("Digest")[0]
    for words in SAID[state][0]:
        assert words in about, words
    for words in SAID[state][1]:
        assert words not in about, words
    assert slip.number in page
    assert slip.digest in page
    assert ("is-marked" in page) == (state in ("void", "withdrawn"))
    file = at_screen("clerk", "zh-hans").get(f"{address(slip)}file/")
    sheet = "".join(one.extract_text() for one in PdfReader(BytesIO(file.content)).pages)
    assert [one for one in ("作废", "已收回", "预览") if one in sheet] == [
        one for one in [MARKED[state]] if one
    ]
    token = AuthToken.objects.create(world.officers["clerk"])[1]
    told = Client().get(f"/api/v1/cases/{slip.case.number}/", headers={"Authorization": f"Token {token}"})
    states = {one["number"]: one["paper_state"] for one in told.json()["papers"]}
    assert states[slip.number] == state
    assert "林晓雯" not in told.content.decode()


@pytest.mark.parametrize("state", ["void", "withdrawn"])
def test_a_paper_that_has_ended_leads_to_the_one_in_its_place(
    world: World, at_screen: Screen, state: str
) -> None:
    slip = slip_in(state, world)
    new = Paper.objects.filter(kind="D25").latest("id")
    assert new != slip
    assert f'href="{address(new)}"' in text(at_screen("clerk").get(address(slip)))
    assert "is-marked" not in text(at_screen("clerk").get(address(new)))


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("clerk", 200),
        ("colleague", 200),
        ("head", 200),
        ("supervisor", 200),
        ("auditor", 200),
        ("neighbour", 404),
        ("village", 404),
        ("hall", 404),
        ("admin", 404),
    ],
)
def test_who_may_open_the_case_reads_its_papers_on_record_and_nobody_else_does(
    world: World, at_screen: Screen, state: str, who: str, status: int
) -> None:
    slip = slip_in(state, world)
    for path, what in ((address(slip), "paper"), (f"{address(slip)}file/", "paper_file")):
        answer = at_screen(who).get(path)
        assert answer.status_code == status
        looked = Disclosure.objects.filter(what=what)
        assert looked.count() == (status == 200)
        if status == 200:
            assert (looked.get().actor_id, looked.get().items) == (world.officers[who].pk, [slip.pk])
        else:
            for private in ("林晓雯", slip.number, MOTHER_ID):
                assert private not in text(answer)


def test_who_stepped_aside_no_longer_reads_the_papers(world: World, at_screen: Screen) -> None:
    slip = slip_in("issued", world)
    do("recuse", slip.case.number, world.by("colleague"))
    for path in (address(slip), f"{address(slip)}file/"):
        assert at_screen("colleague").get(path).status_code == 404
    assert not Disclosure.objects.exists()


def test_without_signing_in_a_paper_is_asked_for_in_vain(world: World) -> None:
    slip = slip_in("issued", world)
    for path in (address(slip), f"{address(slip)}file/", "/papers/"):
        answer: Any = Client().get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/login/")
