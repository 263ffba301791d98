"""What stands on the slip of a registration, whichever act issues it."""

from datetime import date
from typing import Any

from casework.engine.items import Item
from casework.models import Case

from .wording import both, names_of, said


def slip_elements(case: Case, item: Item, *, number: str, registered_on: date) -> dict[str, Any]:
    """The elements of the slip (D25 for a birth registration); `number` is empty as long as none is given."""
    given = number or said("given_on_issue")
    return {
        "registrant": case.applicant.unseal("name"),
        "item": both(item.name.zh, item.name.en),
        "number": given,
        "registered_on": registered_on.isoformat(),
        "office": names_of(case),
        "seal": names_of(case),
        "qr": given,
        "not_a_condition_note": both(item.result_note.zh, item.result_note.en),
    }
