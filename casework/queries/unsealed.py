"""Sealed words as a screen shows them: of an erased person nothing is left to show."""

from typing import Any

from casework.models import ErasedPerson


def opened_or_nothing(row: Any, field: str) -> Any:
    """A sealed field of a row, or an empty text where the person was erased."""
    try:
        return row.unseal(field) or ""
    except ErasedPerson:
        return ""
