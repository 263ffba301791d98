"""What a decision rests on and what its paper has to hold: the bases in force today, and the mandatory elements."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from casework.engine.act import Act
from casework.engine.lawbook import current_law
from casework.engine.matter import Matter
from casework.engine.refusal import ActRefused
from casework.engine.schema import text_of
from casework.papers.wording import articles_in_force, remedies_against
from law.bases import Citation, LegalBasis
from law.book import LawBook
from law.papers import PaperKind

from . import rulers

# Elements that a field of another name fills.
FILLED_BY = {
    "reason": "ground",
    "competent_agency_if_any": "particulars",
    "all_missing_items": "missing",
    "how_to_fix": "missing",
}
# Set when the paper is issued, not before.
ON_ISSUE = frozenset({"seal", "unit_seal", "qr"})
# Drawn in the frame of the paper.
FRAME = ON_ISSUE | {"date", "remedies"}
ARTICLES = frozenset({"article_in_force", "article", "basis"})


def bases_shown(matter: Matter) -> list[dict[str, Any]]:
    """The bases of the item with the text that is in force today; below them what they replaced, which nobody cites."""
    book = _newest(matter)
    mine = [_cited(book, one, matter.day) for one in matter.item.basis if one.basis in book.bases]
    names = {one.basis for one in matter.item.basis}
    replaced = [
        _repealed(one)
        for one in book.bases.values()
        if one.id not in names and names & set(one.replaced_by) and not one.in_force_on(matter.day)
    ]
    return mine + replaced


def _newest(matter: Matter) -> LawBook:
    """Whether an article stands today is asked of today's law, whatever law the case was received under."""
    try:
        return current_law(matter.day)[1]
    except LookupError:
        return matter.book


def _cited(book: LawBook, citation: Citation, today: date) -> dict[str, Any]:
    basis = book.bases[citation.basis]
    if not basis.in_force_on(today):
        return _repealed(basis)
    text = rulers.cited(book, str(citation))
    return {"text": text, "in_force": True, "since": basis.version_on(today).valid_from, "id": basis.id}


def _repealed(basis: LegalBasis) -> dict[str, Any]:
    title = basis.title_en if rulers.language() == "en" else basis.title_zh
    return {"text": title, "in_force": False, "ended": basis.ended_on, "code": "EX-10", "id": basis.id}


def paper_of(act: Act, matter: Matter) -> PaperKind | None:
    """The paper that an act issues in a case of this item, if it issues one."""
    use = next((one for one in act.papers if one in matter.item.papers), None)
    return matter.book.papers[matter.item.papers[use]] if use is not None else None


def elements_shown(
    kind: PaperKind, schema: Mapping[str, Any], given: Mapping[str, Any], matter: Matter
) -> list[dict[str, Any]]:
    """The mandatory elements: filled in, missing, or set on issue; with the field that fills each."""
    asked = schema.get("properties", {})
    shown = []
    for name in kind.must:
        field = name if name in asked else FILLED_BY.get(name, "")
        field = field if field in asked else ""
        state = "on_issue" if name in ON_ISSUE else "there"
        if field and not _is_filled(field, given, matter):
            state = "missing"
        # A part of a form is looked at by the server; the browser can't tell what a ground requires.
        single = field if asked.get(field, {}).get("type") == "string" else ""
        shown.append({"label": _label(name, matter), "state": state, "field": single})
    return shown


def _is_filled(field: str, given: Mapping[str, Any], matter: Matter) -> bool:
    if field == "particulars":
        ground = matter.book.grounds.get(str(given.get("ground", "")))
        stated = given.get("particulars") or {}
        return ground is None or all(str(stated.get(need) or "").strip() for need in ground.needs)
    value = given.get(field)
    return bool(value.strip() if isinstance(value, str) else value)


def _label(name: str, matter: Matter) -> str:
    phrase = matter.book.elements.get(name)
    if phrase is None:
        return name
    return phrase.en if rulers.language() == "en" else phrase.zh


def sheet(
    kind: PaperKind, schema: Mapping[str, Any], given: Mapping[str, Any], matter: Matter
) -> dict[str, Any]:
    """The paper as far as it is filled in, for `case/paper_sheet.html`."""
    english = rulers.language() == "en"
    asked = schema.get("properties", {})
    lines = []
    for name in [*(["ground"] if "ground" in asked and "ground" not in kind.must else []), *kind.must]:
        if name not in FRAME:
            field = name if name in asked else FILLED_BY.get(name, "")
            values = (
                _typed(asked.get(field, {}), given.get(field)) if field in asked else _by_itself(name, matter)
            )
            lines.append(
                {
                    "name": name,
                    "label": _("Ground") if name == "ground" else _label(name, matter),
                    "values": values or ["…"],
                    "live": field in asked,
                }
            )
    return {
        "title": kind.title_en if english else kind.title_zh,
        "org": matter.case.office.name,
        "number": "",
        "lines": lines,
        "erased": False,
        "remedy": remedy(matter) if "remedies" in kind.must else "",
        "signer": matter.case.office.name,
        "date_text": date_format(matter.day, "DATE_FORMAT"),
        "lang": "en" if english else "zh-hans",
    }


def _typed(part: Mapping[str, Any], value: Any) -> list[str]:
    if isinstance(value, Mapping):
        inner = part.get("properties", {})
        return [text for name, one in value.items() for text in _typed(inner.get(name, {}), one)]
    if isinstance(value, list):
        return [" ".join(_typed(part.get("items", {}), one)) for one in value]
    labels = part.get("x-labels", {})
    text = text_of(labels[value]) if isinstance(value, str) and value in labels else str(value or "")
    return [text] if text.strip() else []


def _by_itself(name: str, matter: Matter) -> list[str]:
    if name not in ARTICLES:
        return [_("(filled in on issue)")]
    try:
        articles = articles_in_force(matter.book, matter.item.basis, matter.day)
    except ActRefused as refusal:
        return [str(one.text) for one in refusal.reasons]
    return [one[rulers.language()] for one in articles]


def remedy(matter: Matter) -> str:
    """How the applicant may have the decision reviewed: it follows from the act, the office and the day alone."""
    try:
        return remedies_against(matter.book, matter.item, matter.day)[rulers.language()]
    except ActRefused as refusal:
        return " ".join(str(one.text) for one in refusal.reasons)
