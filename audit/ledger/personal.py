"""A safeguard of the product: personal data must not slip into a table from which nothing can be erased.

Ground: product. It recognises the two things that are typed into free text most often, a resident identity
number (GB 11643: 18 characters, a plausible birth date, the check character right) and a telephone number of
mainland China. It cannot recognise a name; that stays the duty of each act, which enters a commitment
instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from audit.ledger.canonical import Plain
from audit.ledger.errors import PersonalDataRefused

# Digests and UUIDs are machine-made; by chance some hold eleven digits that read like a mobile number.
_MACHINE_MADE = re.compile(
    r"(?<![0-9A-Za-z])(?:[0-9a-f]{32,}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_RESIDENT_ID = re.compile(
    r"(?<!\d)(?=([1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx])(?![0-9]))"
)
_GAP = r"[ \-\u2010-\u2015]?"
_MOBILE = rf"1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}"
_LANDLINE = rf"(?:\(0\d{{2,3}}\)|0\d{{2,3}}{_GAP})[2-9]\d{{6,7}}"
_PHONE = re.compile(rf"(?<!\d)(?:(?:\+|00)?86{_GAP})?(?:{_MOBILE}|{_LANDLINE})(?!\d)")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"


def is_resident_id(text: str) -> bool:
    """Whether the last of 18 characters is the check character of the first 17 (ISO 7064, MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, text[:17], strict=True))
    return _CHECK_CHARACTERS[total % 11] == text[17].upper()


def personal_sort(text: str) -> str | None:
    """``resident_id``, ``phone`` or None: what kind of personal data the text holds."""
    folded = _MACHINE_MADE.sub(" ", unicodedata.normalize("NFKC", text))
    # Blanks and hyphens between groups are how people read an identity number out.
    joined = re.sub(r"(?<=\d)[ \-](?=[\dXx])", "", folded)
    for candidate in (folded, joined):
        if any(is_resident_id(match[1]) for match in _RESIDENT_ID.finditer(candidate)):
            return "resident_id"
    return "phone" if _PHONE.search(folded) else None


def _texts(value: Plain, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for number, (key, item) in enumerate(value.items()):
            # A key that is itself personal data must not be repeated in the path of the error.
            yield f"{path} (key {number + 1})", key
            yield from _texts(item, f"{path}.{key}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _texts(item, f"{path}[{number}]")
    elif isinstance(value, str):
        yield path, value
    elif isinstance(value, int) and not isinstance(value, bool):
        yield path, str(value)


def refuse_personal_data(value: Plain, path: str) -> None:
    """Raise PersonalDataRefused when a key, a string or an integer anywhere in the value looks like personal
    data.
    """
    for where, text in _texts(value, path):
        sort = personal_sort(text)
        if sort is not None:
            raise PersonalDataRefused(sort, where)
