"""Keeping and erasing (保存期限与删除), for who supervises: numbers and days; nobody's data are shown here."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from casework.acts import erase_person, keep_longer, lift_restriction, propose_erasure, restrict_processing
from casework.engine import moment, schema
from casework.engine.actor import Actor
from casework.engine.refusal import ActRefused, BadInput, NoSuchCase
from casework.queries import people
from casework.queries.retention import Kept, kept_case, kept_longer, kept_only, retention_over, within
from casework.queries.team import supervises_any

from .disclosing import note_reading
from .forms import Form, given_by
from .refused import STATUS

ACTS: Mapping[str, tuple[Any, Mapping[str, Any]]] = {
    "erase": (gettext_lazy("Erase the person"), erase_person.SCHEMA),
    "propose": (gettext_lazy("Propose the erasure to a colleague"), propose_erasure.SCHEMA),
    "keep_longer": (gettext_lazy("Keep the file longer"), keep_longer.SCHEMA),
    "restrict": (gettext_lazy("Restrict the processing"), restrict_processing.SCHEMA),
    "lift": (gettext_lazy("Lift the restriction"), lift_restriction.SCHEMA),
}


@require_http_methods(["GET", "HEAD", "POST"])
def retention(request: HttpRequest) -> HttpResponse:
    """Whose data need no longer be kept, whose are restricted, which files are kept longer; and one of them with its acts."""
    if not supervises_any(people.standing_today(request.user)):
        raise PermissionDenied
    if request.method != "POST":
        number = request.GET.get("case", "")
        if not number:
            return _list(request)
        kept, name = _found(request, number), request.GET.get("act", "")
        return _one(request, kept, name if name in _open(kept) else "")
    kept, name = _found(request, request.POST.get("case", "")), request.POST.get("act", "")
    if name not in ACTS:
        raise Http404
    given = given_by(ACTS[name][1], request.POST)
    try:
        _perform(name, kept.case.number, Actor(request.user, "web", request.request_id), given)
    except BadInput as bad:
        return _one(request, kept, name, given, faults=bad.fields, status=422)
    except ActRefused as refusal:
        return _one(request, kept, name, given, refusal=refusal, status=STATUS[refusal.kind])
    except NoSuchCase as missing:
        raise Http404 from missing
    messages.success(request, _("Done: %(act)s.") % {"act": ACTS[name][0]})
    return redirect("retention" if name == "erase" else f"{reverse('retention')}?case={kept.case.number}")


def _perform(name: str, number: str, by: Actor, given: Mapping[str, Any]) -> None:
    told = schema.clean(ACTS[name][1], given, moment.today())
    if name == "erase":
        erase_person.erase_person(case_number=number, by=by, reason=told["reason"])
    elif name == "propose":
        propose_erasure.propose_erasure(case_number=number, by=by)
    elif name == "keep_longer":
        keep_longer.keep_longer(case_number=number, by=by, **told)
    elif name == "restrict":
        restrict_processing.restrict_processing(case_number=number, by=by, **told)
    else:
        lift_restriction.lift_restriction(case_number=number, by=by, **told)


def _found(request: HttpRequest, number: str) -> Kept:
    found = kept_case(number, moment.today(), within(people.standing_today(request.user)))
    if found is None:
        raise Http404
    return found


def _list(request: HttpRequest) -> HttpResponse:
    today, scope = moment.today(), within(people.standing_today(request.user))
    parts = {
        "over": retention_over(today, scope),
        "restricted": kept_only(scope),
        "longer": kept_longer(today, scope),
    }
    shown = [one.case.pk for rows in parts.values() for one in rows]
    if shown:
        note_reading(request, "retention", purpose="retention", items=list(dict.fromkeys(shown)))
    return render(request, "retention/list.html", parts)


def _one(
    request: HttpRequest,
    kept: Kept,
    act: str = "",
    given: Mapping[str, Any] | None = None,
    *,
    faults: Mapping[str, Any] | None = None,
    refusal: ActRefused | None = None,
    status: int = 200,
) -> HttpResponse:
    name = act or _open(kept)[0]
    form = Form(ACTS[name][1], given or {}, faults)
    note_reading(request, "retention", purpose="retention", items=[kept.case.pk])
    context = {
        "kept": kept,
        "act": name,
        "title": ACTS[name][0],
        "form": form,
        "errors": form.errors,
        "others": [(one, ACTS[one][0]) for one in _open(kept) if one != name],
        "refusal": refusal,
    }
    return render(request, "retention/one.html", context, status=status)


def _open(kept: Kept) -> list[str]:
    """The acts that make sense for this file now; the gate is asked again when one is done."""
    erasing = ["erase", "propose"] if kept.may_be_erased else []
    return [*erasing, "lift" if kept.restricted_at else "restrict", "keep_longer"]
