"""Changing the law here: a notice or an item version is drafted, rehearsed on the open cases, approved by somebody else."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework.acts.approve_change import approve_change
from casework.acts.draft_change import draft_change
from casework.acts.withdraw_change import withdraw_change
from casework.engine import moment
from casework.engine.actor import Actor
from casework.engine.each import perform_each
from casework.engine.following import in_words
from casework.engine.lawbook import book_of, current_item, newest_law
from casework.engine.notices import NOTICE_SCHEMA, form_of
from casework.engine.proposals import form_of_item, limits_schema
from casework.engine.refusal import ActRefused, BadInput, Fault
from casework.engine.schema import text_of
from casework.models import ChangeKind, EditionState, LawChange
from casework.queries import legislation
from casework.queries.rehearsal import ACT, EFFECTS, Rehearsal, rehearse

from . import rulers
from .act_page import STATUS
from .forms import Form, given_by, wants_rows
from .submission import fresh_key

FILE_MOST = 400_000
ROWS_SHOWN = 200
# So many cases follow while the page is waited for; the worker brings the others after.
AT_ONCE = 200
HOLIDAYS = 7
MAKEUP_DAYS = 4
DRAFTED_HERE = (ChangeKind.CALENDAR, ChangeKind.ITEM)


@require_http_methods(["GET", "HEAD", "POST"])
def draft_notice(request: HttpRequest) -> HttpResponse:
    """The notice of a year: typed, or as a file. A file may hold an item as well."""
    if request.method != "POST":
        return _notice_form(request, _year_asked(request))
    if "yaml" in request.POST or "file" in request.FILES:
        return _draft_file(request)
    given = given_by(NOTICE_SCHEMA, request.POST)
    if wants_rows(request.POST):
        return _notice_form(request, given, more_rows=_rows_wanted(request))
    try:
        change = draft_change(
            by=_actor(request), given={"year": None, **given}, reason=request.POST.get("reason", "")
        )
    except BadInput as bad:
        return _notice_form(request, given, faults=bad.fields, status=422)
    except ActRefused as refusal:
        return _notice_form(request, given, refusal=refusal, status=STATUS[refusal.kind])
    return _drafted(request, change)


def _draft_file(request: HttpRequest) -> HttpResponse:
    text, fault = _file_text(request)
    try:
        if fault is not None:
            raise BadInput({"yaml": [fault]})
        change = draft_change(by=_actor(request), yaml=text or "-", reason=request.POST.get("reason", ""))
    except BadInput as bad:
        # What is wrong stands in the file, so it is said beside the file, with the name of the field.
        return _notice_form(request, {}, yaml=text, file_faults=bad.fields, status=422)
    except ActRefused as refusal:
        return _notice_form(request, {}, yaml=text, refusal=refusal, status=STATUS[refusal.kind])
    return _drafted(request, change)


def _file_text(request: HttpRequest) -> tuple[str, Fault | None]:
    file = request.FILES.get("file")
    if file is None:
        return request.POST.get("yaml", ""), None
    if file.size > FILE_MOST:
        return "", Fault("size", _("The file is too long."))
    try:
        return file.read().decode("utf-8"), None
    except UnicodeDecodeError:
        return "", Fault("encoding", _("The file isn't in UTF-8."))


def _year_asked(request: HttpRequest) -> dict[str, Any]:
    """The year as it is known, to be corrected; else an empty form for it."""
    text = request.GET.get("year", "")
    year = int(text) if text.isdecimal() and len(text) == 4 else moment.today().year + 1
    known = newest_law().calendar.years.get(year)
    # As many rows as a notice usually has, so that it can be copied from top to bottom.
    return form_of(known) if known else {"year": year, "rest": [{}] * HOLIDAYS, "makeup": [""] * MAKEUP_DAYS}


def _rows_wanted(request: HttpRequest) -> list[str]:
    return [key[:-4] for key in request.POST if key.endswith("-add")]


def _notice_form(
    request: HttpRequest,
    given: Mapping[str, Any],
    *,
    faults: Mapping[str, Any] | None = None,
    file_faults: Mapping[str, Any] | None = None,
    refusal: ActRefused | None = None,
    more_rows: list[str] | None = None,
    yaml: str = "",
    status: int = 200,
) -> HttpResponse:
    form = Form(NOTICE_SCHEMA, given, faults, more_rows=more_rows or ())
    _widths(form, {"notice": "half", "issued_on": "narrow"})
    in_file = Form({"type": "object", "properties": {}}, {}, file_faults).errors
    for one in in_file:
        one["id"] = "f-yaml"
    context = {
        "form": form,
        "errors": form.errors + in_file,
        "file_errors": in_file,
        "yaml": yaml,
        "reason": request.POST.get("reason", ""),
        "year": given.get("year", ""),
        **_refused(refusal),
        "why_not": legislation.why_not_draft(request.user),
    }
    return render(request, "law/notice.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def draft_item(request: HttpRequest, slug: str) -> HttpResponse:
    """Another promise or another wording of an item."""
    try:
        _version, item = current_item(slug, moment.today())
    except ActRefused as missing:
        raise Http404 from missing
    wanted = limits_schema(item, newest_law())
    posted = request.method == "POST"
    given = given_by(wanted, request.POST) if posted else form_of_item(item, moment.today())
    faults: Mapping[str, Any] = {}
    refusal, status = None, 200
    if posted:
        try:
            by, reason = _actor(request), request.POST.get("reason", "")
            return _drafted(request, draft_change(by=by, given={**given, "item": slug}, reason=reason))
        except BadInput as bad:
            faults, status = bad.fields, 422
        except ActRefused as refused:
            refusal, status = refused, STATUS[refused.kind]
    form = Form(wanted, given, faults)
    _widths(
        form, {f"promised.{purpose}": "half" for purpose in wanted["properties"]["promised"]["properties"]}
    )
    context = {
        "item": item,
        "form": form,
        "errors": form.errors,
        "reason": request.POST.get("reason", ""),
        **_refused(refusal),
        "why_not": legislation.why_not_draft(request.user),
    }
    return render(request, "law/item.html", context, status=status)


@require_safe
def change_page(request: HttpRequest, change: int) -> HttpResponse:
    """A change with what it says otherwise, and rehearsed on the open cases. Shows no person."""
    return _change_page(request, _change_or_refuse(request, change))


@require_POST
def decide_change(request: HttpRequest, change: int, act: str) -> HttpResponse:
    """Approve, withdraw, or let open cases follow."""
    row = _change_or_refuse(request, change)
    by = _actor(request)
    try:
        if act == "approve":
            approve_change(by=by, change=row.pk, **_choice(request.POST, strict=True))
            messages.success(request, _("Approved: %(change)s.") % {"change": legislation.title_of(row)})
            _let_follow(request, row.pk, by)
        elif act == "withdraw":
            withdraw_change(by=by, change=row.pk, reason=request.POST.get("reason", ""))
            messages.success(request, _("Withdrawn: %(change)s.") % {"change": legislation.title_of(row)})
        elif act == "apply" and row.state == EditionState.APPROVED:
            _let_follow(request, row.pk, by)
        else:
            raise Http404
    except BadInput as bad:
        return _change_page(request, row, faults=bad.fields, status=422)
    except ActRefused as refusal:
        row.refresh_from_db()
        return _change_page(request, row, refusal=refusal, status=STATUS[refusal.kind])
    return redirect("law_change", change=row.pk)


def _let_follow(request: HttpRequest, change: int, by: Actor) -> None:
    found = rehearse(LawChange.objects.get(pk=change))
    told = perform_each(ACT, found.to_apply[:AT_ONCE], by, change=change)
    left = len(found.to_apply) - AT_ONCE
    if found.to_apply:
        messages.success(request, _("%(done)s open cases have followed.") % {"done": len(told.done)})
    if left > 0:
        messages.info(request, _("%(left)s more are brought after by the worker.") % {"left": left})
    for number, code, text in told.refused[:5]:
        messages.warning(
            request, _("%(case)s was not done: %(why)s") % {"case": number, "why": f"{code} {text}"}
        )


def _change_or_refuse(request: HttpRequest, pk: int) -> LawChange:
    """The change, for whoever drafts, approves or audits. Raises PermissionDenied, Http404."""
    if not legislation.reads_changes(request.user):
        raise PermissionDenied
    return get_object_or_404(LawChange.objects.select_related("drafted_by", "decided_by"), pk=pk)


def _choice(data: Any, *, strict: bool = False) -> dict[str, Any]:
    """Which open cases are chosen, as the page sends it. A day that isn't one is told (`strict`) or passed over."""
    chosen: dict[str, Any] = {
        "exceptions": data.get("exceptions", "").replace("，", " ").replace(",", " ").split()
    }
    faults = {}
    for name in ("received_from", "received_until"):
        text = data.get(name, "").strip()
        chosen[name] = _day(text)
        if text and chosen[name] is None:
            faults[name] = [Fault("format", _("This isn't a date that exists."))]
    if strict and faults:
        raise BadInput(faults)
    return chosen | ({"to_open_cases": data.get("to_open_cases") == "1"} if strict else {})


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _change_page(
    request: HttpRequest,
    change: LawChange,
    *,
    faults: Mapping[str, Any] | None = None,
    refusal: ActRefused | None = None,
    status: int = 200,
) -> HttpResponse:
    data = request.POST if request.method == "POST" else request.GET
    broken = None
    try:
        found = rehearse(change, **_choice(data))
    except BadInput as bad:
        # The law has moved on under the draft: it says why, and can only be withdrawn.
        found = Rehearsal(change, (), (), moment.today())
        broken = " ".join(str(fault.text) for one in bad.fields.values() for fault in one)
    errors = [
        {"id": f"f-{name}", "label": "", "text": str(fault.text), "code": "", "basis": ""}
        for name, several in (faults or {}).items()
        for fault in several
    ]
    waits = change.state == EditionState.DRAFT
    context = {
        "change": change,
        "title": legislation.title_of(change),
        "kind": ChangeKind(change.kind),
        "drafted_here": change.kind in DRAFTED_HERE,
        "is_item": change.kind == ChangeKind.ITEM,
        "waits": waits,
        "differences": legislation.differences(change),
        "found": found,
        "broken": broken,
        "rows": [_row(one) for one in found.rows[:ROWS_SHOWN]],
        "more": max(0, len(found.rows) - ROWS_SHOWN),
        "chosen": {
            name: data.get(name, "")
            for name in ("received_from", "received_until", "exceptions", "to_open_cases")
        },
        "why_not_approve": legislation.why_not_approve(request.user, change) if waits else None,
        "why_not_withdraw": legislation.why_not_withdraw(request.user, change) if waits else None,
        "errors": errors,
        "reason": request.POST.get("reason", ""),
        "key": fresh_key(),
        **_refused(refusal),
    }
    return render(request, "law/change.html", context, status=status)


def _row(row: Any) -> dict[str, Any]:
    return {
        "row": row,
        "moves": [
            {
                "text": text_of(in_words(one)),
                "effect": EFFECTS[one.effect],
                "css": "bad" if one.harms else "ok" if one.moves else "plain",
                "how": rulers.derivation_of(book_of(row.case.law_edition_id), one.due),
                "over": one.due.due is not None and one.due.due < moment.today(),
            }
            for one in row.moves
        ],
    }


def _drafted(request: HttpRequest, change: LawChange) -> HttpResponse:
    messages.success(request, _("Drafted. Another officer has to approve it; here is what it would do."))
    return redirect("law_change", change=change.pk)


def _widths(form: Form, widths: Mapping[str, str]) -> None:
    """Fields as wide as what is typed into them."""
    for name, width in widths.items():
        form.field(name)["width"] = width


def _refused(refusal: ActRefused | None) -> dict[str, Any]:
    """What `case/refusal.html` draws."""
    reasons = refusal.reasons if refusal else ()
    return {
        "refusal": refusal,
        "reasons": [
            {
                "text": one.text,
                "detail": one.detail,
                "code": one.code,
                "basis": one.basis,
                "ways_out": one.ways_out,
            }
            for one in reasons
        ],
    }


def _actor(request: HttpRequest) -> Actor:
    return Actor(request.user, "web", request.request_id)
