"""Legal bases with their versions, citations of them, and what may be cited when."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from law.errors import (
    ArticleUnverified,
    BasisNotInForce,
    DuplicateKey,
    GapInVersions,
    InvalidCitation,
    InvalidEdition,
    OverlappingVersions,
    UnknownBasis,
)
from law.reading import Row

if TYPE_CHECKING:
    from law.book import LawBook

Ground = Literal["statute", "policy", "analogy", "product"]
Confidence = Literal["high", "medium", "low"]
Source = Literal["text", "search", "knowledge"]
Rank = Literal["law", "regulation", "interpretation", "rule", "local_regulation", "policy"]
Language = Literal["zh", "en"]

GROUNDS: tuple[Ground, ...] = ("statute", "policy", "analogy", "product")
CONFIDENCES: tuple[Confidence, ...] = ("high", "medium", "low")
SOURCES: tuple[Source, ...] = ("text", "search", "knowledge")
RANKS: tuple[Rank, ...] = ("law", "regulation", "interpretation", "rule", "local_regulation", "policy")
TRACKS = (
    "permit",
    "service",
    "legacy",
    "info",
    "petition",
    "reconsideration",
    "litigation",
    "penalty",
    "enforcement",
    "service_of_documents",
    "privacy",
    "compensation",
    "archive",
    "rating",
)

_CITATION = re.compile(r"([A-Z][A-Z0-9]*)(?: ([1-9]\d*(?:\([1-9]\d*\)){0,2}))?")


@dataclass(frozen=True, slots=True, order=True)
class Citation:
    """A basis and, where one is named, its article: ``XK 32(1)(4)``, or ``SYDJ`` for a document as a whole.

    The first bracket counts paragraphs, the second items. Where an article has a single paragraph with
    numbered items the basis says so (``itemised``), and the only bracket counts items.
    """

    basis: str
    article: str

    @classmethod
    def parse(cls, text: str) -> Citation:
        """Read the one accepted spelling. Raises :class:`InvalidCitation`."""
        match = _CITATION.fullmatch(text)
        if match is None:
            raise InvalidCitation(f"not a citation: {text!r}")
        return cls(match[1], match[2] or "")

    def __str__(self) -> str:
        return f"{self.basis} {self.article}".rstrip()

    @property
    def numbers(self) -> tuple[int, ...]:
        """Article, paragraph, item as far as given."""
        return tuple(int(number) for number in re.findall(r"\d+", self.article))


@dataclass(frozen=True, slots=True)
class Footing:
    """On what a rule of ours stands, and therefore whether it may be cited as law.

    ``ground`` holds on every track except those in ``statute_for``, where the basis applies directly. A rule
    by analogy or by product decision carries its model as ``basis`` but is never cited as law on a paper.
    """

    basis: tuple[Citation, ...]
    ground: Ground
    statute_for: frozenset[str]

    @classmethod
    def read(cls, row: Row) -> Footing:
        tracks = row.texts("statute_for") if "statute_for" in row.names else ()
        if unknown := set(tracks) - set(TRACKS):
            raise InvalidEdition(f"{row.where}: unknown track {', '.join(sorted(unknown))}")
        footing = cls(
            basis=tuple(Citation.parse(text) for text in row.texts("basis")),
            ground=row.choice("ground", GROUNDS),
            statute_for=frozenset(tracks),
        )
        if (footing.ground in ("statute", "policy") or footing.statute_for) and not footing.basis:
            raise InvalidEdition(f"{row.where}: what is called law must name its article or document")
        return footing

    def ground_for(self, track: str) -> Ground:
        """On what the rule stands in a case of that track."""
        return "statute" if track in self.statute_for else self.ground

    def citable_for(self, track: str) -> tuple[Citation, ...]:
        """What a paper in a case of that track may cite: nothing, for analogy and product rules."""
        return self.basis if self.ground_for(track) in ("statute", "policy") else ()


@dataclass(frozen=True, slots=True)
class Version:
    """A text in force from ``valid_from`` until the day before ``valid_until`` (None: further notice)."""

    valid_from: date
    valid_until: date | None

    @classmethod
    def read(cls, row: Row) -> Version:
        version = cls(row.day("from"), row.maybe_day("until"))
        row.close()
        return version

    def covers(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


def check_versions(versions: tuple[Version, ...], where: str) -> None:
    """Refuse no version at all, versions out of order, overlaps and gaps."""
    if not versions:
        raise GapInVersions(f"{where}: no version")
    for version in versions:
        if version.valid_until is not None and version.valid_until <= version.valid_from:
            raise OverlappingVersions(f"{where}: the version of {version.valid_from} ends before it starts")
    for earlier, later in pairwise(versions):
        if earlier.valid_until is None or earlier.valid_until > later.valid_from:
            raise OverlappingVersions(f"{where}: two versions claim {later.valid_from}")
        if earlier.valid_until < later.valid_from:
            raise GapInVersions(f"{where}: no version from {earlier.valid_until} to {later.valid_from}")


@dataclass(frozen=True, slots=True)
class Register:
    """Articles known from an earlier text, by number; True: read in a primary text, False: only reported."""

    version: Version
    articles: Mapping[str, bool]

    @classmethod
    def read(cls, row: Row) -> Register:
        register = cls(Version(row.day("since"), row.day("until")), _articles(row))
        row.close()
        check_versions((register.version,), row.where)
        return register


def _articles(row: Row) -> Mapping[str, bool]:
    verified, reported = row.texts("verified"), row.texts("reported")
    if twice := set(verified) & set(reported):
        raise DuplicateKey(f"{row.where}: both verified and reported: {', '.join(sorted(twice))}")
    return MappingProxyType(dict.fromkeys(verified, True) | dict.fromkeys(reported, False))


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A statute, regulation or policy document.

    ``articles`` maps the article numbers known from the text in force since ``articles_since`` to whether the
    article was read in a primary text (``True``) or only reported (``False``); ``earlier`` does so for texts
    before, which may have numbered otherwise. ``unusable_from`` is the day
    from which it carries nothing although it was repealed later. A basis of rank ``policy`` is never the sole
    ground of a burden.
    """

    id: str
    title_zh: str
    title_en: str
    rank: Rank
    issuer: str
    number: str
    versions: tuple[Version, ...]
    repealed_on: date | None
    unusable_from: date | None
    replaced_by: tuple[str, ...]
    articles_since: date
    articles: Mapping[str, bool]
    itemised: frozenset[str]
    earlier: tuple[Register, ...]
    confidence: Confidence
    source: Source
    note: str | None

    @classmethod
    def read(cls, row: Row) -> LegalBasis:
        register = row.row("articles")
        earlier = register.rows("earlier") if "earlier" in register.names else ()
        basis = cls(
            id=row.slug("id"),
            title_zh=row.text("title_zh"),
            title_en=row.text("title_en"),
            rank=row.choice("rank", RANKS),
            issuer=row.text("issuer"),
            number=row.text("number"),
            versions=tuple(Version.read(version) for version in row.rows("versions")),
            repealed_on=row.maybe_day("repealed_on"),
            unusable_from=row.maybe_day("unusable_from"),
            replaced_by=row.texts("replaced_by"),
            articles_since=register.day("since"),
            articles=_articles(register),
            itemised=frozenset(register.texts("itemised")),
            earlier=tuple(Register.read(text) for text in earlier),
            confidence=row.choice("confidence", CONFIDENCES),
            source=row.choice("source", SOURCES),
            note=row.maybe_text("note"),
        )
        register.close()
        row.close()
        check_versions(basis.versions, f"basis {basis.id}")
        basis._check()
        return basis

    def _check(self) -> None:
        if self.versions[-1].valid_until != self.repealed_on:
            raise GapInVersions(f"basis {self.id}: the last version must end on the day of repeal")
        if self.articles_since not in {version.valid_from for version in self.versions}:
            raise InvalidEdition(
                f"basis {self.id}: articles are known since a day on which no version starts"
            )
        for register in self.earlier:
            if register.version.valid_from not in {version.valid_from for version in self.versions}:
                raise InvalidEdition(f"basis {self.id}: an earlier register starts with no version")
            if register.version.valid_until is None or register.version.valid_until > self.articles_since:
                raise OverlappingVersions(f"basis {self.id}: an earlier register reaches into the later text")
        if self.itemised - set(self.articles):
            raise InvalidEdition(f"basis {self.id}: itemised articles must be in the register")
        if self.unusable_from is not None and not self.versions[0].covers(self.unusable_from):
            raise InvalidEdition(f"basis {self.id}: unusable from a day on which it was not in force")

    @property
    def starts_on(self) -> date:
        """First day in force."""
        return self.versions[0].valid_from

    @property
    def ended_on(self) -> date | None:
        """First day on which nothing may rest on it any more; None while in force."""
        return self.unusable_from or self.repealed_on

    def in_force_on(self, day: date) -> bool:
        """Whether an act of that day may rest on it. The day of repeal is not a day in force."""
        return self.starts_on <= day and (self.ended_on is None or day < self.ended_on)

    def version_on(self, day: date) -> Version:
        """The text in force on the day. Raises :class:`BasisNotInForce` (EX-10)."""
        if not self.in_force_on(day):
            raise BasisNotInForce(self.id, day, starts_on=self.starts_on, ended_on=self.ended_on)
        return next(version for version in self.versions if version.covers(day))

    def register_on(self, day: date) -> Mapping[str, bool] | None:
        """The articles known from the text in force on the day; None where no text of that day was seen."""
        if day >= self.articles_since:
            return self.articles
        return next((one.articles for one in self.earlier if one.version.covers(day)), None)

    def names_article(self, article: str) -> bool:
        """Whether any register names the article."""
        return article in self.articles or any(article in register.articles for register in self.earlier)

    def is_verified(self, citation: Citation, on: date | None = None) -> bool:
        """Whether the cited article was read in a primary text; a whole document counts by its source.

        ``on`` asks about the text of that day instead of the last known one.
        """
        if not citation.article:
            return self.source == "text"
        register = self.articles if on is None else self.register_on(on)
        return register is not None and register.get(str(citation.numbers[0]), False)


@dataclass(frozen=True, slots=True)
class RefusalGround:
    """A reason for which an application may be refused or not accepted.

    ``procedure`` None: for every item; otherwise only for items of that procedure. ``needs`` names facts the
    paper must then state, such as the agency that is competent.
    """

    id: str
    procedure: str | None
    used_for: Literal["refusal", "non_acceptance"]
    text_zh: str
    text_en: str
    needs: tuple[str, ...]
    footing: Footing
    confidence: Confidence
    source: Source
    note: str | None

    @classmethod
    def read(cls, row: Row) -> RefusalGround:
        uses: tuple[Literal["refusal", "non_acceptance"], ...] = ("refusal", "non_acceptance")
        ground = cls(
            id=row.slug("id"),
            procedure=row.maybe_text("procedure"),
            used_for=row.choice("used_for", uses),
            text_zh=row.text("text_zh"),
            text_en=row.text("text_en"),
            needs=row.texts("needs"),
            footing=Footing.read(row),
            confidence=row.choice("confidence", CONFIDENCES),
            source=row.choice("source", SOURCES),
            note=row.maybe_text("note"),
        )
        row.close()
        return ground

    def serves(self, procedure: str) -> bool:
        """Whether the ground may be used in a case of that procedure."""
        return self.procedure is None or self.procedure == procedure


def basis_of(book: LawBook, basis: str) -> LegalBasis:
    """The basis of that id. Raises :class:`UnknownBasis`."""
    found = book.bases.get(basis)
    if found is None:
        raise UnknownBasis(f"edition {book.edition} holds no basis {basis}")
    return found


def cite(book: LawBook, citation: Citation, on: date) -> Citation:
    """The citation itself, if an act of day ``on`` may rest on it.

    An article number is only known for the texts since ``articles_since``: an earlier text may have numbered
    otherwise, so citing it for an earlier day is refused too. Raises :class:`UnknownBasis` and
    :class:`BasisNotInForce` (EX-10).
    """
    basis = basis_of(book, citation.basis)
    basis.version_on(on)
    if citation.article and basis.register_on(on) is None:
        raise BasisNotInForce(str(citation), on, starts_on=basis.articles_since, ended_on=basis.ended_on)
    return citation


def cite_on_paper(book: LawBook, citation: Citation, on: date) -> Citation:
    """The citation, if a paper of day ``on`` may carry it: in force, and its article read by somebody.

    A document cited as a whole names no article and is not held back. Raises what :func:`cite` raises and
    :class:`ArticleUnverified`.
    """
    cite(book, citation, on)
    if citation.article and not basis_of(book, citation.basis).is_verified(citation, on):
        raise ArticleUnverified(f"nobody has read {citation} in the text in force on {on}")
    return citation


def cited_text(book: LawBook, citation: Citation, language: Language) -> str:
    """The citation as it is printed: full title, then article, paragraph and item as the language does."""
    basis = basis_of(book, citation.basis)
    if language == "en":
        article = f", Art. {citation.article}" if citation.article else ""
        return f"{basis.title_en}{article}"
    levels = ["article", "paragraph", "item"]
    if citation.numbers and str(citation.numbers[0]) in basis.itemised:
        levels.remove("paragraph")
    parts = zip(levels, citation.numbers, strict=False)
    return book.wording.quoted_title(basis.title_zh) + "".join(
        book.wording.numbered(level, number) for level, number in parts
    )
