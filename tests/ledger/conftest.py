"""An entry as an act would tell it, and one database error at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from audit.ledger.entry import Entry

MOMENT = datetime(2026, 3, 2, 1, 30, 0, 250, tzinfo=UTC)

MakeEntry = Callable[..., Entry]


@pytest.fixture
def moment() -> datetime:
    return MOMENT


@pytest.fixture
def entry() -> MakeEntry:
    def make(**changes: Any) -> Entry:
        values: dict[str, Any] = {
            "kind": "case.accepted",
            "case_id": 7,
            "case_number": "2026-000007-1",
            "case_seq": 1,
            "actor_id": 41,
            "actor_name": "李静",
            "office_code": "422801-01",
            "step": "accept",
            "from_state": "received",
            "to_state": "accepted",
            "basis": ("XK 32(1)(5)",),
            "happened_on": date(2026, 3, 2),
            "recorded_at": MOMENT,
            "channel": "counter",
            "request_id": "0d7c1a52-93a5-4c0c-9a55-0c3d5f9f2a10",
            "facts": {"due": date(2026, 3, 30), "days": 20},
            "commitments": {"applicant": "a" * 64},
            "papers": ({"kind": "acceptance", "number": "2026-0001", "sha256": "b" * 64},),
            "history": ({"model": "casework.case", "id": 3, "sha256": "c" * 64},),
        }
        return Entry(**(values | changes))

    return make


@pytest.fixture
def refused_sql() -> Callable[..., str]:
    """Run one statement that the database must refuse; the database's message."""

    def run(statement: str, *parameters: int | str) -> str:
        with (
            pytest.raises(IntegrityError) as caught,
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, parameters)
        return str(caught.value)

    return run
