"""Refused attempts: who tried which act, and the code of the refusal. Never what was typed in.

An attempt stands outside the numbering of the case and in a transaction of its own, written after the
transaction of the act was rolled back. Rows are limited, so that a stuck client cannot fill the table: one a
minute for the same actor, act, code and case, and ``LEDGER_ATTEMPTS_PER_HOUR`` (200) for one actor in any
hour. Callers without an account share one limit per channel. What goes beyond the limit leaves no row.
"""

from __future__ import annotations

import hashlib
import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connections, router, transaction

from audit.ledger.entry import is_word, refuse_unfit_actor, seal_body
from audit.ledger.errors import EntryRefused
from audit.ledger.models import Attempt

SAME_ATTEMPT = timedelta(minutes=1)
CAP_WINDOW = timedelta(hours=1)
ATTEMPTS_PER_HOUR = 200

logger = logging.getLogger(__name__)


def record_attempt(
    *,
    case_id: int | None,
    case_number: str,
    act: str,
    code: str,
    actor_id: int | None,
    actor_name: str,
    channel: str,
    request_id: str,
    moment: datetime,
    actor_kind: str = "officer",
) -> Attempt | None:
    """Write the row of a refused act; None when the limit is reached or the row could not be written.

    Never raises: the refusal the caller is about to report must not be hidden by a failure to write it down.
    Such a failure, a call inside an open transaction (whose rollback would take the row along) and an ``act``
    or ``code`` that is no plain identifier (and might be somebody's input) are logged as errors.
    """
    try:
        if not (is_word(act) and is_word(code)):
            raise EntryRefused("act and code of an attempt are plain identifiers")
        refuse_unfit_actor(actor_kind, actor_name)
        row = seal_body(
            Attempt(
                case_id=case_id,
                case_number=case_number,
                actor_kind=actor_kind,
                actor_id=actor_id,
                actor_name=actor_name,
                act=act,
                code=code,
                channel=channel,
                request_id=request_id,
                recorded_at=moment,
            )
        )
        return _write(row)
    except Exception:
        logger.exception("A refused attempt could not be written to the ledger.")
        return None


def _write(row: Attempt) -> Attempt | None:
    using = router.db_for_write(Attempt)
    with transaction.atomic(using=using, durable=True):
        _wait_for_turn(row, using)
        if _over_limit(row, using):
            return None
        row.save(using=using)
        return row


def _wait_for_turn(row: Attempt, using: str) -> None:
    """Let attempts of one actor count and write one after the other. SQLite has a single writer anyway."""
    connection = connections[using]
    if connection.vendor == "postgresql":
        name = f"ledger attempt {row.actor_kind} {row.actor_id}".encode()
        number = int.from_bytes(hashlib.sha256(name).digest()[:8], signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def _over_limit(row: Attempt, using: str) -> bool:
    mine = Attempt.objects.using(using).filter(actor_kind=row.actor_kind, actor_id=row.actor_id)
    if row.actor_id is None:
        mine = mine.filter(channel=row.channel)
    same = mine.filter(case_id=row.case_id, act=row.act, code=row.code)
    if same.filter(recorded_at__gt=row.recorded_at - SAME_ATTEMPT).exists():
        return True
    cap: int = getattr(settings, "LEDGER_ATTEMPTS_PER_HOUR", ATTEMPTS_PER_HOUR)
    return bool(mine.filter(recorded_at__gt=row.recorded_at - CAP_WINDOW).count() >= cap)
