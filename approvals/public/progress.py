"""How my case stands: by the number and the query code of the receipt."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.ledger.disclosure import disclose
from casework.acts.revoke_mandate import revoke_mandate
from casework.engine import moment
from casework.engine.actor import applicant
from casework.engine.lawbook import book_of
from casework.engine.lock import database_moment
from casework.engine.rated import may_be_rated
from casework.engine.refusal import ActRefused
from casework.models import Case
from casework.queries.ratings import answer_for
from casework.queries.unsealed import opened_or_nothing
from casework.queries.worklist import working_days_left
from casework.web import rulers
from casework.web.refused import STATUS

from .door import NUMBER_LENGTH, fields_of, knock, pass_for, passed
from .telling import Progress, progress_of


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def progress(request: HttpRequest) -> HttpResponse:
    """Ask, and be told whose turn it is, until when, and what is missing. The code is posted, never in an address."""
    if request.method != "POST":
        # The receipt's QR code brings the number along.
        return _page(request, request.GET.get("number", "")[:NUMBER_LENGTH])
    if "stop_agent" in request.POST:
        return _stop_agent(request)
    asked = knock(request)
    if asked.case is None:
        return _page(request, asked.number, wrong=asked.wrong, status=asked.status)
    return _found(request, asked.case)


def _stop_agent(request: HttpRequest) -> HttpResponse:
    """The person takes the mandate back from the page that number and code have opened."""
    case = passed(request.POST.get("pass", ""))
    if case is None:
        return _page(request, "", wrong=_("That took too long. Type number and code again."), status=422)
    try:
        revoke_mandate(case_number=case.number, by=applicant(request.request_id), own_wish=True)
    except ActRefused as refusal:
        words = " ".join(str(one.text) for one in refusal.reasons)
        return _page(request, case.number, wrong=words, status=STATUS[refusal.kind])
    case.refresh_from_db()
    return _found(request, case)


def _found(request: HttpRequest, case: Case) -> HttpResponse:
    found = progress_of(case)
    _note_reading(request, found)
    return render(request, "public/progress_found.html", _told(found))


def _page(request: HttpRequest, number: str, *, wrong: str = "", status: int = 200) -> HttpResponse:
    return render(
        request, "public/progress.html", {"fields": fields_of(number), "wrong": wrong}, status=status
    )


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
        "pass": pass_for(found.case) if may_be_rated(found.case) else "",
        "agent_pass": pass_for(found.case) if found.agent and found.agent.holds else "",
    }
    answer = answer_for(found.case.pk) if found.case.outcome else None
    if answer is not None:
        context["rating_answer"] = opened_or_nothing(answer, "answer")
    if found.clock is not None:
        context["derivation"] = rulers.derivation(book, found.clock)
        context["days_left"] = working_days_left(book, moment.today(), found.clock.due_on)
    return context
