"""The unit of work of an act: one transaction, one lock, one gate, one list of rows, one ledger entry.

    with work_on(ACT, case_number=number, by=actor, seen=seen, given={"note": note}) as work:
        work.turn(CaseState.ACCEPTED)
        work.start_clock(ClockPurpose.DECISION)
        work.issue("acceptance", {...})
    return work.outcome

Leaving the block completes the step of the flow, lets the flow decide what is next, and writes everything. An exception
inside leaves nothing behind; a refusal is put on record as an attempt, in a transaction of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, cast

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from audit.ledger.attempts import record_attempt
from audit.ledger.models import Event
from casework.models import Case, CaseTask, Clock, ClockState, Submission
from casework.models.flow import OPEN_STATUSES
from law.book import LawBook
from law.clock import shanghai_day

from . import moment as clock
from . import schema
from .act import Act
from .actor import Actor
from .closing import close, columns_of
from .competence import Verdict, may
from .items import Item
from .late import perform_late, set_day
from .lawbook import book_of, item_of
from .lock import bounded, database_moment, lock_case
from .matter import Matter
from .reader import read_case, read_clocks
from .refusal import ActRefused, Kind, NoSuchCase, Reason
from .rehearsal import Rehearsed
from .standing import standing_of
from .tokens import Tokens
from .work import Outcome, Work


class Repeated(Exception):
    """The same submission was made before; carries what it led to then."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        super().__init__(outcome.act)


@contextmanager
def work_on(
    act: Act,
    *,
    case_number: str,
    by: Actor,
    seen: int | None = None,
    given: Mapping[str, Any] | None = None,
) -> Iterator[Work]:
    """Work on a case: lock it, ask the gate, take the input, and write what the act changed.

    `seen` is the number of ledger entries the page showed; an older page is answered with the state as it is.
    An actor who only rehearses gets Rehearsed where the act would be written, and leaves no trace.
    Raises ActRefused, BadInput, NoSuchCase, Repeated.
    """
    case_id: int | None = None
    try:
        with bounded():
            locked = lock_case(case_number, hold=by.rehearsal is None)
            if locked is None:
                raise NoSuchCase(case_number)
            case_id, event_seq, at = locked
            refuse_repetition(by, act, case_number)
            _refuse_stale(case_number, seen, event_seq)
            work = _open(act, by, case_id, at)
            if by.late is not None:
                set_day(work, by.late)
            work.given = _cleaned(act, given or {}, work)
            before = columns_of(work.case)
            yield work
            if by.rehearsal is not None:
                raise Rehearsed
            _close(work, before)
            if by.late is not None and by.late.entry_id is None:
                raise Rehearsed
            if work.enters is not None:
                work.entered = perform_late(work, work.enters)
    except ActRefused as refusal:
        # An act within a late entry stands in that entry's transaction, which records the refusal as its own.
        if by.late is None:
            _on_record(refusal, act, by, case_id, case_number)
        raise


def _close(work: Work, before: dict[str, Any]) -> None:
    """Write everything. Raises ActRefused (KEY-01) if the key led to an act on another case at this very moment."""
    try:
        close(work, before)
    except IntegrityError as error:
        if Submission._meta.db_table not in str(error) and "a_key_leads_to_one_act" not in str(error):
            raise
        raise _key_taken() from error


@contextmanager
def begin(
    act: Act, *, case: Case, item: Item, book: LawBook, by: Actor, verdict: Verdict, at: datetime
) -> Iterator[Work]:
    """Begin a new case. The caller has prepared the case row and asked who may; see `acts.receive`."""
    matter = _matter(case, item, book, (), (), at)
    work = Work(act, by, matter, Tokens(case, at), verdict)
    yield work
    close(work, {})


def matter_of(
    case: Case,
    at: datetime | None = None,
    *,
    tasks: Sequence[CaseTask] | None = None,
    clocks: Sequence[Clock] = (),
) -> Matter:
    """A case as the question of who may needs it; for screens, which ask without the lock.

    A screen that has read all tasks and clocks of the case already hands them in.
    """
    if tasks is None:
        tokens = Tokens.read(case, at or clock.now())
        clocks = tuple(read_clocks(case))
    else:
        tokens = Tokens(case, at or clock.now(), [one for one in tasks if one.status in OPEN_STATUSES])
        clocks = tuple(one for one in clocks if one.state in (ClockState.RUNNING, ClockState.PAUSED))
    return _matter(
        case,
        item_of(case.item_version_id),
        book_of(case.law_edition_id),
        tuple(tokens.open_steps()),
        tuple(clocks),
        at or clock.now(),
    )


def insist_beforehand(act: Act, *, case_number: str, by: Actor) -> None:
    """Ask the gate without the lock, for an act that turns to the world outside before its transaction begins.

    Nobody's data leave the hall for an officer who may not; under the lock the gate is asked again.
    Raises ActRefused, NoSuchCase, Repeated; Rehearsed, since a rehearsal asks nobody outside.
    """
    case_id = Case.objects.filter(number=case_number).values_list("pk", flat=True).first()
    if case_id is None:
        raise NoSuchCase(case_number)
    try:
        refuse_repetition(by, act, case_number)
        _open(act, by, case_id, database_moment())
        if by.rehearsal is not None:
            raise Rehearsed
    except ActRefused as refusal:
        _on_record(refusal, act, by, case_id, case_number)
        raise


def refuse_on_record(refusal: ActRefused, act: Act, by: Actor, case_number: str = "") -> None:
    """Put a refused attempt on record, in a transaction of its own."""
    _on_record(refusal, act, by, None, case_number)


def refuse_repetition(by: Actor, act: Act, case_number: str = "") -> None:
    """Has the officer made this submission before? The act that begins a case has no number yet.

    Raises Repeated if so, ActRefused (KEY-01) if its key led to another act or to another case.
    """
    if by.submission is None or by.officer is None:
        return
    made = Submission.objects.filter(officer=by.officer, key=by.submission.key).select_related("case").first()
    if made is None:
        return
    elsewhere = case_number not in ("", made.case.number)
    if made.fingerprint != by.submission.fingerprint or made.act != act.name or elsewhere:
        raise _key_taken()
    raise Repeated(
        Outcome(made.act, made.case.number, made.state, made.event_seq, _papers_of(made), repeated=True)
    )


def _key_taken() -> ActRefused:
    return ActRefused(Reason("KEY-01", _("This submission key was used for something else."), Kind.NOT_NOW))


def _open(act: Act, by: Actor, case_id: int, at: datetime) -> Work:
    case = read_case(case_id)
    tokens = Tokens.read(case, at)
    clocks = tuple(read_clocks(case))
    matter = _matter(
        case,
        item_of(case.item_version_id),
        book_of(case.law_edition_id),
        tuple(tokens.open_steps()),
        clocks,
        at,
    )
    standing = standing_of(by.officer, matter.day, case) if by.officer else None
    verdict = may(act, by, standing, matter).insist()
    return Work(act, by, matter, tokens, verdict, standing)


def _matter(
    case: Case,
    item: Item,
    book: LawBook,
    steps: tuple[CaseTask, ...],
    clocks: tuple[Clock, ...],
    at: datetime,
) -> Matter:
    return Matter(
        case=case,
        item=item,
        book=book,
        procedure=case.flow_class,
        open_steps=steps,
        clocks=clocks,
        moment=at,
        day=shanghai_day(at),
    )


def _cleaned(act: Act, given: Mapping[str, Any], work: Work) -> dict[str, Any]:
    wanted = act.schema_for(work.matter) if act.schema_for else act.schema
    return schema.clean(wanted, given, work.today)


def _papers_of(made: Submission) -> tuple[tuple[str, str], ...]:
    # As the entry of that very act names them.
    entry = Event.objects.get(case_id=made.case_id, case_seq=made.event_seq)
    return tuple((one["kind"], one["number"]) for one in cast("list[dict[str, str]]", entry.papers))


def _refuse_stale(case_number: str, seen: int | None, event_seq: int) -> None:
    if seen is None or seen == event_seq:
        return
    state = Case.objects.values_list("state", flat=True).get(number=case_number)
    raise ActRefused(
        Reason(
            "STALE-01",
            _("The case has moved on since you opened this page; here is how it stands now."),
            Kind.NOT_NOW,
        ),
        state={"state": state, "event_seq": event_seq},
    )


def _on_record(refusal: ActRefused, act: Act, by: Actor, case_id: int | None, case_number: str) -> None:
    if by.rehearsal is not None:
        return
    record_attempt(
        case_id=case_id,
        case_number=case_number,
        act=act.name,
        code=refusal.code,
        actor_id=by.officer.pk if by.officer else None,
        actor_name=by.name,
        actor_kind=by.kind,
        channel=by.door,
        request_id=by.request_id,
        moment=database_moment(),
    )
