"""Papers as PDF/A-2b.

A template is data of an edition (`templates/<edition>/<kind>.typ` with the texts beside it); what a paper must contain
is law and is insisted on here, before anything is set. What people wrote reaches the template as data and is never read
as markup; a template reads nothing outside its edition's folder, and nothing is fetched.

The same paper gives the same bytes as long as typst, the fonts and the key are the same. What was issued is proved by the
digest of its elements, not by that of a PDF; the signature of the file states that digest (`signed.py`).
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import typst
from django.conf import settings
from django.urls import reverse

from casework.engine.issuing import insist_complete
from casework.engine.lawbook import book_of, item_of
from casework.models import Case, EndedPaper, Paper
from law.book import LawBook
from law.clock import SHANGHAI
from law.codes import LicenceNumber
from law.errors import InvalidCode

from .fonts import font_set
from .naming import with_names
from .printable import check_printable
from .seal import seal
from .sheet import Language, Meta, office_of, sheet
from .signed import impression_with, signed, signer_now
from .wording import said

TEMPLATES = Path(__file__).parent / "templates"
STANDARD = "a-2b"
_EDITION = re.compile(r"(\d{4})-(\d+)")
# The elements from which a kind of paper has its QR code.
_CODES = ("query_code", "qr")


class NoTemplate(LookupError):
    """No edition of the templates has this kind of paper."""


def render(
    paper: Paper, language: Language = "zh", *, with_query_code: bool = False, sign: bool = True
) -> bytes:
    """The PDF of an issued paper. Chinese is the paper; English is a courtesy translation and says so.

    The query code is the applicant's; it's told once, in the minute of the receipt, and only then is `with_query_code`
    true. A file that goes into another one isn't signed: its signature would be broken there. Raises ErasedPerson (its content is gone for good), NoTemplate, OSError if the seal service doesn't answer.
    """
    case = paper.case
    ended = EndedPaper.objects.filter(paper=paper).first()
    item = item_of(case.item_version_id)
    elements = dict(paper.unseal("elements"))
    code = next((name for name in _CODES if elements.get(name)), "")
    value = "" if not code else case.number if code == "query_code" else str(elements[code])
    if code == "query_code" and not with_query_code:
        elements[code] = said("query_code_told")
    office = {"zh": paper.office.name_zh, "en": paper.office.name_en}
    signer = signer_now() if sign else None
    meta = Meta(
        office=office,
        issued_on=paper.issued_on,
        number=paper.number,
        addressee=case.applicant.unseal("name"),
        item={"zh": item.name.zh, "en": item.name.en},
        case_number=case.number,
        received_on=case.received_on,
        qr=qr_text(value),
        seal=impression_with(
            signer, seal().impression(office=office["zh"], kind=paper.kind, number=paper.number)
        ),
        end=ended.end if ended else "",
        ended_on=ended.ended_on if ended else None,
    )
    book = book_of(case.law_edition_id)
    pdf = render_elements(paper.kind, with_names(elements, item), meta, book, language)
    if signer is None:
        return pdf
    return signed(pdf, paper, book.papers[paper.kind], language, office_of(elements, office), ended, signer)


def render_preview(
    kind: str, elements: Mapping[str, Any], case: Case, day: date, language: Language = "zh"
) -> bytes:
    """The PDF of a paper that hasn't been issued: without a number and marked as what it is, its gaps in sight.

    Raises as `render` does, BadInput for a character that no font has.
    """
    item = item_of(case.item_version_id)
    meta = Meta(
        office={"zh": case.office.name_zh, "en": case.office.name_en},
        issued_on=day,
        addressee=case.applicant.unseal("name"),
        item={"zh": item.name.zh, "en": item.name.en},
        case_number=case.number,
        received_on=case.received_on,
    )
    return render_elements(kind, with_names(elements, item), meta, book_of(case.law_edition_id), language)


def qr_text(value: str) -> str:
    """What the QR code of a paper holds for a number: an address of the hall's public pages (setting PAPER_QR).

    A certificate leads to the page that verifies it, a case number to the page that tells how the case stands; the
    query code is never in an address. A hall without a public address prints the number alone.
    """
    if not value or settings.PAPER_QR == "{value}":
        return value
    try:
        page = reverse("verify_one", kwargs={"identifier": str(LicenceNumber.parse(value))})
    except InvalidCode:
        page = f"{reverse('progress')}?{urlencode({'number': value})}"
    return settings.PAPER_QR.replace("{value}", page.lstrip("/"))


def page_address(name: str) -> str:
    """The address of a public page for a paper; empty where the hall has no public address (setting PAPER_QR)."""
    if settings.PAPER_QR == "{value}":
        return ""
    return settings.PAPER_QR.replace("{value}", reverse(name).lstrip("/"))


def render_elements(
    kind: str, elements: Mapping[str, Any], meta: Meta, edition: LawBook, language: Language = "zh"
) -> bytes:
    """The PDF of these elements as a paper of that kind, or, without a number, its preview.

    A preview shows what is still missing as a gap. Raises ElementMissing, BadInput for a character that no font has,
    NoTemplate, KeyError for a kind that the edition doesn't know.
    """
    wanted = edition.papers[kind]
    if not meta.preview:
        insist_complete(wanted, elements)
    check_printable(kind, {**elements, "addressee": meta.addressee, "number": meta.number})
    folder = template_folder(kind, edition.edition)
    fonts = font_set()
    return typeset(
        folder, f"{kind}.typ", sheet(wanted, elements, meta, edition, language, folder, fonts), meta
    )


def template_folder(kind: str, edition: str) -> Path:
    """The templates of that edition, or of the last one before it that has this kind. Raises NoTemplate."""
    wanted = _order(edition)
    known = sorted((one for one in _editions() if wanted is None or _order(one) <= wanted), key=_order)
    for one in reversed(known):
        if (TEMPLATES / one / f"{kind}.typ").is_file():
            return TEMPLATES / one
    raise NoTemplate(f"no template of {kind} for edition {edition}")


def typeset(folder: Path, template: str, data: Mapping[str, Any], meta: Meta) -> bytes:
    """Set one template of a folder with its data. It can read that folder, the fonts and the data, nothing else."""
    day = datetime.combine(meta.issued_on, time(), SHANGHAI).astimezone(UTC)
    return bytes(
        typst.compile(
            str(folder / template),
            root=str(folder),
            font_paths=font_set().loaded,
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True)},
            format="pdf",
            pdf_standards=STANDARD,
            timestamp=int(day.timestamp()),
        )
    )


@cache
def _editions() -> tuple[str, ...]:
    return tuple(path.name for path in TEMPLATES.iterdir() if _EDITION.fullmatch(path.name))


def _order(edition: str) -> tuple[int, int] | None:
    match = _EDITION.fullmatch(edition)
    return (int(match[1]), int(match[2])) if match else None
