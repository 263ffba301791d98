"""Suspensions as an auditor looks at them: set just before the limit, repeated, without proof that the notice arrived."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from casework.engine import moment
from casework.engine.act import acts
from casework.engine.lawbook import book_of, item_of
from casework.engine.reckoning import reckon
from casework.engine.standing import Standing
from casework.models import ClockExtension, ClockPause, Duty, Office, Officer, ServiceOfPaper
from law.book import LawBook
from law.clock import Due, days_left, working_days_between
from law.errors import LawError, YearWithoutNotice

from .limits import Stops, stops_of

Finding = Literal["near_the_end", "repeated", "not_served"]
FINDINGS: tuple[Finding, ...] = ("near_the_end", "repeated", "not_served")
# Who looks at suspensions: they judge them, and decide none themselves.
LOOKS = (Duty.AUDIT, Duty.SUPERVISE)
# A pause that begins with so few working days left looks like a way around the limit.
NEAR_DAYS = 3
PER_PAGE = 100


@dataclass(frozen=True)
class Suspension:
    """One pause with what may be wrong about it. A finding is a question to the officer, not an answer.

    `taken_out` are the working days that it has taken out of the limit so far; None where the calendar isn't known.
    `ended_by` and `ended_with` are empty while the limit rests, and where the passing of time ended it.
    """

    pause: ClockPause
    case_number: str
    office: str
    would_have_ended: date | None
    days_left: int | None
    times: int
    served: bool
    findings: tuple[Finding, ...]
    reckoned: Due | None = None
    served_on: date | None = None
    taken_out: int | None = None
    ended_by: str = ""
    ended_with: str = ""


@dataclass(frozen=True)
class Suspensions:
    """A page of suspensions, the latest first, and what there is to choose among."""

    rows: Sequence[Suspension]
    total: int
    page: int
    pages: int
    offices: Sequence[Office]
    grounds: Mapping[str, LawBook]
    officers: Sequence[Officer]


def looks_at_suspensions(standing: Standing) -> bool:
    """Whether the officer audits or supervises anywhere."""
    return standing.active and any(one.duty in LOOKS for one in standing.capacities)


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
    rows = _began(_within(standing), first, last).order_by("first_day", "id")
    return [one for one in _looked_at(rows, near_days) if only is None or only in one.findings]


def suspensions_page(
    standing: Standing,
    *,
    office: str = "",
    ground: str = "",
    officer: str = "",
    first: date | None = None,
    last: date | None = None,
    only: Finding | None = None,
    page: int = 1,
) -> Suspensions:
    """The same in pages, the latest first; by office (with those below it), ground and deciding officer."""
    within = _within(standing)
    rows = _began(within, first, last).order_by("-first_day", "-id")
    offices = list(
        Office.objects.filter(pk__in=within.order_by().values("clock__case__office")).order_by("path")
    )
    chosen = next((one for one in offices if one.code == office), None)
    if chosen is not None:
        rows = rows.filter(clock__case__office__path__startswith=chosen.path)
    if ground:
        rows = rows.filter(ground=ground)
    if officer:
        rows = rows.filter(decided_by__username=officer)
    match only:
        case "repeated":
            rows = rows.filter(times__gt=1)
        case "not_served":
            rows = rows.filter(served=False)
    # How much was left is reckoned, not stored: only this finding has to look at every one.
    found = (
        [one for one in _looked_at(rows, NEAR_DAYS) if only in one.findings] if only == "near_the_end" else []
    )
    total = len(found) if only == "near_the_end" else rows.count()
    pages = max(1, -(-total // PER_PAGE))
    at = min(max(1, page), pages)
    part = slice((at - 1) * PER_PAGE, at * PER_PAGE)
    return Suspensions(
        rows=_completed(found[part] if only == "near_the_end" else list(_looked_at(rows[part], NEAR_DAYS))),
        total=total,
        page=at,
        pages=pages,
        offices=offices,
        grounds={
            one: book_of(edition)
            for one, edition in within.order_by("id").values_list("ground", "clock__case__law_edition")
        },
        officers=list(
            Officer.objects.filter(pk__in=within.order_by().values("decided_by")).order_by("name_zh", "pk")
        ),
    )


def _began(rows: QuerySet[ClockPause], first: date | None, last: date | None) -> QuerySet[ClockPause]:
    if first is not None:
        rows = rows.filter(first_day__gte=first)
    return rows.filter(first_day__lte=last) if last is not None else rows


def _within(standing: Standing) -> QuerySet[ClockPause]:
    """The pauses of the cases whose office the officer audits or supervises; of none in which they stepped aside."""
    within = Q(pk__in=[])
    for one in standing.capacities:
        if one.duty in LOOKS and standing.active:
            scope = Q(clock__case__office__path__startswith=one.office_path)
            within |= scope & Q(clock__case__item_slug__in=one.items) if one.items else scope
    proof = ServiceOfPaper.objects.filter(paper=OuterRef("paper"))
    return (
        ClockPause.objects.filter(within)
        .exclude(clock__case__recusals__officer=standing.officer_id)
        .select_related("clock__case__office", "paper", "decided_by")
        .defer("paper__elements", "clock__case__form")
        .annotate(times=Count("clock__pauses", distinct=True), served=Exists(proof))
    )


def _looked_at(rows: Iterable[Any], near_days: int) -> list[Suspension]:
    pauses = list(rows)
    stops = stops_of(one.clock for one in pauses)
    return [_judged(one, stops, near_days) for one in pauses]


def _judged(pause: Any, stops: Stops, near_days: int) -> Suspension:
    reckoned, left = _end_before(pause, stops)
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
        would_have_ended=reckoned.due if reckoned else None,
        days_left=left,
        times=pause.times,
        served=pause.served,
        findings=tuple(findings),
        reckoned=reckoned,
    )


def _end_before(pause: ClockPause, stops: Stops) -> tuple[Due | None, int | None]:
    """Where the limit would have ended as it stood when the pause was decided, and the working days left that day."""
    clock = pause.clock
    case = clock.case
    book, item = book_of(case.law_edition_id), item_of(case.item_version_id)
    earlier = [one for one in stops[0].get(clock.pk, ()) if one.pk < pause.pk]
    extension: ClockExtension | None = stops[1].get(clock.pk)
    if extension is not None and extension.decided_at >= pause.decided_at:
        extension = None
    try:
        reckoned = reckon(clock, book, item.promised.get(clock.purpose), earlier, extension)
        told = pause.first_day - date.resolution
        return reckoned, days_left(book, told, reckoned.due) if reckoned.due else None
    except LawError:
        return None, None


def _completed(rows: Sequence[Suspension]) -> list[Suspension]:
    """With the day of service, the days taken out, and who ended it by which act, out of the history."""
    keys = [one.pause.pk for one in rows]
    papers = [one.pause.paper_id for one in rows]
    served = dict(ServiceOfPaper.objects.filter(paper__in=papers).values_list("paper", "served_on"))
    ended: dict[int, tuple[str, str]] = {}
    past = ClockPause.history.filter(id__in=keys, ended_on__isnull=False).select_related("history_user")
    for row in past.order_by("history_id"):
        act = acts[row.history_change_reason].title if row.history_change_reason else ""
        ended.setdefault(row.id, (row.history_user.name if row.history_user else "", str(act)))
    found = []
    for one in rows:
        by, act = ended.get(one.pause.pk, ("", ""))
        found.append(
            replace(
                one,
                served_on=served.get(one.pause.paper_id),
                taken_out=_taken_out(one.pause),
                ended_by=by,
                ended_with=act,
            )
        )
    return found


def _taken_out(pause: ClockPause) -> int | None:
    """The working days from its first day to its last one, or to today while the limit rests."""
    last = pause.last_day or (moment.today() if pause.ended_on is None else None)
    if last is None or last < pause.first_day:
        return 0
    book = book_of(pause.clock.case.law_edition_id)
    try:
        return working_days_between(book, pause.first_day - date.resolution, last)
    except YearWithoutNotice:
        return None
