"""The law as officers read it: editions with their digests, notices, bases in force with dates, limits, what is unconfirmed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casework.engine import moment
from casework.queries import legislation

from . import rulers

CHANGES_SHOWN = 20


def tabs(current: str) -> list[dict[str, Any]]:
    """The pages of the law, side by side."""
    labels = {
        "law": _("Editions and notices"),
        "law_bases": _("Legal bases"),
        "law_limits": _("Limits"),
        "law_unconfirmed": _("To be confirmed"),
        "sharing": _("Data sharing"),
    }
    return [
        {"url": reverse(name), "label": label, "current": name == current, "count": None}
        for name, label in labels.items()
    ]


@require_safe
def law_page(request: HttpRequest) -> HttpResponse:
    """What is in use, what waits, and where one goes to change it."""
    edition, book = legislation.law_today()
    reads = legislation.reads_changes(request.user)
    context = {
        "tabs": tabs("law"),
        "edition": edition,
        "calendar": book.calendar.version,
        "editions": legislation.editions(),
        "years": legislation.years(book),
        "provisional": legislation.provisional_limits(),
        "items": legislation.items_in_use(),
        "changes": [
            {"row": one, "title": legislation.title_of(one)} for one in legislation.changes()[:CHANGES_SHOWN]
        ]
        if reads
        else [],
        "reads": reads,
        "why_not": legislation.why_not_draft(request.user),
    }
    return render(request, "law/page.html", context)


@require_safe
def law_bases(request: HttpRequest) -> HttpResponse:
    """Every basis, with the days on which it carries something, and how sure that is."""
    edition, book = legislation.law_today()
    english = rulers.language() == "en"
    rows = [
        {
            "basis": one,
            "title": one.title_en if english else one.title_zh,
            "in_force": in_force,
            "since": max(
                (v.valid_from for v in one.versions if v.valid_from <= moment.today()), default=None
            ),
            "unread": sum(1 for read in one.articles.values() if not read),
        }
        for one, in_force in legislation.bases(book, moment.today())
    ]
    context = {"tabs": tabs("law_bases"), "rows": rows, "edition": edition}
    context["in_force"] = sum(1 for row in rows if row["in_force"])
    return render(request, "law/bases.html", context)


@require_safe
def law_limits(request: HttpRequest) -> HttpResponse:
    """Every limit with its number, its footing and how sure it is."""
    edition, book = legislation.law_today()
    language = rulers.language()
    rows = [
        {
            "limit": one,
            "title": getattr(one.title, language),
            "term": None
            if one.amount is None
            else getattr(book.wording.term(one.amount, one.unit), language),
            "basis": [rulers.cited(book, str(citation)) for citation in one.basis],
        }
        for one in legislation.limits(book)
    ]
    return render(request, "law/limits.html", {"tabs": tabs("law_limits"), "rows": rows, "edition": edition})


@require_safe
def law_unconfirmed(request: HttpRequest) -> HttpResponse:
    """What a legal office still has to confirm."""
    edition, book = legislation.law_today()
    context = {
        "tabs": tabs("law_unconfirmed"),
        "edition": edition,
        "unread": legislation.unread_articles(book),
        "parts": legislation.unconfirmed(book, rulers.language()),
        "english": rulers.language() == "en",
    }
    return render(request, "law/unconfirmed.html", context)
