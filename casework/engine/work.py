"""What an act has at hand, and the list of what it changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from viewflow.workflow.status import PROCESS

from audit.ledger.commitments import commit
from casework.models import Case, CaseState, CaseTask, Clock, ClockPurpose, ClockState, Paper, vault
from law.book import LawBook

from .act import Act
from .actor import Actor
from .competence import Matter, Verdict
from .issuing import insist_issuable
from .items import Item
from .numbers import draw
from .reckoning import day_in_words, reckon_into
from .registry import errands
from .standing import Standing
from .tokens import Tokens
from .words import Procedure
from .writer import Rows


@dataclass(frozen=True)
class Outcome:
    """What an act led to, as every door tells it."""

    act: str
    case_number: str
    state: str
    event_seq: int
    papers: tuple[tuple[str, str], ...] = ()
    secrets: Mapping[str, str] = field(default_factory=dict)
    repeated: bool = False


class Work:
    """What an act has at hand, and the list of what it changes."""

    def __init__(
        self,
        act: Act,
        actor: Actor,
        matter: Matter,
        tokens: Tokens,
        verdict: Verdict,
        standing: Standing | None = None,
    ) -> None:
        self.act = act
        self.actor = actor
        self.matter = matter
        self.case: Case = matter.case
        self.item: Item = matter.item
        self.book: LawBook = matter.book
        self.procedure: type[Procedure] = matter.procedure
        self.clocks: list[Clock] = list(matter.clocks)
        self.moment: datetime = matter.moment
        self.today: date = matter.day
        self.happened_on: date = matter.day
        self.tokens = tokens
        self.verdict = verdict
        self.standing = standing
        self.rows = Rows()
        self.given: dict[str, Any] = {}
        self.secrets: dict[str, str] = {}
        self.papers: list[Paper] = []
        self.facts: dict[str, Any] = {}
        self.basis: list[str] = list(act.basis)
        self.errands: list[str] = []
        self.was = "" if self.case.pk is None else str(self.case.state)

    def turn(self, state: CaseState) -> None:
        """Bring the case into another state."""
        self.case.state = state

    def insert(self, row: Any) -> None:
        """A new row of this case."""
        self.rows.insert(row)

    def update(self, row: Any, *columns: str) -> None:
        """A changed row of this case, with the columns that changed."""
        self.rows.update(row, *columns)

    def tell(self, *, basis: tuple[str, ...] = (), **facts: Any) -> None:
        """What the ledger entry says beyond who, when and where; never personal data."""
        self.basis += [article for article in basis if article not in self.basis]
        self.facts |= facts

    def errand(self, name: str) -> None:
        """Let the worker go on with something once the act stands."""
        errands[name]
        self.errands.append(name)

    def start_clock(self, purpose: ClockPurpose, *, start: date | None = None) -> Clock | None:
        """Start the item's limit for a purpose, from the day of the event, which is not counted. None if it has none."""
        limit = self.item.limits.get(purpose)
        if limit is None:
            return None
        started = start or self.happened_on
        row = Clock(
            case=self.case, purpose=purpose, limit=limit, state=ClockState.RUNNING, started_on=started
        )
        reckon_into(row, self.book, self.item.promised.get(purpose))
        self.clocks.append(row)
        self.insert(row)
        self.facts[f"{purpose}_due"] = row.due_on.isoformat() if row.due_on else day_in_words(None, True)
        return row

    def stop_clock(self, purpose: ClockPurpose, state: ClockState = ClockState.MET) -> None:
        """The limit for a purpose no longer runs: met, or ended without need. A lapsed one is met too late."""
        for row in self.clocks:
            if row.purpose == purpose and row.state == ClockState.RUNNING:
                late = row.due_on is not None and self.happened_on > row.due_on
                row.state = ClockState.LAPSED if late and state == ClockState.MET else state
                row.stopped_on = self.happened_on
                self.update(row, "state", "stopped_on")

    def issue(self, use: str, elements: Mapping[str, Any]) -> Paper:
        """Issue a paper of the item, with a number of its series.

        Raises ElementMissing if a mandatory element is missing, BadInput if a character can't be printed.
        """
        kind = self.book.papers[self.item.papers[use]]
        insist_issuable(kind, elements)
        office = self.case.office
        year = self.today.year
        serial = draw(f"paper/{office.code}/{kind.id}/{year}")
        paper = Paper(
            case=self.case,
            kind=kind.id,
            number=settings.DOCUMENT_NUMBER.format(
                word=office.document_word, kind=kind.code, year=year, serial=serial
            ),
            office=office,
            year=year,
            serial=serial,
            issued_on=self.today,
            issued_at=self.moment,
            issued_by=self.actor.officer,
        )
        content = {name: elements[name] for name in elements}
        paper.seal("elements", content)
        paper.digest = self.commit(f"paper/{kind.id}", content)
        self.papers.append(paper)
        self.insert(paper)
        return paper

    def commit(self, label: str, value: Any) -> str:
        """A commitment to personal data, which dies with the person's key."""
        return commit(vault.commitment_key(self.case.applicant.data_key), label, value)

    def take(self, step: CaseTask) -> None:
        """Give an open step to the officer who acts."""
        step.flow_task.activation_class(step).claim(self.actor.officer)

    def put_back(self, step: CaseTask) -> None:
        """Take an open step from whoever holds it."""
        step.flow_task.activation_class(step).release()

    def end(self) -> None:
        """End the procedure before its end: every open step and clock falls away."""
        self.tokens.cancel_all()
        self.case.status = PROCESS.CANCELED
        self.case.finished = self.moment
        for purpose in ClockPurpose:
            self.stop_clock(purpose, ClockState.ENDED)

    @property
    def complete_since(self) -> date:
        """The day on which what the office has before it came in: the receipt, or the applicant's correction."""
        if self.case.correction_told_on is None:
            return self.case.received_on
        running = self.running(ClockPurpose.SCREENING)
        return running.started_on if running else self.happened_on

    def running(self, purpose: ClockPurpose) -> Clock | None:
        """The running clock for a purpose."""
        return next(
            (one for one in self.clocks if one.purpose == purpose and one.state == ClockState.RUNNING), None
        )

    @property
    def outcome(self) -> Outcome:
        """What the act led to."""
        return Outcome(
            act=self.act.name,
            case_number=self.case.number,
            state=str(self.case.state),
            event_seq=self.case.event_seq,
            papers=tuple((paper.kind, paper.number) for paper in self.papers),
            secrets=dict(self.secrets),
        )
