"""What stands on a voucher (D27), and what never does: what it is used for, and, once it was handed over, its code."""

from datetime import date
from typing import Any

from casework.models import Case, Office, OfficeKind, Paper
from law.book import LawBook

from .render import page_address, render_elements
from .seal import seal
from .sheet import Language, Meta
from .wording import both, names_of, said, said_with


def voucher_elements(case: Case, book: LawBook, last_day: date) -> dict[str, Any]:
    """The elements of the voucher as it is kept: with a note in the place of the code."""
    day = book.wording.day(last_day)
    return {
        "token": said("token_told"),
        "validity": said_with("voucher_validity", day=both(day.zh, day.en)),
        "providers": [both(one.name_zh, one.name_en) for one in providers()] or [said("any_provider")],
        "voluntary_note": said("voucher_voluntary"),
        "no_procedure_named": said("voucher_names_nothing"),
        "complaint_way": said_with(
            "voucher_complaint", phone=case.office.telephone or names_of(case), office=names_of(case)
        ),
        "seal": names_of(case),
    }


def providers() -> list[Office]:
    """The licensed institutions that take vouchers; the person chooses among them, and tells nobody."""
    return list(Office.objects.filter(kind=OfficeKind.PROVIDER, active=True).order_by("code"))


def render_voucher(paper: Paper, token: str, book: LawBook, language: Language = "zh") -> bytes:
    """The voucher as the person takes it along, with its code, as PDF: made from what is on the screen, and not kept.

    The code stands in the QR code as it is, never in an address, which would be logged. Raises ErasedPerson, NoTemplate.
    """
    office = both(paper.office.name_zh, paper.office.name_en)
    meta = Meta(
        office=office,
        # Of the month, not of the day: the file says no more than the paper.
        issued_on=paper.issued_on.replace(day=1),
        number=paper.number,
        qr=token,
        page=page_address("voucher"),
        seal=seal().impression(office=office["zh"], kind=paper.kind, number=paper.number),
    )
    return render_elements(paper.kind, {**paper.unseal("elements"), "token": token}, meta, book, language)


def render_consent(provider: Office, book: LawBook, today: date, language: Language = "zh") -> bytes:
    """The blank of the informed-choice consent (D18) for a provider: the law's elements, and room to write."""
    line = said("blank")
    elements = {
        "person": line,
        "procedure": line,
        "alternatives": said("consent_alternatives"),
        "risks": said("consent_risks"),
        "questions_answered": said("consent_questions"),
        "voluntary_statement": said("consent_voluntary"),
        "right_to_withdraw": said("consent_withdraw"),
        "free_of_charge": said("consent_free"),
        "own_signature": line,
        "doctor_signature": line,
        "time": line,
    }
    # It has no number, and isn't a preview of anything either.
    meta = Meta(office=both(provider.name_zh, provider.name_en), issued_on=today.replace(day=1), number=" ")
    return render_elements("D18", elements, meta, book, language)
