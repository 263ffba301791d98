"""The case as far as the question of who may needs it; what costs a question to the database is asked once, when wanted."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Prefetch, prefetch_related_objects

from casework.models import (
    Case,
    CaseTask,
    Certificate,
    CertificateState,
    Clock,
    HandOver,
    LateEntry,
    Office,
    Paper,
    ServiceOfPaper,
)
from law.book import LawBook

from .items import Item
from .words import Procedure


@dataclass(frozen=True)
class Matter:
    """The case as far as the question needs it, read under the lock when it is asked in earnest."""

    case: Case
    item: Item
    book: LawBook
    procedure: type[Procedure]
    open_steps: tuple[CaseTask, ...]
    clocks: tuple[Clock, ...]
    moment: datetime
    day: date

    @cached_property
    def offer(self) -> HandOver | None:
        """The hand-over that waits for an answer; asked once, whatever number of acts is asked about."""
        offers = HandOver.objects.filter(case=self.case, answered_at__isnull=True)
        return offers.select_related("from_officer", "to_officer").first()

    @cached_property
    def any_served(self) -> bool:
        """Whether any paper may have been served; whoever has read the ledger knows better, and says so."""
        return True

    @cached_property
    def papers(self) -> tuple[Paper, ...]:
        """The papers in the order of issue, each with its service and its end; asked once."""
        if self.case._state.adding:
            return ()
        rows = list(
            Paper.objects.filter(case=self.case)
            .select_related("issued_by", "office", "notice", "ended__ended_by", "ended__followed_by")
            .order_by("id")
        )
        services = ServiceOfPaper.objects.select_related("served_by")
        asked = services if self.any_served else services.none()
        prefetch_related_objects(rows, Prefetch("services", asked))
        for row in rows:
            row.case = self.case
        return tuple(rows)

    @cached_property
    def late_entry(self) -> LateEntry | None:
        """The late entry that waits for a second officer."""
        rows = LateEntry.objects.filter(case=self.case, decided_at__isnull=True)
        return rows.select_related("proposed_by").first()

    @cached_property
    def certificate(self) -> Certificate | None:
        """The certificate that is valid."""
        return Certificate.objects.filter(case=self.case, state=CertificateState.VALID).first()

    def office_of(self, step: CaseTask | None) -> Office:
        """The office at which a step stands; the case's own, unless the procedure names another one."""
        own: Office = self.case.office
        if step is None or step.office_id == own.pk:
            return own
        return step.office or own

    def step_for(self, act: str) -> CaseTask | None:
        """The open step at which an act may be done."""
        return next((task for task in self.open_steps if act in task.flow_task.acts), None)
