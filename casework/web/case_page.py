"""The page of a case: how it stands, what belongs to it, what can be done and why not, who looked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from audit.ledger.errors import PersonalDataRefused
from audit.ledger.sentences import sentence
from casework.engine import moment
from casework.engine.actor import Actor, SubmissionKey
from casework.engine.late import is_late
from casework.engine.refusal import NoSuchCase
from casework.models import (
    CITIZENS_WINDOWS,
    OFFICE_PURPOSES,
    CaseState,
    ClockPurpose,
    ClockState,
    MaterialState,
    ReminderKind,
)
from casework.models import Outcome as CaseOutcome
from casework.queries.acts_now import ActNow, acts_now, is_decided_at
from casework.queries.case_file import LOOKS_ALL, LOOKS_FEW, CaseFile, case_file
from casework.queries.find_case import Opened, find_case, find_case_to_act
from casework.queries.limits import Limit, Time
from casework.queries.worklist import turn_of

from . import late_entry, rulers
from .case_parts import MINOR, part_context, part_of, tabs_of
from .disclosing import note_reading, purpose_in_words
from .flow_picture import flow_picture
from .item_page import guide_url
from .opening import opening_of
from .submission import fresh_key, key_of
from .worklist import turn_shown

KEY_EVENTS = {
    "receive",
    "accept",
    "deem_accepted",
    "deem_renewed",
    "decline",
    "extend_limit",
    "register",
    "refuse",
    "withdraw",
    "archive",
}
PURPOSE_MOST = 100
AT_WORK = (ClockState.RUNNING, ClockState.PAUSED)
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
        opened = find_case_to_act(number, by, act)
    except NoSuchCase as missing:
        raise Http404 from missing
    if opened.only_enquiry:
        # Whoever answers an enquiry does so on its own page, which shows nothing else of the case.
        raise Http404
    return opened


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


def page_context(request: HttpRequest, opened: Opened, *, in_full: bool = False) -> dict[str, Any]:
    """Everything the page draws."""
    part = part_of(request)
    file = case_file(opened, in_full=in_full, looks_shown=LOOKS_ALL if part == "looks" else LOOKS_FEW)
    tabs = tabs_of(file, part)
    now = acts_now(opened, request.user, file.matter)
    buttons = _buttons(file, [one for one in now if not _has_its_own_place(one, file)])
    limits = _limits(file)
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
        **(_materials(file) if part in ("overview", "materials") else {}),
        "english": rulers.language() == "en",
        "entries": _entries(file, without=MINOR if part == "record" and not request.GET.get("all") else ()),
        "opening": opening_of(request, opened.case, "small"),
        "limits": [one for one in limits if one["clock"].purpose not in CITIZENS_WINDOWS],
        "windows": [one for one in limits if one["clock"].purpose in CITIZENS_WINDOWS],
        "whose_time": _whose_time(file.time),
        "silence": next((one for one in file.reminders if one.kind == ReminderKind.SILENT), None),
        "proposal": file.late_entry,
        "may_decide": any(one.allowed for one in now if one.act.person == "second_officer"),
        "flow": flow_picture(file.matter, file.tasks) if part == "overview" else None,
        "guide_url": guide_url(file.matter.item, file.matter.book),
        "looks": [(one, purpose_in_words(one.purpose)) for one in file.disclosures],
        "offered_to_me": file.offer is not None and file.offer.to_officer_id == request.user.pk,
        "part": part,
        "part_template": f"case/parts/{part}.html",
        "tabs": tabs,
        "tabs_label": _("Parts of the file"),
        "review_url": _review_url(file, now),
        **part_context(request, file, part),
    }


def _materials(file: CaseFile) -> dict[str, Any]:
    return {
        "materials": [
            (one, *MATERIAL_MARKS[MaterialState(one.row.state)], SOURCE_ICONS[one.row.source])
            for one in file.materials
        ],
        "scanned": any(one.scans or one.removed for one in file.materials),
        "settled": sum(1 for one in file.materials if one.row.is_settled),
    }


def _review_url(file: CaseFile, now: list[ActNow]) -> str:
    """The screen for the step's decision, for whoever has anything to do at it."""
    steps = [step for step in file.matter.open_steps if is_decided_at(step)]
    names = {name for step in steps for name in step.flow_task.acts}
    if not any(one.allowed and one.act.name in names for one in now):
        return ""
    return reverse("review", kwargs={"number": file.case.number})


def head_context(request: HttpRequest, opened: Opened, file: CaseFile) -> dict[str, Any]:
    """The head of the file: number, item, state, whose turn, the limit that runs."""
    case, book = file.case, file.matter.book
    today = moment.today()
    step = next(iter(file.matter.open_steps), None)
    turn: dict[str, Any] = {"kind": "closed"}
    if step is not None:
        turn = turn_shown(turn_of(step, opened.standing), step)
    limit = _limit_shown(file.limits)
    drawn = rulers.large(book, limit, today) if limit and limit.clock.state in AT_WORK else None
    unknown = limit is not None and limit.clock.state == ClockState.RUNNING and limit.until is None
    return {
        "case": case,
        "item": file.matter.item,
        "applicant": file.people[0],
        "state": CaseState(case.state).label,
        "outcome": CaseOutcome(case.outcome).label if case.outcome else "",
        "turn": turn,
        "step": step.flow_task.task_title if step else "",
        "clock": drawn and drawn | {"note": _before_acceptance(file)},
        "derivation": _derivation(file, limit) if (drawn or unknown) and limit else None,
        "unknown": limit.clock if unknown and limit else None,
        "ended": None if drawn or unknown or limit is None else (limit.clock, rulers.state_of(limit.clock)),
        "lapse": next((one for one in file.reminders if one.kind == ReminderKind.LAPSED), None),
    }


def _limit_shown(limits: Sequence[Limit]) -> Limit | None:
    """The office's limit that ends first among those that run or rest, one whose day isn't known behind.

    Else the one that ended last.
    """
    of_office = [one for one in limits if one.clock.purpose in OFFICE_PURPOSES]
    # What another office is asked has a time of its own; the case waits for its own office.
    of_office = [one for one in of_office if one.clock.purpose != ClockPurpose.ENQUIRY]
    at_work = [one for one in of_office if one.clock.state in AT_WORK]
    if at_work:
        return min(at_work, key=lambda one: (one.until or date.max, one.clock.pk))
    return of_office[-1] if of_office else None


def _derivation(file: CaseFile, limit: Limit) -> dict[str, Any]:
    book = file.matter.book
    drawn = rulers.derivation(book, limit.clock, _papers(file))
    last = rulers.unused_extension(book, limit)
    return drawn | {"lines": [*drawn["lines"], *([last] if last else [])]}


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
    """What is answered where it is told; and what isn't there to be done: a step that is held, a scan, a consent."""
    name = one.act.name
    if one.act.person in ("offered_to", "second_officer"):
        return True
    if name == "remove_scan":
        return not any(material.scans for material in file.materials)
    if name == "revoke_electronic_service":
        return file.address is None or file.address.revoked_on is not None
    if name in ("reassign", "undo_reassignment"):
        # For supervisors; and there is only something to take back while nothing has happened since.
        undoable = bool(file.events) and file.events[0].kind == "reassign"
        return not one.allowed or (name == "undo_reassignment" and not undoable)
    return name == "claim" and all(step.owner_id for step in file.matter.open_steps)


def _entries(file: CaseFile, without: Collection[str] = ()) -> list[dict[str, Any]]:
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
                        *late_entry.told(event),
                        file.reassignments.get(event.case_seq or 0, ""),
                    ],
                )
            ),
            "late": is_late(event.happened_on, event.recorded_at),
            "seq": event.case_seq,
        }
        for event in file.events
        if event.kind not in without
    ]


def _limits(file: CaseFile) -> list[dict[str, Any]]:
    book, papers = file.matter.book, _papers(file)
    return [
        {
            "clock": one.clock,
            "purpose": one.clock.get_purpose_display(),
            "state": one.clock.get_state_display(),
            "statutory": one.statutory_on,
            "promised": one.promised_on,
            "is_promise": one.is_promise,
            "since": one.rests_since,
            "ran": _ran(one),
            "derivation": rulers.derivation(book, one.clock, papers),
            "promise": rulers.derivation(book, one.clock, papers, promised=True)
            if one.clock.promised_on
            else None,
            "end": rulers.counted_end(one.clock),
            "over": one.clock.due_on is not None and one.clock.due_on < moment.today(),
        }
        for one in file.limits
    ]


def _papers(file: CaseFile) -> dict[str, str]:
    """The addresses of the papers, by their number, where a limit's derivation may name one."""
    if not any(one.pauses or one.extension for one in file.limits):
        return {}
    return {
        one.row.number: reverse("paper", kwargs={"number": file.case.number, "paper": one.row.pk})
        for one in file.papers
    }


def _ran(limit: Limit) -> str:
    """How much of a limit has run, and how much doesn't count."""
    if limit.ran is None:
        return _("not known yet")
    counted, out = limit.ran.counted, limit.ran.taken_out
    if limit.ran.unit == "working":
        words = ngettext("%(days)s working day", "%(days)s working days", counted) % {"days": counted}
    else:
        words = ngettext("%(days)s day", "%(days)s days", counted) % {"days": counted}
    if out:
        words += _(", ") + ngettext("%(days)s more not counted", "%(days)s more not counted", out) % {
            "days": out
        }
    return words


def _whose_time(time: Time) -> str:
    """How the working days since the receipt were spent: the office's, the applicant's own, those that rested."""
    if time.office_days is None:
        return _("Not known yet: the holidays of a year in between aren't published.")
    parts = [
        ngettext("the office %(days)s working day", "the office %(days)s working days", time.office_days)
        % {"days": time.office_days}
    ]
    if time.corrections:
        parts.append(_corrections(time))
    if time.resting_days:
        parts.append(
            ngettext("at rest %(days)s working day", "at rest %(days)s working days", time.resting_days)
            % {"days": time.resting_days}
        )
    return _("; ").join(parts)


def _corrections(time: Time) -> str:
    days = time.applicant_days or 0
    return ngettext(
        "the applicant's own %(days)s working day, for %(rounds)s correction",
        "the applicant's own %(days)s working days, for %(rounds)s correction",
        days,
    ) % {"days": days, "rounds": len(time.corrections)}


def _before_acceptance(file: CaseFile) -> str:
    """What went before the limit on the ruler, in one line: receipt, the applicant's correction, acceptance."""
    case, time = file.case, file.time
    if case.accepted_on is None or not time.corrections:
        return ""
    return _("Before acceptance: received %(received)s, %(corrections)s, accepted %(accepted)s") % {
        "received": f"{case.received_on:%m-%d}",
        "corrections": _corrections(time),
        "accepted": f"{case.accepted_on:%m-%d}",
    }
