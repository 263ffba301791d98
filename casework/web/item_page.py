"""Basis and guide: what an officer tells a visitor about an item, and the procedure behind it, to read and to print."""

from typing import Any
from urllib.parse import quote, urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from casework.engine import moment
from casework.engine.items import Item, Words
from casework.engine.refusal import ActRefused
from casework.models import OfficeKind
from casework.papers.wording import remedies_against
from casework.queries.guide import NoSuchItem, day_read, items_closed, items_open, read_item
from casework.queries.procedure_bpmn import bpmn
from casework.queries.procedure_map import ProcedureMap, map_of_item
from casework.queries.procedure_text import head_of, sections_of
from casework.queries.told import articles, grounds_told, limits_told, papers_told
from law.book import LawBook

from .flow_picture import procedure_picture

SOURCE_ICONS = {"person": "user", "sharing": "share"}


@require_safe
def items(request: HttpRequest) -> HttpResponse:
    """The items that are open today."""
    return render(request, "items/list.html", {"items": items_open(), "closed": items_closed()})


@require_safe
def item_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The guide of an item; of another edition, or under another edition of the law, if the address names one."""
    item, book = _asked_for(request, slug, closed_too=True)
    if item.closed is not None:
        return render(request, "items/closed.html", _head(request, item, book))
    procedure = map_of_item(item, book, day_read(item))
    context = _head(request, item, book) | {
        "level": _level(item),
        "basis": articles(book, item.basis),
        "limits": limits_told(book, item, day_read(item)),
        "materials": [(one, SOURCE_ICONS[one.source]) for one in item.materials],
        "papers": papers_told(book, item, item.papers),
        "grounds": grounds_told(book, item),
        "remedies": _remedies(book, item),
        "notice": _notice(item),
        "steps": procedure.steps,
    }
    return render(request, "items/page.html", context)


@require_safe
def procedure_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The procedure of an item: its picture, and the printed text."""
    item, book = _asked_for(request, slug)
    procedure = map_of_item(item, book, day_read(item))
    context = _head(request, item, book) | {
        "flow": procedure_picture(procedure),
        "lines": head_of(procedure),
        "sections": sections_of(procedure),
    }
    return render(request, "items/procedure.html", context)


@require_safe
def procedure_bpmn(request: HttpRequest, slug: str) -> HttpResponse:
    """The procedure as a BPMN file, to be opened in a modelling tool."""
    item, book = _asked_for(request, slug)
    procedure: ProcedureMap = map_of_item(item, book, day_read(item))
    answer = HttpResponse(bpmn(procedure), content_type="application/xml; charset=utf-8")
    name = quote(f"{item.slug}-{item.edition}.bpmn")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return answer


def guide_url(item: Item, book: LawBook) -> str:
    """The address of the guide for exactly this edition of the item and of the law."""
    return f"{reverse('item', kwargs={'slug': item.slug})}?{_editions(item, book)}"


def _asked_for(request: HttpRequest, slug: str, *, closed_too: bool = False) -> tuple[Item, LawBook]:
    edition, law = request.GET.get("edition", "")[:32], request.GET.get("law", "")[:32]
    if "\0" in edition + law:
        raise Http404
    try:
        item, book = read_item(slug, edition, law)
    except NoSuchItem as missing:
        raise Http404 from missing
    if item.closed is not None and not closed_too:
        # An edition that is closed has no procedure to show.
        raise Http404
    return item, book


def _head(request: HttpRequest, item: Item, book: LawBook) -> dict[str, Any]:
    return {
        "item": item,
        "book": book,
        # Whoever reads an older edition stays with it from page to page.
        "editions": f"?{_editions(item, book)}" if request.GET else "",
    }


def _editions(item: Item, book: LawBook) -> str:
    return urlencode({"edition": item.edition, "law": book.edition})


def _level(item: Item) -> str:
    return str(OfficeKind(item.level).label) if item.level in OfficeKind.values else item.level


def _remedies(book: LawBook, item: Item) -> Words | None:
    """What is said of remedies today; nothing where it can't be said correctly."""
    try:
        return Words(**remedies_against(book, item, moment.today()))
    except ActRefused:
        return None


def _notice(item: Item) -> Words:
    return Words(item.privacy_notice["zh"], item.privacy_notice["en"])
