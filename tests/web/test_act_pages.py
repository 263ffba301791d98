"""One page for every act: the journey, refusals, bad input, pages that are out of date."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit.ledger.models import Attempt, Disclosure, Event
from casework.models import Case, Paper, Submission
from tests.world import World

from .pages import hidden, posted, text

Screen = Callable[..., Client]
SERVED = {
    "way": "in_person",
    "served_on": "2026-11-16",
    "place": "counter",
    "receiver": "herself",
    "received_as": "addressee",
    "signed": True,
}
LEFT = {
    "way": "left",
    "served_on": "2026-11-16",
    "place": "counter",
    "refused_by": "herself",
    "refusal_note": "She would not sign.",
    "witnesses": ["A. Witness"],
}
REFUSAL = {
    "ground": "identity_not_established",
    "particulars": {"checks_made": "The register was asked."},
    "facts": "Nobody of that name is registered.",
    "evidence": "The register.",
    "reasons": "Who applies isn't known.",
    "statement_handling": "Nothing was said.",
}


def _url(number: str, act: str) -> str:
    return reverse("act", kwargs={"number": number, "act": act})


def _do(client: Client, number: str, act: str, given: dict[str, Any] | None = None, **more: Any) -> Any:
    page = client.get(_url(number, act))
    return client.post(_url(number, act), hidden(page) | posted(given or {}) | more)


@pytest.fixture
def number(world: World) -> str:
    return world.receive().case_number


def test_the_journey_from_receipt_to_the_closed_file(world: World, at_screen: Screen, number: str) -> None:
    client = at_screen("clerk")
    for act, given in (("accept", {}), ("register", {}), ("serve", SERVED), ("archive", {})):
        response = _do(client, number, act, given)
        assert (response.status_code, response["Location"]) == (302, f"/cases/{number}/"), act
    assert Case.objects.get().state == "archived"
    kinds = list(Event.objects.order_by("case_seq").values_list("kind", "channel"))
    assert kinds[1:] == [(act, "web") for act in ("accept", "register", "serve", "archive")]
    assert "what is left is what the person asks for" in text(client.get(f"/cases/{number}/"))


def test_correction_in_rows_and_back(world: World, at_screen: Screen, number: str) -> None:
    client = at_screen("clerk")
    given = {"missing": [{"what": "form", "how": "The month."}, {"what": "identity", "how": "Bring it."}]}
    assert _do(client, number, "request_correction", given).status_code == 302
    assert Event.objects.get(kind="request_correction").facts["missing"] == ["form", "identity"]
    statement = {"materials": {"residence": {"statement": "I live there."}}}
    assert _do(client, number, "supplement", statement).status_code == 302
    second = client.get(_url(number, "request_correction"))
    again = client.post(_url(number, "request_correction"), hidden(second) | posted(given))
    assert again.status_code == 409
    assert "a second notice isn't lawful" in text(again)
    assert "Bring it." in text(again)


def test_rows_are_added_and_removed_without_script(world: World, at_screen: Screen, number: str) -> None:
    client = at_screen("clerk")
    given = posted({"missing": [{"what": "form", "how": "The month."}]})
    added = text(client.post(_url(number, "request_correction"), given | {"missing-add": "1"}))
    assert 'name="missing.1.how"' in added
    assert "The month." in added
    removed = text(client.post(_url(number, "request_correction"), given | {"missing-remove": "0"}))
    assert "The month." not in removed
    assert Event.objects.count() == 1


def test_bad_input_stands_beside_its_field_and_what_was_typed_stays(
    world: World, at_screen: Screen, number: str, do: Any
) -> None:
    do(number, "accept")
    do(number, "register")
    response = _do(at_screen("clerk"), number, "serve", LEFT)
    page = text(response)
    assert response.status_code == 422
    assert 'href="#f-witnesses"' in page
    assert "two witnesses" in page
    assert 'value="A. Witness"' in page
    assert 'value="counter"' in page
    assert Case.objects.get().state == "granted"


@pytest.mark.parametrize("bad", ["a" * 1_000_000, "a\0b", "", "䶮𠮷·" * 900])
def test_no_text_is_an_error_of_ours(world: World, at_screen: Screen, number: str, bad: str) -> None:
    given = {"missing": [{"what": "form", "how": bad}]}
    response = _do(at_screen("clerk"), number, "request_correction", given)
    assert response.status_code == 422
    assert Event.objects.count() == 1


def test_an_adverse_act_asks_again_even_without_script(
    world: World, at_screen: Screen, number: str, do: Any
) -> None:
    do(number, "accept")
    do(number, "propose_refusal", ground="duplicate", facts="Registered before.", reasons="Once is enough.")
    client = at_screen("head")
    form = text(client.get(_url(number, "refuse")))
    assert "Registered before." in form
    assert "Once is enough." in form
    asked = _do(client, number, "refuse", REFUSAL)
    assert asked.status_code == 200
    assert "Please confirm once more" in text(asked)
    assert "The register." in text(asked)
    assert Case.objects.get().state == "refusal_proposed"
    assert _do(client, number, "refuse", REFUSAL, confirmed="1").status_code == 302
    assert Case.objects.get().state == "refused"
    assert Paper.objects.filter(kind="D06").count() == 1


def test_bad_input_is_told_before_one_is_asked_again(
    world: World, at_screen: Screen, number: str, do: Any
) -> None:
    do(number, "accept")
    do(number, "propose_refusal", ground="duplicate", facts="f", reasons="r")
    response = _do(at_screen("head"), number, "refuse", REFUSAL | {"evidence": ""})
    assert response.status_code == 422
    assert 'href="#f-evidence"' in text(response)


def test_a_return_keeps_what_was_proposed(world: World, at_screen: Screen, number: str, do: Any) -> None:
    do(number, "accept")
    do(number, "propose_refusal", ground="duplicate", facts="Registered before.", reasons="r")
    assert _do(at_screen("head"), number, "return_case", {"comment": "Look at the book."}).status_code == 302
    page = text(at_screen("clerk").get(f"/cases/{number}/"))
    assert "Registered before." in page
    assert "Look at the book." in page


def test_the_acceptor_is_told_why_he_cannot_decide_the_adverse_outcome(
    world: World, at_screen: Screen, number: str, do: Any
) -> None:
    do(number, "accept")
    do(number, "propose_refusal", ground="duplicate", facts="f", reasons="r")
    client = at_screen("clerk")
    assert client.get(_url(number, "refuse")).status_code == 403
    response = client.post(_url(number, "refuse"), posted(REFUSAL) | {"confirmed": "1"})
    assert response.status_code == 403
    assert "can't go together with this act: accepted it" in text(response)
    assert Attempt.objects.get().act == "refuse"
    assert Case.objects.get().state == "refusal_proposed"


def test_an_older_page_is_answered_with_the_case_as_it_stands(
    world: World, at_screen: Screen, number: str, do: Any
) -> None:
    client = at_screen("clerk")
    page = hidden(client.get(_url(number, "request_correction")))
    do(number, "claim")
    given = posted({"missing": [{"what": "form", "how": "The month."}]})
    stale = client.post(_url(number, "request_correction"), page | given)
    assert stale.status_code == 409
    assert "STALE-01" in text(stale)
    assert "The month." in text(stale)
    assert hidden(stale)["seen"] == "2"
    assert client.post(_url(number, "request_correction"), hidden(stale) | given).status_code == 302


def test_the_same_form_sent_twice_is_done_once(world: World, at_screen: Screen, number: str) -> None:
    client = at_screen("clerk")
    form = hidden(client.get(_url(number, "accept")))
    assert client.post(_url(number, "accept"), form).status_code == 302
    second = client.post(_url(number, "accept"), form, follow=True)
    assert "nothing was done twice" in text(second)
    assert Event.objects.filter(kind="accept").count() == 1
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("act", ["receive", "nonsense", "deem-accepted", "unmask2", "grant_duty"])
def test_what_is_no_act_of_the_procedure_is_not_found(
    world: World, at_screen: Screen, number: str, act: str
) -> None:
    assert at_screen("clerk").get(f"/cases/{number}/{act}/").status_code == 404
    assert at_screen("clerk").post(f"/cases/{number}/{act}/").status_code == 404


def test_extra_fields_change_nothing(world: World, at_screen: Screen, number: str) -> None:
    client = at_screen("clerk")
    extra = {
        "state": "granted",
        "holder": "head",
        "decided_on": "2020-01-01",
        "by": "head",
        "case_number": "x",
    }
    assert _do(client, number, "accept", extra).status_code == 302
    case = Case.objects.get()
    assert (case.state, case.decided_on, case.holder) == ("accepted", None, world.officers["clerk"])


def test_opening_the_form_is_a_reading_too(world: World, at_screen: Screen, number: str) -> None:
    at_screen("clerk").get(_url(number, "request_correction"))
    assert Disclosure.objects.get().what == "act_form"


def test_whoever_steps_aside_is_led_away_from_the_case(world: World, at_screen: Screen, number: str) -> None:
    response = _do(at_screen("clerk"), number, "recuse", {"ground": "a relative"})
    assert response["Location"] == "/"
    assert at_screen("clerk").get(f"/cases/{number}/").status_code == 404


def test_beside_an_error_stands_a_code_only_if_it_can_be_looked_up(world: World, at_screen: Screen) -> None:
    url = reverse("act", kwargs={"number": world.receive().case_number, "act": "request_correction"})
    client = at_screen("clerk")
    page = text(client.post(url, hidden(client.get(url)) | {"missing-count": "0"}))
    assert "Choose at least one." in page
    assert "minItems" not in page
