"""What a person is told about fighting an act: where, by when, in which order (FY 20-24, SS 45-46)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from law.bases import CONFIDENCES, SOURCES, Citation, Confidence, Footing, Source, cite
from law.clock import limit_of
from law.errors import InvalidEdition, LimitWithoutNumber, UnknownRemedy
from law.reading import Row
from law.wording import Phrase, compose

if TYPE_CHECKING:
    from law.book import LawBook

Order = Literal[
    "free_choice", "reconsideration_first", "warn_reconsideration_first", "petition_review", "by_standing"
]
ORDERS: tuple[Order, ...] = (
    "free_choice",
    "reconsideration_first",
    "warn_reconsideration_first",
    "petition_review",
    "by_standing",
)


@dataclass(frozen=True, slots=True)
class Hint:
    """A sentence added to remedy notices, with its own article."""

    id: str
    text: Phrase
    footing: Footing
    confidence: Confidence
    source: Source

    @classmethod
    def read(cls, row: Row) -> Hint:
        hint = cls(
            id=row.slug("id"),
            text=Phrase.read(row.row("text")),
            footing=Footing.read(row),
            confidence=row.choice("confidence", CONFIDENCES),
            source=row.choice("source", SOURCES),
        )
        row.close()
        return hint


@dataclass(frozen=True, slots=True)
class Remedy:
    """The remedies against one kind of act.

    ``order``: free choice between reconsideration and court; reconsideration first (FY 23(1)); or disputed,
    so the person is warned to go to reconsideration first; the petition's own review chain; or dependent on
    whose conduct it was, so no length can be told. ``limit`` or ``court_limit`` None: that way is not open,
    or has no length of its own here.
    """

    id: str
    act: Phrase
    reconsider_at: str
    limit: str | None
    court_limit: str | None
    order: Order
    text: Phrase
    hints: tuple[str, ...]
    footing: Footing
    confidence: Confidence
    source: Source
    note: str | None

    @classmethod
    def read(cls, row: Row) -> Remedy:
        remedy = cls(
            id=row.slug("id"),
            act=Phrase.read(row.row("act")),
            reconsider_at=row.slug("reconsider_at"),
            limit=row.maybe_text("limit"),
            court_limit=row.maybe_text("court_limit"),
            order=row.choice("order", ORDERS),
            text=Phrase.read(row.row("text")),
            hints=row.texts("hints"),
            footing=Footing.read(row),
            confidence=row.choice("confidence", CONFIDENCES),
            source=row.choice("source", SOURCES),
            note=row.maybe_text("note"),
        )
        row.close()
        if remedy.text.asks_for() != remedy.places:
            raise InvalidEdition(f"{row.where}: the text must name {', '.join(sorted(remedy.places))}")
        return remedy

    @property
    def places(self) -> frozenset[str]:
        """What the text must be told: where to go and how long, for each way that is open."""
        first = {"reconsider_at", "reconsideration_term"} if self.limit else set()
        return frozenset(first | ({"court", "court_term"} if self.court_limit else set()))

    @property
    def terms(self) -> tuple[tuple[str, str], ...]:
        """The places that take a length, each with its limit."""
        pairs = (("reconsideration_term", self.limit), ("court_term", self.court_limit))
        return tuple((place, limit) for place, limit in pairs if limit is not None)


@dataclass(frozen=True, slots=True)
class RemedyText:
    """The paragraph for a paper, what it rests on, and the limits it tells."""

    zh: str
    en: str
    citations: tuple[Citation, ...]
    limits: tuple[str, ...]


def remedy_text(
    book: LawBook,
    act: str,
    *,
    reconsider_at_zh: str,
    reconsider_at_en: str,
    court_zh: str,
    court_en: str,
    on: date,
) -> RemedyText:
    """The remedy paragraph for an act of that kind made on day ``on``.

    ``act`` is the id of a remedy (``township_decision``, ``no_answer``, ``petition_opinion`` and so on). The
    lengths come from the limits as they stood on that day. A remedy text that cannot be given correctly is
    not given at all. Raises :class:`UnknownRemedy`, :class:`InvalidEdition` for a blank name, and
    :class:`law.errors.BasisNotInForce` (EX-10) when a basis or a limit was not in force.
    """
    remedy = book.remedies.get(act)
    if remedy is None:
        raise UnknownRemedy(f"edition {book.edition} holds no remedy for {act}")
    places = {
        "reconsider_at": Phrase(reconsider_at_zh, reconsider_at_en),
        "court": Phrase(court_zh, court_en),
    }
    for name, place in places.items():
        if not place.zh.strip() or not place.en.strip():
            raise InvalidEdition(f"a remedy text without {name} tells nobody where to go")
    hints = [book.hints[hint] for hint in remedy.hints]
    citations = list(remedy.footing.basis)
    for key, limit in remedy.terms:
        term = limit_of(book, limit).term_on(on)
        if term.amount is None:
            raise LimitWithoutNumber(f"{limit} has no number to tell")
        places[key] = book.wording.term(term.amount, term.unit)
        citations += term.basis
    citations += [citation for hint in hints for citation in hint.footing.basis]
    text = compose(remedy.text, places)
    return RemedyText(
        zh="".join([text.zh, *(hint.text.zh for hint in hints)]),
        en=" ".join([text.en, *(hint.text.en for hint in hints)]),
        citations=tuple(cite(book, citation, on) for citation in dict.fromkeys(citations)),
        limits=tuple(limit for _place, limit in remedy.terms),
    )
