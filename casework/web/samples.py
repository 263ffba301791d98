"""Samples (抽查): drawn and looked at by the county, remarks answered by the office."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.acts import answer_finding, draw_sample, record_finding
from casework.engine.actor import Actor
from casework.engine.refusal import ActRefused, BadInput
from casework.engine.sampling import capacity_to_look, draws_the_same
from casework.models import Checked, Sample
from casework.queries import people
from casework.queries.samples import LookedAt, cases_of_sample, looked_at, looks_at_samples, remarks, samples
from casework.queries.team import supervises_any

from .disclosing import note_reading
from .forms import Form, given_by
from .refused import STATUS

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
def samples_page(request: HttpRequest) -> HttpResponse:
    """The samples, the form by which one is drawn, and the remarks to one's own offices. Nobody is counted or ranked."""
    standing = people.standing_today(request.user)
    if not looks_at_samples(standing):
        raise PermissionDenied
    if request.method != "POST":
        return _list(request)
    given = given_by(draw_sample.SCHEMA, request.POST)
    try:
        drawn = draw_sample.draw_sample(by=_by(request), given=given)
    except BadInput as bad:
        return _list(request, given, faults=bad.fields, status=422)
    except ActRefused as refusal:
        return _list(request, given, refusal=refusal, status=STATUS[refusal.kind])
    messages.success(request, _("The sample was drawn; its seed is on record."))
    return redirect("sample", sample=drawn.pk)


@require_safe
def sample_page(request: HttpRequest, sample: int) -> HttpResponse:
    """One sample: its cases, and whether its seed still draws the same."""
    if capacity_to_look(people.standing_today(request.user)) is None:
        raise PermissionDenied
    row = get_object_or_404(Sample.objects.select_related("drawn_by"), pk=sample)
    cases = cases_of_sample(row, request.user)
    note_reading(request, "sample", purpose="sample", items=[one.row.case_id for one in cases])
    context = {"sample": row, "cases": cases, "same": draws_the_same(row)}
    return render(request, "samples/sample.html", context)


@require_http_methods(FORM)
def sampled_case_page(request: HttpRequest, sample: int, number: str) -> HttpResponse:
    """One case of a sample: the checklist, what was found, and what the office answers."""
    standing = people.standing_today(request.user)
    if not looks_at_samples(standing):
        raise PermissionDenied
    found = looked_at(sample, number, request.user, standing)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _case(request, found)
    name = request.POST.get("act", "")
    if name not in ACTS:
        raise Http404
    wanted, act = ACTS[name]
    given = given_by(wanted, request.POST)
    try:
        act(by=_by(request), sample=sample, case_number=number, given=given)
    except BadInput as bad:
        return _case(request, found, name, given, faults=bad.fields, status=422)
    except ActRefused as refusal:
        return _case(request, found, name, given, refusal=refusal, status=STATUS[refusal.kind])
    messages.success(request, _("This was kept."))
    return redirect("sampled_case", sample=sample, number=number)


ACTS: Mapping[str, tuple[Mapping[str, Any], Callable[..., Any]]] = {
    "record_finding": (record_finding.SCHEMA, record_finding.record_finding),
    "answer_finding": (answer_finding.SCHEMA, answer_finding.answer_finding),
}


def _by(request: HttpRequest) -> Actor:
    return Actor(request.user, "web", request.request_id)


def _list(
    request: HttpRequest,
    given: Mapping[str, Any] | None = None,
    *,
    faults: Mapping[str, Any] | None = None,
    refusal: ActRefused | None = None,
    status: int = 200,
) -> HttpResponse:
    standing = people.standing_today(request.user)
    looks = capacity_to_look(standing) is not None
    waiting = remarks(standing, request.user)
    if waiting:
        note_reading(request, "sample", purpose="sample", items=[one.row.case_id for one in waiting])
    form = Form(draw_sample.SCHEMA, given or {}, faults) if looks else None
    context = {
        "samples": samples(standing),
        "remarks": waiting,
        "supervises": supervises_any(standing),
        "form": form,
        "errors": form.errors if form else [],
        "refusal": refusal,
    }
    return render(request, "samples/list.html", context, status=status)


def _case(
    request: HttpRequest,
    found: LookedAt,
    act: str = "",
    given: Mapping[str, Any] | None = None,
    *,
    faults: Mapping[str, Any] | None = None,
    refusal: ActRefused | None = None,
    status: int = 200,
) -> HttpResponse:
    note_reading(request, "sampled_case", purpose="sample", case=found.row.case)
    standing = people.standing_today(request.user)
    looks = capacity_to_look(standing) is not None
    wanted = {"waits": "record_finding" if looks and not found.mine else "", "remark": "answer_finding"}.get(
        found.stand, ""
    )
    if wanted == "answer_finding" and not _may_answer(request, found):
        wanted = ""
    form = None
    if wanted:
        mine = act == wanted
        form = Form(ACTS[wanted][0], (given or {}) if mine else {}, faults if mine else None)
    points = []
    if found.finding is not None:
        for point, said in found.finding.points.items():
            labels = record_finding.SCHEMA["properties"][point]
            points.append((labels["x-label"], Checked(said).label, said == Checked.FAULT))
    context = {
        "found": found,
        "points": points,
        "form": form,
        "act": wanted,
        "looks": looks,
        "errors": form.errors if form else [],
        "refusal": refusal,
    }
    return render(request, "samples/case.html", context, status=status)


def _may_answer(request: HttpRequest, found: LookedAt) -> bool:
    """Whether the form of an answer is shown; the act asks again."""
    standing = people.standing_today(request.user)
    own = found.finding is not None and found.finding.officer_id == request.user.pk
    return not own and standing.capacity_for("supervise", found.row.case.office, "") is not None
