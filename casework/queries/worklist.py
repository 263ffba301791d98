"""The worklist: open steps where the officer holds the duty, by remaining lawful time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from casework.engine import moment
from casework.engine.lawbook import book_of, current_law, item_of
from casework.engine.standing import Capacity, Standing, standing_of
from casework.models import CASE_DUTIES, CaseTask, Clock, ClockState, HandOver, Officer
from casework.models.flow import OPEN_STATUSES
from law.book import LawBook
from law.clock import days_left, end_of_day, shanghai_day
from law.errors import YearWithoutNotice

VIEWS = ("all", "mine", "pool", "applicant", "others", "offered")
# How much lawful time is left: what is over, what ends within three working days, what ends later.
TIMES = ("overdue", "near", "later")
NEAR_DAYS = 3
PAGE_SIZE = 25


@dataclass(frozen=True)
class Row:
    """One open step as the list shows it."""

    task: CaseTask
    turn: str
    due_on: date | None
    days_left: int | None
    clock: Clock | None = None

    @property
    def state(self) -> str:
        """How the time stands: not_started, provisional while no notice says until when, open, near, overdue."""
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


def worklist(
    officer: Officer, *, view: str = "all", item: str = "", time: str = "", page: int = 1
) -> Worklist:
    """The open steps that concern an officer: theirs, those they may take, those that wait for somebody else."""
    standing = standing_of(officer, moment.today())
    everything = _within(standing)
    if item:
        everything = everything.filter(process__item_slug=item)
    if time in TIMES:
        everything = everything.filter(_within_time(time))
    views = {name: everything.filter(_is(name, standing)) for name in VIEWS if name != "offered"}
    views["offered"] = everything.none() if standing.administers else _offered(officer)
    counts = {name: rows.count() for name, rows in views.items()}
    view = view if view in views else "all"
    total = counts[view]
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, page), pages)
    chosen = (
        views[view]
        .select_related("process__applicant__key", "process__office", "owner")
        .order_by(F("due_at").asc(nulls_last=True), "id")[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    )
    today = moment.today()
    tasks = list(chosen)
    running = Clock.objects.filter(case__in={task.process_id for task in tasks}, state=ClockState.RUNNING)
    clocks = {(clock.case_id, clock.purpose): clock for clock in running}
    rows = [
        _row(task, standing, today, clocks.get((task.process_id, task.flow_task.limit))) for task in tasks
    ]
    return Worklist(view=view, rows=rows, counts=counts, page=page, pages=pages, total=total)


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
        case _:
            return Q()


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


def _row(task: CaseTask, standing: Standing, today: date, clock: Clock | None) -> Row:
    due_on = shanghai_day(task.due_at) - _ONE_DAY if task.due_at else None
    left = working_days_left(book_of(task.process.law_edition_id), today, due_on)
    return Row(task=task, turn=turn_of(task, standing), due_on=due_on, days_left=left, clock=clock)


def working_days_left(book: LawBook, today: date, due_on: date | None) -> int | None:
    """Working days left; None without a due date, or where they reach into a year whose notice isn't loaded."""
    if due_on is None:
        return None
    try:
        return days_left(book, today, due_on)
    except YearWithoutNotice:
        return None


def turn_of(task: CaseTask, standing: Standing) -> str:
    """Whose turn it is: me, pool, applicant or other."""
    if task.waits_for_applicant:
        return "applicant"
    if task.owner_id == standing.officer_id:
        return "me"
    item = item_of(task.process.item_version_id)
    may_take = standing.capacity_for(task.duty, task.process.office, item.slug) is not None
    return "pool" if task.owner_id is None and may_take else "other"


# A due moment is the midnight at which the last day is over.
_ONE_DAY = date.resolution
