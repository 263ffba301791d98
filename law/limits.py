"""Time limits: what must be done within, waited for, or may be done within a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from law.bases import (
    CONFIDENCES,
    GROUNDS,
    SOURCES,
    TRACKS,
    Citation,
    Confidence,
    Footing,
    Ground,
    Source,
    Version,
    check_versions,
)
from law.errors import BasisNotInForce, InvalidEdition
from law.reading import Row
from law.wording import UNITS, Phrase, Unit

Kind = Literal["max", "min", "window"]
Actor = Literal[
    "agency",
    "township",
    "lower_agency",
    "citizen",
    "court",
    "reconsideration_organ",
    "petition_bureau",
    "appraisal_committee",
    "third_party",
    "higher_court",
    "higher_organ",
]
Effect = Literal[
    "none",
    "breach",
    "accepted_as_of_receipt",
    "accepted_on_expiry",
    "renewed",
    "registered_on_declaration",
    "complaint_open",
    "right_lost",
    "served",
    "abandoned",
    "without_evidence",
    "surcharge",
]

KINDS: tuple[Kind, ...] = ("max", "min", "window")
ACTORS: tuple[Actor, ...] = (
    "agency",
    "township",
    "lower_agency",
    "citizen",
    "court",
    "reconsideration_organ",
    "petition_bureau",
    "appraisal_committee",
    "third_party",
    "higher_court",
    "higher_organ",
)
# For them a promise would shorten a right or bind a court, and no agency keeps an earlier day of its own.
OUTSIDE_THE_AGENCY: tuple[Actor, ...] = ("citizen", "third_party", "court", "higher_court")
EFFECTS: tuple[Effect, ...] = (
    "none",
    "breach",
    "accepted_as_of_receipt",
    "accepted_on_expiry",
    "renewed",
    "registered_on_declaration",
    "complaint_open",
    "right_lost",
    "served",
    "abandoned",
    "without_evidence",
    "surcharge",
)


@dataclass(frozen=True, slots=True)
class Term:
    """The number a limit had during ``version``. ``amount`` None: the agency's promise sets it."""

    version: Version
    amount: int | None
    unit: Unit
    basis: tuple[Citation, ...]

    @classmethod
    def read(cls, row: Row) -> Term:
        term = cls(
            version=Version(row.day("from"), row.maybe_day("until")),
            amount=row.maybe_whole("amount"),
            unit=row.choice("unit", UNITS),
            basis=tuple(Citation.parse(text) for text in row.texts("basis")),
        )
        row.close()
        return term


@dataclass(frozen=True, slots=True)
class ExtensionRule:
    """How often, by how much and by whose decision a limit may be prolonged.

    ``amount`` or ``times`` None: the law names no number. ``by`` is the identifier of the ``authority``.
    """

    amount: int | None
    unit: Unit
    times: int | None
    by: str
    authority: Phrase
    basis: tuple[Citation, ...]

    @classmethod
    def read(cls, row: Row) -> ExtensionRule:
        extension = cls(
            amount=row.maybe_whole("amount"),
            unit=row.choice("unit", UNITS),
            times=row.maybe_whole("times"),
            by=row.slug("by"),
            authority=Phrase.read(row.row("authority")),
            basis=tuple(Citation.parse(text) for text in row.texts("basis")),
        )
        row.close()
        return extension


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """One limit of the law, of a policy document, or of our own.

    ``kind`` max: must be done within; min: must be waited for; window: a right exists within. Units are
    working days, calendar days or months. ``counted_by`` names the convention that fixes the unit, where one
    does. ``rolls_forward``: an end on a rest day moves to the next working day. ``effect`` is what follows on
    expiry; what burdens the citizen is only ever proposed by a machine. ``counts_back``: the event lies
    ahead and the days before it are counted. ``suspended_by`` lists the grounds on which the clock stands
    still, ``suspension`` on what that stands. ``untold`` is the limit that applies instead where the person
    was not told of the right.
    """

    id: str
    title: Phrase
    track: str
    actor: Actor
    kind: Kind
    event: str
    terms: tuple[Term, ...]
    counted_by: str | None
    rolls_forward: bool
    counts_back: bool
    extension: ExtensionRule | None
    suspended_by: tuple[str, ...]
    suspension: Footing | None
    untold: str | None
    effect: Effect
    expiry: Phrase | None
    ground: Ground
    confidence: Confidence
    source: Source
    note: str | None

    @classmethod
    def read(cls, row: Row) -> TimeLimit:
        extension, expiry = row.maybe_row("extension"), row.maybe_row("expiry")
        suspension = row.maybe_row("suspension")
        terms = tuple(Term.read(term) for term in row.rows("terms"))
        ground = row.choice("ground", GROUNDS)
        if ground in ("statute", "policy") and not all(term.basis for term in terms):
            raise InvalidEdition(f"{row.where}: what is called law must name its article or document")
        limit = cls(
            id=row.slug("id"),
            title=Phrase.read(row.row("title")),
            track=row.choice("track", TRACKS),
            actor=row.choice("actor", ACTORS),
            kind=row.choice("kind", KINDS),
            event=row.slug("event"),
            terms=terms,
            counted_by=row.maybe_text("counted_by"),
            rolls_forward=row.flag("rolls_forward"),
            counts_back=row.flag("counts_back"),
            extension=ExtensionRule.read(extension) if extension else None,
            suspended_by=row.texts("suspended_by"),
            suspension=_footing(suspension) if suspension else None,
            untold=row.maybe_text("untold"),
            effect=row.choice("effect", EFFECTS),
            expiry=Phrase.read(expiry) if expiry else None,
            ground=ground,
            confidence=row.choice("confidence", CONFIDENCES),
            source=row.choice("source", SOURCES),
            note=row.maybe_text("note"),
        )
        row.close()
        check_versions(tuple(term.version for term in limit.terms), f"limit {limit.id}")
        return limit

    @property
    def basis(self) -> tuple[Citation, ...]:
        """Basis of the number as it stands today."""
        return self.terms[-1].basis

    @property
    def amount(self) -> int | None:
        """The number as it stands today; None where the agency's promise sets it."""
        return self.terms[-1].amount

    @property
    def unit(self) -> Unit:
        """Unit of the number as it stands today."""
        return self.terms[-1].unit

    @property
    def citable(self) -> tuple[Citation, ...]:
        """What a paper may cite for this limit: nothing where it stands on analogy or a product decision."""
        return self.basis if self.ground in ("statute", "policy") else ()

    def term_on(self, day: date) -> Term:
        """The number that applied to an event of that day. Raises :class:`BasisNotInForce` (EX-10)."""
        for term in self.terms:
            if term.version.covers(day):
                return term
        first, last = self.terms[0].version, self.terms[-1].version
        raise BasisNotInForce(self.id, day, starts_on=first.valid_from, ended_on=last.valid_until)


def _footing(row: Row) -> Footing:
    footing = Footing.read(row)
    row.close()
    return footing


@dataclass(frozen=True, slots=True)
class Convention:
    """A rule of counting days (C1 to C10, REST), with the tracks on which it applies directly."""

    id: str
    rule: Phrase
    footing: Footing
    confidence: Confidence
    source: Source
    note: str | None

    @classmethod
    def read(cls, row: Row) -> Convention:
        convention = cls(
            id=row.slug("id"),
            rule=Phrase.read(row.row("rule")),
            footing=Footing.read(row),
            confidence=row.choice("confidence", CONFIDENCES),
            source=row.choice("source", SOURCES),
            note=row.maybe_text("note"),
        )
        row.close()
        return convention
