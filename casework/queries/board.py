"""How the hall stands today, for everybody: by item, never by office or officer, and no small number (PI 25, XX 15).

Nothing here is a target: there is no comparison with other days, no sum over a time, no order by size (EX-01).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.core.cache import cache
from django.db.models import Count, Q

from casework.engine import moment
from casework.engine.items import Words
from casework.engine.lawbook import current_items, current_law
from casework.models import CLOSED_STATES, Case, CaseState, Outcome

from .worklist import working_days_left

# Below that, a number could point at somebody.
FEWEST = 5
LOOKED_BACK = timedelta(days=90)
# A page that anybody may open any number of times asks the tables once a minute.
FRESH_SECONDS = 60
WITH_APPLICANT = CaseState.CORRECTING


@dataclass(frozen=True)
class BoardRow:
    """An item today; None for what isn't told because it is too little, or because it isn't counted at all."""

    slug: str
    name: Words
    counted: bool
    received: int | None
    decided: int | None
    waiting: int | None
    usual_days: float | None


def board(not_counted: Collection[str] = ()) -> list[BoardRow]:
    """The items that are open today, in the order of the catalogue."""
    today = moment.today()
    key = f"board/{today.isoformat()}"
    found: list[BoardRow] | None = cache.get(key)
    if found is None:
        found = _board(today, not_counted)
        cache.set(key, found, FRESH_SECONDS)
    return found


def _board(today: date, not_counted: Collection[str]) -> list[BoardRow]:
    waiting = Q(outcome="") & ~Q(state__in=CLOSED_STATES) & ~Q(state=WITH_APPLICANT)
    counts = {
        row["item_slug"]: row
        for row in Case.objects.order_by()
        .values("item_slug")
        .annotate(
            received=Count("pk", filter=Q(received_on=today)),
            decided=Count("pk", filter=Q(decided_on=today)),
            waiting=Count("pk", filter=waiting),
        )
    }
    days = _days_taken(today)
    rows = []
    for _version, item in current_items(today):
        counted, of_item = item.slug not in not_counted, counts.get(item.slug, {})
        taken = days.get(item.slug, [])
        rows.append(
            BoardRow(
                slug=item.slug,
                name=item.name,
                counted=counted,
                received=_told(of_item.get("received", 0)) if counted else None,
                decided=_told(of_item.get("decided", 0)) if counted else None,
                waiting=_told(of_item.get("waiting", 0)) if counted else None,
                usual_days=median(taken) if len(taken) >= FEWEST else None,
            )
        )
    return rows


def _told(number: int) -> int | None:
    return number if number >= FEWEST else None


def _days_taken(today: date) -> dict[str, list[int]]:
    """Working days from the complete application to the decision: the applicant's own time isn't the office's."""
    _edition, book = current_law(today)
    decided = (
        Case.objects.filter(decided_on__gt=today - LOOKED_BACK, decided_on__lte=today)
        .exclude(outcome=Outcome.WITHDRAWN)
        .order_by()
        .values_list("item_slug", "received_on", "correction_told_on", "accepted_on", "decided_on")
    )
    found: dict[str, list[int]] = {}
    for item, received, corrected, accepted, day in decided.iterator():
        taken = working_days_left(book, (accepted or day) if corrected else received, day)
        if taken is not None:
            found.setdefault(item, []).append(max(0, taken))
    return found
