"""The docket of a supervisor's offices: who has which steps, who is away, what is due. No speed, no totals, no order of merit."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet

from casework.engine import moment
from casework.engine.holding import why_not_at
from casework.engine.lawbook import book_of
from casework.engine.matter import Matter
from casework.engine.perform import matter_of
from casework.engine.refusal import Reason
from casework.engine.standing import PREFIX, Standing, grants, standing_of
from casework.models import (
    CASE_DUTIES,
    Absence,
    CaseTask,
    Clock,
    ClockState,
    Duty,
    EnforcementCertificate,
    HandOver,
    Officer,
)
from casework.models.flow import OPEN_STATUSES
from law.clock import shanghai_day

from .due import clocks_of
from .people import holders_of
from .worklist import NEAR_DAYS, working_days_left

# An officer's certificate that ends so soon is told, so that a new one can be applied for in time.
CERTIFICATE_WARNING = timedelta(days=60)
STEPS_SHOWN = 400
CASES_AT_ONCE = 50


@dataclass(frozen=True)
class OpenStep:
    """An open step with the lawful time it has left and what it usually still takes."""

    task: CaseTask
    due_on: date | None
    days_left: int | None
    offered_to: Officer | None = None
    clock: Clock | None = None

    @property
    def usual_days(self) -> int:
        """Working days that the step usually takes, as its procedure says."""
        return int(self.task.flow_task.usual_days)

    @property
    def slack(self) -> int | None:
        """Lawful working days left, less those usually still needed; None while no limit runs."""
        return None if self.days_left is None else self.days_left - self.usual_days

    @property
    def state(self) -> str:
        """How the time stands: none, paused, open, near, overdue."""
        if self.clock is not None and self.clock.state == ClockState.PAUSED:
            return "paused"
        if self.due_on is None:
            return "none"
        if self.due_on < moment.today():
            return "overdue"
        return "near" if self.days_left is not None and self.days_left <= NEAR_DAYS else "open"


@dataclass
class Member:
    """Somebody who works at the offices, with the steps they hold."""

    officer: Officer
    steps: list[OpenStep] = field(default_factory=list)
    absence: Absence | None = None
    stands_in_for: list[Officer] = field(default_factory=list)
    certificate_ends: date | None = None

    @property
    def least_slack(self) -> int | None:
        """The least slack among the steps: where help is needed first."""
        found = [one.slack for one in self.steps if one.slack is not None]
        return min(found, default=None)

    @property
    def pressing(self) -> int:
        """How many steps are overdue, or about to be."""
        return sum(1 for one in self.steps if one.state in ("near", "overdue"))


@dataclass(frozen=True)
class Team:
    """The members by name, the steps that nobody has, and how many steps the page leaves out."""

    members: Sequence[Member]
    pool: Sequence[OpenStep]
    left_out: int


def supervises_any(standing: Standing) -> bool:
    """Whether the officer supervises anywhere."""
    return (
        standing.active
        and not standing.administers
        and any(one.duty == Duty.SUPERVISE for one in standing.capacities)
    )


def steps_supervised(standing: Standing) -> QuerySet[CaseTask]:
    """The open steps of the cases whose office the officer supervises; none of those they stepped aside in."""
    within = Q(pk__in=[])
    for one in standing.capacities:
        if one.duty == Duty.SUPERVISE:
            scope = Q(office__path__startswith=one.office_path)
            within |= scope & Q(process__item_slug__in=one.items) if one.items else scope
    steps = CaseTask.objects.filter(within, status__in=OPEN_STATUSES, finished__isnull=True).exclude(duty="")
    return steps.exclude(process__recusals__officer=standing.officer_id)


def team(officer: Officer) -> Team:
    """Everybody with a duty of casework where the officer supervises, by name, and what is open there."""
    today = moment.today()
    standing = standing_of(officer, today)
    wanted = steps_supervised(standing)
    tasks = list(
        wanted.select_related("process__applicant__key", "process__office", "owner").order_by(
            F("due_at").asc(nulls_last=True), "id"
        )[: STEPS_SHOWN + 1]
    )
    left_out = wanted.count() - STEPS_SHOWN if len(tasks) > STEPS_SHOWN else 0
    steps = _with_offers(tasks[:STEPS_SHOWN])
    members = {one.pk: Member(one) for one in _colleagues(standing)}
    for step in steps:
        owner = step.task.owner
        if owner is not None:
            members.setdefault(owner.pk, Member(owner)).steps.append(step)
    _note_absences(members, today)
    _note_certificates(members, today)
    by_name = sorted(members.values(), key=lambda one: (one.officer.name, one.officer.pk))
    return Team(by_name, [one for one in steps if one.task.owner_id is None], left_out)


def _with_offers(tasks: Sequence[CaseTask]) -> list[OpenStep]:
    cases = {task.process_id for task in tasks}
    offers = HandOver.objects.filter(case__in=cases, answered_at__isnull=True).select_related("to_officer")
    offered = {one.case_id: one.to_officer for one in offers}
    clocks = clocks_of(tasks)
    return [_open_step(task, offered.get(task.process_id), clocks.get(task.pk)) for task in tasks]


def _open_step(task: CaseTask, offered_to: Officer | None, clock: Clock | None) -> OpenStep:
    # A due moment is the midnight at which the last day is over.
    due_on = shanghai_day(task.due_at) - date.resolution if task.due_at else None
    left = working_days_left(book_of(task.process.law_edition_id), moment.today(), due_on)
    return OpenStep(task, due_on, left, offered_to, clock)


def _colleagues(standing: Standing) -> list[Officer]:
    """Who holds a duty of casework by grant at, below or above the offices supervised; supervisors only if they do more."""
    places = [one.office_path for one in standing.capacities if one.duty == Duty.SUPERVISE]
    working = CASE_DUTIES - {Duty.SUPERVISE}
    pairs = grants(Q(user__is_active=True), Q(group__user__is_active=True))
    found = {
        who
        for who, codename, path in pairs
        if codename.removeprefix(PREFIX) in working and any(path.startswith(place) for place in places)
    }
    return list(Officer.objects.filter(pk__in=found, is_active=True))


def _note_absences(members: dict[int, Member], today: date) -> None:
    away = Absence.objects.filter(first_day__lte=today, last_day__gte=today).select_related(
        "officer", "stand_in"
    )
    for one in away.filter(Q(officer__in=members) | Q(stand_in__in=members)):
        if one.officer_id in members:
            members[one.officer_id].absence = one
        if one.stand_in_id in members:
            members[one.stand_in_id].stands_in_for.append(one.officer)


def _note_certificates(members: dict[int, Member], today: date) -> None:
    """The last day of the certificate that holds longest, where it ends soon or has ended."""
    ends: dict[int, date] = {}
    for one in EnforcementCertificate.objects.filter(officer__in=members):
        last = min(filter(None, (one.valid_until, one.revoked_on)))
        ends[one.officer_id] = max(last, ends.get(one.officer_id, last))
    for officer_id, last in ends.items():
        if last <= today + CERTIFICATE_WARNING:
            members[officer_id].certificate_ends = last


@dataclass(frozen=True)
class Candidate:
    """Whether an officer may lawfully take a step, and if not, why not."""

    officer: Officer
    reasons: Sequence[Reason]
    is_away: bool = False


@dataclass(frozen=True)
class Distribution:
    """One step that is to be given to somebody, with who may take it."""

    step: OpenStep
    able: Sequence[Candidate]
    unable: Sequence[Candidate]


def distributions(officer: Officer, numbers: Sequence[str]) -> list[Distribution]:
    """The open steps of some cases that the officer supervises, each with those of its duty who may take it and who may not."""
    today = moment.today()
    standing = standing_of(officer, today)
    chosen = steps_supervised(standing).filter(process__number__in=list(numbers)[:CASES_AT_ONCE])
    tasks = list(
        chosen.select_related(
            "process__applicant__key", "process__office", "process__receiving_office", "owner"
        ).order_by(F("due_at").asc(nulls_last=True), "id")
    )
    away = set(
        Absence.objects.filter(first_day__lte=today, last_day__gte=today).values_list("officer", flat=True)
    )
    found = []
    for step in _with_offers(tasks):
        matter = matter_of(step.task.process)
        asked = [
            Candidate(one, _against(matter, step.task, one), one.pk in away)
            for one in holders_of({str(step.task.duty)}, step.task.process.office, today)
            if one.pk != step.task.owner_id
        ]
        able = [one for one in asked if not one.reasons]
        found.append(Distribution(step, able, [one for one in asked if one.reasons]))
    return found


def _against(matter: Matter, task: CaseTask, officer: Officer) -> list[Reason]:
    """What stands against an officer at a step, whoever has it now."""
    return [one for one in why_not_at(matter, task, officer) if one.code != "STEP-02"]
