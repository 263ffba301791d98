"""What the templates get: elements, labels and texts of one language, as plain data."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

import segno
from ruamel.yaml import YAML

from casework.engine.issuing import missing_elements
from law.book import LawBook
from law.clock import SHANGHAI
from law.papers import PaperKind

from .fonts import FontSet
from .seal import NO_SEAL, Impression

Language = Literal["zh", "en"]
DAYS = frozenset(
    {
        "accepted_on",
        "date",
        "decision_due",
        "new_due",
        "not_counted_from",
        "received_at",
        "registered_on",
        "searched_on",
    }
)


@dataclass(frozen=True)
class Meta:
    """What a paper says beside its elements: who issues it, to whom, about what, when, under which number.

    Without a number it is a preview: marked as one, and what is still missing shows as a gap. `qr` is the text of the
    QR code where the kind has one, `page` the address of a public page about it, with a code of its own. A paper that has ended is marked as void or withdrawn, with the day.
    """

    office: Mapping[str, str]
    issued_on: date
    number: str = ""
    addressee: str = ""
    item: Mapping[str, str] | None = None
    case_number: str = ""
    received_on: date | None = None
    qr: str = ""
    page: str = ""
    seal: Impression = NO_SEAL
    end: Literal["", "void", "withdrawn"] = ""
    ended_on: date | None = None

    @property
    def preview(self) -> bool:
        """Whether nothing was issued yet."""
        return not self.number


def sheet(
    kind: PaperKind,
    elements: Mapping[str, Any],
    meta: Meta,
    book: LawBook,
    language: Language,
    folder: Path,
    fonts: FontSet,
) -> dict[str, Any]:
    """All that a template may read. It holds text only, and a template treats text as text."""
    texts = _texts(folder)
    shown = dict(elements)
    if meta.preview:
        for name in missing_elements(kind, elements):
            label = book.elements[name]
            gap = texts["gap"]
            shown[name] = {
                "zh": gap["zh"].replace("{label}", label.zh),
                "en": gap["en"].replace("{label}", label.en),
            }
    return {
        "kind": kind.id,
        "title": {"zh": kind.title_zh, "en": kind.title_en}[language],
        "language": language,
        "preview": meta.preview,
        "mark": _mark(book, language, texts, meta),
        "number": meta.number,
        "office": _in(language, office_of(elements, meta.office)),
        "addressee": meta.addressee,
        "item": _in(language, meta.item or {"zh": "", "en": ""}),
        "case_number": meta.case_number,
        "received_on": _day(book, language, meta.received_on),
        "issued_on": _day(book, language, meta.issued_on),
        "issued": [meta.issued_on.year, meta.issued_on.month, meta.issued_on.day],
        "elements": {
            name: _moment(book, language, texts, value) if name in DAYS else _in(language, value)
            for name, value in shown.items()
        },
        "labels": {name: getattr(phrase, language) for name, phrase in book.elements.items()},
        "texts": {key: text[language] for key, text in texts.items() if "zh" in text},
        "needs": {key: text[language] for key, text in texts["needs"].items()},
        "states": {key: text[language] for key, text in texts["states"].items()},
        "seal": {
            "note": texts["seal_notes"][meta.seal.note][language] if meta.seal.note else "",
            "picture": list(meta.seal.picture),
        },
        "qr": _qr(meta.qr) if meta.qr else "",
        "page": meta.page,
        "page_qr": _qr(meta.page) if meta.page else "",
        "fonts": {"text": fonts.text, "title": fonts.title, "title_is_bold": fonts.title_is_bold},
    }


def office_of(elements: Mapping[str, Any], office: Any) -> Any:
    """The office as the paper names it: as it was called when the paper was issued, where it says so."""
    return next((elements[name] for name in ("unit_seal", "seal") if elements.get(name)), office)


def _mark(book: LawBook, language: Language, texts: Mapping[str, Any], meta: Meta) -> dict[str, str]:
    """The word across the page and the note above it: a preview, or a paper that has ended."""
    name = "preview" if meta.preview else meta.end
    if not name:
        return {"word": "", "note": ""}
    note: str = texts[f"{name}_note"][language]
    return {
        "word": texts[f"{name}_mark"][language],
        "note": note.replace("{day}", _day(book, language, meta.ended_on)),
    }


@cache
def _texts(folder: Path) -> dict[str, Any]:
    with (folder / "texts.yaml").open(encoding="utf-8") as file:
        return dict(YAML(typ="safe", pure=True).load(file))


def _in(language: Language, value: Any) -> Any:
    """The value in one language. What an officer or an applicant wrote stands in every language as they wrote it."""
    if isinstance(value, Mapping):
        if "zh" in value:
            return value.get(language) or value["zh"]
        return {str(name): _in(language, one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_in(language, one) for one in value]
    return value if isinstance(value, str | int) else "" if value is None else str(value)


def _day(book: LawBook, language: Language, day: date | None) -> str:
    return getattr(book.wording.day(day), language) if day else ""


def _moment(book: LawBook, language: Language, texts: Mapping[str, Any], value: Any) -> Any:
    """A day or a time in words; anything else as it is."""
    if not isinstance(value, str):
        return _in(language, value)
    try:
        if len(value) == len("2026-01-01"):
            return _day(book, language, date.fromisoformat(value))
        time = datetime.fromisoformat(value).astimezone(SHANGHAI)
    except ValueError:
        return value
    words: str = texts["moment"][language]
    return (
        words.replace("{day}", _day(book, language, time.date()))
        .replace("{hour}", str(time.hour))
        .replace("{minute}", f"{time.minute:02d}")
    )


def _qr(value: str) -> str:
    picture = io.BytesIO()
    segno.make(value, error="m", micro=False).save(picture, kind="svg", border=0, xmldecl=False)
    return picture.getvalue().decode()
