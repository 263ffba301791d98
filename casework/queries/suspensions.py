"""Suspensions as an auditor looks at them: set just before the limit, repeated, without proof that the notice arrived."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from casework.engine.lawbook import book_of, item_of
from casework.engine.reckoning import reckon
from casework.engine.standing import Standing
from casework.models import ClockExtension, ClockPause, Duty, ServiceOfPaper
from law.clock import days_left
from law.errors import LawError

Finding = Literal["near_the_end", "repeated", "not_served"]
FINDINGS: tuple[Finding, ...] = ("near_the_end", "repeated", "not_served")
# A pause that begins with so few working days left looks like a way around the limit.
NEAR_DAYS = 3


@dataclass(frozen=True)
class Suspension:
    """One pause with what may be wrong about it. A finding is a question to the officer, not an answer."""

    pause: ClockPause
    case_number: str
    office: str
    would_have_ended: date | None
    days_left: int | None
    times: int
    served: bool
    findings: tuple[Finding, ...]


def suspensions(
    standing: Standing,
    *,
    first: date | None = None,
    last: date | None = None,
    only: Finding | None = None,
    near_days: int = NEAR_DAYS,
) -> list[Suspension]:
    """The suspensions that began between two days at the offices where the officer audits or supervises, oldest first.

    `near_days` working days or fewer were left when it began; `repeated` is every pause of a limit that rested more than
    once; `not_served` has no proof that its notice was served.
    """
    rows = _within(standing)
    if first is not None:
        rows = rows.filter(first_day__gte=first)
    if last is not None:
        rows = rows.filter(first_day__lte=last)
    found = [_looked_at(pause, near_days) for pause in rows]
    return [one for one in found if only is None or only in one.findings]


def _within(standing: Standing) -> QuerySet[ClockPause]:
    paths = [
        one.office_path
        for one in standing.capacities
        if one.duty in (Duty.AUDIT, Duty.SUPERVISE) and not one.items
    ]
    if not standing.active or not paths:
        return ClockPause.objects.none()
    within = Q()
    for path in paths:
        within |= Q(clock__case__office__path__startswith=path)
    proof = ServiceOfPaper.objects.filter(paper=OuterRef("paper"))
    return (
        ClockPause.objects.filter(within)
        .select_related("clock__case__office", "paper", "decided_by")
        .defer("paper__elements", "clock__case__form")
        .annotate(times=Count("clock__pauses", distinct=True), served=Exists(proof))
        .order_by("first_day", "id")
    )


def _looked_at(pause: ClockPause, near_days: int) -> Suspension:
    would_end, left = _end_before(pause)
    findings: list[Finding] = []
    if left is not None and left <= near_days:
        findings.append("near_the_end")
    if pause.times > 1:
        findings.append("repeated")
    if not pause.served:
        findings.append("not_served")
    return Suspension(
        pause=pause,
        case_number=pause.clock.case.number,
        office=pause.clock.case.office.name,
        would_have_ended=would_end,
        days_left=left,
        times=pause.times,
        served=pause.served,
        findings=tuple(findings),
    )


def _end_before(pause: ClockPause) -> tuple[date | None, int | None]:
    """Where the limit would have ended as it stood when the pause was decided, and the working days left that day."""
    clock = pause.clock
    case = clock.case
    book, item = book_of(case.law_edition_id), item_of(case.item_version_id)
    earlier = ClockPause.objects.filter(clock=clock, pk__lt=pause.pk).select_related("paper")
    extension = (
        ClockExtension.objects.filter(clock=clock, decided_at__lt=pause.decided_at)
        .select_related("paper")
        .first()
    )
    try:
        end = reckon(clock, book, item.promised.get(clock.purpose), earlier, extension).due
        told = pause.first_day - date.resolution
        return end, days_left(book, told, end) if end else None
    except LawError:
        return None, None
