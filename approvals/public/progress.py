"""How my case stands: by the number and the query code of the receipt."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.ledger.disclosure import disclose
from casework.engine import moment
from casework.engine.guessing import WINDOW, Guesser
from casework.engine.lawbook import book_of
from casework.engine.lock import database_moment
from casework.queries.worklist import working_days_left
from casework.web import rulers

from .telling import Progress, code_form, number_form, progress_of

NUMBER_LENGTH, CODE_LENGTH = 20, 24


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def progress(request: HttpRequest) -> HttpResponse:
    """Ask, and be told whose turn it is, until when, and what is missing. The code is posted, never in an address."""
    if request.method != "POST":
        # The receipt's QR code brings the number along.
        return _page(request, request.GET.get("number", "")[:NUMBER_LENGTH])
    number = number_form(request.POST.get("number", ""))[:NUMBER_LENGTH]
    code = request.POST.get("code", "")[: CODE_LENGTH * 2]
    if not number or not code_form(code):
        return _page(
            request, number, wrong=_("Type the number and the query code of the receipt."), status=422
        )
    guesser = Guesser.of(request, "progress", number)
    if guesser.is_locked_out():
        minutes = int(WINDOW.total_seconds() // 60)
        words = _("Too many wrong codes. Try again in %(minutes)s minutes, or ask at the counter.")
        return _page(request, number, wrong=words % {"minutes": minutes}, status=429)
    found = progress_of(number, code)
    if found is None:
        guesser.guessed_wrong()
        words = _("Number and code don't belong together. Both stand on the receipt.")
        return _page(request, number, wrong=words, status=422)
    _note_reading(request, found)
    return render(request, "public/progress_found.html", _told(found))


def _page(request: HttpRequest, number: str, *, wrong: str = "", status: int = 200) -> HttpResponse:
    fields = [
        {
            "type": "text",
            "name": "number",
            "id": "f-number",
            "label": _("Case number"),
            "value": number,
            "required": True,
            "maxlength": NUMBER_LENGTH,
            "help": _("For example 2026-000031-P."),
        },
        {
            "type": "text",
            "name": "code",
            "id": "f-code",
            "label": _("Query code"),
            "required": True,
            "maxlength": CODE_LENGTH,
            "help": _("12 letters and digits, in groups of four. It was told once, on the receipt."),
        },
    ]
    return render(request, "public/progress.html", {"fields": fields, "wrong": wrong}, status=status)


def _note_reading(request: HttpRequest, found: Progress) -> None:
    disclose(
        actor_id=found.case.applicant_id,
        actor_name="",
        actor_kind="applicant",
        purpose="progress",
        what="progress",
        case_id=found.case.pk,
        case_number=found.case.number,
        channel="web",
        request_id=request.request_id,
        moment=database_moment(),
    )


def _told(found: Progress) -> dict[str, Any]:
    book = book_of(found.case.law_edition_id)
    context: dict[str, Any] = {
        "found": found,
        "case": found.case,
        "english": rulers.language() == "en",
    }
    if found.clock is not None:
        context["derivation"] = rulers.derivation(book, found.clock)
        context["days_left"] = working_days_left(book, moment.today(), found.clock.due_on)
    return context
