"""A clock's row as the law reckons it: never edited by hand (EX-16)."""

from typing import Any

from casework.models import Clock
from law.book import LawBook
from law.clock import Due, due, end_of_day


def reckon_into(clock: Clock, book: LawBook, promised: int | None) -> Due:
    """Set the end of a clock's limit under a law, with its derivation. Raises what `law.clock.due` raises."""
    reckoned = due(book, clock.limit, clock.started_on, promised=promised)
    clock.due_on = reckoned.due
    clock.due_at = end_of_day(reckoned.due) if reckoned.due else None
    clock.provisional = reckoned.provisional
    clock.derivation = derivation_data(reckoned)
    return reckoned


def derivation_data(reckoned: Due) -> list[dict[str, Any]]:
    """A derivation as plain data, as it is stored and shown."""
    return [
        {
            "label": line.label_key,
            "zh": line.text_zh,
            "en": line.text_en,
            "day": line.value.isoformat() if line.value else None,
            "basis": [str(citation) for citation in line.basis],
            "ground": str(line.ground),
        }
        for line in reckoned.derivation
    ]
