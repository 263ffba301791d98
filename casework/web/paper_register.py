"""The register of papers as a page that prints: an office, a year, a kind, and every number of it."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from casework.engine import moment
from casework.engine.lawbook import current_law, item_of
from casework.queries.paper_register import Entry, Series
from casework.queries.paper_register import paper_register as read_register
from law.book import LawBook

from . import rulers
from .disclosing import note_reading
from .worklist import Pages

# How a paper stands: the icon and the colour of its state, and its word.
STATES = {
    "issued": ("doc", "slate-t", _("issued")),
    "served": ("check", "ok-t", _("served")),
    "void": ("x-o", "bad-t", _("void")),
    "withdrawn": ("back", "near-t", _("taken back")),
}


@require_safe
def paper_register(request: HttpRequest) -> HttpResponse:
    """One page of a register; the reading of it is one entry with the ids of its papers."""
    today = moment.today()
    found = read_register(
        request.user,
        today,
        office=request.GET.get("office", ""),
        kind=request.GET.get("kind", ""),
        year=_whole(request.GET.get("year", "")),
        page=_whole(request.GET.get("page", "")) or 1,
    )
    if found.entries:
        note_reading(
            request,
            "paper_register",
            purpose="paper_register",
            items=[one.paper.pk for one in found.entries],
        )
    _edition, book = current_law(today)
    kept = {"office": found.office.code if found.office else "", "year": str(found.year)}
    context = {
        "found": found,
        "kinds": [
            {
                "series": one,
                "title": _title(book, one.kind),
                "current": one.kind == found.kind,
                "url": _url({**kept, "kind": one.kind}),
            }
            for one in found.series
        ],
        "title": _title(book, found.kind) if found.kind else "",
        "series": next((one for one in found.series if one.kind == found.kind), Series("", 0, 0)),
        "entries": [_drawn(one) for one in found.entries],
        "page_obj": Pages(found.page, found.pages),
        "query": urlencode({**kept, "kind": found.kind}),
        "kept": kept,
    }
    return render(request, "papers/register.html", context)


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else 0


def _url(query: dict[str, str]) -> str:
    return f"{reverse('paper_register')}?{urlencode(query)}"


def _title(book: LawBook, kind: str) -> str:
    known = book.papers.get(kind)
    if known is None:
        return kind
    return known.title_en if rulers.language() == "en" else known.title_zh


def _drawn(one: Entry) -> dict[str, Any]:
    icon, colour, word = STATES[one.state]
    case = one.paper.case
    return {
        "entry": one,
        "paper": one.paper,
        "item": item_of(case.item_version_id).name if one.open_to_me else "",
        "icon": icon,
        "colour": colour,
        "word": word,
    }
