"""The worklist: open steps where the officer holds the duty, by remaining lawful time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from django.db.models import Count, DateTimeField, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from audit.ledger.models import Disclosure, Event
from casework.engine import moment
from casework.engine.access import may_see
from casework.engine.act import acts
from casework.engine.lawbook import book_of, current_law, item_of
from casework.engine.standing import Capacity, Standing, standing_of
from casework.models import (
    CASE_DUTIES,
    CaseTask,
    Clock,
    ClockState,
    Duty,
    HandOver,
    LateEntry,
    Office,
    Officer,
    Reminder,
    ReminderKind,
)
from casework.models.flow import OPEN_STATUSES
from law.book import LawBook
from law.clock import days_left, end_of_day, shanghai_day
from law.errors import YearWithoutNotice

from .late_entries import late_among
from .limits import Limit, Stops, limit_of, stops_of

VIEWS = ("all", "mine", "pool", "applicant", "others", "offered", "escalated", "late")
# Views that are there only while something is in them.
PASSING = frozenset({"offered", "escalated", "late"})
# How much lawful time is left: what is over, what ends within three working days, what ends later.
TIMES = ("overdue", "near", "later")
NEAR_DAYS = 3
PAGE_SIZE = 25


@dataclass(frozen=True)
class Filter:
    """Which part of the list is asked for."""

    view: str = "all"
    item: str = ""
    time: str = ""
    office: str = ""
    state: str = ""
    unread: bool = False


@dataclass(frozen=True)
class Row:
    """One open step as the list shows it; unread if others did something in the case since the officer last looked."""

    task: CaseTask
    turn: str
    due_on: date | None
    days_left: int | None
    limit: Limit | None = None
    late: LateEntry | None = None
    unread: bool = False
    # Another office's enquiry, to an officer who doesn't see the case itself.
    by_enquiry: bool = False

    @property
    def clock(self) -> Clock | None:
        """The limit's clock."""
        return self.limit.clock if self.limit else None

    @property
    def state(self) -> str:
        """How the time stands: not_started, provisional while no notice says until when, open, near, overdue, paused."""
        if self.limit is not None and self.limit.rests_since is not None:
            return "paused"
        if self.due_on is None and self.clock is not None:
            return "provisional"
        if self.days_left is None:
            return "not_started"
        if self.days_left < 0:
            return "overdue"
        return "near" if self.days_left <= NEAR_DAYS else "open"


@dataclass(frozen=True)
class Worklist:
    """A page of rows and how many there are in each view."""

    view: str
    rows: Sequence[Row]
    counts: dict[str, int]
    page: int
    pages: int
    total: int
    # How many rows of this view others have changed since the officer last looked.
    unread: int = 0
    # The offices of the officer's open steps, to choose among.
    offices: Sequence[Office] = field(default=())


def worklist(
    officer: Officer, chosen: Filter = Filter(), *, page: int = 1, standing: Standing | None = None
) -> Worklist:
    """The open steps that concern an officer: theirs, those they may take, those that wait for somebody else.

    `standing` is the officer's of today, where it was asked for this very request.
    """
    standing = standing or standing_of(officer, moment.today())
    within = _within(standing)
    everything = within.filter(_fits(chosen))
    offered = within.none() if standing.administers else _offered(officer)
    named = {name: Count("pk", filter=_is(name, standing)) for name in VIEWS if name != "offered"}
    counts = everything.aggregate(**named) | {"offered": offered.count()}
    view = chosen.view if chosen.view in VIEWS else "all"
    rows = offered if view == "offered" else everything.filter(_is(view, standing))
    rows = rows.annotate(unread=_unread(officer))
    unread = rows.filter(unread=True).count()
    if chosen.unread:
        rows = rows.filter(unread=True)
    total = unread if chosen.unread else counts[view]
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, page), pages)
    today = moment.today()
    tasks = list(
        rows.select_related(
            "process__applicant__key", "process__office", "process__receiving_office", "office", "owner"
        ).order_by(F("due_at").asc(nulls_last=True), "id")[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    )
    clocks = {
        (clock.case_id, clock.purpose): clock
        for clock in Clock.objects.filter(
            case__in={task.process_id for task in tasks}, state__in=(ClockState.RUNNING, ClockState.PAUSED)
        )
    }
    stops = stops_of(clocks.values())
    late = late_among(task.process_id for task in tasks)
    return Worklist(
        view=view,
        rows=[
            _row(
                task,
                standing,
                today,
                clocks.get((task.process_id, task.flow_task.limit)),
                stops,
                late.get(task.process_id),
            )
            for task in tasks
        ],
        counts=counts,
        page=page,
        pages=pages,
        total=total,
        unread=unread,
        offices=list(Office.objects.filter(pk__in=within.values("office")).order_by("path")),
    )


def count_mine(officer: Officer) -> int:
    """How many steps wait for an officer; one index, for the bar of every page."""
    steps = CaseTask.objects.filter(owner=officer.pk, finished__isnull=True, status__in=OPEN_STATUSES)
    return steps.filter(waits_for_applicant=False).exclude(duty="").count()


def next_to_take(officer: Officer) -> CaseTask | None:
    """The step that is due first among those the officer may take."""
    standing = standing_of(officer, moment.today())
    return (
        _within(standing)
        .filter(_is("pool", standing))
        .select_related("process")
        .order_by(F("due_at").asc(nulls_last=True), "id")
        .first()
    )


def _within(standing: Standing) -> QuerySet[CaseTask]:
    """Open steps at offices where the officer holds any duty of casework; an administrator has none."""
    steps = CaseTask.objects.filter(status__in=OPEN_STATUSES, finished__isnull=True).exclude(duty="")
    held = [one for one in standing.capacities if one.duty in CASE_DUTIES]
    if standing.administers or not standing.active or not held:
        return steps.none()
    within = Q()
    for one in held:
        within |= _scope(one)
    return steps.filter(within).exclude(process__recusals__officer=standing.officer_id)


def _fits(chosen: Filter) -> Q:
    fits = _within_time(chosen.time) if chosen.time in TIMES else Q()
    asked = {
        "process__item_slug": chosen.item,
        "office__code": chosen.office,
        "process__state": chosen.state,
    }
    return fits & Q(**{name: value for name, value in asked.items() if value})


def _unread(officer: Officer) -> Exists:
    """Whether somebody else did something in the case after the officer last looked at it or acted in it."""
    mine = {"case_id": OuterRef(OuterRef("process_id")), "actor_kind": "officer", "actor_id": officer.pk}
    looked = Disclosure.objects.filter(**mine).values("case_id").annotate(at=Max("recorded_at")).values("at")
    acted = Event.objects.filter(**mine).values("case_id").annotate(at=Max("recorded_at")).values("at")
    known = [Coalesce(Subquery(one), _NEVER, output_field=DateTimeField()) for one in (looked, acted)]
    by_others = Event.objects.filter(case_id=OuterRef("process_id")).exclude(
        actor_kind="officer", actor_id=officer.pk
    )
    return Exists(by_others.filter(recorded_at__gt=known[0], recorded_at__gte=known[1]))


def _scope(capacity: Capacity) -> Q:
    scope = Q(office__path__startswith=capacity.office_path)
    return scope & Q(process__item_slug__in=capacity.items) if capacity.items else scope


def _with_duty(standing: Standing) -> Q:
    """Steps whose own duty the officer holds there."""
    found = Q(pk__in=[])
    for one in standing.capacities:
        found |= _scope(one) & Q(duty=one.duty)
    return found


def _is(view: str, standing: Standing) -> Q:
    mine = Q(owner=standing.officer_id)
    takeable = _with_duty(standing) & Q(owner__isnull=True, waits_for_applicant=False)
    applicant = Q(waits_for_applicant=True)
    match view:
        case "mine":
            return mine & Q(waits_for_applicant=False)
        case "pool":
            return takeable
        case "applicant":
            return applicant
        case "others":
            return ~applicant & ~(mine & Q(waits_for_applicant=False)) & ~takeable
        case "escalated":
            return _escalated(standing)
        case "late":
            return _to_confirm(standing)
        case _:
            return Q()


def _to_confirm(standing: Standing) -> Q:
    """Cases with a late entry that waits for a second officer, which this one could be."""
    confirming = acts["confirm_late_entry"].duties
    within = Q(pk__in=[])
    for one in standing.capacities:
        if one.duty in confirming:
            within |= _scope(one)
    waiting = LateEntry.objects.filter(decided_at__isnull=True).exclude(proposed_by=standing.officer_id)
    return within & Q(process__in=waiting.values("case"))


def _escalated(standing: Standing) -> Q:
    """Steps of cases whose lapse was put before an office where the officer supervises, as long as it lasts."""
    within = Q(pk__in=[])
    for one in standing.capacities:
        if one.duty == Duty.SUPERVISE:
            within |= Q(office__path__startswith=one.office_path)
    lapses = Reminder.objects.filter(
        within, kind=ReminderKind.LAPSED, clock__state=ClockState.RUNNING, about_day=F("clock__due_on")
    )
    return Q(process__in=lapses.values("clock__case"))


def _within_time(time: str) -> Q:
    """Steps by how much time is left. A working day is counted as the newest law counts it, or not at all."""
    now = moment.now()
    if time == "overdue":
        return Q(due_at__lte=now)
    today = moment.today()
    try:
        last = end_of_day(current_law(today)[1].calendar.add_working_days(today, NEAR_DAYS))
    except (LookupError, YearWithoutNotice):
        last = now
    if time == "near":
        return Q(due_at__gt=now, due_at__lte=last)
    return Q(due_at__isnull=True) | Q(due_at__gt=last)


def _offered(officer: Officer) -> QuerySet[CaseTask]:
    cases = HandOver.objects.filter(to_officer=officer, answered_at__isnull=True).values("case")
    return CaseTask.objects.filter(process__in=cases, status__in=OPEN_STATUSES).exclude(duty="")


def _row(
    task: CaseTask,
    standing: Standing,
    today: date,
    clock: Clock | None,
    stops: Stops,
    late: LateEntry | None,
) -> Row:
    case = task.process
    book, promised = book_of(case.law_edition_id), item_of(case.item_version_id).promised
    due_on = shanghai_day(task.due_at) - _ONE_DAY if task.due_at else None
    limit = None
    if clock is not None:
        pauses, extensions = stops
        limit = limit_of(
            clock,
            book,
            promised.get(clock.purpose),
            today,
            pauses.get(clock.pk, ()),
            extensions.get(clock.pk),
        )
    left = working_days_left(book, today, due_on)
    return Row(
        task=task,
        turn=turn_of(task, standing),
        due_on=due_on,
        days_left=left,
        limit=limit,
        late=late,
        unread=bool(getattr(task, "unread", False)),
        by_enquiry=is_enquiry(task) and not may_see(standing, case),
    )


def working_days_left(book: LawBook, today: date, due_on: date | None) -> int | None:
    """Working days left; None without a due date, or where they reach into a year whose notice isn't loaded."""
    if due_on is None:
        return None
    try:
        return days_left(book, today, due_on)
    except YearWithoutNotice:
        return None


def office_at(task: CaseTask) -> Office:
    """The office at which a step stands: the case's own, unless the procedure names another one."""
    own: Office = task.process.office
    return own if task.office_id in (None, own.pk) or task.office is None else task.office


def is_enquiry(task: CaseTask) -> bool:
    """Whether the step is another office's enquiry: whoever answers it sees that, and not the case."""
    return task.office_id not in (None, task.process.office_id)


def turn_of(task: CaseTask, standing: Standing) -> str:
    """Whose turn it is: me, pool, applicant or other."""
    if task.waits_for_applicant:
        return "applicant"
    if task.owner_id == standing.officer_id:
        return "me"
    item = item_of(task.process.item_version_id)
    may_take = standing.capacity_for(task.duty, office_at(task), item.slug) is not None
    return "pool" if task.owner_id is None and may_take else "other"


# A due moment is the midnight at which the last day is over.
_ONE_DAY = date.resolution
# Before anybody looked.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
