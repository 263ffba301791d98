"""Recomputing what the ledger holds about one case.

This finds a body or a column altered, an event removed from the middle, inserted or numbered twice. It cannot
find that the last events were cut off, or that everything was rewritten: for that the number the case itself
has reached (``last_seq``), the seals and the heads kept outside are needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from audit.ledger.canonical import canonical, digest_of, plain
from audit.ledger.errors import NotCanonical
from audit.ledger.models import LAYOUT, Attempt, Disclosure, Event, Told

_EVENT_ONLY_IN_BODY = frozenset({"commitments", "papers", "history"})


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was told.

    ``code`` is one of ``digest`` (the body is not the one hashed), ``body`` (not canonical JSON), ``layout``
    (a layout this program does not know), ``columns`` (a column says something else than the body), ``gap``
    (a number of the case is missing), ``repeat`` (a number occurs again), ``tail`` (fewer or more events than
    the case has counted).
    """

    code: str
    record: str
    row_id: int | None
    case_seq: int | None
    detail: str


def verify_row(row: Told) -> Iterator[Finding]:
    """The findings about one row of events, disclosures or attempts, by itself."""
    seq = row.case_seq if isinstance(row, Event) else None

    def finding(code: str, detail: str) -> Finding:
        return Finding(code, row.record, row.pk, seq, detail)

    if digest_of(row.body) != row.digest:
        yield finding("digest", "the digest is not that of the body")
    try:
        body = row.content()
        columns = plain(row.told())
    except NotCanonical as error:
        yield finding("body", str(error))
        return
    assert isinstance(columns, dict)
    if body.get("layout") != LAYOUT:
        yield finding("layout", "the body has a layout this program does not know")
        return
    expected = set(columns) | (_EVENT_ONLY_IN_BODY if isinstance(row, Event) else frozenset())
    for name in sorted(expected ^ set(body)):
        yield finding("columns", f"{name} stands on one side only")
    for name in sorted(set(columns) & set(body)):
        # As JSON, because in Python True equals 1.
        if canonical(columns[name]) != canonical(body[name]):
            yield finding("columns", f"{name} differs between column and body")


def verify_numbers(events: list[Event], last_seq: int | None) -> Iterator[Finding]:
    """The findings about the numbering of one case's events: from 1, no gap, none twice, none cut off."""
    due = 1
    for event in sorted(events, key=lambda event: event.case_seq or 0):
        seq = event.case_seq or 0
        if seq > due:
            yield Finding("gap", "event", event.pk, seq, f"numbers {due} to {seq - 1} are missing before it")
        elif seq < due:
            yield Finding("repeat", "event", event.pk, seq, "the number occurs again, or is below 1")
        due = max(due, seq + 1)
    if last_seq is not None and due - 1 != last_seq:
        yield Finding(
            "tail", "event", None, due - 1, f"the case has counted {last_seq} events, the ledger {due - 1}"
        )


def verify_case(case_id: int, *, last_seq: int | None = None) -> list[Finding]:
    """Everything found about the events, disclosures and attempts of one case; empty when all is as it was
    told.

    ``last_seq`` is the number the case itself has reached; with it a cut tail is found too.
    """
    events = list(Event.of_case(case_id))
    rows: Iterator[Told] = chain(
        events, Disclosure.of_case(case_id).iterator(), Attempt.of_case(case_id).iterator()
    )
    findings = [finding for row in rows for finding in verify_row(row)]
    return findings + list(verify_numbers(events, last_seq))
