"""The page of the second office: whom an enquiry is about, what is asked and until when, and the answer. Nothing else."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.acts.answer_enquiry import ACT
from casework.acts.recuse import ACT as RECUSE
from casework.engine import moment
from casework.engine.actor import Actor
from casework.engine.competence import may
from casework.engine.enquiries import answer_schema
from casework.engine.perform import Repeated, matter_of
from casework.engine.refusal import ActRefused, BadInput, Kind, NoSuchCase
from casework.models import CaseTask
from casework.queries.case_file import person_shown
from casework.queries.find_case import Opened, find_enquiry
from casework.queries.worklist import working_days_left
from law.clock import shanghai_day

from . import rulers
from .case_page import opened_to_act_or_404
from .disclosing import note_reading
from .forms import Form, given_by
from .refused import STATUS, reasons_shown
from .submission import actor_of, fresh_key, key_of

# Stepping aside, for oneself: the name of its form, and the one thing it asks.
ASIDE = "step_aside"
ASIDE_SCHEMA = {**RECUSE.schema, "properties": {"ground": RECUSE.schema["properties"]["ground"]}}
SPENT = {"STALE-01", "KEY-01"}


@require_http_methods(["GET", "HEAD", "POST"])
def enquiry_page(request: HttpRequest, number: str) -> HttpResponse:
    """Show what another office asks, or answer it. The number is shown in full only after a look that is put on record."""
    try:
        opened, task = find_enquiry(number, request.user)
    except NoSuchCase as missing:
        if request.method == "POST":
            # An officer of the case itself, or one who was here before: answered as at any other act.
            opened_to_act_or_404(request, number, ACT.name)
        raise Http404 from missing
    page = EnquiryPage(request, opened, task)
    if request.method == "POST" and ASIDE in request.POST:
        return page.step_aside()
    if request.method == "POST" and "in_full" not in request.POST:
        return page.answer()
    in_full = request.method == "POST"
    note_reading(request, "unmasked" if in_full else "enquiry", case=opened.case, purpose="enquiry")
    return page.show(in_full=in_full)


class EnquiryPage:
    """One enquiry, on the desk of the office that is asked."""

    def __init__(self, request: HttpRequest, opened: Opened, task: CaseTask) -> None:
        self.request = request
        self.opened = opened
        self.case = opened.case
        self.task = task
        self.matter = matter_of(opened.case)
        self.schema = answer_schema(self.matter)

    def answer(self) -> HttpResponse:
        """Perform the act; what is wrong with the input, or why it is refused, is told on the same page."""
        given = given_by(self.schema, self.request.POST)
        typed = self.request.POST.get("seen", "")
        try:
            ACT.perform(
                case_number=self.case.number,
                by=actor_of(self.request, ACT.name, self.case.number, given),
                seen=int(typed) if typed.isdecimal() and len(typed) < 9 else None,
                **given,
            )
        except BadInput as bad:
            return self.show(given, faults=bad.fields, status=422)
        except ActRefused as refusal:
            self.case.refresh_from_db(fields=["state", "event_seq"])
            return self.show(given, refusal=refusal, status=STATUS[refusal.kind])
        except Repeated:
            messages.info(self.request, _("This was done already; nothing was done twice."))
            return redirect("worklist")
        messages.success(
            self.request, _("The enquiry of %(office)s is answered.") % {"office": self.case.office.name}
        )
        return redirect("worklist")

    def step_aside(self) -> HttpResponse:
        """The officer who is asked doesn't answer in this case; a colleague of the same office does."""
        given = given_by(ASIDE_SCHEMA, self.request.POST)
        try:
            RECUSE.perform(
                case_number=self.case.number,
                by=actor_of(self.request, RECUSE.name, self.case.number, given),
                **given,
            )
        except BadInput as bad:
            return self.show(aside=Form(ASIDE_SCHEMA, given, bad.fields), status=422)
        except ActRefused as refusal:
            return self.show(refusal=refusal, status=STATUS[refusal.kind])
        except Repeated:
            messages.info(self.request, _("This was done already; nothing was done twice."))
            return redirect("worklist")
        messages.success(self.request, _("You have stepped aside; a colleague answers the enquiry."))
        return redirect("worklist")

    def show(
        self,
        given: Mapping[str, Any] | None = None,
        *,
        faults: Mapping[str, Any] | None = None,
        refusal: ActRefused | None = None,
        aside: Form | None = None,
        in_full: bool = False,
        status: int = 200,
    ) -> HttpResponse:
        """The page."""
        if refusal is None and not given:
            verdict = may(ACT, Actor(self.request.user, "web"), self.opened.standing, self.matter)
            refusal = None if verdict.allowed else ActRefused(*verdict.reasons)
        today = moment.today()
        running = next((one for one in self.matter.clocks if one.purpose == self.task.flow_task.limit), None)
        due = shanghai_day(self.task.due_at) - today.resolution if self.task.due_at else None
        form = Form(self.schema, given, faults)
        for group in form.fields:
            for one in group.get("fields", ()):
                one["width"] = "full" if one["name"].endswith(".entry") else ""
        context = {
            "case": self.case,
            "asked_by": self.case.office,
            "office": self.task.office,
            "person": person_shown(self.case.applicant, "applicant", in_full),
            "in_full": in_full,
            "form": form,
            "aside": aside or Form(ASIDE_SCHEMA),
            "errors": [*form.errors, *(aside.errors if aside else [])],
            "due": due,
            "days_left": working_days_left(self.matter.book, today, due),
            "derivation": rulers.derivation(self.matter.book, running) if running else None,
            "refusal": refusal,
            "reasons": reasons_shown(refusal, self.matter.book) if refusal else [],
            "may_send": refusal is None or refusal.kind is Kind.NOT_NOW,
            "key": fresh_key() if refusal and refusal.code in SPENT else key_of(self.request),
            "seen": self.case.event_seq,
            "english": rulers.language() == "en",
        }
        return render(self.request, "case/enquiry.html", context, status=status)
