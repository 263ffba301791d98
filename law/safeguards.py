"""What no case may contain, and which roles one person may not hold in one case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from law.bases import CONFIDENCES, SOURCES, Confidence, Footing, Source
from law.errors import DuplicateKey, InvalidEdition, UnknownReference
from law.reading import Row, keyed
from law.wording import Phrase

ANY_CASE_ROLE = "any_case_role"


@dataclass(frozen=True, slots=True)
class BlockedAct:
    """Something the product refuses to do, under the code that is raised (EX-01 to EX-16).

    ``lapsed`` names bases whose repeal is the reason.
    """

    code: str
    what: Phrase
    footing: Footing
    lapsed: tuple[str, ...]
    confidence: Confidence
    source: Source
    note: str | None

    @classmethod
    def read(cls, row: Row) -> BlockedAct:
        act = cls(
            code=row.slug("code"),
            what=Phrase.read(row.row("what")),
            footing=Footing.read(row),
            lapsed=row.texts("lapsed"),
            confidence=row.choice("confidence", CONFIDENCES),
            source=row.choice("source", SOURCES),
            note=row.maybe_text("note"),
        )
        row.close()
        return act


Group = Literal["enforcement", "application", "consent", "privacy", "petition"]
GROUPS: tuple[Group, ...] = ("enforcement", "application", "consent", "privacy", "petition")
Severity = Literal["block", "warn"]
SEVERITIES: tuple[Severity, ...] = ("block", "warn")


@dataclass(frozen=True, slots=True)
class Safeguard:
    """Something that must hold before or while a power is used (EN, AP, CO, PR, PT).

    ``evidence`` names the papers that show it. ``severity`` block: nothing goes on without it; warn: the
    officer is told. One that stands on analogy or a product decision is kept all the same, but not cited.
    """

    id: str
    group: Group
    rule: Phrase
    evidence: tuple[str, ...]
    severity: Severity
    footing: Footing
    confidence: Confidence
    source: Source
    note: str | None

    @classmethod
    def read(cls, row: Row) -> Safeguard:
        safeguard = cls(
            id=row.slug("id"),
            group=row.choice("group", GROUPS),
            rule=Phrase.read(row.row("rule")),
            evidence=row.texts("evidence"),
            severity=row.choice("severity", SEVERITIES),
            footing=Footing.read(row),
            confidence=row.choice("confidence", CONFIDENCES),
            source=row.choice("source", SOURCES),
            note=row.maybe_text("note"),
        )
        row.close()
        return safeguard


@dataclass(frozen=True, slots=True)
class RolePair:
    """Two roles that one person may not hold in one case, with the reason."""

    roles: frozenset[str]
    footing: Footing
    confidence: Confidence
    source: Source
    note: str | None


@dataclass(frozen=True, slots=True)
class Duties:
    """Separation of duties, per case: the roles and the pairs that exclude each other."""

    roles: Mapping[str, Phrase]
    pairs: tuple[RolePair, ...]

    @classmethod
    def read(cls, row: Row) -> Duties:
        case_roles = row.row("case_roles")
        other_roles = row.row("other_roles")
        roles = keyed(
            chain(
                ((role, Phrase.read(case_roles.row(role))) for role in case_roles.names),
                ((role, Phrase.read(other_roles.row(role))) for role in other_roles.names),
            ),
            row.where,
        )
        pairs = tuple(
            pair for entry in row.rows("incompatible") for pair in _pairs(entry, case_roles.names, roles)
        )
        case_roles.close()
        other_roles.close()
        row.close()
        seen: set[frozenset[str]] = set()
        for pair in pairs:
            if pair.roles in seen:
                raise DuplicateKey(f"duties: {' and '.join(sorted(pair.roles))} stand twice")
            seen.add(pair.roles)
        return cls(roles, pairs)

    @property
    def incompatible(self) -> frozenset[frozenset[str]]:
        return frozenset(pair.roles for pair in self.pairs)

    def clashes(self, held: Iterable[str], wanted: str) -> tuple[RolePair, ...]:
        """The pairs a person would break who holds some roles in a case and wants another one there."""
        holding = set(held) - {wanted}
        return tuple(pair for pair in self.pairs if wanted in pair.roles and pair.roles & holding)


def _pairs(row: Row, case_roles: tuple[str, ...], roles: Mapping[str, Phrase]) -> Iterable[RolePair]:
    names = row.texts("roles")
    if len(names) != 2:
        raise InvalidEdition(f"{row.where}: a pair has two roles")
    if unknown := set(names) - set(roles) - {ANY_CASE_ROLE}:
        raise UnknownReference(f"{row.where}: unknown role {', '.join(sorted(unknown))}")
    first, second = names
    footing = Footing.read(row)
    confidence, source = row.choice("confidence", CONFIDENCES), row.choice("source", SOURCES)
    note = row.maybe_text("note")
    row.close()
    others = case_roles if second == ANY_CASE_ROLE else (second,)
    return tuple(RolePair(frozenset({first, other}), footing, confidence, source, note) for other in others)
