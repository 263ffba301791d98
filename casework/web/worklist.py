"""The worklist: what is mine, what I may take, what waits for whom, by remaining lawful time."""

from dataclasses import asdict
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from casework.acts.batch import batch_acts
from casework.engine import moment
from casework.engine.access import may_see
from casework.engine.act import acts
from casework.engine.actor import Actor
from casework.engine.lawbook import book_of, current_items, current_law, item_of
from casework.engine.refusal import ActRefused, NoSuchCase
from casework.engine.standing import standing_of
from casework.models import CLOSED_STATES, CaseState, Duty
from casework.queries.acts_now import is_decided_at
from casework.queries.case_file import person_shown
from casework.queries.people import standing_today
from casework.queries.shift import sheets_for
from casework.queries.worklist import (
    PAGE_SIZE,
    PASSING,
    TIMES,
    VIEWS,
    Filter,
    Row,
    Worklist,
    is_enquiry,
    next_to_take,
    worklist,
)
from law.errors import YearWithoutNotice

from . import rulers
from .disclosing import note_reading
from .paging import Pages, number_in
from .place import keep, kept_query

OPEN_STATES = [str(state) for state in CaseState if state not in CLOSED_STATES]
LONGEST_CODE = 32
VIEW_LABELS = {
    "all": (gettext_lazy("All open"), "doc"),
    "mine": (gettext_lazy("My turn"), "next"),
    "pool": (gettext_lazy("My group may take it"), "inbox"),
    "applicant": (gettext_lazy("Waits for the applicant"), "user"),
    "others": (gettext_lazy("Waits for others"), "office"),
    "offered": (gettext_lazy("Offered to me"), "users"),
    "escalated": (gettext_lazy("Lapsed, put before us"), "warn"),
    "late": (gettext_lazy("Late entries to confirm"), "clock"),
}
TIME_LABELS = {
    "overdue": gettext_lazy("Over the limit"),
    "near": gettext_lazy("Within 3 working days"),
    "later": gettext_lazy("Later, or no limit"),
}
WAITS_FOR = {
    Duty.ACCEPT: gettext_lazy("acceptance"),
    Duty.DECIDE: gettext_lazy("the decision"),
    Duty.APPROVE: gettext_lazy("the approver"),
    Duty.SERVE: gettext_lazy("service of the papers"),
}


@require_safe
def worklist_page(request: HttpRequest) -> HttpResponse:
    """One page of the list; the reading of it is one entry with the ids of its cases.

    Without a query it is the list as the officer left it.
    """
    today = moment.today()
    items = [(item.slug, str(item.name)) for _version, item in current_items(today)]
    asked = request.GET.dict() or kept_query(request)
    chosen = Filter(
        view=_one_of(asked.get("view"), VIEWS) or "all",
        item=_one_of(asked.get("item"), dict(items)),
        time=_one_of(asked.get("time"), TIMES),
        office=_word(asked.get("office")),
        state=_one_of(asked.get("state"), OPEN_STATES),
        unread=asked.get("unread") == "1",
    )
    found = worklist(
        request.user,
        chosen,
        page=number_in(asked.get("page", "")),
        standing=standing_today(request.user),
    )
    if found.rows:
        note_reading(
            request, "worklist", purpose="worklist", items=[row.task.process_id for row in found.rows]
        )
    kept = {name: value for name, value in asdict(chosen).items() if value} | {"view": found.view}
    kept |= {"unread": "1"} if chosen.unread else {}
    first = (found.page - 1) * PAGE_SIZE + 1
    context = {
        "found": found,
        "rows": [_drawn(row, today) | {"at": at} for at, row in enumerate(found.rows, first)],
        "views": _views(found, kept),
        "title": VIEW_LABELS[found.view][0],
        "times": [(name, TIME_LABELS[name], name == chosen.time) for name in TIMES],
        "items": items,
        "offices": [(one.code, one.name) for one in found.offices],
        "states": [(str(state), state.label) for state in CaseState if str(state) in OPEN_STATES],
        "chosen": chosen,
        "is_filtered": any((chosen.item, chosen.time, chosen.office, chosen.state, chosen.unread)),
        "query": urlencode(kept),
        "page_obj": Pages(found.page, found.pages),
        "can_take": found.counts["pool"] > 0,
        "is_working_day": _is_working_day(today),
        "sheets": sheets_for(request.user) if found.counts["offered"] else (),
        "batches": [(one.name, one.title) for one in batch_acts()],
    }
    response = render(request, "worklist/page.html", context)
    keep(
        request,
        response,
        kept | ({"page": str(found.page)} if found.page > 1 else {}),
        first,
        [row.task.process.number for row in found.rows],
    )
    return response


def _views(found: Worklist, kept: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "url": f"{reverse('worklist')}?{urlencode(kept | {'view': name})}",
            "label": VIEW_LABELS[name][0],
            "icon": VIEW_LABELS[name][1],
            "count": found.counts[name],
            "current": name == found.view,
        }
        for name in VIEWS
        if name not in PASSING or found.counts[name]
    ]


@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """Take the step that is due first among those the officer may take."""
    task = next_to_take(request.user)
    if task is None:
        messages.info(request, _("There is nothing to take at the moment."))
        return redirect("worklist")
    number = task.process.number
    try:
        acts["claim"].perform(case_number=number, by=Actor(request.user, "web", request.request_id))
    except (ActRefused, NoSuchCase) as refusal:
        words = " ".join(str(one.text) for one in getattr(refusal, "reasons", ()))
        messages.warning(request, words or _("The case was taken by somebody else."))
        return redirect("worklist")
    place = (
        "enquiry"
        if is_enquiry(task)
        and not may_see(standing_of(request.user, moment.today(), task.process), task.process)
        else "case"
    )
    return redirect(place, number=number)


def _one_of(value: str | None, allowed: Any) -> str:
    return value if value and value in allowed else ""


def _word(value: str | None) -> str:
    """A code from an address, if it can be one."""
    return value if value and len(value) <= LONGEST_CODE and value.isascii() and value.isalnum() else ""


def _is_working_day(today: date) -> bool | None:
    try:
        return current_law(today)[1].calendar.is_working_day(today)
    except (LookupError, YearWithoutNotice):
        return None


def _drawn(row: Row, today: date) -> dict[str, Any]:
    task, case = row.task, row.task.process
    book = book_of(case.law_edition_id)
    return {
        "task": task,
        "case": case,
        "item": item_of(case.item_version_id).name,
        "person": person_shown(case.applicant, "applicant"),
        "step": task.flow_task.task_title,
        "turn": {"kind": "paused"} if row.state == "paused" else turn_shown(row.turn, task),
        "left": rulers.left(book, row.clock, today, row.days_left, row.due_on, row.limit),
        "derivation": rulers.derivation(book, row.clock) if row.clock else None,
        "how_id": f"how-{task.pk}",
        "came": task.assigned or task.created,
        "mine": row.turn == "me",
        "late": row.late,
        "review_url": (
            reverse("review", kwargs={"number": case.number})
            if row.turn in ("me", "pool") and is_decided_at(task)
            else ""
        ),
        "unread": row.unread,
        "url": reverse("enquiry" if row.by_enquiry else "case", kwargs={"number": case.number}),
        "by_enquiry": row.by_enquiry,
        "asked_by": case.office.name if row.by_enquiry else "",
    }


def turn_shown(turn: str, task: Any) -> dict[str, Any]:
    """Whose turn it is, as `components/turn.html` draws it."""
    if turn != "other":
        return {"kind": turn}
    role = task.owner.name if task.owner_id else WAITS_FOR.get(task.duty, "")
    return {"kind": "other", "role": role}
