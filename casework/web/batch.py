"""Several cases in one go: what will happen to each is shown first; then each is done by its ordinary act."""

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from pypdf import PdfWriter

from casework.acts.batch import MOST, Done, Entry, Planned, perform_batch, plan
from casework.engine.act import acts
from casework.engine.actor import Actor
from casework.engine.lawbook import item_of
from casework.engine.refusal import ActRefused, BadInput, Kind, NoSuchCase
from casework.models import Case, CaseState, ErasedPerson, Paper
from casework.papers.render import NoTemplate
from casework.papers.render import render as typeset
from casework.queries.case_file import person_shown
from casework.queries.find_case import find_case
from casework.queries.people import active_officers

from . import rulers
from .disclosing import note_reading
from .forms import Form, given_by
from .submission import actor_of, key_of

STATUS = {Kind.MAY_NOT: 403, Kind.NOT_NOW: 409}
# What is printed of each case.
PRINTED = ("receipt", "latest")
_CASE_NUMBER = re.compile(r"[0-9]{4}-[0-9]{6,9}-[0-9A-Z]")


@require_POST
def batch(request: HttpRequest) -> HttpResponse:
    """Show what will happen to each case, or, once that was seen, do it and show what happened."""
    name, numbers = request.POST.get("act", ""), _numbers(request)
    if not numbers or not name:
        return _nothing_chosen(request, name)
    if name not in acts:
        raise Http404
    try:
        if request.POST.get("go") == "1":
            return _perform(request, name, numbers)
        planned = plan(act=name, numbers=numbers, by=Actor(request.user, "web", request.request_id))
    except ActRefused as refusal:
        context = {"refusal": refusal, "reasons": refusal.reasons, "title": acts[name].title}
        return render(request, "batch/refused.html", context, status=STATUS[refusal.kind])
    except BadInput as bad:
        return _nothing_chosen(request, name, bad)
    return _preview(request, name, planned)


@require_POST
def batch_papers(request: HttpRequest) -> HttpResponse:
    """The receipts, or the papers issued last, of several cases in one PDF; each is on record as read.

    A query code isn't in it: it is told once, at the counter. It is for printing, and isn't signed.
    """
    which = request.POST.get("which", "")
    if which not in PRINTED:
        raise Http404
    writer, read = PdfWriter(), 0
    for number in _numbers(request)[:MOST]:
        for paper in _papers_of(request, number, which):
            try:
                content = typeset(paper, "en" if rulers.language() == "en" else "zh", sign=False)
            except (ErasedPerson, NoTemplate):
                continue
            note_reading(request, "paper_file", purpose="batch", case=paper.case, items=[paper.pk])
            writer.append(io.BytesIO(content))
            read += 1
    if not read:
        return _nothing_chosen(request, "")
    merged = io.BytesIO()
    writer.write(merged)
    answer = HttpResponse(merged.getvalue(), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{which}.pdf"'
    return answer


def _numbers(request: HttpRequest) -> list[str]:
    return [one for one in dict.fromkeys(request.POST.getlist("case")) if _CASE_NUMBER.fullmatch(one)]


def _papers_of(request: HttpRequest, number: str, which: str) -> Sequence[Paper]:
    try:
        case = find_case(number, request.user).case
    except NoSuchCase:
        return ()
    papers = Paper.objects.filter(case=case).select_related("office").order_by("-id")
    if which == "receipt":
        papers = papers.filter(kind=item_of(case.item_version_id).papers["receipt"])
    found = list(papers[:1])
    for one in found:
        one.case = case
    return found


def _nothing_chosen(request: HttpRequest, name: str, bad: BadInput | None = None) -> HttpResponse:
    words = [str(fault.text) for faults in (bad.fields if bad else {}).values() for fault in faults]
    context = {
        "words": words or [_("Choose an act and at least one case.")],
        "title": acts[name].title if name in acts else "",
    }
    return render(request, "batch/refused.html", context, status=422)


def _preview(
    request: HttpRequest,
    name: str,
    planned: Sequence[Planned],
    given: Mapping[str, Any] | None = None,
    bad: BadInput | None = None,
) -> HttpResponse:
    act = acts[name]
    assert act.together is not None
    _note(request, planned)
    ready = [one for one in planned if not one.reasons]
    names_officers = any(
        part.get("x-widget") == "officer" for part in act.together.schema.get("properties", {}).values()
    )
    near = next((one.case.office for one in ready if one.case), None)
    context = {
        "act": act,
        "effect": act.together.effect,
        "ready": [_row(one.case) for one in ready if one.case],
        "left_out": [(one.number, _row(one.case), one.reasons) for one in planned if one.reasons],
        "form": Form(
            act.together.schema,
            given,
            bad.fields if bad else {},
            officers=active_officers(near) if names_officers else (),
        ),
        "key": key_of(request),
    }
    return render(request, "batch/preview.html", context, status=422 if bad else 200)


def _perform(request: HttpRequest, name: str, numbers: Sequence[str]) -> HttpResponse:
    together = acts[name].together
    given = given_by(together.schema, request.POST) if together else {}
    by = actor_of(request, f"batch/{name}", "", given)
    entries = [Entry(number, _seen(request, number)) for number in numbers]
    try:
        done = perform_batch(act=name, entries=entries, by=by, given=given)
    except BadInput as bad:
        return _preview(request, name, plan(act=name, numbers=numbers, by=by), given, bad)
    _note(request, done)
    context = {
        "act": acts[name],
        "results": [
            {
                "number": one.number,
                "row": _row(one.case),
                "outcome": one.outcome,
                "state": CaseState(one.outcome.state).label if one.outcome else "",
                "reasons": one.reasons,
            }
            for one in done
        ],
        "done": sum(1 for one in done if one.outcome),
    }
    return render(request, "batch/done.html", context)


def _seen(request: HttpRequest, number: str) -> int | None:
    text = request.POST.get(f"seen-{number}", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else None


def _note(request: HttpRequest, entries: Sequence[Planned | Done]) -> None:
    cases = [one.case.pk for one in entries if one.case]
    if cases:
        note_reading(request, "batch", purpose="batch", items=cases)


def _row(case: Case | None) -> dict[str, Any] | None:
    if case is None:
        return None
    return {
        "case": case,
        "item": item_of(case.item_version_id).name,
        "person": person_shown(case.applicant, "applicant"),
        "state": case.get_state_display(),
    }
