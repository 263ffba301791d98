"""How a refusal is told on a page."""

from typing import Any

from casework.engine.refusal import ActRefused, Kind
from law.book import LawBook

from . import rulers

STATUS = {Kind.MAY_NOT: 403, Kind.NOT_NOW: 409}


def reasons_shown(refusal: ActRefused, book: LawBook) -> list[dict[str, Any]]:
    """The reasons of a refusal, as `case/refusal_reasons.html` draws them."""
    return [
        {
            "text": reason.text,
            "detail": reason.detail,
            "code": reason.code,
            "basis": [rulers.cited(book, one) for one in reason.basis],
            "ways_out": reason.ways_out,
        }
        for reason in refusal.reasons
    ]
