"""Data sharing on the screen: the register of agreements, drafting and approving them, the log, requests from outside."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework.acts.admit_request import admit_request
from casework.acts.approve_agreement import approve_agreement
from casework.acts.draft_agreement import draft_agreement
from casework.acts.revoke_agreement import revoke_agreement
from casework.acts.withdraw_agreement import withdraw_agreement
from casework.engine import moment
from casework.engine.actor import Actor
from casework.engine.lawbook import newest_law
from casework.engine.refusal import ActRefused, BadInput
from casework.engine.sharing import APPROVES, DRAFTS, agreement_schema, request_schema
from casework.models import AgreementState, SharingAgreement
from casework.queries import sharing as queries

from .disclosing import note_reading
from .forms import Form, given_by
from .law_pages import tabs
from .refused import STATUS, reasons_shown


@require_safe
def sharing(request: HttpRequest) -> HttpResponse:
    """The register of agreements, for every officer; it names no person."""
    context = {
        "tabs": tabs("sharing"),
        "rows": queries.told(queries.agreements()),
        "reads_log": queries.reads_log(request.user),
        "why_not_draft": queries.why_not(request.user, DRAFTS),
        "why_not_request": queries.why_not(request.user, APPROVES),
    }
    return render(request, "sharing/register.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def sharing_draft(request: HttpRequest) -> HttpResponse:
    """Draft an agreement."""
    wanted = agreement_schema(moment.today())
    if request.method != "POST":
        return _form(request, "draft", wanted, {"way": "single"})
    given = given_by(wanted, request.POST)
    try:
        row = draft_agreement(by=_actor(request), given=given)
    except BadInput as bad:
        return _form(request, "draft", wanted, given, faults=bad.fields, status=422)
    except ActRefused as refusal:
        return _form(request, "draft", wanted, given, refusal=refusal, status=STATUS[refusal.kind])
    messages.success(request, _("Drafted. Another officer has to approve it."))
    return redirect("sharing_agreement", agreement=row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def sharing_request(request: HttpRequest) -> HttpResponse:
    """A request from outside, about one person: admitted under an agreement, or refused with its code."""
    wanted = request_schema()
    if request.method != "POST":
        return _form(request, "request", wanted, {"way": "single"})
    given = given_by(wanted, request.POST)
    try:
        row = admit_request(by=_actor(request), given=given)
    except BadInput as bad:
        return _form(request, "request", wanted, given, faults=bad.fields, status=422)
    except ActRefused as refusal:
        return _form(request, "request", wanted, given, refusal=refusal, status=STATUS[refusal.kind])
    messages.success(
        request,
        _("Admitted under agreement %(number)s; the person sees it.") % {"number": row.agreement.number},
    )
    return redirect("sharing")


@require_safe
def sharing_agreement(request: HttpRequest, agreement: int) -> HttpResponse:
    """One agreement with its state."""
    return _page(request, get_object_or_404(queries.agreements(), pk=agreement))


@require_POST
def sharing_act(request: HttpRequest, agreement: int, act: str) -> HttpResponse:
    """Approve, withdraw, revoke."""
    row = get_object_or_404(queries.agreements(), pk=agreement)
    by, reason = _actor(request), request.POST.get("reason", "")
    try:
        if act == "approve":
            approve_agreement(by=by, agreement=row.pk)
        elif act == "withdraw":
            withdraw_agreement(by=by, agreement=row.pk, reason=reason)
        elif act == "revoke":
            revoke_agreement(by=by, agreement=row.pk, reason=reason)
        else:
            raise Http404
    except BadInput as bad:
        return _page(request, row, faults=bad.fields, status=422)
    except ActRefused as refusal:
        row.refresh_from_db()
        return _page(request, row, refusal=refusal, status=STATUS[refusal.kind])
    return redirect("sharing_agreement", agreement=row.pk)


@require_safe
def sharing_log(request: HttpRequest) -> HttpResponse:
    """Every question, the newest first: which case, which agreement, which fields, who, answered or not. No person."""
    if not queries.reads_log(request.user):
        raise PermissionDenied
    rows = queries.log()
    if rows:
        cases = dict.fromkeys(one.case_id for one in rows)
        note_reading(request, "sharing_log", purpose="sharing_log", items=list(cases))
    return render(request, "sharing/log.html", {"rows": rows, "most": queries.LOG_SHOWN})


def _page(
    request: HttpRequest,
    row: SharingAgreement,
    *,
    faults: Mapping[str, Any] | None = None,
    refusal: ActRefused | None = None,
    status: int = 200,
) -> HttpResponse:
    [shown] = queries.told([row])
    errors = [
        {"id": f"f-{name}", "label": "", "text": str(fault.text), "code": "", "basis": ""}
        for name, several in (faults or {}).items()
        for fault in several
    ]
    context = {
        "shown": shown,
        "row": row,
        "waits": row.state == AgreementState.DRAFT,
        "approved": row.state == AgreementState.APPROVED,
        "why_not_approve": queries.why_not(request.user, APPROVES, row),
        "why_not_end": queries.why_not(request.user, APPROVES)
        and (queries.why_not(request.user, DRAFTS) if row.state == AgreementState.DRAFT else True),
        "errors": errors,
        "reason": request.POST.get("reason", ""),
        **_refused(refusal),
    }
    return render(request, "sharing/agreement.html", context, status=status)


def _form(
    request: HttpRequest,
    which: str,
    wanted: Mapping[str, Any],
    given: Mapping[str, Any],
    *,
    faults: Mapping[str, Any] | None = None,
    refusal: ActRefused | None = None,
    status: int = 200,
) -> HttpResponse:
    form = Form(wanted, given, faults)
    context = {
        "form": form,
        "errors": form.errors,
        "drafts": which == "draft",
        "why_not": queries.why_not(request.user, DRAFTS if which == "draft" else APPROVES),
        **_refused(refusal),
    }
    return render(request, "sharing/form.html", context, status=status)


def _refused(refusal: ActRefused | None) -> dict[str, Any]:
    return {"refusal": refusal, "reasons": reasons_shown(refusal, newest_law()) if refusal else []}


def _actor(request: HttpRequest) -> Actor:
    return Actor(request.user, "web", request.request_id)
