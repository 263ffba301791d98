"""Items the law knows, what became of old ones, where a petition belongs, how changes of law are passed through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from law.bases import CONFIDENCES, SOURCES, Confidence, Footing, Source, Version
from law.reading import Row
from law.wording import Phrase


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """An item that is lawful today: its basis and the limit that binds it.

    ``type_code`` follows GB/T 39554.1 (None: a bundle, or outside that list). ``closed`` is a time in which
    no application could be made. How the item is done (form, papers, fees) is said by the item itself.
    """

    number: int
    slug: str
    title: Phrase
    type_code: str | None
    level: str
    limit: str
    closed: Version | None
    national_code: str | None
    footing: Footing
    confidence: Confidence
    source: Source
    note: str | None

    @classmethod
    def read(cls, row: Row) -> CatalogueEntry:
        closed = row.maybe_row("closed")
        entry = cls(
            number=row.whole("number"),
            slug=row.slug("slug"),
            title=Phrase.read(row.row("title")),
            type_code=row.maybe_text("type_code"),
            level=row.slug("level"),
            limit=row.slug("limit"),
            closed=Version.read(closed) if closed else None,
            national_code=row.maybe_text("national_code"),
            footing=Footing.read(row),
            confidence=row.choice("confidence", CONFIDENCES),
            source=row.choice("source", SOURCES),
            note=row.maybe_text("note"),
        )
        row.close()
        return entry


@dataclass(frozen=True, slots=True)
class LegacyEntry:
    """An item of old files: nothing new is opened under it since ``closed_on``; ``rule`` says what to do."""

    slug: str
    title: Phrase
    closed_on: date
    rule: str
    footing: Footing
    confidence: Confidence
    source: Source

    @classmethod
    def read(cls, row: Row) -> LegacyEntry:
        entry = cls(
            slug=row.slug("slug"),
            title=Phrase.read(row.row("title")),
            closed_on=row.day("closed_on"),
            rule=row.slug("rule"),
            footing=Footing.read(row),
            confidence=row.choice("confidence", CONFIDENCES),
            source=row.choice("source", SOURCES),
        )
        row.close()
        return entry

    def is_open(self, day: date) -> bool:
        """Whether a case could still be opened on that day."""
        return day < self.closed_on


@dataclass(frozen=True, slots=True)
class Transition:
    """What happens to matters that began under law that has changed since (T1 to T7).

    ``since`` is the first day of the new law. ``footing`` is what ended or changed.
    """

    id: str
    since: date
    applies: Phrase
    action: Phrase
    footing: Footing
    confidence: Confidence
    source: Source
    note: str | None

    @classmethod
    def read(cls, row: Row) -> Transition:
        rule = cls(
            id=row.slug("id"),
            since=row.day("since"),
            applies=Phrase.read(row.row("applies")),
            action=Phrase.read(row.row("action")),
            footing=Footing.read(row),
            confidence=row.choice("confidence", CONFIDENCES),
            source=row.choice("source", SOURCES),
            note=row.maybe_text("note"),
        )
        row.close()
        return rule


@dataclass(frozen=True, slots=True)
class Route:
    """Where a petition belongs (XF 31), and which clocks then matter to the person."""

    code: str
    when: Phrase
    to: Phrase
    clocks: tuple[str, ...]

    @classmethod
    def read(cls, row: Row) -> Route:
        route = cls(
            code=row.slug("code"),
            when=Phrase.read(row.row("when")),
            to=Phrase.read(row.row("to")),
            clocks=row.texts("clocks"),
        )
        row.close()
        return route
