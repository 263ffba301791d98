"""Complaints without a name, for who supervises above: call, put right, answer. Nobody complained of is shown anything."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.acts import answer_complaint, call_complainant
from casework.engine.actor import Actor
from casework.engine.refusal import ActRefused, BadInput
from casework.queries import people
from casework.queries.complaints import ComplaintShown, complaint_shown, complaints, said_in
from casework.queries.team import supervises_any
from casework.queries.unsealed import opened_or_nothing

from .disclosing import note_reading
from .forms import Form, given_by
from .refused import STATUS

ACTS = {"call_complainant": call_complainant.SCHEMA, "answer_complaint": answer_complaint.SCHEMA}


@require_safe
def complaints_page(request: HttpRequest) -> HttpResponse:
    """The complaints about offices below, and what is to be done next. Repeats no words and counts nothing."""
    _insist(request)
    found = complaints(request.user)
    note_reading(request, "complaints", purpose="complaint", items=[one.row.pk for one in found])
    return render(request, "complaints/list.html", {"complaints": found})


@require_http_methods(["GET", "HEAD", "POST"])
def complaint_page(request: HttpRequest, complaint: int) -> HttpResponse:
    """One complaint with what was said and, if a call is wanted, the telephone; each look is on record."""
    _insist(request)
    found = complaint_shown(request.user, complaint)
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
        if name == "call_complainant":
            call_complainant.call_complainant(by=by, complaint=complaint, given=given)
        else:
            answer_complaint.answer_complaint(by=by, complaint=complaint, given=given)
    except BadInput as bad:
        return _page(request, found, name, given, faults=bad.fields, status=422)
    except ActRefused as refusal:
        return _page(request, found, name, given, refusal=refusal, status=STATUS[refusal.kind])
    messages.success(request, _("This was kept."))
    return redirect("complaint", complaint=complaint)


def _page(
    request: HttpRequest,
    found: ComplaintShown,
    act: str = "",
    given: Mapping[str, Any] | None = None,
    *,
    faults: Mapping[str, Any] | None = None,
    refusal: ActRefused | None = None,
    status: int = 200,
) -> HttpResponse:
    wanted = "" if found.answer else "call_complainant" if found.waits_for_call else "answer_complaint"
    form = (
        Form(ACTS[wanted], (given or {}) if act == wanted else {}, faults if act == wanted else None)
        if wanted
        else None
    )
    note_reading(request, "complaint", purpose="complaint", items=[found.row.pk])
    context = {
        "found": found,
        "said": said_in(found.row),
        "call_said": opened_or_nothing(found.call, "found") if found.call else "",
        "put_right": opened_or_nothing(found.answer, "put_right") if found.answer else "",
        "answer": opened_or_nothing(found.answer, "answer") if found.answer else "",
        "form": form,
        "act": wanted,
        "errors": form.errors if form else [],
        "refusal": refusal,
    }
    return render(request, "complaints/complaint.html", context, status=status)


def _insist(request: HttpRequest) -> None:
    if not supervises_any(people.standing_today(request.user)):
        raise PermissionDenied
