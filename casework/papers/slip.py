"""What stands on the slip of a registration, whichever act issues it, and on the paper of a certificate that is replaced."""

from datetime import date
from typing import Any

from casework.engine.enquiries import FACTS
from casework.engine.items import Item
from casework.models import Case
from law.book import LawBook

from .extract import extract_elements
from .wording import both, names_of, said


def slip_elements(
    case: Case,
    item: Item,
    book: LawBook,
    *,
    number: str,
    registered_on: date,
    valid_until: date | None = None,
) -> dict[str, Any]:
    """The elements of the slip (D25 for a birth registration); `number` is empty as long as none is given.

    `valid_until` is the last day of the certificate, where the slip is one that has an end.
    """
    given = number or said("given_on_issue")
    validity = {}
    if valid_until is not None:
        day, words = book.wording.day(valid_until), said("valid_until")
        validity["validity"] = both(words["zh"].format(day=day.zh), words["en"].format(day=day.en))
    return {
        "registrant": case.applicant.unseal("name"),
        "item": both(item.name.zh, item.name.en),
        "number": given,
        "registered_on": registered_on.isoformat(),
        "office": names_of(case),
        "seal": names_of(case),
        "qr": given,
        "not_a_condition_note": both(item.result_note.zh, item.result_note.en),
        **validity,
    }


def is_extract(item: Item) -> bool:
    """Whether the certificate of this item tells what registers held on a day, rather than what was registered."""
    return FACTS in item.form["properties"]


def elements_anew(
    case: Case, item: Item, book: LawBook, *, number: str, day: date, valid_until: date | None
) -> dict[str, Any]:
    """The elements of a certificate under its next version: what was decided that day, with today's name."""
    if is_extract(item):
        return extract_elements(case, item, book, number=number, day=day, valid_until=valid_until)
    return slip_elements(case, item, book, number=number, registered_on=day, valid_until=valid_until)
