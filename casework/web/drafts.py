"""Keep what was filled in for later, or throw it away. Nothing of it is told to the ledger; nothing is sent."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.engine import moment
from casework.engine.act import acts
from casework.engine.actor import Actor
from casework.engine.competence import may
from casework.engine.drafts import drop_draft, keep_draft
from casework.engine.matter import Matter
from casework.engine.refusal import ActRefused, BadInput, Kind
from casework.models import Draft, ErasedPerson
from casework.queries.case_file import case_file
from casework.queries.materials_shown import MaterialShown

from .case_page import opened_to_act_or_404
from .forms import given_by

ASSESS = "assess_material"
MARKS = "mark"


@require_POST
def draft(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """Keep the draft of an act that the officer may do now, and go on to where they want to write."""
    opened = opened_to_act_or_404(request, number, act)
    file = case_file(opened)
    matter = file.matter
    if (
        opened.only_repeats
        or act not in acts
        or act not in matter.procedure.acts()
        or act in matter.procedure.begin_node().acts
    ):
        raise Http404
    verdict = may(acts[act], Actor(request.user, "web"), opened.standing, matter)
    if not verdict.allowed:
        refusal = ActRefused(*verdict.reasons)
        status = 403 if refusal.kind is Kind.MAY_NOT else 409
        context = {"reason": " ".join(str(one.text) for one in refusal.reasons), "code": refusal.code}
        return render(request, "errors/403.html", context, status=status)
    if request.POST.get("discard"):
        drop_draft(number, request.user, act)
        messages.success(request, _("The draft was thrown away."))
        return redirect(_onward(request, number, act))
    schema = acts[act].schema_for(matter) if acts[act].schema_for else acts[act].schema
    try:
        kept = keep_draft(opened.case, request.user, act, given_by(schema, request.POST), moment.now())
        marks = marks_given(request, matter)
        if marks_changed(marks, file.materials):
            keep_draft(opened.case, request.user, ASSESS, {"materials": marks}, moment.now())
    except BadInput as bad:
        messages.error(request, " ".join(str(one.text) for faults in bad.fields.values() for one in faults))
        return redirect(_onward(request, number, act))
    until = kept.expires_at.date().isoformat()
    messages.success(
        request, _("The draft is kept for you alone until %(day)s. Nothing was sent.") % {"day": until}
    )
    return redirect(_onward(request, number, act))


def mark_schema(matter: Matter) -> dict[str, Any]:
    """The marks as a part of the review screen's form, under a name of their own whatever the act's fields are called."""
    schema_for = acts[ASSESS].schema_for
    assert schema_for is not None, "what can be marked depends on the item"
    return {"type": "object", "properties": {MARKS: schema_for(matter)["properties"]["materials"]}}


def marks_given(request: HttpRequest, matter: Matter) -> dict[str, Any]:
    """The marks as the review screen sent them."""
    return dict(given_by(mark_schema(matter), request.POST).get(MARKS) or {})


def marks_changed(marks: Mapping[str, Any], materials: Sequence[MaterialShown]) -> bool:
    """Whether any mark is other than the one that stands on its material."""
    standing = {one.row.code: one.mark for one in materials}
    for code, mark in marks.items():
        stands = standing.get(code)
        told = (stands.row.result, stands.comment) if stands else (None, "")
        if told != (mark.get("result"), (mark.get("comment") or "").strip()):
            return True
    return False


def _onward(request: HttpRequest, number: str, act: str) -> str:
    """Back to where it was written; on the review screen, to the act that is written next."""
    if request.POST.get("on") != "review":
        return reverse("act", kwargs={"number": number, "act": act})
    to = request.POST.get("to", act)
    return reverse("review", kwargs={"number": number}) + f"?act={to if to in acts else act}"


def unsealed(row: Draft) -> dict[str, Any]:
    """What a draft holds; nothing once the applicant was erased."""
    try:
        return dict(row.unseal("given") or {})
    except ErasedPerson:
        return {}
