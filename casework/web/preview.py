"""The papers of an act before it is done, as a part of a page, as a page of its own, or as the PDF that would be printed."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.engine.act import Act, acts
from casework.engine.actor import Actor
from casework.engine.perform import matter_of
from casework.engine.previewing import PaperPreview, Preview, preview
from casework.engine.refusal import ActRefused
from casework.models import Case, ErasedPerson
from casework.papers.render import NoTemplate, render_preview
from casework.papers.wording import said

from . import rulers
from .case_page import opened_or_404
from .disclosing import note_first_reading
from .forms import Form, given_by
from .paper_page import label_of, sheet
from .refused import STATUS, reasons_shown

SEALS = ("seal", "unit_seal")


@require_POST
def preview_page(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """What the act would issue with the input of its form; with `format=pdf` the sheet that `sheet` names.

    Nothing is stored and nothing refused for good: an officer who may not do the act gets the reasons. To htmx the
    answer is the part of the page alone.
    """
    opened = opened_or_404(request, number)
    procedure = opened.case.flow_class
    if act not in procedure.acts() or act in procedure.begin_node().acts:
        raise Http404
    matter = matter_of(opened.case)
    schema = acts[act].schema_for(matter) if acts[act].schema_for else acts[act].schema
    given = given_by(schema, request.POST)
    if request.GET.get("format") == "pdf":
        return _pdf(request, opened.case, acts[act], given)
    context = {"case": opened.case, **preview_context(request, opened.case, acts[act], given)}
    if context["sheets"]:
        note_first_reading(request, "preview", case=opened.case)
    template = "case/preview.html" if request.htmx else "case/preview_page.html"
    return render(request, template, context, status=context["preview_status"])


def preview_context(request: HttpRequest, case: Case, act: Act, given: Mapping[str, Any]) -> dict[str, Any]:
    """What `case/preview.html` draws: each sheet with what is missing, or why there is none."""
    try:
        found = preview(act, case=case, by=Actor(request.user, "web", request.request_id), given=given)
    except ActRefused as refusal:
        return {
            "act": act,
            "sheets": [],
            "preview_reasons": reasons_shown(refusal, matter_of(case).book),
            "preview_status": STATUS[refusal.kind],
        }
    except ErasedPerson as error:
        raise Http404 from error
    wanted = act.schema_for(found.matter) if act.schema_for else act.schema
    words = frozenset(_words_in(given))
    return {
        "act": act,
        "sheets": [_drawn(one, found, words) for one in found.papers],
        "preview_faults": Form(wanted, given, found.faults).errors,
        "preview_status": 200,
    }


def _drawn(one: PaperPreview, found: Preview, words: frozenset[str]) -> dict[str, Any]:
    matter = found.matter
    paper = sheet(one.kind, one.elements, matter, matter.case.office, matter.day)
    gaps = [
        {"name": name, "label": label_of(name, matter), "gap": True}
        for name in one.missing
        if name != "remedies" and name not in SEALS
    ]
    lines = {line["name"]: line for line in [*paper["lines"], *gaps]}
    for line in lines.values():
        line["live"] = [str(value) for value in line.get("values", ()) if str(value) in words]
    in_order = [lines.pop(name) for name in one.kind.must if name in lines]
    return {
        **paper,
        "lines": [*in_order, *lines.values()],
        "preview": True,
        "mark": _("Preview"),
        "missing": [label_of(name, matter) for name in one.missing],
        "elements": [(label_of(name, matter), _stands(name, one)) for name in one.kind.must],
        "there": sum(_stands(name, one) == "there" for name in one.kind.must),
    }


def _stands(name: str, one: PaperPreview) -> str:
    """Whether an element is there, is given when the paper is issued, or is still missing."""
    if name in one.missing:
        return "missing"
    given_later = name in SEALS or one.elements[name] == said("given_on_issue")
    return "on_issue" if given_later else "there"


def _words_in(given: Any) -> list[str]:
    """The texts that the officer wrote: a sheet shows which words are theirs."""
    if isinstance(given, str):
        return [given.strip()]
    if isinstance(given, Mapping):
        return [word for value in given.values() for word in _words_in(value)]
    return [word for value in given for word in _words_in(value)] if isinstance(given, list) else []


def _pdf(request: HttpRequest, case: Case, act: Act, given: Mapping[str, Any]) -> HttpResponse:
    asked = request.GET.get("sheet", "1")
    place = int(asked) - 1 if asked.isdecimal() and len(asked) < 3 else -1
    try:
        found = preview(act, case=case, by=Actor(request.user, "web", request.request_id), given=given)
        if not 0 <= place < len(found.papers):
            raise Http404
        paper = found.papers[place]
        language = "en" if rulers.language() == "en" else "zh"
        content = render_preview(paper.kind.id, paper.elements, case, found.matter.day, language)
    except ActRefused as refusal:
        context = {
            "case": case,
            "act": act,
            "sheets": [],
            "preview_reasons": reasons_shown(refusal, matter_of(case).book),
        }
        return render(request, "case/preview_page.html", context, status=STATUS[refusal.kind])
    except (ErasedPerson, NoTemplate) as error:
        raise Http404 from error
    note_first_reading(request, "preview", case=case)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="preview-{paper.kind.id}.pdf"'
    return answer
