"""What an act has at hand, and the list of what it changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.status import PROCESS

from audit.ledger.commitments import commit
from casework.models import (
    CITIZENS_WINDOWS,
    OFFICE_PURPOSES,
    Case,
    CaseState,
    CaseTask,
    Clock,
    ClockExtension,
    ClockPause,
    ClockPurpose,
    ClockState,
    LateEntry,
    Officer,
    Paper,
    vault,
)
from law.book import LawBook
from law.clock import Due, due
from law.papers import PaperKind

from .act import Act
from .actor import Actor
from .competence import Verdict
from .issuing import insist_issuable
from .items import Item
from .matter import Matter
from .numbers import draw
from .reckoning import RECKONED, day_in_words, put, reckon_into
from .refusal import ActRefused, BadInput, Kind, Reason, Text
from .registry import errands
from .rehearsal import RehearsedPaper
from .standing import Standing
from .tokens import Tokens
from .words import Procedure
from .writer import Rows

ONE_DAY = timedelta(days=1)
# Stands for the number of a paper that is only rehearsed: what rests on the paper is rehearsed, too.
NOT_DRAWN = "……"


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
        # The day the law counts from, and the day on which the office had it; both earlier in a late entry only.
        self.happened_on: date = matter.day
        self.office_day: date = matter.day
        self.completes_step: bool = act.completes_step
        # A late entry to be performed once this act stands, and what that led to.
        self.enters: LateEntry | None = None
        self.entered: Outcome | None = None
        self.tokens = tokens
        self.verdict = verdict
        self.standing = standing
        self.rows = Rows()
        self.given: dict[str, Any] = {}
        self.secrets: dict[str, str] = {}
        self.papers: list[Paper] = []
        self.facts: dict[str, Any] = {}
        self.commitments: dict[str, str] = {}
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
        row = self._new_clock(purpose, limit, start or self.office_day)
        reckon_into(row, self.book, self.item.promised.get(purpose))
        self.facts[f"{purpose}_due"] = row.due_on.isoformat() if row.due_on else day_in_words(None, True)
        return row

    def start_limit(self, purpose: ClockPurpose, limit: str, start: date, *, told: bool = True) -> Due:
        """Start a limit that the law itself sets, whatever the item says. `told`: whether the person knows of it."""
        reckoned = due(self.book, limit, start, told=told)
        put(self._new_clock(purpose, reckoned.limit, start), reckoned)
        return reckoned

    def _new_clock(self, purpose: ClockPurpose, limit: str, start: date) -> Clock:
        row = Clock(case=self.case, purpose=purpose, limit=limit, state=ClockState.RUNNING, started_on=start)
        self.clocks.append(row)
        self.insert(row)
        return row

    def stop_clock(self, purpose: ClockPurpose, state: ClockState = ClockState.MET) -> None:
        """The limit for a purpose no longer runs: met, or ended without need. A lapsed one is met too late.

        One that rests goes on first, as of today: what was waited for is waited for no longer. Who decides has decided
        on the renewal, too.
        """
        meant = (purpose, ClockPurpose.RENEWAL) if purpose == ClockPurpose.DECISION else (purpose,)
        for row in self.clocks:
            if row.purpose in meant and row.state == ClockState.PAUSED:
                self.wake_clock(row, self.happened_on)
            if row.purpose in meant and row.state == ClockState.RUNNING:
                late = (
                    row.due_on is not None
                    and self.happened_on > row.due_on
                    and row.purpose in OFFICE_PURPOSES
                )
                row.state = ClockState.LAPSED if late and state == ClockState.MET else state
                row.stopped_on = max(self.happened_on, row.started_on)
                self.update(row, "state", "stopped_on")

    def rest_clock(self, row: Clock, ground: str, paper: Paper) -> ClockPause:
        """Let a running limit rest from tomorrow, on a ground that it knows and with the paper that tells so.

        The day on which the applicant is told still counts. Raises law.errors.PauseRefused.
        """
        pause = ClockPause(
            clock=row,
            ground=ground,
            first_day=self.today + ONE_DAY,
            paper=paper,
            decided_by=self.actor.officer,
            decided_at=self.moment,
        )
        row.state = ClockState.PAUSED
        self.reckon_again(row, [*pauses_of(row), pause])
        self.insert(pause)
        return pause

    def wake_clock(self, row: Clock, ended_on: date) -> ClockPause:
        """Let a limit that rests go on from the day on which the ground fell away; that day counts again."""
        pauses = pauses_of(row)
        pause = next(one for one in pauses if one.ended_on is None)
        pause.ended_on = ended_on
        pause.last_day = ended_on - ONE_DAY if ended_on > pause.first_day else None
        row.state = ClockState.RUNNING
        self.reckon_again(row, pauses)
        self.update(pause, "ended_on", "last_day")
        return pause

    def reckon_again(
        self, row: Clock, pauses: list[ClockPause], extension: ClockExtension | None = None
    ) -> None:
        """Reckon a limit anew, and let the open steps under it follow."""
        extension = extension or ClockExtension.objects.filter(clock=row).select_related("paper").first()
        reckon_into(row, self.book, self.item.promised.get(row.purpose), pauses, extension)
        self.update(row, "state", *RECKONED)
        for step in self.tokens.open_steps():
            if step.flow_task.limit == row.purpose:
                step.due_at = row.due_at
                self.update(step, "due_at")

    def issue(self, use: str, elements: Mapping[str, Any]) -> Paper:
        """Issue a paper of the item, with a number of its series.

        Raises ElementMissing if a mandatory element is missing, BadInput if a character can't be printed.
        """
        return self.issue_kind(self.book.papers[self.item.papers[use]], elements)

    def issue_kind(self, kind: PaperKind, elements: Mapping[str, Any]) -> Paper:
        """Issue a paper of a kind; in a rehearsal without a number, complete or not. Raises as `issue` does."""
        office = self.case.office
        paper = Paper(
            case=self.case,
            kind=kind.id,
            office=office,
            year=self.today.year,
            issued_on=self.today,
            issued_at=self.moment,
            issued_by=self.actor.officer,
        )
        if self.actor.rehearsal is not None:
            self.actor.rehearsal.papers.append(RehearsedPaper(kind, dict(elements)))
            paper.number = NOT_DRAWN
            return paper
        insist_issuable(kind, elements)
        paper.serial = draw(f"paper/{office.code}/{kind.id}/{paper.year}")
        paper.number = settings.DOCUMENT_NUMBER.format(
            word=office.document_word, kind=kind.code, year=paper.year, serial=paper.serial
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

    def give(self, step: CaseTask, officer: Officer) -> None:
        """Give an open step that nobody has to another officer."""
        step.flow_task.activation_class(step).claim(officer)

    def put_back(self, step: CaseTask) -> None:
        """Take an open step from whoever holds it."""
        step.flow_task.activation_class(step).release()

    def end(self) -> None:
        """End the procedure before its end: every open step and clock falls away."""
        self.tokens.cancel_all()
        self.case.status = PROCESS.CANCELED
        self.case.finished = self.moment
        for purpose in ClockPurpose:
            if purpose not in CITIZENS_WINDOWS:
                self.stop_clock(purpose, ClockState.ENDED)

    def keep_step_open(self) -> None:
        """The act leaves the step as it is: what the step waits for hasn't happened yet."""
        self.completes_step = False

    def insist_on_day(self, field: str) -> None:
        """Raises ActRefused (EX-16) if the day that was typed isn't the one on which the act counts."""
        if date.fromisoformat(self.given[field]) != self.happened_on:
            raise ActRefused(
                Reason(
                    "EX-16",
                    _(
                        "What happened on an earlier day needs a late entry, with evidence and a second officer."
                    ),
                    Kind.NOT_NOW,
                    ways_out=(_("Enter it late; what you typed is taken over."),),
                    model=("CF 47",),
                )
            )

    def insist_not_before(self, day: date, text: Text) -> None:
        """Raises BadInput if the act would count from a day on which it couldn't have happened yet."""
        if self.happened_on < day:
            raise BadInput.of("happened_on", "order", text)

    @property
    def complete_since(self) -> date:
        """The day on which what the office has before it came in: the receipt, or the applicant's correction."""
        if self.case.correction_told_on is None:
            return self.case.received_on
        running = self.running(ClockPurpose.SCREENING)
        return running.started_on if running else self.office_day

    def running(self, purpose: ClockPurpose) -> Clock | None:
        """The running clock for a purpose."""
        return next(
            (one for one in self.clocks if one.purpose == purpose and one.state == ClockState.RUNNING), None
        )

    @property
    def outcome(self) -> Outcome:
        """What the act led to; of a confirmed late entry, what the act in it led to."""
        if self.entered is not None:
            return replace(self.entered, act=self.act.name)
        return Outcome(
            act=self.act.name,
            case_number=self.case.number,
            state=str(self.case.state),
            event_seq=self.case.event_seq,
            papers=tuple((paper.kind, paper.number) for paper in self.papers),
            secrets=dict(self.secrets),
        )


def pauses_of(clock: Clock) -> list[ClockPause]:
    """The pauses of a limit, in their order, with the papers that told of them."""
    return list(ClockPause.objects.filter(clock=clock).select_related("paper"))
