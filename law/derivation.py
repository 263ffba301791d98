"""The steps of a reckoning, told as sentences with what each stands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from law.bases import Citation, Footing, Ground, cite
from law.errors import BasisNotInForce
from law.limits import ExtensionRule, Term, TimeLimit
from law.wording import Phrase

if TYPE_CHECKING:
    from law.book import LawBook


@dataclass(frozen=True, slots=True)
class DerivationLine:
    """One step of the reckoning, in both languages, with what it stands on.

    ``basis`` is what the step follows; it may be printed as law only when ``ground`` is ``statute`` or
    ``policy``.
    """

    label_key: str
    text_zh: str
    text_en: str
    value: date | None
    basis: tuple[Citation, ...]
    ground: Ground

    def to_data(self) -> dict[str, object]:
        """The same as plain values for JSON."""
        return {
            "key": self.label_key,
            "zh": self.text_zh,
            "en": self.text_en,
            "value": self.value and self.value.isoformat(),
            "basis": [str(citation) for citation in self.basis],
            "ground": self.ground,
        }


PRODUCT = Footing(basis=(), ground="product", statute_for=frozenset())


@dataclass(slots=True)
class Reckoning:
    """Collects the lines while a limit is counted from the day of the event."""

    book: LawBook
    limit: TimeLimit
    start: date
    lines: list[DerivationLine] = field(default_factory=list)

    def tell(
        self,
        key: str,
        value: date | None,
        footing: Footing = PRODUCT,
        words: Mapping[str, Phrase] | None = None,
        *,
        moved_from: date | None = None,
    ) -> None:
        """Add the sentence of that key. Citations not in force on the day of the event are left out."""
        values = dict(words or {})
        if value is not None:
            values["date"] = self.book.wording.day(value)
        if moved_from is not None:
            values["from_date"] = self.book.wording.day(moved_from)
        phrase = self.book.wording.sentence(key, values)
        basis = tuple(citation for citation in footing.basis if self._was_in_force(citation))
        ground = footing.ground_for(self.limit.track)
        self.lines.append(DerivationLine(key, phrase.zh, phrase.en, value, basis, ground))

    def by_convention(self, convention: str) -> Footing:
        """What a rule of counting stands on in a case of this limit's track."""
        return self.book.conventions[convention].footing

    def by_limit(self, term: Term) -> Footing:
        """What the number and its unit stand on."""
        unit = self.limit.counted_by
        unit_basis = self.book.conventions[unit].footing.basis if unit else ()
        basis = tuple(dict.fromkeys(term.basis + unit_basis))
        return Footing(basis=basis, ground=self.limit.ground, statute_for=frozenset())

    def by_extension(self, rule: ExtensionRule) -> Footing:
        """What the extension stands on."""
        return Footing(basis=rule.basis, ground=self.limit.ground, statute_for=frozenset())

    def _was_in_force(self, citation: Citation) -> bool:
        try:
            cite(self.book, citation, self.start)
        except BasisNotInForce:
            return False
        return True
