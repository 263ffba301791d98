"""Finding cases and doing several in one go, for programs."""

from __future__ import annotations

from audit.ledger.models import Attempt, Disclosure, Event
from tests.api.conftest import Program
from tests.world import MOTHER_ID, resident_id


def _found(answer: object) -> list[str]:
    return [row["number"] for row in answer.json()["rows"]]


def test_a_person_is_found_by_what_stands_in_the_body_alone(clerk: Program) -> None:
    number = clerk.receive().json()["number"]
    for asked in ({"name": "林 晓雯"}, {"initials": "LXW"}, {"text": "lxw"}, {"number": number[:9]}):
        assert _found(clerk.post("search/", asked)) == [number], asked
    assert _found(clerk.post("search/", {"name": "林晓雯", "initials": "wf"})) == []
    for asked in ("name=x", "identifier=1", "initials=lxw", "text=lxw", "purpose=visitor"):
        refused = clerk.get(f"search/?{asked}")
        assert refused.status_code == 422
        assert refused.json()["fields"][asked.partition("=")[0]][0]["rule"] == "unknown"
    assert clerk.post("search/?state=received", {}).status_code == 422


def test_an_identity_number_needs_a_purpose(clerk: Program) -> None:
    number = clerk.receive().json()["number"]
    refused = clerk.post("search/", {"identifier": MOTHER_ID})
    assert refused.status_code == 422
    assert refused.json()["fields"]["purpose"][0]["rule"] == "required"
    assert not Disclosure.objects.exists()
    asked = {"identifier": MOTHER_ID, "identifier_kind": "resident_id", "purpose": "application"}
    assert _found(clerk.post("search/", asked)) == [number]
    assert _found(clerk.post("search/", {**asked, "identifier_kind": "passport"})) == []
    assert list(Disclosure.objects.values_list("purpose", "channel")) == [("application", "api")] * 2


def test_what_says_nothing_about_a_person_may_stand_in_an_address(clerk: Program) -> None:
    number = clerk.receive().json()["number"]
    assert _found(clerk.get("search/?state=received&office=LT&received_from=2026-11-16&page=1")) == [number]
    assert _found(clerk.get("search/?state=accepted")) == []
    for bad in ("state=x", "office=%27", "received_from=x", "page=0"):
        assert clerk.get(f"search/?{bad}").status_code == 422, bad
    row = clerk.get("search/?item=birth_registration").json()["rows"][0]
    assert row["applicant"] == "林**"
    assert MOTHER_ID not in str(row)


def test_the_worklist_is_filtered_and_says_what_is_unread(clerk: Program, head: Program) -> None:
    number = clerk.receive().json()["number"]
    row = head.get("worklist/?office=LT&state=received&time=later&unread=1").json()["rows"][0]
    assert (row["number"], row["unread"]) == (number, True)
    head.get(f"cases/{number}/")
    assert head.get("worklist/?unread=1").json()["rows"] == []
    for bad in ("unread=yes", "state=x", "time=x", "office=%27", "item=%27"):
        assert head.get(f"worklist/?{bad}").status_code == 422, bad


def test_a_batch_is_told_before_and_done_after(clerk: Program) -> None:
    numbers = [clerk.receive(applicant={"identifier": resident_id(at)}).json()["number"] for at in (1, 2)]
    clerk.act(numbers[1], "accept")
    body = {"act": "accept", "cases": [{"number": one} for one in numbers]}
    told = clerk.post("batches/", {**body, "preview": True}).json()
    assert [one["result"] for one in told["results"]] == ["ready", "left_out"]
    done = clerk.post("batches/", body, idempotency_key="batch-1").json()["results"]
    assert [(one["result"], one["state"]) for one in done] == [("done", "accepted"), ("refused", "accepted")]
    assert done[1]["reasons"][0]["code"] == "STEP-01"
    again = clerk.post("batches/", body, idempotency_key="batch-1").json()["results"]
    assert again[0]["result"] == "repeated"
    assert Event.objects.filter(kind="accept").count() == 2


def test_a_refusal_in_a_batch_is_refused_by_rule(clerk: Program) -> None:
    number = clerk.receive().json()["number"]
    refused = clerk.post("batches/", {"act": "decline", "cases": [{"number": number}]})
    assert (refused.status_code, refused.json()["code"]) == (403, "BATCH-01")
    assert Attempt.objects.get().code == "BATCH-01"


def test_a_batch_that_cannot_be_read_names_what_is_wrong(clerk: Program) -> None:
    for cases, field in (
        ([], "cases"),
        ([{"number": MOTHER_ID}], "cases.0.number"),
        (["2026-000001-Z"], "cases.0.number"),
        ([{"number": "2026-000001-Z", "seen": "1"}], "cases.0.seen"),
        ([{"number": "2026-000001-Z", "more": 1}], "cases.0.number"),
    ):
        answer = clerk.post("batches/", {"act": "accept", "cases": cases})
        assert answer.status_code == 422
        assert field in answer.json()["fields"], cases
    assert (
        clerk.post("batches/", {"act": "nonsense", "cases": [{"number": "2026-000001-Z"}]}).status_code == 422
    )
