"""The worklist: what is mine, what I may take, what waits for whom, by remaining lawful time."""

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

from casework.engine import moment
from casework.engine.act import acts
from casework.engine.actor import Actor
from casework.engine.lawbook import book_of, current_items, current_law, item_of
from casework.engine.refusal import ActRefused, NoSuchCase
from casework.models import Duty
from casework.queries.case_file import person_shown
from casework.queries.worklist import TIMES, VIEWS, Row, next_to_take, worklist
from law.errors import YearWithoutNotice

from . import rulers
from .disclosing import note_reading

VIEW_LABELS = {
    "all": (gettext_lazy("All open"), "doc"),
    "mine": (gettext_lazy("My turn"), "next"),
    "pool": (gettext_lazy("My group may take it"), "inbox"),
    "applicant": (gettext_lazy("Waits for the applicant"), "user"),
    "others": (gettext_lazy("Waits for others"), "office"),
    "offered": (gettext_lazy("Offered to me"), "users"),
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
    """One page of the list; the reading of it is one entry with the ids of its cases."""
    kept = {
        "view": _one_of(request.GET.get("view"), VIEWS),
        "item": _one_of(
            request.GET.get("item"), [item.slug for _version, item in current_items(moment.today())]
        ),
        "time": _one_of(request.GET.get("time"), TIMES),
    }
    number = request.GET.get("page", "")
    found = worklist(
        request.user,
        view=kept["view"] or "all",
        item=kept["item"],
        time=kept["time"],
        page=int(number) if number.isdecimal() and len(number) < 7 else 1,
    )
    if found.rows:
        note_reading(
            request, "worklist", purpose="worklist", items=[row.task.process_id for row in found.rows]
        )
    kept["view"] = found.view if found.view != "all" else ""
    others = {name: value for name, value in kept.items() if value}
    views = [
        {
            "url": _url(others | {"view": "" if name == "all" else name}),
            "label": VIEW_LABELS[name][0],
            "icon": VIEW_LABELS[name][1],
            "count": found.counts[name],
            "current": name == found.view,
        }
        for name in VIEWS
        if name != "offered" or found.counts[name]
    ]
    today = moment.today()
    context = {
        "found": found,
        "rows": [_drawn(row, today) for row in found.rows],
        "views": views,
        "title": VIEW_LABELS[found.view][0],
        "times": [(name, TIME_LABELS[name], name == kept["time"]) for name in TIMES],
        "items": [(item.slug, str(item.name)) for _version, item in current_items(today)],
        "kept": kept,
        "query": urlencode(others),
        "page_obj": _Pages(found.page, found.pages),
        "can_take": found.counts["pool"] > 0,
        "is_working_day": _is_working_day(today),
    }
    return render(request, "worklist/page.html", context)


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
    return redirect("case", number=number)


def _one_of(value: str | None, allowed: Any) -> str:
    return value if value and value in allowed else ""


def _url(query: dict[str, str]) -> str:
    text = urlencode({name: value for name, value in query.items() if value})
    return reverse("worklist") + (f"?{text}" if text else "")


def _is_working_day(today: date) -> bool | None:
    try:
        return current_law(today)[1].calendar.is_working_day(today)
    except (LookupError, YearWithoutNotice):
        return None


class _Pages:
    """The page as `components/pages.html` asks for it."""

    def __init__(self, number: int, pages: int) -> None:
        self.number = number
        self.paginator = {"num_pages": pages}
        self.has_previous, self.has_next = number > 1, number < pages
        self.previous_page_number, self.next_page_number = number - 1, number + 1


def _drawn(row: Row, today: date) -> dict[str, Any]:
    task, case = row.task, row.task.process
    book = book_of(case.law_edition_id)
    return {
        "task": task,
        "case": case,
        "item": item_of(case.item_version_id).name,
        "person": person_shown(case.applicant, "applicant"),
        "step": task.flow_task.task_title,
        "turn": turn_shown(row.turn, task),
        "left": rulers.left(book, row.clock, today, row.days_left, row.due_on),
        "derivation": rulers.derivation(book, row.clock) if row.clock else None,
        "came": task.assigned or task.created,
        "mine": row.turn == "me",
    }


def turn_shown(turn: str, task: Any) -> dict[str, Any]:
    """Whose turn it is, as `components/turn.html` draws it."""
    if turn != "other":
        return {"kind": turn}
    role = task.owner.name if task.owner_id else WAITS_FOR.get(task.duty, "")
    return {"kind": "other", "role": role}
