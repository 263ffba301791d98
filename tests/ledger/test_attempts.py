"""A refused attempt leaves a code, never what was typed in, and never hides the refusal."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from audit.ledger.attempts import record_attempt
from audit.ledger.models import Attempt
from audit.ledger.verify import verify_row

pytestmark = pytest.mark.django_db

Attempting = Callable[..., Attempt | None]


@pytest.fixture
def attempt(moment: datetime) -> Attempting:
    def make(seconds: float = 0, **changes: Any) -> Attempt | None:
        values: dict[str, Any] = {
            "case_id": 7,
            "case_number": "2026-000007-1",
            "act": "accept",
            "code": "EX-04",
            "actor_id": 41,
            "actor_name": "李静",
            "channel": "counter",
            "request_id": "r-1",
            "moment": moment + timedelta(seconds=seconds),
        }
        return record_attempt(**(values | changes))

    return make


def test_a_refused_attempt_says_who_which_act_and_which_code(attempt: Attempting) -> None:
    row = attempt()
    assert row is not None
    stored = Attempt.objects.get(pk=row.pk)
    assert (stored.actor_id, stored.act, stored.code, stored.case_id) == (41, "accept", "EX-04", 7)
    assert list(verify_row(stored)) == []


def test_the_same_attempt_is_written_once_a_minute(attempt: Attempting) -> None:
    assert attempt(0)
    assert attempt(59.999) is None
    assert attempt(60)
    assert attempt(61) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"act": "decide"},
        {"code": "EX-05"},
        {"case_id": 8},
        {"case_id": None, "case_number": ""},
        {"actor_id": 42},
        {"actor_id": 41, "actor_kind": "applicant", "actor_name": ""},
    ],
    ids=repr,
)
def test_another_attempt_is_not_held_back(attempt: Attempting, changes: dict[str, Any]) -> None:
    assert attempt()
    assert attempt(1, **changes)
    assert attempt(2, **changes) is None


def test_one_actor_has_a_cap_in_any_hour(attempt: Attempting, settings: Any) -> None:
    settings.LEDGER_ATTEMPTS_PER_HOUR = 3
    assert all(attempt(number, case_id=number) for number in range(1, 4))
    assert attempt(4, case_id=4) is None
    assert attempt(5, case_id=5, actor_id=42)
    assert attempt(3601.5, case_id=6)


def test_callers_without_an_account_share_a_cap_per_channel(attempt: Attempting, settings: Any) -> None:
    settings.LEDGER_ATTEMPTS_PER_HOUR = 1
    nobody = {"actor_id": None, "actor_name": ""}
    assert attempt(0, **nobody)
    assert attempt(1, case_id=8, **nobody) is None
    assert attempt(2, case_id=8, channel="web", **nobody)


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "身份证 419923199403154522"},
        {"act": "accept '; --"},
        {"code": ""},
        {"act": "a" * 65},
        {"actor_kind": "applicant"},
        {"channel": "c" * 33},
    ],
    ids=repr,
)
def test_what_might_be_input_is_not_written_and_not_raised(
    attempt: Attempting, changes: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    assert attempt(**changes) is None
    assert not Attempt.objects.exists()
    assert "could not be written" in caplog.text
    assert "419923199403154522" not in caplog.text


def test_an_attempt_inside_the_transaction_of_the_act_is_logged_not_raised(
    attempt: Attempting, caplog: pytest.LogCaptureFixture
) -> None:
    with transaction.atomic():
        assert attempt() is None
    assert "could not be written" in caplog.text


def test_a_failing_database_does_not_hide_the_refusal(
    attempt: Attempting, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **options: Any) -> None:
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(Attempt, "save", fail)
    assert attempt() is None
    assert "the disk is full" in caplog.text


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_connections_at_once_write_one_row(attempt: Attempting) -> None:
    start = threading.Barrier(4)

    def run() -> None:
        try:
            start.wait(timeout=10)
            attempt()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Attempt.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_attempt_survives_the_rollback_of_the_act(attempt: Attempting) -> None:
    with pytest.raises(PermissionError), transaction.atomic():
        raise PermissionError
    assert attempt()
    assert Attempt.objects.count() == 1
