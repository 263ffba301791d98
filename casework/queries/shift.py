"""What is open on an officer when a shift ends, and the sheet of a shift that was closed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q

from audit.ledger.models import Event
from casework.engine import moment
from casework.engine.act import acts
from casework.engine.actor import Actor
from casework.engine.competence import may
from casework.engine.lawbook import item_of
from casework.engine.perform import matter_of
from casework.engine.standing import standing_of
from casework.models import (
    CLOSED_STATES,
    Case,
    CaseState,
    CaseTask,
    Clock,
    Duty,
    HandOver,
    Material,
    MaterialState,
    Office,
    Officer,
    Paper,
)
from casework.models.flow import OPEN_STATUSES

from .due import SCREENED, clocks_of

CLOSED = "shift_closed"
# Papers by which an applicant learns how their case ended; these are served.
SERVED_USES = ("result", "corrected", "erasure_answer", "refusal", "non_acceptance")
AWAITING_SERVICE = frozenset({CaseState.GRANTED, CaseState.REFUSED, CaseState.NOT_ACCEPTED})


@dataclass(frozen=True)
class OpenCase:
    """A case that is open on the officer, its open step, how it may leave their hands, and what hangs on it."""

    case: Case
    task: CaseTask | None
    leaves_by: str
    offer: HandOver | None
    unserved: Sequence[Paper]
    enquiries: Sequence[str]
    clock: Clock | None = None


@dataclass(frozen=True)
class OpenShift:
    """Everything that is open on an officer, the case that is due first at the top."""

    cases: Sequence[OpenCase]
    offered_to_me: Sequence[HandOver]


@dataclass(frozen=True)
class SheetRow:
    """A case of the sheet, as it was when the shift was closed, and what became of the offer."""

    case: Case
    step: str
    due: str
    unserved: Sequence[str]
    enquiries: bool
    offer: HandOver | None
    # The limit as it stood then, out of its history.
    clock: Any = None


@dataclass(frozen=True)
class Sheet:
    """A shift that was closed."""

    event: Event
    rows: Sequence[SheetRow]


def open_on(officer: Officer) -> OpenShift:
    """What an officer holds: steps, cases as first handler, papers not yet served, enquiries without an answer."""
    held = Q(holder=officer) | Q(
        tasks__owner=officer, tasks__finished__isnull=True, tasks__office=F("office")
    )
    cases = (
        Case.objects.filter(held)
        .exclude(state__in=CLOSED_STATES)
        .select_related("office", "receiving_office", "applicant__key", "holder")
        .distinct()
    )
    by_case = {case.pk: case for case in cases}
    tasks = CaseTask.objects.filter(process__in=by_case, status__in=OPEN_STATUSES, finished__isnull=True)
    open_tasks = {one.process_id: one for one in tasks.exclude(duty="").order_by("-id")}
    offers = {
        one.case_id: one
        for one in HandOver.objects.filter(case__in=by_case, answered_at__isnull=True).select_related(
            "to_officer"
        )
    }
    unserved = _unserved(by_case)
    clocks = clocks_of(open_tasks.values())
    enquiries: dict[int, list[str]] = {}
    pending = Material.objects.filter(case__in=by_case, state=MaterialState.PENDING, case__state__in=SCREENED)
    for case_id, code in pending.values_list("case_id", "code"):
        enquiries.setdefault(case_id, []).append(code)
    found = [
        OpenCase(
            case=case,
            task=open_tasks.get(key),
            leaves_by=_leaves_by(officer, case) if key not in offers else "",
            offer=offers.get(key),
            unserved=unserved.get(key, ()),
            enquiries=enquiries.get(key, ()),
            clock=clocks.get(open_tasks[key].pk) if key in open_tasks else None,
        )
        for key, case in by_case.items()
    ]
    mine = HandOver.objects.filter(to_officer=officer, answered_at__isnull=True)
    return OpenShift(
        cases=sorted(found, key=_by_due), offered_to_me=list(mine.select_related("case", "from_officer"))
    )


def _by_due(one: OpenCase) -> tuple[bool, Any, int]:
    due = one.task.due_at if one.task else None
    return due is None, due, one.case.pk


def _leaves_by(officer: Officer, case: Case) -> str:
    """The act by which the officer may let go of a case; empty if there is none."""
    matter = matter_of(case)
    by, standing = Actor(officer=officer, door="web"), standing_of(officer, matter.day, case)
    if case.holder_id == officer.pk:
        return "hand_over" if may(acts["hand_over"], by, standing, matter).allowed else ""
    return "release" if any(one.owner_id == officer.pk for one in matter.open_steps) else ""


def _unserved(cases: dict[int, Case]) -> dict[int, list[Paper]]:
    found: dict[int, list[Paper]] = {}
    waiting = [one for one in cases.values() if one.state in AWAITING_SERVICE]
    papers = Paper.objects.filter(case__in=waiting, services__isnull=True, ended__isnull=True)
    for paper in papers.defer("elements"):
        kinds = item_of(cases[paper.case_id].item_version_id).papers
        if paper.kind in {kinds[use] for use in SERVED_USES if use in kinds}:
            found.setdefault(paper.case_id, []).append(paper)
    return found


def sheet_of(event_id: int, officer: Officer) -> Sheet | None:
    """The sheet of a shift, for whoever closed it, whoever something was offered to, and who supervises there."""
    event = Event.objects.filter(pk=event_id, kind=CLOSED).first()
    if event is None or not _may_read(event, officer):
        return None
    facts: dict[str, Any] = event.facts
    cases = {
        one.number: one
        for one in Case.objects.filter(number__in=[row["number"] for row in facts["held"]]).select_related(
            "applicant__key", "office"
        )
    }
    offers = {
        one.pk: one
        for one in HandOver.objects.filter(
            pk__in=[row["offer"] for row in facts["held"] if row["offer"]]
        ).select_related("to_officer")
    }
    clocks = _as_they_stood(event, cases.values())
    return Sheet(
        event,
        [
            SheetRow(
                case=cases[row["number"]],
                step=row["step"],
                due=row["due"],
                unserved=row["unserved"],
                enquiries=row["enquiries"],
                offer=offers.get(row["offer"]),
                clock=clocks.get((cases[row["number"]].pk, datetime.fromisoformat(row["due"])))
                if row["due"]
                else None,
            )
            for row in facts["held"]
        ],
    )


def _as_they_stood(event: Event, cases: Iterable[Case]) -> dict[tuple[int, datetime], Any]:
    """The limits as they stood when the shift was closed, by case and due moment."""
    past = Clock.history.filter(
        case__in=[case.pk for case in cases], due_at__isnull=False, history_date__lte=event.recorded_at
    )
    return {(row.case_id, row.due_at): row for row in past.order_by("history_id")}


def sheets_for(officer: Officer) -> list[Event]:
    """The closed shifts out of which something is still offered to an officer, the latest first."""
    offers = HandOver.objects.filter(to_officer=officer, answered_at__isnull=True)
    rows = list(offers.values_list("pk", "from_officer", "offered_at"))
    givers = {giver for _pk, giver, _at in rows if giver is not None}
    if not givers:
        return []
    ids = {pk for pk, _giver, _at in rows}
    first = min(at for _pk, _giver, at in rows)
    closed = Event.objects.filter(kind=CLOSED, actor_id__in=givers, recorded_at__gte=first)
    return [
        one for one in closed.order_by("-recorded_at") if ids & {row["offer"] for row in one.facts["held"]}
    ]


def _may_read(event: Event, officer: Officer) -> bool:
    if officer.pk == event.actor_id or officer.pk in event.facts["receivers"]:
        return True
    office = Office.objects.filter(code=event.office_code).first()
    standing = standing_of(officer, moment.today())
    return office is not None and standing.capacity_for(Duty.SUPERVISE, office, "") is not None
