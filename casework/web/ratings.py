"""Bad ratings, for who supervises: call back, put right, answer. Whoever worked on the case is shown nothing."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.acts import answer_rating, call_back
from casework.engine import moment
from casework.engine.actor import Actor
from casework.engine.refusal import ActRefused, BadInput
from casework.models import Grade
from casework.queries import people
from casework.queries.case_file import person_shown
from casework.queries.ratings import BadRating, bad_rating_shown, bad_ratings, figures, words_of
from casework.queries.team import supervises_any
from casework.queries.unsealed import opened_or_nothing

from .disclosing import note_reading
from .forms import Form, given_by
from .refused import STATUS

ACTS = {"call_back": call_back.SCHEMA, "answer_rating": answer_rating.SCHEMA}


@require_safe
def ratings_page(request: HttpRequest) -> HttpResponse:
    """The bad ratings of the supervised offices, and the figures by grade. Names nobody and repeats no words."""
    _insist(request)
    context = {
        "ratings": bad_ratings(request.user),
        "figures": figures(request.user),
        "grades": Grade.labels,
        "today": moment.today(),
    }
    return render(request, "ratings/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rating_page(request: HttpRequest, rating: int) -> HttpResponse:
    """One bad rating with the rater's words and, if they want to be called, their telephone; each look is on record."""
    _insist(request)
    found = bad_rating_shown(request.user, rating)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _page(request, found)
    name = request.POST.get("act", "")
    if name not in ACTS:
        raise Http404
    given = given_by(ACTS[name], request.POST)
    by = Actor(request.user, "web", request.request_id)
    try:
        if name == "call_back":
            call_back.call_back(by=by, rating=rating, given=given)
        else:
            answer_rating.answer_rating(by=by, rating=rating, given=given)
    except BadInput as bad:
        return _page(request, found, name, given, faults=bad.fields, status=422)
    except ActRefused as refusal:
        return _page(request, found, name, given, refusal=refusal, status=STATUS[refusal.kind])
    messages.success(request, _("This was kept."))
    return redirect("rating", rating=rating)


def _page(
    request: HttpRequest,
    found: BadRating,
    act: str = "",
    given: Mapping[str, Any] | None = None,
    *,
    faults: Mapping[str, Any] | None = None,
    refusal: ActRefused | None = None,
    status: int = 200,
) -> HttpResponse:
    wanted = "" if found.answer else "call_back" if found.waits_for_call else "answer_rating"
    form = (
        Form(ACTS[wanted], (given or {}) if act == wanted else {}, faults if act == wanted else None)
        if wanted
        else None
    )
    applicant = found.row.case.applicant
    # Not told of the case: its page would show whoever was rated that somebody rated them.
    note_reading(request, "rating", purpose="rating", person=f"person/{applicant.pk}", items=[found.row.pk])
    context = {
        "found": found,
        "words": words_of(found.row),
        "person": person_shown(applicant, "applicant", True) if found.row.may_call else None,
        "said": opened_or_nothing(found.call, "found") if found.call else "",
        "put_right": opened_or_nothing(found.answer, "put_right") if found.answer else "",
        "answer": opened_or_nothing(found.answer, "answer") if found.answer else "",
        "form": form,
        "act": wanted,
        "errors": form.errors if form else [],
        "refusal": refusal,
    }
    return render(request, "ratings/rating.html", context, status=status)


def _insist(request: HttpRequest) -> None:
    if not supervises_any(people.standing_today(request.user)):
        raise PermissionDenied
