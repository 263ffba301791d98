"""A paper as a page that prints: every element with its name, nothing added."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from casework.engine.matter import Matter
from casework.engine.perform import matter_of
from casework.models import ErasedPerson, MaterialState, Office, Paper
from casework.papers.wording import NEEDED
from casework.queries.limits import as_told
from casework.queries.papers_shown import PaperShown, papers_of
from law.papers import PaperKind

from . import rulers
from .case_page import opened_or_404
from .disclosing import note_reading

# Told once, at the counter: a paper shown later does not tell it again.
ONCE = {"query_code", "token"}
# Drawn as the paper's own head, foot and seal.
FRAME = {"seal", "unit_seal", "date", "qr", "remedies"}
# The cells of the tables of a copy of own data, in their order.
ROW = ("number", "item", "part", "received", "state", "papers", "at", "office", "purpose")


@require_safe
def paper_page(request: HttpRequest, number: str, paper: int) -> HttpResponse:
    """Show a paper of a case; one entry among those who looked."""
    opened = opened_or_404(request, number)
    matter = matter_of(opened.case)
    shown = next((one for one in papers_of(opened.case, matter) if one.row.pk == paper), None)
    if shown is None:
        raise Http404
    note_reading(request, "paper", case=opened.case, items=[shown.row.pk])
    told = as_told(shown.row, opened.case)
    context = {
        "case": opened.case,
        "item": matter.item,
        "shown": shown,
        "paper": drawn(shown, matter),
        "derivation": rulers.derivation(matter.book, told) if told else None,
    }
    return render(request, "case/paper.html", context)


def drawn(shown: PaperShown, matter: Matter, secrets: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The paper for `case/paper_sheet.html`; `secrets` are told only in the minute of their making."""
    row: Paper = shown.row
    try:
        elements = row.unseal("elements") or {}
    except ErasedPerson:
        elements = {}
    told = {
        # What isn't even kept says so itself.
        name: (secrets or {}).get(name)
        or (elements[name] if name == "token" else _("told once, on the receipt of the day"))
        for name in ONCE & set(elements)
    }
    ended = shown.ended
    return {
        **sheet(matter.book.papers[row.kind], {**elements, **told}, matter, row.office, row.issued_on),
        "number": row.number,
        "erased": not elements,
        "mark": ended.get_end_display().partition(":")[0].partition("：")[0] if ended else "",
    }


def sheet(
    kind: PaperKind, elements: Mapping[str, Any], matter: Matter, office: Office, day: date
) -> dict[str, Any]:
    """A paper of a kind with these elements, as the law lists them, for `case/paper_sheet.html`."""
    english = rulers.language() == "en"
    lines = [
        {"name": name, "label": label_of(name, matter), "values": _values(name, value, matter)}
        for name, value in sorted(elements.items(), key=lambda entry: _place(kind.must, entry[0]))
        if name not in FRAME and value not in ({}, [])
    ]
    return {
        "title": kind.title_en if english else kind.title_zh,
        "org": office.name,
        "lines": lines,
        "remedy": _one(elements["remedies"], matter) if "remedies" in elements else "",
        "signer": office.name,
        "date_text": date_format(day, "DATE_FORMAT"),
        "lang": "en" if english else "zh-hans",
    }


def label_of(name: str, matter: Matter) -> str:
    """What an element is called. A ground isn't called as the reasons beside it are."""
    phrase = None if name == "ground" else matter.book.elements.get(name)
    if phrase is None:
        return {
            "ground": _("Ground that applies"),
            "not_confirmed": _("Not confirmed"),
            "particulars": _("What the ground requires to be stated"),
        }.get(name, name)
    return phrase.en if rulers.language() == "en" else phrase.zh


def _place(must: tuple[str, ...], name: str) -> int:
    """Where an element stands: as the law lists them, the others behind."""
    return must.index(name) if name in must else len(must)


def _values(name: str, value: Any, matter: Matter) -> list[str]:
    if name == "material_list_with_counts":
        return [_material(entry, matter) for entry in value]
    if isinstance(value, list):
        return [_one(entry, matter) for entry in value]
    if isinstance(value, Mapping) and not {"zh", "en"} <= set(value):
        return [
            _("%(label)s: %(text)s") % {"label": NEEDED.get(key, key), "text": text}
            for key, text in value.items()
        ]
    return [_one(value, matter)]


def _fact(fact: Mapping[str, Any], matter: Matter) -> str:
    """A fact of an extract, with what each register said of it, one line an office; of a copy, what is recorded."""
    lines = [
        _("%(label)s: %(text)s")
        % {"label": _one(line["office"], matter), "text": _one(line["words"], matter)}
        if isinstance(line, Mapping) and "office" in line
        else _one(line, matter)
        for line in fact["lines"]
    ]
    return "\n".join([_one(fact["name"], matter), *lines])


def _row(row: Mapping[str, Any], matter: Matter) -> str:
    """A row of a paper's table in one line: a case, a look, a correction."""
    cells = {
        name: "、".join(_one(one, matter) for one in value)
        if isinstance(value, list)
        else _one(value, matter)
        for name, value in row.items()
    }
    if "was" in cells:
        return f"{cells['name']}: {cells['was']} → {cells['now']}"
    return " · ".join(cells[name] for name in ROW if cells.get(name))


def _one(value: Any, matter: Matter) -> str:
    if isinstance(value, Mapping) and "lines" in value:
        return _fact(value, matter)
    if isinstance(value, Mapping) and "zh" not in value:
        return _row(value, matter)
    if isinstance(value, Mapping):
        return str(value.get(rulers.language(), ""))
    text = str(value)
    names = {rule.code: str(rule.name) for rule in matter.item.materials} | {
        "form": _("The application form")
    }
    return names.get(text) or _moment(text) or text


def _moment(text: str) -> str:
    try:
        if len(text) == 10:
            return date_format(date.fromisoformat(text), "DATE_FORMAT")
        if len(text) > 16 and text[4] == "-":
            return date_format(timezone.localtime(datetime.fromisoformat(text)), "DATETIME_FORMAT")
    except ValueError:
        pass
    return ""


def _material(entry: Mapping[str, Any], matter: Matter) -> str:
    names = {rule.code: str(rule.name) for rule in matter.item.materials}
    words = _("%(label)s: %(text)s") % {
        "label": names.get(entry["code"], entry["code"]),
        "text": MaterialState(entry["state"]).label,
    }
    pages = _("%(pages)s pages") % {"pages": entry["pages"]} if entry.get("pages") else ""
    return f"{words}{_(', ')}{pages}" if pages else words
