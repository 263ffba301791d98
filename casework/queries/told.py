"""The law of an item in words: limits, papers, articles and on what a rule stands, each in both languages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.engine.items import Item, Words
from casework.models import ClockPurpose
from law.bases import Citation, Footing, Ground, cited_text
from law.book import LawBook
from law.wording import Phrase

STANDS_ON = {
    "statute": gettext_lazy("by law"),
    "policy": gettext_lazy("by published policy"),
    "analogy": gettext_lazy("a rule of this office on that model, not cited as law"),
    "product": gettext_lazy("a rule of this office, not cited as law"),
}


@dataclass(frozen=True)
class Basis:
    """On what a rule stands: articles, and whether they are its law or only its model."""

    ground: Ground
    articles: tuple[Words, ...]

    def __str__(self) -> str:
        named = _one_after_another(map(str, self.articles))
        if not named:
            return str(STANDS_ON[self.ground])
        return _("%(articles)s (%(ground)s)") % {"articles": named, "ground": STANDS_ON[self.ground]}


@dataclass(frozen=True)
class LimitTold:
    """A limit with its number and article; `promised` where the item's own promise is shorter."""

    purpose: str
    id: str
    title: Words
    event: Words
    term: Words | None
    promised: Words | None
    same_day: bool
    basis: Basis
    expiry: Words | None

    @property
    def purpose_label(self) -> str:
        """What has to be done within the limit."""
        return str(ClockPurpose(self.purpose).label)

    @property
    def length(self) -> str:
        """The number with its unit; the shorter promise, where there is one."""
        if self.promised is not None:
            return _("%(promised)s as promised, instead of %(term)s") % {
                "promised": self.promised,
                "term": self.term,
            }
        if self.term is None:
            return _("as the office has published; the law names no number")
        return _("the same day") if self.same_day else str(self.term)

    def __str__(self) -> str:
        return _("%(length)s, counted from: %(event)s") % {"length": self.length, "event": self.event}


@dataclass(frozen=True)
class PaperTold:
    """A kind of paper that an act issues for an item."""

    id: str
    title: Words
    use: str

    def __str__(self) -> str:
        return f"{self.title} ({self.id})" if not _chinese() else f"{self.title}（{self.id}）"


def words(phrase: Phrase) -> Words:
    """A wording of the law as a text in the language at hand."""
    return Words(phrase.zh, phrase.en)


def articles(book: LawBook, citations: Iterable[Citation]) -> tuple[Words, ...]:
    """The articles as they are printed."""
    return tuple(Words(cited_text(book, one, "zh"), cited_text(book, one, "en")) for one in citations)


def basis_of_rule(book: LawBook, footing: Footing, track: str) -> Basis:
    """On what a rule stands in a case of that track."""
    return Basis(footing.ground_for(track), articles(book, footing.basis))


def limit_told(book: LawBook, item: Item, purpose: str, day: date) -> LimitTold | None:
    """The limit of an item for a purpose as it stands on a day. None if the item has none."""
    limit = item.limits.get(purpose, "")
    return (
        limit_of_law(book, limit, day, purpose, item.promised.get(purpose)) if limit in book.limits else None
    )


def limit_of_law(book: LawBook, name: str, day: date, purpose: str, promised: int | None = None) -> LimitTold:
    """A limit of the law as it stands on a day, beside what the office promises. Raises BasisNotInForce."""
    limit = book.limits[name]
    term = limit.term_on(day)
    number = term.amount if term.amount is not None else promised
    shorter = promised is not None and term.amount is not None and promised < term.amount
    return LimitTold(
        purpose=purpose,
        id=limit.id,
        title=words(limit.title),
        event=words(book.wording.events[limit.event]),
        term=_term(book, number, term.unit),
        promised=_term(book, promised, term.unit) if shorter else None,
        same_day=number == 0,
        basis=Basis(limit.ground, articles(book, term.basis)),
        expiry=words(limit.expiry) if limit.expiry else None,
    )


def limits_told(book: LawBook, item: Item, day: date) -> tuple[LimitTold, ...]:
    """All limits of an item, in the order in which they run."""
    found = (limit_told(book, item, str(purpose), day) for purpose in ClockPurpose)
    return tuple(one for one in found if one is not None)


def papers_told(book: LawBook, item: Item, uses: Iterable[str]) -> tuple[PaperTold, ...]:
    """The papers for some uses, as far as the item has them, by their numbers."""
    kinds = [(use, book.papers[item.papers[use]]) for use in uses if use in item.papers]
    told = (PaperTold(kind.id, Words(kind.title_zh, kind.title_en), use) for use, kind in kinds)
    return tuple(sorted(told, key=lambda one: one.id))


@dataclass(frozen=True)
class GroundTold:
    """A ground on which an application may be refused or not accepted; what isn't on the list is none."""

    used_for: str
    text: Words
    basis: Basis


def grounds_told(book: LawBook, item: Item) -> tuple[GroundTold, ...]:
    """All grounds of an item, in its order."""
    found = [(use, book.grounds[name]) for use, names in item.grounds.items() for name in names]
    track = track_of(book, item)
    return tuple(
        GroundTold(use, Words(one.text_zh, one.text_en), basis_of_rule(book, one.footing, track))
        for use, one in found
    )


def track_of(book: LawBook, item: Item) -> str:
    """The track on which an item runs: that of its limits."""
    tracks = [book.limits[limit].track for limit in item.limits.values() if limit in book.limits]
    return tracks[0] if tracks else "service"


def _term(book: LawBook, number: int | None, unit: Any) -> Words | None:
    return words(book.wording.term(number, unit)) if number is not None else None


def _one_after_another(articles: Iterable[str]) -> str:
    """Articles as a sentence lists them: those of the same law follow its title, which is said once."""
    title_ends, between, within = ("》", "、", "、") if _chinese() else (", Art. ", "; ", ", ")
    laws: list[tuple[str, list[str]]] = []
    for one in articles:
        title, mark, article = one.rpartition(title_ends)
        if article and mark and laws and laws[-1][0] == title:
            laws[-1][1].append(article)
        else:
            laws.append((title, [one]))
    return between.join(within.join(named) for _title, named in laws)


def _chinese() -> bool:
    return str(Words("zh", "en")) == "zh"
