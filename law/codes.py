"""Codes of organisations, licences and service items, with their check characters."""

from __future__ import annotations

import re
from dataclasses import dataclass

from law.errors import InvalidCode
from law.identifiers import mod_37_36_check

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
LICENCE_ROOT = "1.2.156.3005.2"
ITEM_TYPES = frozenset({"01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "20"})

_USCC = re.compile(f"[{USCC_ALPHABET}]{{18}}")
_ORG = re.compile(r"[0-9A-Z]{8}[0-9X]")
_LICENCE = re.compile(
    rf"{re.escape(LICENCE_ROOT)}\.(?P<type>[0-9A-Z]{{21}})\.(?P<issuer>[0-9A-Z]{{18}}|\d{{6}})"
    r"\.(?P<serial>[0-9A-Z]{1,32})\.(?P<version>\d{3})\.(?P<check>[0-9A-Z])"
)


def org_code_check(text: str) -> str:
    """Check character of an organisation code (GB 11714-1997) over its first eight characters.

    Raises :class:`InvalidCode` for other text.
    """
    if not re.fullmatch(r"[0-9A-Z]{8}", text):
        raise InvalidCode("an organisation code has eight digits or capitals before its check character")
    total = sum(weight * int(character, 36) for weight, character in zip(ORG_WEIGHTS, text, strict=True))
    check = 11 - total % 11
    return {10: "X", 11: "0"}.get(check, str(check))


def is_org_code(text: str) -> bool:
    """Whether the nine characters are an organisation code with the right check character."""
    return _ORG.fullmatch(text) is not None and org_code_check(text[:8]) == text[8]


def uscc_check(text: str) -> str:
    """Check character of a unified social credit code (GB 32100-2015) over its first seventeen characters.

    Raises :class:`InvalidCode` for other text; I, O, S, V and Z are not used.
    """
    if not re.fullmatch(f"[{USCC_ALPHABET}]{{17}}", text):
        raise InvalidCode("a unified social credit code has seventeen characters of its own alphabet")
    total = sum(
        weight * USCC_ALPHABET.index(character) for weight, character in zip(USCC_WEIGHTS, text, strict=True)
    )
    return USCC_ALPHABET[-total % 31]


def is_uscc(text: str) -> bool:
    """Whether the text is a unified social credit code: its own check character is right.

    The organisation code inside (characters 9 to 17) is not checked: real codes carry temporary ones.
    """
    return _USCC.fullmatch(text) is not None and uscc_check(text[:17]) == text[17]


def is_type_code(text: str) -> bool:
    """Whether the text can be the type of an electronic licence: 18 characters of the body that defined it, then 3."""
    return re.fullmatch(r"[0-9A-Z]{18}\d{3}", text) is not None and is_uscc(text[:18])


@dataclass(frozen=True, slots=True)
class LicenceNumber:
    """Identifier of an electronic licence (GB/T 36904-2018).

    ``type_code``: code of the body that defined the type (18 characters) and a serial of three; ``issuer``:
    18 characters, or six digits of a division as seen in the wild. The standard's text was not read: the
    length of the serial (1 to 32) is our reading, the check was verified on published identifiers.
    """

    type_code: str
    issuer: str
    serial: str
    version: int

    @classmethod
    def parse(cls, text: str) -> LicenceNumber:
        """Read an identifier. Raises :class:`InvalidCode` for another form or a wrong check character."""
        match = _LICENCE.fullmatch(text)
        if match is None:
            raise InvalidCode("not an identifier of an electronic licence")
        number = cls(match["type"], match["issuer"], match["serial"], int(match["version"]))
        if str(number) != text:
            raise InvalidCode("the check character does not fit")
        return number

    def __str__(self) -> str:
        parts = (self.type_code, self.issuer, self.serial, f"{self.version:03d}")
        return ".".join((LICENCE_ROOT, *parts, mod_37_36_check("".join(parts))))


@dataclass(frozen=True, slots=True)
class ItemCode:
    """Implementation code of a service item (GB/T 39554.1-2020): who carries out which basic item.

    ``level``: 1 state, 2 province, 3 city, 4 county, 5 township, 6 village. ``business`` are the two digits
    of a business item, where given. The structure is inferred from published codes (medium).
    """

    agency: str
    level: int
    basic: str
    business: str | None = None

    @classmethod
    def parse(cls, text: str) -> ItemCode:
        """Read 31 or 33 characters. Raises :class:`InvalidCode`."""
        match = re.fullmatch(r"([0-9A-Z]{18})([1-6])(\d{12})(\d{2})?", text)
        if match is None:
            raise InvalidCode("an item code has 31 characters, or 33 with a business item")
        if not is_uscc(match[1]):
            raise InvalidCode("the code of the agency has a wrong check character")
        code = cls(match[1], int(match[2]), match[3], match[4])
        if code.type_code not in ITEM_TYPES:
            raise InvalidCode(f"no kind of item has the number {code.type_code}")
        return code

    @property
    def region(self) -> str:
        """Two digits of the region of the basic item; 00 national, 41 Henan."""
        return self.basic[:2]

    @property
    def type_code(self) -> str:
        """Two digits of the kind: 01 licence, 05 benefit, 07 confirmation, 20 public service and so on."""
        return self.basic[2:4]

    @property
    def department(self) -> str:
        """Two digits of the department; 23 health."""
        return self.basic[4:6]

    def __str__(self) -> str:
        return f"{self.agency}{self.level}{self.basic}{self.business or ''}"
