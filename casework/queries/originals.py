"""Originals that lie with an agent though they have to be back the same day: shown to who supervises, counted for nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from casework.engine import moment
from casework.engine.standing import Standing
from casework.models import Duty, HandSlip, SlipStep

SHOWN = 100


@dataclass(frozen=True)
class LyingOut:
    """A case with originals at its agent since an earlier day; names nobody."""

    case_number: str
    office: str
    since: date
    originals: int


def overnight(standing: Standing) -> Sequence[LyingOut]:
    """The cases of the supervised offices in which an original has been with the agent over night, the oldest first."""
    within = Q(pk__in=[])
    for one in standing.capacities:
        if one.duty == Duty.SUPERVISE:
            scope = Q(case__office__path__startswith=one.office_path)
            within |= scope & Q(case__item_slug__in=one.items) if one.items else scope
    later = HandSlip.objects.filter(
        case=OuterRef("case"), original=OuterRef("original"), pk__gt=OuterRef("pk")
    )
    rows = HandSlip.objects.filter(
        within, step__in=(SlipStep.TAKEN, SlipStep.GIVEN_BACK), handed_on__lt=moment.today()
    ).exclude(Exists(later))
    rows = rows.exclude(case__recusals__officer=standing.officer_id)
    found: dict[str, LyingOut] = {}
    for row in rows.select_related("case__office").order_by("handed_on", "id")[:SHOWN]:
        number = row.case.number
        before = found.get(number)
        found[number] = LyingOut(
            number,
            row.case.office.name,
            before.since if before else row.handed_on,
            (before.originals if before else 0) + 1,
        )
    return list(found.values())
