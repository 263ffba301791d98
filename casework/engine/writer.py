"""The one list of what an act writes, and the plain writer of it.

A second writer (one round trip on PostgreSQL) can stand beside this one over the same list; this one is then its
oracle in the tests.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.db import models

from audit.ledger.canonical import canonical, digest_of
from casework.models import (
    Assessment,
    Case,
    CaseParty,
    CaseRole,
    CaseTask,
    Certificate,
    Clock,
    ClockExtension,
    ClockPause,
    ConfirmedAddress,
    EndedPaper,
    ErasureProposal,
    FailedService,
    HandOver,
    HandSlip,
    LateEntry,
    Mandate,
    Material,
    Message,
    Mismatch,
    Officer,
    Paper,
    Person,
    PersonIndex,
    PersonKey,
    PublicNotice,
    Reassignment,
    Recommendation,
    Recusal,
    RegisterAnswer,
    Reminder,
    RetentionHold,
    Scan,
    ScanPicture,
    ServiceOfPaper,
    SharedReply,
    Statement,
    Submission,
)

from .statements import insert, update

# Parents before children; nothing else may be written by an act.
ORDER: tuple[type[models.Model], ...] = (
    PersonKey,
    Person,
    PersonIndex,
    Case,
    CaseParty,
    Mandate,
    Material,
    Scan,
    ScanPicture,
    Clock,
    Paper,
    ClockPause,
    ClockExtension,
    EndedPaper,
    Certificate,
    ConfirmedAddress,
    FailedService,
    PublicNotice,
    Reminder,
    ServiceOfPaper,
    LateEntry,
    HandOver,
    HandSlip,
    Reassignment,
    Recusal,
    Recommendation,
    RegisterAnswer,
    SharedReply,
    Mismatch,
    Assessment,
    Statement,
    RetentionHold,
    ErasureProposal,
    CaseRole,
    CaseTask,
    Submission,
    Message,
)


@dataclass
class Rows:
    """Rows to insert, and rows to update with the columns that changed."""

    inserts: list[models.Model] = field(default_factory=list)
    updates: dict[tuple[type[models.Model], Any], tuple[models.Model, set[str]]] = field(default_factory=dict)
    links: list[tuple[int, int]] = field(default_factory=list)

    def insert(self, row: models.Model) -> None:
        """A new row."""
        if type(row) not in ORDER:
            raise TypeError(f"an act doesn't write {type(row).__name__}")
        self.inserts.append(row)

    def update(self, row: models.Model, *columns: str) -> None:
        """A changed row; a row that is itself new needs no update."""
        if type(row) not in ORDER:
            raise TypeError(f"an act doesn't write {type(row).__name__}")
        if any(row is new for new in self.inserts):
            return
        _row, changed = self.updates.setdefault((type(row), row.pk), (row, set()))
        changed.update(columns)


@dataclass(frozen=True)
class Stamp:
    """Who and when, for the history rows."""

    officer: Officer | None
    moment: datetime
    act: str


def write(rows: Rows, stamp: Stamp, only: Iterable[type[models.Model]] = ORDER) -> list[dict[str, Any]]:
    """Write the rows of some models, with their history; returns `{model, id, sha256}` of each history row."""
    wanted = tuple(only)
    written: list[dict[str, Any]] = []
    for model in ORDER:
        if model not in wanted:
            continue
        new = [row for row in rows.inserts if type(row) is model]
        changed = [entry for (kind, _pk), entry in rows.updates.items() if kind is model]
        # Changes first: what an act ends makes room for what it begins (one running clock, one open offer).
        for row, columns in changed:
            update(row, columns)
        insert(model, new)
        written += _write_history(model, new, changed, stamp)
        rows.inserts = [row for row in rows.inserts if type(row) is not model]
        for row, _columns in changed:
            del rows.updates[(model, row.pk)]
    if rows.links and CaseTask in wanted:
        through = CaseTask.previous.through
        links = [through(from_casetask_id=task, to_casetask_id=previous) for task, previous in rows.links]
        insert(through, links)
        rows.links = []
    return written


def _write_history(
    model: type[models.Model],
    new: Sequence[models.Model],
    changed: Sequence[tuple[models.Model, set[str]]],
    stamp: Stamp,
) -> list[dict[str, Any]]:
    """History rows are written here, since bulk writes send no signal; a test compares them with simple-history's own."""
    past = _past(model)
    if past is None:
        return []
    # A change of columns that the history leaves out is no change of fact.
    told = [row for row, columns in changed if columns - set(past._history_excluded_fields)]
    rows = [_as_history(past, row, "+", stamp) for row in new]
    rows += [_as_history(past, row, "~", stamp) for row in told]
    insert(past, rows)
    return [
        {"model": model._meta.label_lower, "id": int(row.history_id), "sha256": history_digest(row)}
        for row in rows
    ]


@cache
def _past(model: type[models.Model]) -> Any:
    """The history's model, None without one. Kept, because simple-history makes a new manager class at every question."""
    manager: Any = getattr(model, "history", None)
    return manager.model if manager is not None else None


def _as_history(past: Any, row: models.Model, kind: str, stamp: Stamp) -> Any:
    return past(
        history_date=stamp.moment,
        history_user_id=stamp.officer.pk if stamp.officer else None,
        history_change_reason=stamp.act,
        history_type=kind,
        **{concrete.attname: getattr(row, concrete.attname) for concrete in past.tracked_fields},
    )


def history_digest(row: Any) -> str:
    """The digest of a history row that its event carries: over every tracked value, ciphertexts included."""
    values: dict[str, Any] = {}
    for concrete in row.tracked_fields:
        value = getattr(row, concrete.attname)
        # JSON is compared as data: PostgreSQL stores its keys in an order of its own.
        as_data = value is None or isinstance(concrete, models.JSONField)
        values[concrete.attname] = value if as_data else concrete.value_to_string(row)
    return digest_of(canonical(values))
