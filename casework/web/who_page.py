"""Who could do an act of a case, and why a certain officer can't: the same question as the gate's."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from casework.engine.act import Act, acts
from casework.engine.actor import Actor
from casework.engine.competence import Verdict, may
from casework.engine.matter import Matter
from casework.engine.perform import matter_of
from casework.engine.standing import standing_of
from casework.models import Officer
from casework.queries.people import active_officers, who_could

from . import rulers
from .case_page import opened_or_404

IN_ORDER = {
    "active": _("Account active"),
    "certificate": _("Certificate in force"),
    "not_recused": _("Has not stepped aside"),
}


@require_safe
def who(request: HttpRequest, number: str) -> HttpResponse:
    """Ask about an act, and about one officer if one is named."""
    opened = opened_or_404(request, number)
    matter = matter_of(opened.case)
    asked = _askable(matter)
    name = request.GET.get("act", "") or asked[0].name
    if name not in {one.name for one in asked}:
        raise Http404
    act = acts[name]
    context: dict[str, Any] = {"case": opened.case, "act": act, "able": who_could(act, matter)}
    if request.htmx:
        return render(request, "case/who_list.html", context)
    officers = active_officers(opened.case.office)
    username = request.GET.get("officer", "")
    officer = Officer.objects.filter(username__iexact=username).first() if username else None
    if username and officer is None:
        raise Http404
    context |= {
        "asked": [(one.name, one.title) for one in asked],
        "officers": officers,
        "about": officer,
        "answer": _answer(may_do(act, officer, matter), matter) if officer else None,
    }
    return render(request, "case/who.html", context)


def may_do(act: Act, officer: Officer, matter: Matter) -> Verdict:
    """What the gate would say to that officer."""
    return may(act, Actor(officer=officer, door="web"), standing_of(officer, matter.day, matter.case), matter)


def _askable(matter: Matter) -> list[Act]:
    """The acts of the procedure that an officer does on a case, those of the open steps first."""
    now = [name for task in matter.open_steps for name in task.flow_task.acts]
    begin = matter.procedure.begin_node().acts
    names = dict.fromkeys([*now, *matter.procedure.acts()])
    return [acts[name] for name in names if name not in begin]


def _answer(verdict: Verdict, matter: Matter) -> dict[str, Any]:
    capacity = verdict.capacity
    return {
        "allowed": verdict.allowed,
        "acting_for": capacity.principal_name if capacity and capacity.principal_id else "",
        "reasons": [
            {
                "reason": one,
                "basis": [rulers.cited(matter.book, article) for article in one.basis],
                "model": [rulers.cited(matter.book, article) for article in one.model],
            }
            for one in verdict.reasons
        ],
        "in_order": [IN_ORDER[one] for one in verdict.in_order],
    }
