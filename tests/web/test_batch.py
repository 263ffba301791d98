"""The pages of a batch: what will happen, what happened, and what can't be posted by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client

from audit.ledger.models import Attempt, Disclosure
from casework.models import Case
from tests.papers.reading import pages
from tests.world import World, resident_id

from .pages import hidden, text

Screen = Callable[..., Client]


def _received(world: World, count: int = 2) -> list[str]:
    return [world.receive(applicant={"identifier": resident_id(at + 1)}).case_number for at in range(count)]


def test_what_will_happen_is_shown_first_and_then_what_happened(
    world: World, at_screen: Screen, do: Any
) -> None:
    ready, other = _received(world)
    do(other, "accept")
    client = at_screen("clerk")
    assert f'name="case" value="{ready}"' in text(client.get("/"))
    preview = client.post("/batches/", {"act": "accept", "case": [ready, other]})
    page = text(preview)
    assert "This will happen to 1 case" in page
    assert "STEP-01" in page
    assert Case.objects.get(number=ready).state == "received"
    assert Disclosure.objects.filter(what="batch", purpose="batch").count() == 1
    form = {**hidden(preview), "case": [ready]}
    done = text(client.post("/batches/", form))
    assert "Done for 1 of 1 case" in done
    assert Case.objects.get(number=ready).state == "accepted"
    assert "nothing was done twice" in text(client.post("/batches/", form))


def test_input_is_asked_for_on_the_preview_and_a_fault_loses_nothing(
    world: World, at_screen: Screen, do: Any
) -> None:
    (number,) = _received(world, 1)
    do(number, "accept")
    do(number, "register")
    client = at_screen("clerk")
    preview = client.post("/batches/", {"act": "serve", "case": number})
    form = {**hidden(preview), "case": number}
    bad = client.post("/batches/", {**form, "place": "x" * 101})
    assert bad.status_code == 422
    assert 'href="#f-place"' in text(bad)
    assert "x" * 101 in text(bad)
    assert "Done for 1 of 1" in text(client.post("/batches/", {**form, "place": "窗口", "signed": "on"}))


def test_a_refusal_posted_by_hand_is_refused_with_its_code(world: World, at_screen: Screen, do: Any) -> None:
    (number,) = _received(world, 1)
    do(number, "accept")
    for go in ("", "1"):
        answer = at_screen("clerk").post("/batches/", {"act": "propose_refusal", "case": number, "go": go})
        assert answer.status_code == 403
        assert "BATCH-01" in text(answer)
    assert Attempt.objects.get().code == "BATCH-01"
    assert Case.objects.get().state == "accepted"


def test_nothing_chosen_is_said_and_strange_words_lead_nowhere(world: World, at_screen: Screen) -> None:
    client = at_screen("clerk")
    for given in ({}, {"act": "accept"}, {"act": "accept", "case": "\0; DROP"}, {"case": "2026-000001-Z"}):
        answer = client.post("/batches/", given)
        assert answer.status_code == 422
        assert "at least one case" in text(answer)
    assert client.post("/batches/", {"act": "nonsense", "case": "2026-000001-Z"}).status_code == 404
    assert client.post("/batches/papers/", {"which": "../x", "case": "2026-000001-Z"}).status_code == 404
    assert client.post("/batches/papers/", {"which": "receipt"}).status_code == 422


def test_papers_of_several_cases_come_as_one_file_without_a_query_code(
    world: World, at_screen: Screen
) -> None:
    numbers = _received(world)
    answer = at_screen("clerk").post("/batches/papers/", {"which": "receipt", "case": numbers})
    printed = pages(answer.content)
    assert [any(number in page for page in printed) for number in numbers] == [True, True]
    for case in Case.objects.select_related("applicant__key"):
        receipt = case.papers.get()
        receipt.case = case
        assert receipt.unseal("elements")["query_code"] not in "".join(printed)
    assert Disclosure.objects.filter(what="paper_file").values("case_id").distinct().count() == 2
    hidden_from = at_screen("neighbour").post("/batches/papers/", {"which": "receipt", "case": numbers})
    assert hidden_from.status_code == 422
