"""The supervisor's docket: who has what, who is away, and how steps are given to others."""

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from casework.engine import moment
from casework.engine.act import acts
from casework.engine.actor import Actor
from casework.engine.lawbook import book_of, item_of
from casework.engine.refusal import ActRefused, BadInput, NoSuchCase
from casework.queries import people
from casework.queries.case_file import person_shown
from casework.queries.find_case import find_case_to_act
from casework.queries.originals import overnight
from casework.queries.team import (
    CASES_AT_ONCE,
    Distribution,
    Member,
    OpenStep,
    distributions,
    supervises_any,
    team,
)

from . import rulers
from .disclosing import note_reading

REASON_MOST = 500


@require_safe
def team_page(request: HttpRequest) -> HttpResponse:
    """Everybody of the supervised offices, by name; the reading of it is one entry with the ids of its cases."""
    _insist(request)
    found = team(request.user)
    steps = [one for member in found.members for one in member.steps] + list(found.pool)
    if steps:
        note_reading(request, "team", purpose="team", items=[one.task.process_id for one in steps])
    context = {
        "members": [_member(one) for one in found.members if one.steps],
        "free": [_member(one) for one in found.members if not one.steps],
        "pool": [_step(one) for one in found.pool],
        "left_out": found.left_out,
        "lying_out": overnight(people.standing_today(request.user)),
        "most": CASES_AT_ONCE,
        "today": moment.today(),
    }
    return render(request, "team/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def redistribute(request: HttpRequest) -> HttpResponse:
    """Who may lawfully take what; then each case by an act of its own."""
    _insist(request)
    sent = request.POST if request.method == "POST" else request.GET
    numbers = list(dict.fromkeys(sent.getlist("case")))
    if not numbers:
        messages.info(request, _("Choose the cases first."))
        return redirect("team")
    if request.method == "POST":
        return _given(request, numbers)
    return _distribution(request, numbers)


def _given(request: HttpRequest, numbers: list[str]) -> HttpResponse:
    """Give each step for which somebody was chosen; one that is refused keeps no other back."""
    reason = request.POST.get("reason", "").strip()
    chosen = {
        name.removeprefix("to:"): str(value)
        for name, value in request.POST.items()
        if name.startswith("to:") and name.removeprefix("to:").partition(":")[0] in numbers
    }
    faults = {}
    if not reason:
        faults["reason"] = _("Say why; the reason stands in the history of each case.")
    elif len(reason) > REASON_MOST:
        faults["reason"] = _("At most %(most)s characters.") % {"most": REASON_MOST}
    if not any(chosen.values()):
        faults["to"] = _("Choose at least one officer.")
    if faults:
        return _distribution(request, numbers, chosen=chosen, reason=reason, faults=faults)
    refused: dict[str, str] = {}
    done: list[str] = []
    for place, to in chosen.items():
        if not to:
            continue
        # A second step of one case has moved on with the first.
        number = place.partition(":")[0]
        seen = _seen(request, number) if number not in done else None
        trouble = _give(request, place, to, reason, seen)
        if trouble:
            refused[number] = trouble
        else:
            done.append(number)
    if done:
        words = ngettext("%(count)s step was reassigned.", "%(count)s steps were reassigned.", len(done))
        messages.success(request, words % {"count": len(done)})
    if refused:
        return _distribution(request, list(refused), reason=reason, refused=refused, status=409)
    return redirect("team")


def _give(request: HttpRequest, place: str, to: str, reason: str, seen: int | None) -> str:
    """Give one step to one officer; why not, if it is refused."""
    number, _sep, step = place.partition(":")
    given = {"to": to, "reason": reason, "step": step}
    by = Actor(request.user, "web", request.request_id)
    try:
        find_case_to_act(number, by, "reassign")
        acts["reassign"].perform(case_number=number, by=by, seen=seen, **given)
    except ActRefused as refusal:
        return " ".join(f"{one.text} {one.detail}".strip() + f" ({one.code})" for one in refusal.reasons)
    except BadInput as bad:
        return " ".join(str(one.text) for found in bad.fields.values() for one in found)
    except NoSuchCase:
        return _("This case can't be opened.")
    return ""


def _seen(request: HttpRequest, number: str) -> int | None:
    text = request.POST.get(f"seen-{number}", "")
    return int(text) if text.isdecimal() and len(text) < 9 else None


def _distribution(
    request: HttpRequest,
    numbers: list[str],
    *,
    chosen: Mapping[str, str] | None = None,
    reason: str = "",
    faults: Mapping[str, str] | None = None,
    refused: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    found = distributions(request.user, numbers)
    if found:
        note_reading(request, "team", purpose="team", items=[one.step.task.process_id for one in found])
    numbered = [one.step.task.process.number for one in found]
    several = {number for number in numbered if numbered.count(number) > 1}
    context = {
        "rows": [_row(one, chosen or {}, refused or {}, several) for one in found],
        "reason": reason,
        "faults": faults or {},
        "not_found": len(set(numbers) - set(numbered)),
        "today": moment.today(),
    }
    return render(request, "team/redistribute.html", context, status=422 if faults else status)


def _insist(request: HttpRequest) -> None:
    if not supervises_any(people.standing_today(request.user)):
        raise PermissionDenied


def _member(one: Member) -> dict[str, Any]:
    return {
        "member": one,
        "steps": [_step(step) for step in one.steps],
        "ended": one.certificate_ends is not None and one.certificate_ends < moment.today(),
        "choose": reverse("redistribute")
        + "?"
        + urlencode([("case", step.task.process.number) for step in one.steps[:CASES_AT_ONCE]]),
    }


def _step(one: OpenStep) -> dict[str, Any]:
    case = one.task.process
    return {
        "step": one,
        "case": case,
        "item": item_of(case.item_version_id).name,
        "person": person_shown(case.applicant, "applicant"),
        "title": one.task.flow_task.task_title,
        "how_id": f"how-{one.task.pk}",
        "how": rulers.derivation(book_of(case.law_edition_id), one.clock) if one.clock else None,
    }


def _row(
    one: Distribution, chosen: Mapping[str, str], refused: Mapping[str, str], several: Collection[str]
) -> dict[str, Any]:
    number = one.step.task.process.number
    # The act asks which step only where several are open.
    place = f"{number}:{one.step.task.flow_task.name if number in several else ''}"
    return {
        **_step(one.step),
        "place": place,
        "choices": [(who.officer.username, who.officer.name, who.is_away) for who in one.able],
        "chosen": chosen.get(place, ""),
        "unable": one.unable,
        "refused": refused.get(number, ""),
    }
