"""Whatever is altered behind the guards is found."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from django.db import connection

from audit.ledger import guards
from audit.ledger.attempts import record_attempt
from audit.ledger.canonical import canonical, digest_of
from audit.ledger.disclosure import disclose
from audit.ledger.entry import tell
from audit.ledger.models import Event
from audit.ledger.verify import verify_case, verify_numbers

from .conftest import MakeEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def case(entry: MakeEntry, moment: datetime) -> None:
    """Case 7 with three events, a disclosure and an attempt; case 8 with one event."""
    for number in (1, 2, 3):
        tell(entry(case_seq=number))
    tell(entry(case_id=8, case_seq=1))
    actor = {"actor_id": 41, "actor_name": "李静", "channel": "counter", "request_id": "r", "moment": moment}
    disclose(case_id=7, case_number="2026-000007-1", purpose="处理本案", what="case.opened", **actor)
    record_attempt(case_id=7, case_number="2026-000007-1", act="accept", code="EX-04", **actor)


def tamper(statement: str, *parameters: int | str) -> None:
    with guards.lifted_for_tests(connection), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def codes(case_id: int = 7, last_seq: int | None = None) -> list[str]:
    return [finding.code for finding in verify_case(case_id, last_seq=last_seq)]


def test_an_untouched_case_has_no_findings() -> None:
    assert verify_case(7) == []
    assert verify_case(7, last_seq=3) == []
    assert verify_case(8) == []
    assert verify_case(9, last_seq=0) == []


def test_a_changed_body_is_found() -> None:
    body = Event.objects.get(case_id=7, case_seq=2).body.replace("accepted", "rejected")
    tamper("UPDATE ledger_event SET body = %s WHERE case_id = 7 AND case_seq = 2", body)
    found = verify_case(7)
    assert {finding.code for finding in found} == {"digest", "columns"}
    assert {finding.case_seq for finding in found} == {2}


@pytest.mark.parametrize(
    "change",
    [
        "to_state = 'rejected'",
        "actor_id = 42",
        "actor_name = 'x'",
        "happened_on = '2026-03-01'",
        "recorded_at = '2026-03-02 01:30:01+00:00'",
        "case_number = ''",
        "on_behalf_of_id = 1",
        """facts = '{"days": 21, "due": "2026-03-30"}'""",
        """facts = '{"days": true, "due": "2026-03-30"}'""",
        """facts = '{"days": 20, "due": "2026-03-30", "late": false}'""",
        """facts = '{"days": 20.5, "due": "2026-03-30"}'""",
        "basis = '[]'",
        "kind = 'case.refused'",
    ],
)
def test_a_changed_column_is_found(change: str) -> None:
    tamper(f"UPDATE ledger_event SET {change} WHERE case_id = 7 AND case_seq = 2")
    found = verify_case(7)
    assert found
    assert {(finding.code, finding.case_seq) for finding in found} <= {("columns", 2), ("body", 2)}


def test_a_changed_body_with_a_fresh_digest_is_found_by_its_columns() -> None:
    event = Event.objects.get(case_id=7, case_seq=2)
    body = canonical(json.loads(event.body) | {"to_state": "rejected"})
    tamper("UPDATE ledger_event SET body = %s, digest = %s WHERE id = %s", body, digest_of(body), event.pk)
    assert codes() == ["columns"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"layout": 2}, "layout"),
        ({"extra": 1}, "columns"),
        ({"papers": None}, ""),
        ({"case_seq": True}, "columns"),
    ],
    ids=repr,
)
def test_a_body_of_another_shape_is_found(change: dict[str, object], code: str) -> None:
    event = Event.objects.get(case_id=7, case_seq=1)
    body = canonical(json.loads(event.body) | change)
    tamper("UPDATE ledger_event SET body = %s, digest = %s WHERE id = %s", body, digest_of(body), event.pk)
    assert codes() == ([code] if code else [])


def test_a_body_that_is_not_canonical_is_found() -> None:
    body = '{"a": 1}'
    tamper("UPDATE ledger_event SET body = %s, digest = %s WHERE case_id = 8", body, digest_of(body))
    assert codes(8) == ["body"]


@pytest.mark.parametrize("seq", [1, 2])
def test_a_removed_event_is_found(seq: int) -> None:
    tamper("DELETE FROM ledger_event WHERE case_id = 7 AND case_seq = %s", seq)
    assert codes() == ["gap"]


def test_a_cut_tail_is_found_when_the_case_says_how_far_it_counted() -> None:
    tamper("DELETE FROM ledger_event WHERE case_id = 7 AND case_seq = 3")
    assert codes() == []
    assert codes(last_seq=3) == ["tail"]


def test_a_number_that_occurs_twice_is_found() -> None:
    """No database lets it in while its unique constraint stands, so the rows are only held in memory."""
    events = list(Event.of_case(7))
    events[2].case_seq = 2
    assert [(finding.code, finding.row_id) for finding in verify_numbers(events, None)] == [
        ("repeat", events[2].pk)
    ]


@pytest.mark.parametrize("table", ["ledger_disclosure", "ledger_attempt"])
def test_a_changed_disclosure_or_attempt_is_found(table: str) -> None:
    tamper(f"UPDATE {table} SET actor_id = 42")
    found = verify_case(7)
    assert [(finding.code, f"ledger_{finding.record}") for finding in found] == [("columns", table)]
