"""What stands on the slip of a registration, whichever act issues it."""

from datetime import date
from typing import Any

from casework.engine.items import Item
from casework.models import Case
from law.book import LawBook

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
