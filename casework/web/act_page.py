"""One page for every act: its form from the act's own schema, its refusal with reasons, its result on the case."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.engine import moment
from casework.engine import schema as schemas
from casework.engine.act import Act, acts
from casework.engine.actor import Actor
from casework.engine.competence import Verdict, may
from casework.engine.drafts import draft_of, drop_draft
from casework.engine.matter import Matter
from casework.engine.perform import Repeated
from casework.engine.refusal import ActRefused, BadInput, Kind, NoSuchCase
from casework.engine.work import Outcome
from casework.models import Case, Draft
from casework.queries.case_file import CaseFile, case_file
from casework.queries.find_case import Opened, find_case
from casework.queries.people import active_officers
from casework.queries.proposals import proposed

from . import late_entry, rulers
from .case_page import head_context, opened_or_404, opened_to_act_or_404
from .disclosing import note_reading
from .drafts import unsealed
from .forms import Form, given_by, walk, wants_rows
from .opening import opening_of
from .preview import preview_context
from .refused import STATUS, reasons_shown
from .submission import actor_of, fresh_key, key_of
from .told_once import told_once
from .uploading import show_pages, take_files

# After these the form that was sent can't be sent again under its key or from its page.
SPENT = {"STALE-01", "KEY-01"}


@require_http_methods(["GET", "HEAD", "POST"])
def act_page(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """Show the form of an act, or do it."""
    posted = request.method == "POST"
    opened = opened_to_act_or_404(request, number, act) if posted else opened_or_404(request, number)
    if opened.only_repeats:
        messages.info(request, _("This was done already; nothing was done twice."))
        return redirect("worklist")
    file = case_file(opened)
    if (
        act not in acts
        or act not in file.matter.procedure.acts()
        or act in file.matter.procedure.begin_node().acts
    ):
        raise Http404
    page = ActPage(request, acts[act], opened, file, head_context(request, opened, file))
    if posted:
        return page.post()
    note_reading(request, "act_form", case=opened.case)
    return page.get(may(acts[act], Actor(request.user, "web"), opened.standing, file.matter))


class ActPage:
    """The page of one act on one case."""

    template = "case/act.html"

    def __init__(
        self, request: HttpRequest, act: Act, opened: Opened, file: CaseFile, head: dict[str, Any]
    ) -> None:
        self.request = request
        self.opened = opened
        self.act = act
        self.file = file
        self.head = head
        self.case: Case = file.case
        self.matter: Matter = file.matter
        self.schema = act.schema_for(self.matter) if act.schema_for else act.schema
        self.draft: Draft | None = None

    def get(self, verdict: Verdict) -> HttpResponse:
        """The form as its draft left it, or with what the file proposes; or why there is none."""
        if not verdict.allowed:
            return self._refused(ActRefused(*verdict.reasons), {})
        return self._page(self.begun_with())

    def begun_with(self) -> dict[str, Any]:
        """What the form begins with."""
        if not self.schema.get("properties"):
            return {}
        named = late_entry.named_in(self.request, self.act, self.matter)
        self.draft = draft_of(self.case, self.request.user, self.act.name, moment.now())
        if self.draft is None:
            return proposed(self.schema, self.file) | named
        kept = unsealed(self.draft)
        asked = self.schema["properties"]
        return {name: value for name, value in kept.items() if name in asked} | named

    def post(self) -> HttpResponse:
        """Do the act, unless a row is only added, or an adverse act has still to be confirmed."""
        given = late_entry.taken_over(self.request, self.act, self.matter) or given_by(
            self.schema, self.request.POST
        )
        faults = take_files(self.request, self.schema, given) if self._may() else {}
        if wants_rows(self.request.POST):
            return self._page(
                given,
                faults=faults,
                more_rows=[key[:-4] for key in self.request.POST if key.endswith("-add")],
            )
        if faults:
            return self._page(given, faults=faults, status=422)
        try:
            if self.act.adverse and self.request.POST.get("confirmed") != "1":
                schemas.clean(self.schema, given, self.matter.day)
                return self._page(given, asks_again=True)
            outcome = self.act.perform(
                case_number=self.case.number,
                by=actor_of(self.request, self.act.name, self.case.number, given),
                seen=self._seen(),
                **given,
            )
        except BadInput as bad:
            return self._page(given, faults=bad.fields, status=422)
        except ActRefused as refusal:
            return self._refused(refusal, given)
        except Repeated as repeated:
            outcome = repeated.outcome
        except NoSuchCase as missing:
            raise Http404 from missing
        return self._done(outcome)

    def _may(self) -> bool:
        """Whether files are looked into at all: nobody's are who could do nothing with them."""
        standing = self.opened.standing
        return bool(self.request.FILES) and may(self.act, self._actor, standing, self.matter).allowed

    @property
    def _actor(self) -> Actor:
        return Actor(self.request.user, "web")

    def _seen(self) -> int | None:
        text = self.request.POST.get("seen", "")
        return int(text) if text.isdecimal() and len(text) < 9 else None

    def _done(self, outcome: Outcome) -> HttpResponse:
        drop_draft(self.case.number, self.request.user, self.act.name)
        code = outcome.secrets.get("holder_code")
        if code:
            # On this answer only: neither a session nor a cookie ever holds it.
            return render(self.request, "case/holder_code.html", {**self.head, "act": self.act, "code": code})
        if outcome.secrets:
            return told_once(self.request, self.case.number, outcome)
        words = _("Done: %(act)s.") % {"act": self.act.title}
        if outcome.papers:
            words += " " + _("Issued: %(papers)s.") % {"papers": "、".join(self._titles(outcome))}
        if outcome.repeated:
            words = _("This was done already; nothing was done twice.")
        messages.success(self.request, words)
        try:
            find_case(self.case.number, self.request.user)
        except NoSuchCase:
            return redirect("worklist")
        return self._onward()

    def _onward(self) -> HttpResponse:
        return redirect("case", number=self.case.number)

    def _titles(self, outcome: Outcome) -> list[str]:
        kinds = self.matter.book.papers
        english = rulers.language() == "en"
        return [
            f"{kinds[kind].title_en if english else kinds[kind].title_zh} {number}"
            for kind, number in outcome.papers
        ]

    def _refused(self, refusal: ActRefused, given: Mapping[str, Any]) -> HttpResponse:
        self.case.refresh_from_db(fields=["state", "event_seq"])
        return self._page(
            given,
            refusal=refusal,
            status=STATUS[refusal.kind],
            key=fresh_key() if refusal.code in SPENT else "",
        )

    def _page(
        self,
        given: Mapping[str, Any],
        *,
        faults: Mapping[str, Any] | None = None,
        refusal: ActRefused | None = None,
        asks_again: bool = False,
        more_rows: list[str] | None = None,
        status: int = 200,
        key: str = "",
    ) -> HttpResponse:
        form = Form(
            self.schema,
            schemas.with_defaults(self.schema, given),
            faults,
            officers=active_officers(self.case.office) if _names_officers(self.schema) else (),
            more_rows=more_rows or (),
        )
        self._say_when_needed(form)
        self._show_scans(form)
        held = {one.row.code: len(one.scans) for one in self.file.materials}
        show_pages(form, self.request.user, reverse("upload", kwargs={"number": self.case.number}), held)
        may_send = refusal is None or bool(given) or refusal.code in SPENT
        sendable = may_send and (refusal is None or refusal.kind is Kind.NOT_NOW)
        context = {
            **self.head,
            **(self._previewed(given) if sendable else {}),
            "file": self.file,
            "act": self.act,
            "form": form,
            "takes_files": any(one["type"] == "scans" for one in walk(form.fields)),
            "has_fields": bool(self.schema.get("properties")),
            "refusal": refusal,
            "reasons": reasons_shown(refusal, self.matter.book) if refusal else [],
            "not_tried": self.request.method != "POST",
            "may_send": sendable,
            "asks_again": asks_again,
            "effects": self._effects() if self.act.adverse else [],
            "key": key or key_of(self.request),
            "seen": self.case.event_seq,
            "english": rulers.language() == "en",
            "basis": [rulers.cited(self.matter.book, one) for one in self.act.basis],
            "late_way": late_entry.way_for(self.act, self.matter),
            "is_too_early": refusal is not None and refusal.code == "EX-16",
            "proposal": self.file.late_entry if self.act.person == "second_officer" else None,
            "draft": self.draft,
        }
        return render(self.request, self.template, context | self._more(form), status=status)

    def _previewed(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The papers as the act would issue them with what is there."""
        return preview_context(self.request, self.case, self.act, given)

    def _more(self, form: Form) -> dict[str, Any]:
        """What a page that shows more than the form adds."""
        return {}

    def _say_when_needed(self, form: Form) -> None:
        """Say beside each particular which grounds require it; the browser shows those of the ground chosen."""
        grounds = self.schema.get("properties", {}).get("ground", {}).get("enum", ())
        book = self.matter.book
        for one in next((part["fields"] for part in form.fields if part["name"] == "particulars"), ()):
            need = one["name"].partition(".")[2]
            wanting = [ground for ground in grounds if need in book.grounds[ground].needs]
            words = [
                book.grounds[ground].text_en if rulers.language() == "en" else book.grounds[ground].text_zh
                for ground in wanting
            ]
            one |= {
                "help": _("Needed for: %(grounds)s") % {"grounds": " ".join(words)},
                "optional_mark": _("by ground"),
                "rows": 2,
                "attrs": {"data-needed-for": " ".join(wanting)},
            }

    def _show_scans(self, form: Form) -> None:
        """Show beside each page of the case that can be chosen what it is."""
        ours = {str(scan.pk): scan.pk for material in self.file.materials for scan in material.scans}
        mark = urlencode({"opening": opening_of(self.request, self.case, "small")})
        for one in form.fields:
            if one["name"] == "scans" and one["type"] == "checkboxes":
                one["choices"] = [
                    (value, label, self._picture(ours[value], mark)) for value, label in one["choices"]
                ]

    def _picture(self, scan: int, mark: str) -> str:
        place = {"number": self.case.number, "scan": scan, "size": "small"}
        return f"{reverse('scan_picture', kwargs=place)}?{mark}"

    def _effects(self) -> list[str]:
        return [
            _("A numbered paper is issued in your name; it can't be changed afterwards."),
            _("The applicant is told the reasons and how to have them reviewed."),
            _("The act stands in the ledger for good. It can't be undone, only corrected by a further act."),
        ]


def _names_officers(schema: Mapping[str, Any]) -> bool:
    return any(part.get("x-widget") == "officer" for part in schema.get("properties", {}).values())
