"""Statutory papers and the elements each must contain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from law.bases import CONFIDENCES, SOURCES, Confidence, Footing, Source
from law.reading import Row


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A kind of paper. ``code`` is its part of the document number; ``must`` lists its mandatory elements."""

    id: str
    title_zh: str
    title_en: str
    code: str
    must: tuple[str, ...]
    footing: Footing
    confidence: Confidence
    source: Source
    note: str | None

    @classmethod
    def read(cls, row: Row) -> PaperKind:
        paper = cls(
            id=row.slug("id"),
            title_zh=row.text("title_zh"),
            title_en=row.text("title_en"),
            code=row.text("code"),
            must=row.texts("must"),
            footing=Footing.read(row),
            confidence=row.choice("confidence", CONFIDENCES),
            source=row.choice("source", SOURCES),
            note=row.maybe_text("note"),
        )
        row.close()
        return paper

    def missing(self, content: Mapping[str, object]) -> tuple[str, ...]:
        """Mandatory elements that the content does not give. Blank text and empty lists do not count as
        given.

        ``False`` and zero do: an element that truthfully says no (no witnesses, no excluded time) is an
        answer.
        """
        return tuple(element for element in self.must if _is_blank(content.get(element)))


def _is_blank(value: object) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, (list, tuple, dict, set, frozenset)) and not value)
