"""The lock of a case: one blocking row lock, bounded in time by the connection's lock_timeout."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import DateTimeField, Func
from django.utils.translation import gettext_lazy as _

from casework.models import Case

from . import moment
from .refusal import ActRefused, Kind, Reason

# PostgreSQL: lock_not_available, deadlock_detected; SQLite says it in words.
_LOCKED_STATES = ("55P03", "40P01")


class _DatabaseClock(Func):
    """The database's own clock at the time of asking, not of the transaction's start."""

    function = "clock_timestamp"
    output_field = DateTimeField()


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


def lock_case(number: str) -> tuple[int, int, datetime] | None:
    """Lock a case's row; its id, its number of ledger entries, and the moment. None if there is no such case.

    Only the locked row is read here: joined rows would come from the snapshot before the wait.
    """
    rows = Case.objects.select_for_update(no_key=True).filter(number=number).order_by()
    if connection.vendor == "postgresql":
        row = rows.annotate(moment=_DatabaseClock()).values_list("pk", "event_seq", "moment").first()
    else:
        found = rows.values_list("pk", "event_seq").first()
        row = (*found, moment.now()) if found else None
    if row is None:
        return None
    return row[0], row[1], moment.injected() or row[2]


@contextmanager
def case_lock(flow_class: Any, process_pk: int) -> Iterator[None]:
    """The same lock in the form viewflow asks for, so that nothing that goes through viewflow runs without one."""
    with bounded():
        Case.objects.select_for_update(no_key=True).filter(pk=process_pk).values_list("pk").first()
        yield


def _is_lock_failure(error: OperationalError) -> bool:
    state = getattr(error.__cause__, "pgcode", None)
    return state in _LOCKED_STATES or "database is locked" in str(error)
