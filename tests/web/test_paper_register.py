"""The register of papers: every number of an office, void ones too, and no more of a case than one may see."""

from __future__ import annotations

from collections.abc import Callable
from unittest.mock import patch

import pytest
from django.test import Client

from audit.ledger.models import Disclosure
from casework.models import Paper
from casework.queries import paper_register
from tests.acts.steps import bring_to, do
from tests.world import MOTHER_ID, World

from .pages import text

Screen = Callable[..., Client]
SLIPS = "/papers/?office=LT&kind=D25&year=2026"


@pytest.fixture
def slips(world: World) -> list[Paper]:
    """One that is void, one issued in its place, one served, one taken back, and the one in its place."""
    number = bring_to("granted", world)
    spoilt = Paper.objects.get(kind="D25")
    do("void_paper", number, world.by("clerk"), paper=spoilt.number, reason="Jam.", again=True)
    bring_to("served", world)
    do("replace_certificate", bring_to("served", world), world.by("clerk"))
    return list(Paper.objects.filter(kind="D25").order_by("serial"))


def rows(page: str) -> list[str]:
    """The rows of the table, each as it stands."""
    return page.partition("<tbody>")[2].partition("</tbody>")[0].split("<tr")[1:]


def test_every_number_stands_in_its_order_with_how_it_stands(
    world: World, at_screen: Screen, slips: list[Paper]
) -> None:
    page = text(at_screen("clerk").get(SLIPS))
    words = ["void", "issued", "served", "taken back", "issued"]
    found = rows(page)
    assert len(found) == len(slips) == len(words)
    for row, slip, word in zip(found, slips, words, strict=True):
        assert slip.number in row
        assert word in row
    assert slips[1].number in found[0]
    assert slips[4].number in found[3]
    assert "Numbers 1 to 5, none left out" in page
    assert "A number that was made void stays here and is never given again." in page
    chinese = text(at_screen("clerk", "zh-hans").get(SLIPS))
    assert "文书登记" in chinese
    assert "作废" in chinese


@pytest.mark.parametrize("who", ["clerk", "colleague", "head", "supervisor", "auditor"])
def test_who_holds_a_duty_there_reads_it_on_record(
    world: World, at_screen: Screen, slips: list[Paper], who: str
) -> None:
    page = text(at_screen(who).get(SLIPS))
    assert all(slip.number in page for slip in slips)
    looked = Disclosure.objects.get()
    assert (looked.what, looked.actor_id) == ("paper_register", world.officers[who].pk)
    assert looked.items == [slip.pk for slip in slips]
    # A register numbers papers; it names nobody they are for.
    for private in ("林晓雯", "林**", MOTHER_ID, "13712346208"):
        assert private not in page


@pytest.mark.parametrize("who", ["neighbour", "hall", "admin"])
def test_who_holds_none_there_sees_no_number_and_leaves_no_entry(
    world: World, at_screen: Screen, slips: list[Paper], who: str
) -> None:
    answer = at_screen(who).get(SLIPS)
    assert answer.status_code == 200
    assert not [slip for slip in slips if slip.number in text(answer)]
    assert "No office at which you hold a duty has issued a paper yet." in text(answer)
    assert not Disclosure.objects.exists()


def test_of_a_case_that_one_stepped_aside_from_only_the_number_is_told(
    world: World, at_screen: Screen, slips: list[Paper]
) -> None:
    do("recuse", slips[0].case.number, world.by("colleague"))
    first = rows(text(at_screen("colleague").get(SLIPS)))[0]
    assert slips[0].number in first
    assert "a case that isn't yours to open" in first
    assert slips[0].case.number not in first
    assert "<a " not in first


def test_a_long_register_has_pages_and_each_is_one_look(
    world: World, at_screen: Screen, slips: list[Paper]
) -> None:
    with patch.object(paper_register, "PER_PAGE", 2):
        pages = [text(at_screen("clerk").get(f"{SLIPS}&page={at}")) for at in (1, 2, 3)]
    assert [len(rows(page)) for page in pages] == [2, 2, 1]
    assert slips[4].number in pages[2]
    assert [len(one.items) for one in Disclosure.objects.order_by("pk")] == [2, 2, 1]
    # That all numbers are there is told of the whole series, not of the page.
    assert all("Numbers 1 to 5, none left out" in page for page in pages)
