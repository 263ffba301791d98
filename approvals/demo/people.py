"""Invented citizens whose numbers have the right check digits."""

from collections.abc import Mapping
from typing import Any

from stdnum.cn import ric

from casework.engine.ports import Answer

from ..sharing.demo import DemoRegisters

REGISTERS = ("household", "residence")
COUNTY = "419923"
# Even serials are given to women, odd ones to men; so no two people of the story share a number.
SERIALS = {"applicant": range(22, 900, 2), "other": range(21, 900, 2)}
PREFIXES = {"resident_id": COUNTY, "hmt_residence": "810000", "permanent_resident": "911156"}


def person(
    name: str,
    born: str,
    *,
    kind: str = "resident_id",
    identifier: str = "",
    found: bool = True,
    part: str = "applicant",
) -> Any:
    """Name and paper, so chosen that the invented registers know them, or don't."""
    given = {"identifier_kind": kind, "name": name}
    if kind == "none":
        return given
    if identifier:
        return given | {"identifier": identifier}
    return given | {"identifier": _number(kind, born.replace("-", ""), found, part)}


def applicant(story: Mapping[str, Any], division: str, number: int) -> Any:
    """The applicant of a story, with telephone and division."""
    named = person(
        story["name"],
        str(story["born"]),
        kind=story.get("kind", "resident_id"),
        identifier=story.get("identifier", ""),
        found=story.get("shared", "found") == "found",
    )
    return named | {"phone": f"1990000{number:04d}", "division_code": division}


def _number(kind: str, born: str, found: bool, part: str) -> str:
    registers = DemoRegisters()
    for serial in SERIALS[part]:
        first = f"{PREFIXES[kind]}{born}{serial:03d}"
        full = first + ric.calc_check_digit(first + "0")
        answers = {registers.holds(one, kind, full) for one in REGISTERS}
        if (answers == {Answer.FOUND}) == found:
            return full
    raise LookupError(f"no number for {kind} {born}")
