"""The end of a shift: what is open on me, offered to a colleague who countersigns by accepting, and the sheet of it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.acts.batch import Done, Entry, perform_batch
from casework.acts.close_shift import close_shift
from casework.engine import moment
from casework.engine.access import is_kept_only
from casework.engine.act import acts
from casework.engine.lawbook import book_of, item_of
from casework.engine.refusal import ActRefused, BadInput
from casework.engine.standing import standing_of
from casework.models import CaseTask, ClockState, Office
from casework.queries.case_file import person_shown
from casework.queries.people import active_officers
from casework.queries.shift import OpenCase, OpenShift, SheetRow, open_on, sheet_of
from casework.queries.worklist import turn_of, working_days_left
from law.identifiers import mask_name

from . import rulers
from .disclosing import note_reading
from .forms import Form, given_by
from .submission import actor_of, key_of
from .worklist import turn_shown

ONE_DAY = timedelta(days=1)


@require_http_methods(["GET", "HEAD", "POST"])
def shift(request: HttpRequest) -> HttpResponse:
    """What is open on the officer; or offer the cases that were ticked, and close the shift."""
    if request.method == "POST":
        return _close(request)
    return _page(request, open_on(request.user), chosen=None)


@require_safe
def shift_sheet(request: HttpRequest, entry: int) -> HttpResponse:
    """The sheet of a closed shift: each case, and whether the colleague has countersigned by accepting it."""
    sheet = sheet_of(entry, request.user)
    if sheet is None:
        raise Http404
    if sheet.rows:
        note_reading(request, "shift_sheet", purpose="shift", items=[one.case.pk for one in sheet.rows])
    mine = [one for one in sheet.rows if _is_mine_to_answer(one, request)]
    context = {
        "sheet": sheet,
        "rows": [_sheet_row(one) for one in sheet.rows],
        "office": Office.objects.filter(code=sheet.event.office_code).first(),
        "to_answer": [one.case.number for one in mine],
        "key": key_of(request),
    }
    return render(request, "shift/sheet.html", context)


def _close(request: HttpRequest) -> HttpResponse:
    found = open_on(request.user)
    chosen = set(request.POST.getlist("case"))
    leaving = {
        act: [
            Entry(one.case.number)
            for one in found.cases
            if one.case.number in chosen and one.leaves_by == act
        ]
        for act in ("hand_over", "release")
    }
    given = given_by(acts["hand_over"].schema, request.POST)
    results: list[Done] = []
    try:
        if leaving["hand_over"]:
            by = actor_of(request, "shift/hand_over", "", given)
            results += perform_batch(act="hand_over", entries=leaving["hand_over"], by=by, given=given)
        if leaving["release"]:
            results += perform_batch(
                act="release", entries=leaving["release"], by=actor_of(request, "shift/release", "", {})
            )
        entry = close_shift(by=actor_of(request, "shift_closed", "", {}))
    except BadInput as bad:
        return _page(request, found, chosen=chosen, given=given, bad=bad)
    except ActRefused as refusal:
        return _page(request, found, chosen=chosen, given=given, refusal=refusal)
    for one in results:
        if one.outcome is None:
            words = " ".join(str(reason.text) for reason in one.reasons)
            messages.warning(
                request, _("%(number)s stays with you: %(why)s") % {"number": one.number, "why": words}
            )
    messages.success(request, _("The shift is closed; this is its sheet."))
    return redirect("shift_sheet", entry=entry.pk)


def _page(
    request: HttpRequest,
    found: OpenShift,
    *,
    chosen: set[str] | None,
    given: dict[str, Any] | None = None,
    bad: BadInput | None = None,
    refusal: ActRefused | None = None,
) -> HttpResponse:
    if found.cases:
        note_reading(request, "shift", purpose="shift", items=[one.case.pk for one in found.cases])
    near = found.cases[0].case.office if found.cases else None
    colleagues = [one for one in active_officers(near) if one[0] != request.user.username]
    context = {
        "rows": [_row(one, request, chosen) for one in found.cases],
        "offered_to_me": found.offered_to_me,
        "form": Form(acts["hand_over"].schema, given, bad.fields if bad else {}, officers=colleagues),
        "refusal": refusal,
        "reasons": refusal.reasons if refusal else (),
        "key": key_of(request),
    }
    status = 422 if bad else 409 if refusal else 200
    return render(request, "shift/page.html", context, status=status)


def _row(one: OpenCase, request: HttpRequest, chosen: set[str] | None) -> dict[str, Any]:
    case = one.case
    return {
        "case": case,
        "item": item_of(case.item_version_id).name,
        "person": person_shown(case.applicant, "applicant"),
        "step": one.task.flow_task.task_title if one.task else "",
        "turn": _turn(one.task, case, request),
        "left": _left(one),
        "how_id": f"how-{case.pk}",
        "how": rulers.derivation(book_of(case.law_edition_id), one.clock) if one.clock else None,
        "leaves_by": one.leaves_by,
        "ticked": one.leaves_by and (chosen is None or case.number in chosen),
        "offer": one.offer,
        "unserved": one.unserved,
        "enquiries": one.enquiries,
    }


def _turn(task: CaseTask | None, case: Any, request: HttpRequest) -> dict[str, Any] | None:
    if task is None:
        return None
    task.process = case
    return turn_shown(turn_of(task, standing_of(request.user, moment.today(), case)), task)


def _left(one: OpenCase) -> dict[str, Any]:
    if one.clock is not None and one.clock.state == ClockState.PAUSED:
        return {"state": "resting"}
    due_on = one.clock.due_on if one.clock else None
    book, today = book_of(one.case.law_edition_id), moment.today()
    return rulers.left(book, one.clock, today, working_days_left(book, today, due_on), due_on)


def _is_mine_to_answer(one: SheetRow, request: HttpRequest) -> bool:
    return (
        one.offer is not None and one.offer.to_officer_id == request.user.pk and one.offer.answered_at is None
    )


def _sheet_row(one: SheetRow) -> dict[str, Any]:
    steps: Sequence[Any] = tuple(one.case.flow_class.steps())
    name = "" if is_kept_only(one.case) else person_shown(one.case.applicant, "applicant").name
    return {
        "case": one.case,
        "item": item_of(one.case.item_version_id).name,
        # On paper a name could lie about: its first character is enough to know whom the number means.
        "name": mask_name(name),
        "step": next((step.task_title for step in steps if step.name == one.step), one.step),
        "due": timezone.localtime(datetime.fromisoformat(one.due)) - ONE_DAY if one.due else None,
        "unserved": one.unserved,
        "enquiries": one.enquiries,
        "how": rulers.derivation(book_of(one.case.law_edition_id), one.clock) if one.clock else None,
        "offer": one.offer,
    }
