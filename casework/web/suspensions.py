"""Suspensions (暂停计时) as whoever audits or supervises looks at them: for how long, told or not, decided and ended by whom."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from casework.engine.lawbook import book_of, item_of
from casework.models import ClockPurpose
from casework.queries import people
from casework.queries.suspensions import (
    FINDINGS,
    NEAR_DAYS,
    Suspension,
    looks_at_suspensions,
    suspensions_page,
)

from . import rulers
from .disclosing import note_reading
from .paging import Pages, page_number

LONGEST = 64
FINDING_LABELS = {
    "near_the_end": _("Just before the end"),
    "repeated": _("Rested more than once"),
    "not_served": _("Notice not served"),
}
FILTERS = ("office", "ground", "officer", "first", "last", "only")


@require_safe
def suspensions(request: HttpRequest) -> HttpResponse:
    """One page of them, the latest first; the reading of it is one entry with the ids of its cases."""
    standing = people.standing_today(request.user)
    if not looks_at_suspensions(standing):
        raise PermissionDenied
    asked = {name: request.GET.get(name, "")[:LONGEST] for name in FILTERS}
    found = suspensions_page(
        standing,
        office=asked["office"],
        ground=asked["ground"],
        officer=asked["officer"],
        first=_day(asked["first"]),
        last=_day(asked["last"]),
        only=next((one for one in FINDINGS if one == asked["only"]), None),
        page=page_number(request),
    )
    if found.rows:
        cases = dict.fromkeys(one.pause.clock.case_id for one in found.rows)
        note_reading(request, "suspensions", purpose="suspensions", items=list(cases))
    language = rulers.language()
    context = {
        "found": found,
        "rows": [_drawn(one) for one in found.rows],
        "asked": asked,
        "grounds": sorted(
            (name, getattr(book.pause_grounds[name].title, language)) for name, book in found.grounds.items()
        ),
        "findings": list(FINDING_LABELS.items()),
        "near_days": NEAR_DAYS,
        "is_filtered": any(asked.values()),
        "page_obj": Pages(found.page, found.pages),
        "query": urlencode({name: value for name, value in asked.items() if value}),
    }
    return render(request, "suspensions/page.html", context)


def _day(text: str) -> Any:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _drawn(one: Suspension) -> dict[str, Any]:
    clock = one.pause.clock
    book, language = book_of(clock.case.law_edition_id), rulers.language()
    return {
        "one": one,
        "pause": one.pause,
        "case": clock.case,
        "item": item_of(clock.case.item_version_id).name,
        "purpose": ClockPurpose(clock.purpose).label,
        "ground": getattr(book.pause_grounds[one.pause.ground].title, language),
        "findings": [FINDING_LABELS[name] for name in one.findings],
        "how_id": f"how-{one.pause.pk}",
        "how": rulers.derivation_of(book, one.reckoned) if one.reckoned else None,
    }
