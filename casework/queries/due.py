"""What the passing of time brings: limits that have lapsed, enquiries whose answer is outstanding."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, QuerySet

from audit.ledger.models import Event
from casework.engine import moment
from casework.engine.act import Act, acts
from casework.engine.ports import may_be_asked
from casework.engine.registry import procedures
from casework.engine.words import Procedure
from casework.models import CLOSED_STATES, CaseState, CaseTask, Clock, ClockState, Material, MaterialState

# How long the worker waits before it asks again a register that was silent: longer each time, a day at most.
FIRST_PAUSE = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(days=1)
ASKING = "check_shared_data"
# An act that asks registers is done while the application is screened.
SCREENED = (CaseState.RECEIVED,)


@dataclass(frozen=True)
class Lapsed:
    """A case on which the lapse of a limit has an effect."""

    act: Act
    case_number: str
    due_at: datetime


def lapsed(now: datetime) -> Iterator[Lapsed]:
    """The cases on which time alone effects an act, by the moment at which it was due.

    Only in procedures that know the act. A limit has lapsed when its last day is over in Shanghai: at that midnight, not before.
    """
    for act in acts:
        if act.automatic_on is None:
            continue
        clocks = Clock.objects.filter(purpose=act.automatic_on, state=ClockState.RUNNING, due_at__lte=now)
        clocks = clocks.filter(case__flow_class__in=knowing(act.name)).exclude(case__state__in=CLOSED_STATES)
        rows = clocks.order_by("due_at", "case_id")
        for number, due_at in rows.values_list("case__number", "due_at"):
            assert due_at is not None
            yield Lapsed(act, number, due_at)


def clocks_of(tasks: Iterable[CaseTask]) -> dict[int, Clock]:
    """The limit of each open step, running or at rest, by the id of the step; one question for all of them."""
    found = list(tasks)
    at_work = Clock.objects.filter(
        case__in={task.process_id for task in found}, state__in=(ClockState.RUNNING, ClockState.PAUSED)
    )
    by_purpose = {(clock.case_id, clock.purpose): clock for clock in at_work}
    limits = {task.pk: by_purpose.get((task.process_id, task.flow_task.limit)) for task in found}
    return {key: clock for key, clock in limits.items() if clock is not None}


def knowing(act: str) -> list[type[Procedure]]:
    """The procedures that know an act."""
    return [one for one in procedures if act in one.acts()]


def waits_for_registers(case_number: str) -> bool:
    """Whether a case still waits for what other registers were to say, and an agreement lets us ask them."""
    return case_number in _askable(_waiting().filter(case__number=case_number))


def enquiries_to_repeat(now: datetime) -> list[str]:
    """The numbers of cases that wait for other registers and that it is time to ask for again, first or once more."""
    rows = _waiting()
    askable = _askable(rows)
    waiting = {
        case: number
        for case, number in rows.values_list("case_id", "case__number").distinct()
        if number in askable
    }
    asked = {
        row["case_id"]: (row["times"], row["last"])
        for row in Event.objects.filter(case_id__in=waiting, kind=ASKING, actor_kind="system")
        .values("case_id")
        .annotate(times=Count("id"), last=Max("recorded_at"))
    }
    due = []
    for case_id, number in sorted(waiting.items()):
        times, last = asked.get(case_id, (0, None))
        if last is None or now - last >= min(FIRST_PAUSE * 2 ** (min(times, 16) - 1), LONGEST_PAUSE):
            due.append(number)
    return due


def _waiting() -> QuerySet[Material]:
    return Material.objects.filter(state=MaterialState.PENDING, case__state__in=SCREENED)


def _askable(rows: QuerySet[Material]) -> set[str]:
    """The cases of which any of these materials may be asked for today."""
    named = rows.values_list("case__number", "code", "case__item_version_id")
    return may_be_asked(named, moment.today())
