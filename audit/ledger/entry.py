"""Writing an event: from what an act has to say to the row whose bytes are hashed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from django.db import models, router, transaction
from django.db.models import Max

from audit.ledger.canonical import Json, Plain, canonical, digest_of, plain
from audit.ledger.errors import EntryRefused, OutsideTransaction
from audit.ledger.models import LAYOUT, Event, Told
from audit.ledger.personal import refuse_personal_data

ACTOR_KINDS = frozenset({"officer", "system", "applicant"})
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:\-]{0,63}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_Row = TypeVar("_Row", bound=Told)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What an act tells the ledger.

    ``happened_on`` is the day the law counts from (Asia/Shanghai), ``recorded_at`` the database's moment.
    ``case_id`` and ``case_seq`` stand together or not at all. ``facts`` hold no personal data,
    ``commitments`` stand in for it. ``papers`` are {kind, number, sha256}, ``history`` {model, id, sha256}.
    An applicant is known by a pseudonymous id alone: the name would outlive the erasure of the person.
    """

    kind: str
    happened_on: date
    recorded_at: datetime
    case_id: int | None = None
    case_number: str = ""
    case_seq: int | None = None
    actor_kind: str = "officer"
    actor_id: int | None = None
    actor_name: str = ""
    on_behalf_of_id: int | None = None
    on_behalf_of_name: str = ""
    office_code: str = ""
    step: str = ""
    from_state: str = ""
    to_state: str = ""
    basis: tuple[str, ...] = ()
    channel: str = ""
    request_id: str = ""
    facts: Mapping[str, Json] = field(default_factory=dict)
    commitments: Mapping[str, str] = field(default_factory=dict)
    papers: tuple[Mapping[str, Json], ...] = ()
    history: tuple[Mapping[str, Json], ...] = ()


def is_word(text: str) -> bool:
    """Whether a text is a plain identifier of at most 64 letters, digits and ``_ . : -``, so nobody's own
    words.
    """
    return _WORD.fullmatch(text) is not None


def refuse_unfit_actor(kind: str, *names: str) -> None:
    """Raise EntryRefused for an unknown kind of actor, or for an applicant with a name."""
    if kind not in ACTOR_KINDS:
        raise EntryRefused(f"unknown kind of actor: {kind}")
    if kind == "applicant" and any(names):
        raise EntryRefused("an applicant stands in the ledger by id, not by name")


def seal_body(row: _Row, extra: Mapping[str, Plain] | None = None) -> _Row:
    """Give an unsaved row its body and digest, its columns being those of the body.

    Raises EntryRefused for a text longer than its column, NotCanonical for a value without canonical form.
    """
    row.layout = LAYOUT
    told = plain(row.told() | dict(extra or {}))
    assert isinstance(told, dict)
    for name in row.told_columns:
        column = row._meta.get_field(name)
        value = told[name]
        if isinstance(column, models.CharField) and len(str(value)) > (column.max_length or 0):
            raise EntryRefused(f"{name} is longer than {column.max_length} characters")
        setattr(row, name, value)
    row.body = canonical(told)
    row.digest = digest_of(row.body)
    return row


def _refuse_unfit(entry: Entry) -> None:
    if not is_word(entry.kind):
        raise EntryRefused("the kind of an event is a plain identifier")
    refuse_unfit_actor(entry.actor_kind, entry.actor_name, entry.on_behalf_of_name)
    if (entry.case_id is None) != (entry.case_seq is None):
        raise EntryRefused("case_id and case_seq stand together or not at all")
    if entry.case_seq is not None and entry.case_seq < 1:
        raise EntryRefused("case_seq counts from 1")
    if isinstance(entry.happened_on, datetime):
        raise EntryRefused("happened_on is a day, not a moment")
    if not isinstance(plain(entry.basis), list):  # a citation alone would be taken for its characters
        raise EntryRefused("basis is a tuple of citations")
    for label, commitment in entry.commitments.items():
        if not _SHA256.fullmatch(commitment):
            raise EntryRefused(f"commitment {label} is not 64 hexadecimal digits")
    _refuse_unfit_references("papers", entry.papers, {"kind", "number", "sha256"})
    _refuse_unfit_references("history", entry.history, {"model", "id", "sha256"})


def _refuse_unfit_references(name: str, references: tuple[Mapping[str, Json], ...], keys: set[str]) -> None:
    for reference in references:
        if set(reference) != keys or not _SHA256.fullmatch(str(reference["sha256"])):
            raise EntryRefused(f"{name} are {', '.join(sorted(keys))}, the digest as 64 hexadecimal digits")


def event_row(entry: Entry) -> Event:
    """The unsaved event of an entry: columns, body and digest agree.

    Raises EntryRefused (malformed or contradicting fields), PersonalDataRefused (facts that look like an
    identity or telephone number; ground: product) and NotCanonical (facts outside canonical JSON).
    """
    _refuse_unfit(entry)
    facts = plain(entry.facts)
    refuse_personal_data(facts, "facts")
    row = Event(
        case_id=entry.case_id,
        case_number=entry.case_number,
        case_seq=entry.case_seq,
        kind=entry.kind,
        actor_kind=entry.actor_kind,
        actor_id=entry.actor_id,
        actor_name=entry.actor_name,
        on_behalf_of_id=entry.on_behalf_of_id,
        on_behalf_of_name=entry.on_behalf_of_name,
        office_code=entry.office_code,
        step=entry.step,
        from_state=entry.from_state,
        to_state=entry.to_state,
        happened_on=entry.happened_on,
        recorded_at=entry.recorded_at,
        channel=entry.channel,
        request_id=entry.request_id,
        basis=plain(entry.basis),
        facts=facts,
    )
    extra = {
        "commitments": plain(entry.commitments),
        "papers": plain(entry.papers),
        "history": plain(entry.history),
    }
    return seal_body(row, extra)


def tell(entry: Entry) -> Event:
    """Write the event of an act, inside the transaction of that act.

    An entry that outlives an act rolled back would tell of something that never happened, so
    OutsideTransaction is raised where no transaction is open. Otherwise as `event_row`.
    """
    using = router.db_for_write(Event)
    if not transaction.get_connection(using).in_atomic_block:
        raise OutsideTransaction(f"{entry.kind} was told outside the transaction of its act")
    row = event_row(entry)
    row.save(using=using)
    return row


def next_seq(case_id: int) -> int:
    """The number the next event of a case bears. The caller holds the lock of the case."""
    last = Event.of_case(case_id).aggregate(last=Max("case_seq"))["last"]
    return 1 if last is None else int(last) + 1
