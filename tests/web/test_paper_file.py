"""An issued paper as a file."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from audit.ledger.models import Disclosure
from casework.engine import moment
from casework.engine.act import acts
from casework.models import Paper
from tests.world import MONDAY, World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return build()


def registered(world: World) -> Paper:
    with moment.at(MONDAY):
        number = world.receive().case_number
        for act in ("accept", "register"):
            acts[act].perform(case_number=number, by=world.by("clerk"))
    return Paper.objects.get(case__number=number, kind="D25")


def fetch(world: World, who: str, paper: Paper, number: str = "") -> object:
    client = Client()
    client.force_login(world.officers[who])
    with moment.at(MONDAY):
        return client.get(f"/cases/{number or paper.case.number}/papers/{paper.pk}/file/")


def test_the_slip_comes_as_a_file_and_whoever_fetched_it_is_among_those_who_looked(world: World) -> None:
    paper = registered(world)
    answer = fetch(world, "clerk", paper)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert paper.number in text.replace(" ", "")
    looked = Disclosure.objects.get(what="paper_file")
    assert looked.actor_id == world.officers["clerk"].pk


def test_the_query_code_is_not_in_a_receipt_fetched_later(world: World) -> None:
    with moment.at(MONDAY):
        told = world.receive()
    receipt = Paper.objects.get(case__number=told.case_number, kind="D01")
    answer = fetch(world, "clerk", receipt)
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    assert told.secrets["query_code"] not in text


@pytest.mark.parametrize("who", ["neighbour", "admin"])
def test_nobody_else_gets_it(world: World, who: str) -> None:
    assert fetch(world, who, registered(world)).status_code == 404


def test_a_paper_of_another_case_is_not_found(world: World) -> None:
    paper = registered(world)
    with moment.at(MONDAY):
        other = world.receive(applicant={"identifier": None, "identifier_kind": "none"}).case_number
    assert fetch(world, "clerk", paper, other).status_code == 404
    assert not Disclosure.objects.filter(what="paper_file").exists()
