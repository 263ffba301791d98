"""The screen of whoever decides: what came in and how it was marked, what the act needs, and the paper it leads to."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.engine import moment
from casework.engine import schema as schemas
from casework.engine.act import Act, acts
from casework.engine.actor import Actor
from casework.engine.competence import Verdict, may
from casework.engine.drafts import draft_of, drop_draft, keep_draft
from casework.engine.matter import Matter
from casework.engine.refusal import ActRefused, BadInput, NoSuchCase
from casework.models import AssessmentResult
from casework.queries.acts_now import choices_of, is_decided_at
from casework.queries.case_file import CaseFile, case_file
from casework.queries.find_case import Opened
from casework.queries.materials_shown import MaterialShown
from casework.queries.worklist import working_days_left

from . import deciding, rulers
from .act_page import ActPage
from .case_page import SOURCE_ICONS, head_context, opened_or_404, opened_to_act_or_404
from .disclosing import note_reading
from .drafts import ASSESS, MARKS, mark_schema, marks_changed, marks_given, unsealed
from .forms import Form, given_by

STATEMENT = "record_statement"
# The act that asks the applicant for what was rejected.
CORRECTION = "request_correction"
MARK_ICONS = {
    AssessmentResult.ACCEPTED: ("ok", "check"),
    AssessmentResult.REMARK: ("near", "warn"),
    AssessmentResult.REJECTED: ("bad", "x-o"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, number: str) -> HttpResponse:
    """Show what there is to decide on, or send the act that was chosen."""
    posted = request.method == "POST"
    name = request.POST.get("act", "") if posted else request.GET.get("act", "")
    opened = opened_to_act_or_404(request, number, name) if posted else opened_or_404(request, number)
    if opened.only_repeats:
        messages.info(request, _("This was done already; nothing was done twice."))
        return redirect("worklist")
    file = case_file(opened)
    step = next((one for one in file.matter.open_steps if is_decided_at(one)), None)
    choices = choices_of(step)
    chosen = next((one for one in choices if one.name == name), None)
    if posted and (name not in acts or name not in file.matter.procedure.acts()):
        raise Http404
    if posted:
        # An act whose step is over by now is refused by the gate, in its own words.
        return ReviewPage(request, opened, file, chosen or acts[name], choices).post()
    note_reading(request, "review", case=opened.case)
    page = ReviewPage(request, opened, file, chosen or _first(choices, request, opened, file.matter), choices)
    return page.get(page.verdict)


def _first(choices: list[Act], request: HttpRequest, opened: Opened, matter: Matter) -> Act:
    """The first act that is the officer's to do; else the first one; at a step without a choice, marking materials."""
    by = Actor(request.user, "web")
    allowed = (one for one in choices if may(one, by, opened.standing, matter).allowed)
    return next(allowed, choices[0] if choices else acts[ASSESS])


class ReviewPage(ActPage):
    """An act's form beside everything it rests on."""

    template = "case/review.html"

    def __init__(
        self, request: HttpRequest, opened: Opened, file: CaseFile, act: Act, choices: list[Act]
    ) -> None:
        super().__init__(request, act, opened, file, head_context(request, opened, file))
        self.choices = choices
        by = Actor(request.user, "web")
        self.verdict: Verdict = may(act, by, opened.standing, self.matter)
        self.may_mark = may(acts[ASSESS], by, opened.standing, self.matter).allowed
        self.may_take_down = may(acts[STATEMENT], by, opened.standing, self.matter).allowed
        self.mark_faults: Mapping[str, Any] = {}
        self.advanced: int | None = None
        self.mark_schema = mark_schema(self.matter)

    def get(self, verdict: Verdict) -> HttpResponse:
        """Whoever may open the case may look; what isn't theirs to do is shown with the reasons."""
        if verdict.allowed:
            return super().get(verdict)
        return self._page({}, refusal=ActRefused(*verdict.reasons))

    def post(self) -> HttpResponse:
        """Put the marks on record if they changed, then do the act; with `only` the former alone."""
        if self.request.POST.get("only"):
            return self._only_mark()
        if self._marks_changed():
            given = given_by(self.schema, self.request.POST)
            try:
                # Nothing is marked on the way to an act that can't be sent.
                schemas.clean(self.schema, given, self.matter.day)
            except BadInput as bad:
                return self._page(given, faults=bad.fields, status=422)
            if not self.act.adverse or self.request.POST.get("confirmed") == "1":
                try:
                    self._mark()
                except BadInput as bad:
                    return self._page_with_marks(bad)
                except ActRefused as refusal:
                    return self._refused(refusal, given)
        return super().post()

    def _only_mark(self) -> HttpResponse:
        given = given_by(self.schema, self.request.POST)
        try:
            self._mark()
        except BadInput as bad:
            return self._page_with_marks(bad)
        except ActRefused as refusal:
            return self._refused(refusal, given)
        except NoSuchCase as missing:
            raise Http404 from missing
        if given and self.verdict.allowed:
            try:
                keep_draft(self.case, self.request.user, self.act.name, given, moment.now())
            except BadInput as bad:
                return self._page(given, faults=bad.fields, status=422)
        messages.success(self.request, _("The marks are on record."))
        url = reverse("review", kwargs={"number": self.case.number})
        return redirect(f"{url}?act={self.act.name}")

    def _mark(self) -> None:
        marks = marks_given(self.request, self.matter)
        outcome = acts[ASSESS].perform(
            case_number=self.case.number,
            by=Actor(self.request.user, "web", self.request.request_id),
            seen=self._seen(),
            materials=marks,
        )
        drop_draft(self.case.number, self.request.user, ASSESS)
        self.advanced = outcome.event_seq
        self.case.event_seq = outcome.event_seq
        # What stands on the materials is read afresh.
        self.file.__dict__.pop("materials", None)
        self.file.__dict__.pop("events", None)

    def _seen(self) -> int | None:
        return self.advanced if self.advanced is not None else super()._seen()

    def _page_with_marks(self, bad: BadInput) -> HttpResponse:
        """The faults of the marks, under the names that their fields have here."""
        self.mark_faults = {name.replace("materials", MARKS, 1): found for name, found in bad.fields.items()}
        return self._page(given_by(self.schema, self.request.POST), status=422)

    def _marks(self) -> dict[str, Any]:
        """The marks as they were sent; else as they were left to be put on record later; else as they stand."""
        if self.request.method == "POST":
            return {MARKS: marks_given(self.request, self.matter)}
        kept = draft_of(self.case, self.request.user, ASSESS, moment.now()) if self.may_mark else None
        if kept is not None:
            return {MARKS: unsealed(kept).get("materials") or {}}
        marks = {}
        for one in self.file.materials:
            if one.mark is not None:
                comment = {"comment": one.mark.comment} if one.mark.comment else {}
                marks[one.row.code] = {"result": one.mark.row.result} | comment
        return {MARKS: marks}

    def _marks_changed(self) -> bool:
        return self.may_mark and marks_changed(marks_given(self.request, self.matter), self.file.materials)

    def _previewed(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Nothing: the sheet beside the form shows how far it is filled in, and is then drawn by the page of previews."""
        return {}

    def _more(self, form: Form) -> dict[str, Any]:
        kind = deciding.paper_of(self.act, self.matter)
        marks = Form(self.mark_schema, self._marks(), self.mark_faults)
        elements = deciding.elements_shown(kind, self.schema, form.given, self.matter) if kind else []
        ground = next((one for one in form.fields if one["name"] == "ground"), None)
        return {
            "choices": [{"act": one, "current": one.name == self.act.name} for one in self.choices],
            "may_mark": self.may_mark,
            "marks": [self._marked(one, marks) for one in self.file.materials],
            "mark_errors": marks.errors,
            "tally": self._tally(),
            "rejected": self._rejected() if self.act.name != CORRECTION else "",
            "allowed": self.verdict.allowed,
            "verdict": self.verdict,
            **self._left(),
            "bases": deciding.bases_shown(self.matter) if kind else [],
            "ground": ground,
            "fields": [{**one, "rows": 2} for one in form.fields if one is not ground],
            "elements": elements,
            "filled": sum(1 for one in elements if one["state"] == "there"),
            "paper": deciding.sheet(kind, self.schema, form.given, self.matter)
            if kind and self.verdict.allowed
            else None,
            "kind": kind,
            "preview_url": self._preview_url() if kind else "",
            "declared": [one for one in self.file.materials if one.statement],
            "may_take_down": self.may_take_down,
        }

    def _marked(self, one: MaterialShown, marks: Form) -> dict[str, Any]:
        mark = one.mark
        return {
            "shown": one,
            "icon": SOURCE_ICONS[one.row.source],
            "result": marks.field(f"{MARKS}.{one.row.code}.result"),
            "comment": marks.field(f"{MARKS}.{one.row.code}.comment"),
            "choices": [
                (value, label, *MARK_ICONS[AssessmentResult(value)])
                for value, label in AssessmentResult.choices
            ],
            "mark": mark,
            "css": MARK_ICONS[AssessmentResult(mark.row.result)] if mark else None,
            "there": one.row.state not in ("missing", "pending"),
            "outdated": mark is None and bool(one.marks),
        }

    def _tally(self) -> list[tuple[str, int]]:
        marks = [one.mark.row.result for one in self.file.materials if one.mark]
        return [
            (str(label), marks.count(value)) for value, label in AssessmentResult.choices if value in marks
        ]

    def _rejected(self) -> str:
        """The names of what stands rejected, for whoever goes on all the same."""
        found = [
            one.name
            for one in self.file.materials
            if one.mark and one.mark.row.result == AssessmentResult.REJECTED
        ]
        return "、".join(found)

    def _left(self) -> dict[str, Any]:
        running = [one for one in self.matter.clocks if one.due_on and one.stopped_on is None]
        if not running:
            return {"left": None}
        clock = min(running, key=lambda one: one.due_on or moment.today())
        today = moment.today()
        days = working_days_left(self.matter.book, today, clock.due_on)
        left = rulers.left(self.matter.book, clock, today, days, clock.due_on)
        return {"left": left, "how": rulers.derivation(self.matter.book, clock)}

    def _preview_url(self) -> str:
        """Where the paper is drawn as it would be issued; empty in a hall without that page."""
        try:
            return reverse("preview", kwargs={"number": self.case.number, "act": self.act.name})
        except NoReverseMatch:
            return ""
