"""From a form to its late entry and on to the second officer: what each of them sees, without script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from knox.models import AuthToken

from audit.ledger.models import Attempt
from casework.engine import moment
from casework.models import Case, LateEntry, ServiceOfPaper
from tests.acts.steps import GIVEN
from tests.world import MONDAY, World

from .pages import hidden, posted, text

Screen = Callable[..., Client]
POSTED = {
    "way": "post",
    "served_on": "2026-11-17",
    "place": "Hekou 12",
    "receiver": "Lin",
    "received_as": "addressee",
    "tracking_number": "XA00419923041",
    "acknowledged": True,
}


@pytest.fixture
def number(world: World, do: Any) -> Iterator[str]:
    """A refused case, three days later."""
    found = world.receive().case_number
    for act, who in (("accept", "clerk"), ("propose_refusal", "clerk"), ("refuse", "head")):
        do(found, act, who, **GIVEN.get(act, {}))
    with moment.at(MONDAY + timedelta(days=3)):
        yield found


def _url(number: str, act: str) -> str:
    return f"/cases/{number}/{act}/"


def test_the_form_asks_what_the_way_needs_and_nothing_else(at_screen: Screen, number: str) -> None:
    client = at_screen("clerk")
    page = client.get(_url(number, "serve"))
    first = text(page)
    assert 'name="signed"' in first
    assert 'value="2026-11-19"' in first
    assert 'name="tracking_number"' not in first
    assert 'name="way-choose"' in first
    sent = hidden(page) | {"way": "left", "place": "Hekou 12", "way-choose": "1"}
    again = text(client.post(_url(number, "serve"), sent))
    assert 'name="refusal_note"' in again
    assert 'name="signed"' not in again
    assert 'value="Hekou 12"' in again
    # Whoever sends the form at once, without asking for the fields, is told what is missing and shown the fields.
    wrong = client.post(_url(number, "serve"), hidden(page) | {"way": "left", "signed": "on"})
    assert wrong.status_code == 422
    assert 'href="#f-refusal_note"' in text(wrong)
    assert not ServiceOfPaper.objects.exists()


def test_an_earlier_day_leads_to_a_late_entry_with_everything_typed(at_screen: Screen, number: str) -> None:
    client = at_screen("clerk")
    page = client.get(_url(number, "serve"))
    refused = client.post(_url(number, "serve"), hidden(page) | posted(POSTED))
    assert refused.status_code == 409
    told = text(refused)
    assert "EX-16" in told
    assert f'formaction="{_url(number, "propose_late_entry")}"' in told
    assert Attempt.objects.get().code == "EX-16"
    taken = client.post(
        _url(number, "propose_late_entry"), hidden(refused) | posted(POSTED) | {"late-choose": "serve"}
    )
    form = text(taken)
    assert taken.status_code == 200
    assert 'name="happened_on" value="2026-11-17"' in form
    for kept in ("Hekou 12", "Lin", "XA00419923041"):
        assert f'value="{kept}"' in form
    entry = {
        "late_act": "serve",
        "happened_on": "2026-11-17",
        "evidence": "postal_receipt",
        "serve": {name: value for name, value in POSTED.items() if name != "served_on"},
    }
    without = client.post(_url(number, "propose_late_entry"), hidden(taken) | posted(entry))
    assert without.status_code == 409
    assert "Nothing is entered for an earlier day without evidence" in text(without)
    entry["evidence_words"] = "The acknowledgement, on the file."
    wrong = client.post(
        _url(number, "propose_late_entry"), hidden(taken) | posted(entry) | {"serve.place": ""}
    )
    assert wrong.status_code == 422
    assert 'href="#f-serve-place"' in text(wrong)
    done = client.post(_url(number, "propose_late_entry"), hidden(taken) | posted(entry))
    assert done.status_code == 302
    assert LateEntry.objects.get().unseal("words")["input"]["place"] == "Hekou 12"


def test_the_second_officer_finds_it_reads_it_and_confirms_it(
    world: World, at_screen: Screen, do: Any, number: str
) -> None:
    do(
        number,
        "propose_late_entry",
        late_act="serve",
        happened_on="2026-11-17",
        evidence="postal_receipt",
        evidence_words="The acknowledgement, on the file.",
        serve={name: value for name, value in POSTED.items() if name != "served_on"},
    )
    own = text(at_screen("clerk").get(f"/cases/{number}/"))
    assert "Late entry by officer clerk" in own
    assert _url(number, "confirm_late_entry") not in own
    colleague = at_screen("colleague")
    found = text(colleague.get("/?view=late"))
    assert number in found
    assert "late entry to be confirmed" in found
    assert "Late entries to confirm" not in text(at_screen("clerk").get("/"))
    page = colleague.get(_url(number, "confirm_late_entry"))
    shown = text(page)
    for words in ("XA00419923041", "Hekou 12", "The acknowledgement, on the file.", "2026-11-17"):
        assert words in shown
    done = colleague.post(
        _url(number, "confirm_late_entry"), hidden(page) | posted({"evidence_seen": True}), follow=True
    )
    told = text(done)
    assert "Issued: Proof of service" in told
    assert "entered late" in told
    assert "happened on 2026-11-17" in told
    assert "confirmed by officer colleague" in told
    assert "The applicant's remedies" in told
    assert "not before 2027-01-16" in told
    # The office's own limit stands at the head, never the applicant's right.
    assert "No limit runs at the moment" in told
    assert "entered late" in text(colleague.get("/?view=all"))


def test_the_interface_tells_both_moments(world: World, do: Any, number: str, client: Client) -> None:
    token = AuthToken.objects.create(world.officers["colleague"])[1]

    def read(path: str) -> Any:
        answer = client.get(f"/api/v1/{path}", headers={"Authorization": f"Token {token}"})
        assert answer.status_code == 200
        return answer.json()

    do(
        number,
        "propose_late_entry",
        late_act="serve",
        happened_on="2026-11-17",
        evidence="postal_receipt",
        evidence_words="The acknowledgement.",
        serve={name: value for name, value in POSTED.items() if name != "served_on"},
    )
    waiting = read(f"cases/{number}/")["late_entry"]
    assert (waiting["late_act"], waiting["happened_on"], waiting["waits"]) == ("serve", "2026-11-17", True)
    assert "acknowledgement" not in str(waiting["title"])
    do(number, "confirm_late_entry", "colleague", evidence_seen=True)
    case = read(f"cases/{number}/")
    assert case["late_entry"] is None
    served = case["timeline"][-1]
    assert (served["kind"], served["happened_on"], served["late"]) == ("serve", "2026-11-17", True)
    assert served["recorded_at"].startswith("2026-11-19")
    assert [one["late"] for one in case["timeline"][:-1]] == [False] * (len(case["timeline"]) - 1)
    whose = {one["purpose"]: (one["whose"], one["days_left"]) for one in case["clocks"]}
    assert whose["reconsideration"] == ("citizen", None)
    assert whose["decision"][0] == "office"
    (row,) = read("worklist/")["rows"]
    assert row["late_entry"]["waits"] is False
    assert Case.objects.get().state == "served"
