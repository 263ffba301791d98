"""The lock of a case: one blocking row lock, bounded in time by the connection's lock_timeout."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _

from casework.models import Case

from . import moment
from .refusal import ActRefused, Kind, Reason

# PostgreSQL: lock_not_available, deadlock_detected; SQLite says it in words.
_LOCKED_STATES = ("55P03", "40P01")
# PostgreSQL's own clock at the time of asking, not of the transaction's start. SQLite: the transaction holds the lock.
_LOCK_ON_POSTGRES = """
SELECT id, event_seq, clock_timestamp() FROM casework_case WHERE number = %s FOR NO KEY UPDATE
"""
# A rehearsal only looks: nobody waits for it, and it waits for nobody.
_LOOK_ON_POSTGRES = "SELECT id, event_seq, clock_timestamp() FROM casework_case WHERE number = %s"
_LOCK_ON_SQLITE = "SELECT id, event_seq FROM casework_case WHERE number = %s"


def database_moment() -> datetime:
    """The moment by the database's clock, unless one was injected; on SQLite the process is the database."""
    return moment.injected() or _ask_clock()


def _ask_clock() -> datetime:
    if connection.vendor != "postgresql":
        return moment.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        asked: datetime = cursor.fetchone()[0]
        return asked


@contextmanager
def bounded() -> Iterator[None]:
    """A transaction whose waiting for a lock ends in a refusal, not in an error page. Raises ActRefused (BUSY-01)."""
    try:
        with transaction.atomic():
            yield
    except OperationalError as error:
        if not _is_lock_failure(error):
            raise
        raise ActRefused(
            Reason(
                "BUSY-01",
                _("Somebody else is working on this case at this very moment."),
                Kind.NOT_NOW,
                ways_out=(_("Try again in a few seconds."),),
            )
        ) from error


def lock_case(number: str, *, hold: bool = True) -> tuple[int, int, datetime] | None:
    """Lock a case's row; its id, its number of ledger entries, and the moment. None if there is no such case.

    Without `hold` the row is looked at and left to the others.

    Only the locked row is read here: joined rows would come from the snapshot before the wait.
    """
    postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        on_postgres = _LOCK_ON_POSTGRES if hold else _LOOK_ON_POSTGRES
        cursor.execute(on_postgres if postgres else _LOCK_ON_SQLITE, [number])
        row = cursor.fetchone()
    if row is None:
        return None
    return row[0], row[1], moment.injected() or (row[2] if postgres else moment.now())


@contextmanager
def case_lock(flow_class: Any, process_pk: int) -> Iterator[None]:
    """The same lock in the form viewflow asks for, so that nothing that goes through viewflow runs without one."""
    with bounded():
        Case.objects.select_for_update(no_key=True).filter(pk=process_pk).values_list("pk").first()
        yield


def _is_lock_failure(error: OperationalError) -> bool:
    state = getattr(error.__cause__, "pgcode", None)
    return state in _LOCKED_STATES or "database is locked" in str(error)
