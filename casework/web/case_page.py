"""The page of a case: how it stands, what belongs to it, what can be done and why not, who looked."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from audit.ledger.errors import PersonalDataRefused
from audit.ledger.sentences import sentence
from casework.engine import moment
from casework.engine.act import acts
from casework.engine.actor import Actor, SubmissionKey
from casework.engine.perform import matter_of
from casework.engine.refusal import NoSuchCase
from casework.models import CaseState, Clock, ClockState, MaterialState
from casework.models import Outcome as CaseOutcome
from casework.queries.acts_now import ActNow, acts_now
from casework.queries.case_file import CaseFile, case_file
from casework.queries.find_case import Opened, find_case, find_case_to_act
from casework.queries.people import who_could
from casework.queries.worklist import turn_of

from . import rulers
from .disclosing import note_reading, purpose_in_words
from .submission import fresh_key, key_of
from .worklist import turn_shown

KEY_EVENTS = {"receive", "accept", "deem_accepted", "decline", "register", "refuse", "withdraw", "archive"}
PURPOSE_MOST = 100
ROLES = {
    "applicant": gettext_lazy("Applicant"),
    "other_parent": gettext_lazy("The other parent"),
    "agent": gettext_lazy("Agent"),
}
MATERIAL_MARKS = {
    MaterialState.PROVIDED: ("ok-t", "check-o"),
    MaterialState.FOUND: ("ok-t", "check-o"),
    MaterialState.DECLARED: ("ok-t", "pen"),
    MaterialState.PENDING: ("slate-t", "clock"),
    MaterialState.NOT_FOUND: ("near-t", "warn"),
    MaterialState.MISSING: ("near-t", "ring"),
}
SOURCE_ICONS = {"person": "user", "sharing": "share", "declaration": "pen"}


@dataclass(frozen=True)
class Button:
    """An act as the page offers it: done at once, through a form of its own, or not now and why."""

    now: ActNow
    url: str
    at_once: bool
    main: bool


def opened_or_404(request: HttpRequest, number: str) -> Opened:
    """The case, if this officer may see it. Raises Http404 in both other cases."""
    try:
        return find_case(number, request.user)
    except NoSuchCase as missing:
        raise Http404 from missing


def opened_to_act_or_404(request: HttpRequest, number: str, act: str) -> Opened:
    """The case, if this officer may act on it at all; else the attempt is on record. Raises Http404."""
    by = Actor(request.user, "web", request.request_id, SubmissionKey(key_of(request), ""))
    try:
        return find_case_to_act(number, by, act)
    except NoSuchCase as missing:
        raise Http404 from missing


@require_safe
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    """Open the case: one entry among those who looked."""
    opened = opened_or_404(request, number)
    note_reading(request, "case", case=opened.case)
    return render(request, "case/page.html", page_context(request, opened))


@require_POST
def unmask(request: HttpRequest, number: str) -> HttpResponse:
    """Show numbers and telephones in full, once, for a purpose that is put on record first."""
    opened = opened_to_act_or_404(request, number, "unmask")
    if opened.only_repeats:
        raise Http404
    purpose = request.POST.get("purpose", "").strip()
    fault = ""
    if len(purpose) < 2:
        fault = _("Say what you need the numbers for.")
    elif len(purpose) > PURPOSE_MOST or not purpose.isprintable():
        fault = _("At most %(most)s characters, in one line.") % {"most": PURPOSE_MOST}
    else:
        try:
            note_reading(
                request,
                "unmasked",
                purpose=purpose,
                case=opened.case,
                person=f"person/{opened.case.applicant_id}",
            )
        except PersonalDataRefused:
            fault = _("The purpose is kept for good and may name nobody: leave the number out.")
    context = page_context(request, opened, in_full=not fault)
    context |= {"purpose": purpose, "purpose_fault": fault}
    return render(request, "case/page.html", context, status=422 if fault else 200)


@require_safe
def who(request: HttpRequest, number: str) -> HttpResponse:
    """Who could do an act of this case now."""
    opened = opened_or_404(request, number)
    name = request.GET.get("act", "")
    matter = matter_of(opened.case)
    if name not in acts or name not in matter.procedure.acts():
        raise Http404
    context = {"case": opened.case, "act": acts[name], "able": who_could(acts[name], matter)}
    template = "case/who_list.html" if request.htmx else "case/who.html"
    return render(request, template, context)


def page_context(request: HttpRequest, opened: Opened, *, in_full: bool = False) -> dict[str, Any]:
    """Everything the page draws."""
    file = case_file(opened, in_full=in_full)
    now = acts_now(opened, request.user, file.matter)
    buttons = _buttons(file, [one for one in now if not _has_its_own_place(one, file)])
    return {
        **head_context(request, opened, file),
        "file": file,
        "in_full": in_full,
        "buttons": [one for one in buttons if one.now.allowed and one.now.of_step],
        "other_buttons": [one for one in buttons if one.now.allowed and not one.now.of_step],
        "not_now": [one for one in buttons if not one.now.allowed and one.now.of_step],
        "not_otherwise": [one for one in buttons if not one.now.allowed and not one.now.of_step],
        "key": fresh_key(),
        "people": [(ROLES.get(one.role, one.role), one) for one in file.people],
        "materials": [
            (one, *MATERIAL_MARKS[MaterialState(one.row.state)], SOURCE_ICONS[one.row.source])
            for one in file.materials
        ],
        "settled": sum(1 for one in file.materials if one.row.is_settled),
        "english": rulers.language() == "en",
        "entries": _entries(file),
        "limits": _limits(file),
        "looks": [(one, purpose_in_words(one.purpose)) for one in file.disclosures],
        "offered_to_me": file.offer is not None and file.offer.to_officer_id == request.user.pk,
    }


def head_context(request: HttpRequest, opened: Opened, file: CaseFile) -> dict[str, Any]:
    """The head of the file: number, item, state, whose turn, the limit that runs."""
    case, book = file.case, file.matter.book
    today = moment.today()
    step = next(iter(file.matter.open_steps), None)
    turn: dict[str, Any] = {"kind": "closed"}
    if step is not None:
        turn = turn_shown(turn_of(step, opened.standing), step)
    clock = _clock_shown(file.clocks)
    drawn = rulers.large(book, clock, today) if clock and clock.state == ClockState.RUNNING else None
    unknown = clock is not None and clock.state == ClockState.RUNNING and clock.due_on is None
    return {
        "case": case,
        "item": file.matter.item,
        "applicant": file.people[0],
        "state": CaseState(case.state).label,
        "outcome": CaseOutcome(case.outcome).label if case.outcome else "",
        "turn": turn,
        "step": step.flow_task.task_title if step else "",
        "clock": drawn,
        "derivation": rulers.derivation(book, clock) if (drawn or unknown) and clock else None,
        "unknown": clock if unknown else None,
        "ended": None if drawn or unknown or clock is None else (clock, rulers.state_of(clock)),
    }


def _clock_shown(clocks: Any) -> Clock | None:
    """The limit that is due first among those that run, one whose day isn't known behind; else the one that ended last."""
    running = [one for one in clocks if one.state == ClockState.RUNNING]
    if running:
        return min(running, key=lambda one: one.due_on or date.max)
    return clocks[-1] if clocks else None


def _buttons(file: CaseFile, now: list[ActNow]) -> list[Button]:
    first = next((one for one in now if one.of_step and one.allowed), None)
    main = first if first is not None and not first.act.adverse else None
    if first is None:
        main = next((one for one in now if one.allowed and one.act.name == "claim"), None)
    return [
        Button(
            now=one,
            url=reverse("act", kwargs={"number": file.case.number, "act": one.act.name}),
            at_once=not one.schema.get("properties") and not one.act.adverse,
            main=one is main,
        )
        for one in now
    ]


def _has_its_own_place(one: ActNow, file: CaseFile) -> bool:
    """A hand-over is answered where it is told; a step that somebody holds isn't there to be taken."""
    name = one.act.name
    if one.act.person == "offered_to":
        return True
    return name == "claim" and all(step.owner_id for step in file.matter.open_steps)


def _entries(file: CaseFile) -> list[dict[str, Any]]:
    language = "en" if rulers.language() == "en" else "zh"
    return [
        {
            "at": event.recorded_at,
            "kind": "key" if event.kind in KEY_EVENTS else "",
            "sentence": sentence(event, language),
            "note": " · ".join(
                filter(
                    None,
                    [
                        "、".join(rulers.cited(file.matter.book, one) for one in event.basis),
                        _("on behalf of %(name)s") % {"name": event.on_behalf_of_name}
                        if event.on_behalf_of_name
                        else "",
                    ],
                )
            ),
            "seq": event.case_seq,
        }
        for event in file.events
    ]


def _limits(file: CaseFile) -> list[dict[str, Any]]:
    return [
        {
            "clock": one,
            "purpose": one.get_purpose_display(),
            "state": one.get_state_display(),
            "derivation": rulers.derivation(file.matter.book, one),
        }
        for one in file.clocks
    ]
