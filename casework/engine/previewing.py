"""The papers of an act before it is done: the act itself is rehearsed, so that preview and issue can't differ.

Input that isn't there yet, or can't be taken, is filled in for the rehearsal in two ways. What comes out alike both
times rests on what was given; what differs is still missing and becomes a gap.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from casework.models import Case
from law.papers import PaperKind

from . import schema
from .act import Act
from .actor import Actor
from .issuing import missing_elements
from .matter import Matter
from .perform import matter_of
from .refusal import BadInput, Fault, Faults
from .registry import paper_checks
from .rehearsal import Rehearsal, Rehearsed, RehearsedPaper

# How often an act may name further fields that it needs.
ROUNDS = 6
# Two texts that nobody writes; either can be printed.
_TEXTS = ("……", "——")
_ENTRY = "……"
# Rows of a list that are filled in: no rule of ours asks for more.
_ROWS = 2
_DIFFERENT = object()


@dataclass(frozen=True)
class PaperPreview:
    """A paper as the act would issue it. What is missing of it is named; its number is drawn when it is issued."""

    kind: PaperKind
    elements: Mapping[str, Any]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """The papers of an act as far as the input goes, and what is wrong with the input or missing in it."""

    matter: Matter
    papers: tuple[PaperPreview, ...]
    faults: Mapping[str, tuple[Fault, ...]] = field(default_factory=dict)


def preview(act: Act, *, case: Case, by: Actor, given: Mapping[str, Any]) -> Preview:
    """What this act with this input would issue now. Nothing is written, no number drawn, no attempt put on record.

    Raises ActRefused as the act would, NoSuchCase.
    """
    matter = matter_of(case)
    wanted = act.schema_for(matter) if act.schema_for else act.schema
    faults = Faults()
    clean = schema.clean_into(wanted, given, matter.day, faults)
    ways = []
    told: list[Mapping[str, Sequence[Fault]]] = []
    for way in (0, 1):
        papers, found = _rehearsed(
            act, case, by, _Filling(wanted, clean, frozenset(faults.found), way, matter.day)
        )
        ways.append(papers)
        told.append(found)
    # What the act says of one way only, it says of what was filled in.
    for name in told[0].keys() & told[1].keys():
        faults.found.setdefault(name, list(told[0][name]))
    shown = tuple(_printable(_alike(*both), faults) for both in zip(*ways, strict=False))
    return Preview(matter, shown, {name: tuple(found) for name, found in faults.found.items()})


@dataclass(frozen=True)
class _Filling:
    """One way of filling in what is missing or wrong, by the names of the fields."""

    wanted: Mapping[str, Any]
    clean: Mapping[str, Any]
    wrong: frozenset[str]
    way: int
    today: date

    def input(self) -> dict[str, Any]:
        """The whole input."""
        return self._object(self.wanted, self.clean, "")

    def _object(self, part: Mapping[str, Any], given: Mapping[str, Any], at: str) -> dict[str, Any]:
        """An object with what it needs; what was given stays unless it is wrong."""
        filled: dict[str, Any] = {}
        for name, inner in part.get("properties", {}).items():
            path = f"{at}.{name}".lstrip(".")
            within = any(one.startswith(f"{path}.") for one in self.wrong)
            if name in given and path not in self.wrong:
                filled[name] = self._kept(inner, given[name], path)
            elif name in part.get("required", ()) or path in self.wrong or within:
                value = self._made_up(inner, path)
                if value is not None:
                    filled[name] = value
        return filled

    def _kept(self, part: Mapping[str, Any], value: Any, path: str) -> Any:
        if isinstance(value, Mapping):
            return self._object(part, value, path)
        if isinstance(value, list):
            return [
                self._made_up(part.get("items", {}), at, place)
                if (at := f"{path}.{place}") in self.wrong
                else self._kept(part.get("items", {}), entry, at)
                for place, entry in enumerate(value)
            ]
        return value

    def _made_up(self, part: Mapping[str, Any], path: str, place: int = 0) -> Any:
        if "const" in part:
            return part["const"]
        if "enum" in part:
            choices = part["enum"]
            return choices[(self.way + place) % len(choices)] if choices else None
        match part.get("type"):
            case "object":
                filled = self._object(part, {}, path)
                # Rows differ in their first choice.
                return filled | {
                    name: self._made_up(inner, f"{path}.{name}", place)
                    for name, inner in part.get("properties", {}).items()
                    if name in filled and place
                }
            case "array":
                rows = max(part.get("minItems", 0), _ROWS if path in self.wrong else 0)
                return [
                    self._made_up(part.get("items", {}), f"{path}.{row}", row)
                    for row in range(min(rows, part.get("maxItems", rows)))
                ]
            case "boolean":
                return bool(self.way)
            case "integer":
                return part.get("minimum", 0) + self.way
        if part.get("format") == "date":
            return self.today.isoformat()
        if part.get("format") == "month":
            return f"{self.today:%Y-%m}"
        return _TEXTS[self.way] * (max(1, part.get("minLength", 1)) + place)


def _rehearsed(
    act: Act, case: Case, by: Actor, filling: _Filling
) -> tuple[list[RehearsedPaper], Mapping[str, Sequence[Fault]]]:
    """The papers, and every fault that the act names until it is content or names nothing new."""
    told: dict[str, Sequence[Fault]] = {}
    for _round in range(ROUNDS):
        rehearsal = Rehearsal()
        by = replace(by, submission=None, rehearsal=rehearsal)
        try:
            act.perform(case_number=case.number, by=by, **filling.input())
        except Rehearsed:
            return rehearsal.papers, told
        except BadInput as bad:
            told = {**bad.fields, **told}
            if not set(bad.fields) - filling.wrong:
                break
            filling = replace(filling, wrong=filling.wrong | set(bad.fields))
        else:
            raise RuntimeError(f"{act.name} wrote what it should only have rehearsed")
    return rehearsal.papers, told


# --- Comparing --------------------------------------------------------------------------------------------


def _alike(one: RehearsedPaper, other: RehearsedPaper) -> RehearsedPaper:
    elements = {}
    for name, value in one.elements.items():
        kept = _same(value, other.elements.get(name, _DIFFERENT))
        if kept is not _DIFFERENT:
            elements[name] = kept
    return RehearsedPaper(one.kind, elements)


def _same(one: Any, other: Any) -> Any:
    """What both have in common; of a list whose entries are partly missing, those that are there."""
    if one == other:
        return one
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        entries = [_same(*both) for both in zip(one, other, strict=True)]
        if any(entry is not _DIFFERENT for entry in entries):
            return [_ENTRY if entry is _DIFFERENT else entry for entry in entries]
    if isinstance(one, Mapping) and isinstance(other, Mapping) and "zh" not in one:
        common = {name: _same(value, other.get(name, _DIFFERENT)) for name, value in one.items()}
        return {name: value for name, value in common.items() if value is not _DIFFERENT}
    return _DIFFERENT


def _printable(paper: RehearsedPaper, faults: Faults) -> PaperPreview:
    """Without what could not be printed; it is told as the act would tell it."""
    elements = dict(paper.elements)
    for name, found in _unprintable(paper):
        faults.found.setdefault(name, list(found))
        elements.pop(name, None)
    return PaperPreview(paper.kind, elements, missing_elements(paper.kind, elements))


def _unprintable(paper: RehearsedPaper) -> Iterator[tuple[str, tuple[Fault, ...]]]:
    for check in paper_checks:
        try:
            check(paper.kind.id, paper.elements)
        except BadInput as bad:
            yield from bad.fields.items()
