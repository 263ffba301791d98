"""Case numbers, resident identity numbers, names folded for comparison, masks for lists."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

from stdnum.cn import ric
from stdnum.exceptions import InvalidComponent
from stdnum.iso7064 import mod_37_36

from law.errors import InvalidCaseNumber

IdProblemCode = Literal["length", "charset", "check_digit", "birth_date", "future", "division"]

_CASE_NUMBER = re.compile(r"(\d{4})-(\d{6,9})-([0-9A-Z])")
# Middle dots between the parts of a name are typed in many ways; U+00B7 is the one of GB/T 15834.
MIDDLE_DOT = "\u00b7"
_MIDDLE_DOTS = re.compile("[\u00b7\u0387\u2022\u2027\u2219\u22c5\u2e31\u30fb\uff65]")
_MASK = "*"


@dataclass(frozen=True, slots=True)
class IdProblem:
    """One thing wrong with a resident identity number.

    ``doubtful``: worth asking about but no proof of an error (division codes change; lists of them are
    incomplete).
    """

    code: IdProblemCode
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class CaseNumber:
    """Year and serial of a case number whose check character was right."""

    year: int
    serial: int

    def __str__(self) -> str:
        return case_number(self.year, self.serial)


def mod_37_36_check(text: str) -> str:
    """Check character over digits and capital letters, ISO 7064 MOD 37,36 (GB/T 17710), as GB/T 36904 uses
    it.

    Raises :class:`ValueError` for other characters or empty text.
    """
    if not re.fullmatch(r"[0-9A-Z]+", text):
        raise ValueError("only digits and capital letters have a check character")
    return mod_37_36.calc_check_digit(text)


def case_number(year: int, serial: int) -> str:
    """``2026-004173-3``: year, serial of at least six digits, check character over both.

    A product rule; no national standard for case numbers is known. Raises :class:`InvalidCaseNumber`.
    """
    if not 1000 <= year <= 9999 or not 1 <= serial <= 999_999_999:
        raise InvalidCaseNumber(f"no case number for year {year} and serial {serial}")
    digits = f"{serial:06d}"
    return f"{year}-{digits}-{mod_37_36_check(f'{year}{digits}')}"


def parse_case_number(text: str) -> CaseNumber:
    """Read a case number as a person typed it: full-width characters, small letters and blanks are
    understood.

    Raises :class:`InvalidCaseNumber` for another form or a wrong check character.
    """
    typed = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).upper()
    typed = re.sub("[\u2010-\u2015\u2212]", "-", typed)
    match = _CASE_NUMBER.fullmatch(typed)
    if match is None or not typed.isascii():
        raise InvalidCaseNumber("not a case number")
    year, serial = int(match[1]), int(match[2])
    if case_number(year, serial) != typed:
        raise InvalidCaseNumber("the check character does not fit")
    return CaseNumber(year, serial)


def resident_id_problems(number: str, today: date) -> tuple[IdProblem, ...]:
    """What is wrong with a resident identity number of 18 characters (GB 11643-1999); empty if nothing is.

    Codes: ``length``, ``charset`` (then nothing else is looked at), ``check_digit``, ``birth_date`` (no such
    day), ``future`` (born after ``today``), ``division`` (province and county not known for the birth year;
    doubtful).
    """
    if len(number) != 18:
        return (IdProblem("length"),)
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return (IdProblem("charset"),)
    problems: list[IdProblem] = []
    if ric.calc_check_digit(number) != number[-1]:
        problems.append(IdProblem("check_digit"))
    try:
        born = ric.get_birth_date(number)
    except InvalidComponent:
        return (*problems, IdProblem("birth_date"))
    if born > today:
        problems.append(IdProblem("future"))
    if not _division_is_known(number):
        problems.append(IdProblem("division", doubtful=True))
    return tuple(problems)


def normalise_name(text: str) -> str:
    """A name as it is stored: NFC, no outer blanks, inner ones single, one middle dot, nothing invisible."""
    visible = "".join(
        character for character in unicodedata.normalize("NFC", text) if not _is_invisible(character)
    )
    return " ".join(_MIDDLE_DOTS.sub(MIDDLE_DOT, visible).split())


def fold_name(text: str) -> str:
    """A name as it is compared: without width, case, blanks, middle dots, full stops, invisible marks."""
    folded = unicodedata.normalize("NFKC", text)
    kept = "".join(
        character for character in folded if not _is_invisible(character) and not character.isspace()
    )
    bare = _MIDDLE_DOTS.sub("", kept).replace(".", "")
    return unicodedata.normalize("NFKC", bare.casefold())


def mask_identifier(text: str) -> str:
    """First four and last four characters stay; a shorter identifier keeps nothing but its length."""
    if len(text) <= 8:
        return _MASK * len(text)
    return text[:4] + _MASK * (len(text) - 8) + text[-4:]


def mask_name(text: str) -> str:
    """The first character stays, the rest is hidden."""
    return text[:1] + _MASK * (len(text) - 1)


def mask_phone(text: str) -> str:
    """First three and last four digits of a long number stay; a shorter one keeps its last two."""
    if len(text) >= 11:
        return text[:3] + _MASK * (len(text) - 7) + text[-4:]
    kept = min(2, len(text) // 3)
    return _MASK * (len(text) - kept) + text[len(text) - kept :]


def _division_is_known(number: str) -> bool:
    try:
        ric.get_birth_place(number)
    except (InvalidComponent, KeyError):  # the library's KeyError: the province is known, the county is not
        return False
    return True


def _is_invisible(character: str) -> bool:
    # Format characters and variation selectors: they change how a name looks at most, never which name it is.
    variation_selector = "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
    control = unicodedata.category(character) in ("Cf", "Cc") and not character.isspace()
    return control or variation_selector
