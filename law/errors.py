"""Everything the law package refuses. All of it derives from :class:`LawError`."""

from __future__ import annotations

from datetime import date


class LawError(Exception):
    """Base of every refusal of this package."""


class InvalidEdition(LawError):
    """The data of an edition does not hold together; nothing of it may be used."""


class DuplicateKey(InvalidEdition):
    """Two entries claim the same key; neither silently wins."""


class MissingKey(InvalidEdition):
    """A required field is absent or has the wrong type."""


class UnknownKey(InvalidEdition):
    """A field nobody reads: a typing error would otherwise change the law unseen."""


class UnknownReference(InvalidEdition):
    """An entry names a basis, article, limit, role or wording that the edition does not hold."""


class OverlappingVersions(InvalidEdition):
    """Two versions claim the same day."""


class GapInVersions(InvalidEdition):
    """A day between two versions, or a year between two calendars, belongs to none."""


class EditionTampered(InvalidEdition):
    """The text of an edition does not have the digest it was published with."""


class UnknownEdition(LawError):
    """No edition of that name is shipped."""


class UnknownLimit(LawError):
    """The edition holds no time limit of that name."""


class UnknownBasis(LawError):
    """The edition holds no legal basis of that name."""


class UnknownRemedy(LawError):
    """The edition holds no remedy for that kind of act."""


class InvalidCitation(LawError):
    """The text is not a citation such as ``XK 32(1)(4)``."""


class NaiveMoment(LawError):
    """A moment without time zone has no legal day."""


class InvalidCaseNumber(LawError):
    """The text is not a case number, or its check character is wrong."""


class YearWithoutNotice(LawError):
    """No official holiday notice is loaded for the year; its working days are not guessed."""

    def __init__(self, year: int) -> None:
        super().__init__(f"no official holiday notice is loaded for {year}")
        self.year = year


class LimitWithoutNumber(LawError):
    """The law leaves the number to the agency's published promise, and none was given."""


class PromiseRefused(LawError):
    """A promised limit may only shorten what an agency has to keep, never lengthen it or shorten a right."""


class PauseRefused(LawError):
    """A clock stands still only on a ground that its limit allows, with the served paper, while it runs."""


class ExtensionRefused(LawError):
    """A limit is prolonged only as its article allows: once, in time, by that authority, with reasons told."""


class NotToldRefused(LawError):
    """Whether the right was told changes nothing about this limit, or the day of telling does not fit."""


class ArticleUnverified(LawError):
    """Nobody has read the article in a primary text; it never stands on a paper."""


class InvalidCode(LawError):
    """The text is not a code of that kind, or its check character is wrong."""


class BasisNotInForce(LawError):
    """A legal basis, or the number it sets, was not in force on a relevant day (EX-10).

    ``starts_on`` and ``ended_on`` are the first day in force and the first day no longer in force, where
    known.
    """

    code = "EX-10"

    def __init__(self, basis: str, on: date, *, starts_on: date | None, ended_on: date | None) -> None:
        span = f"in force from {starts_on or 'unknown'} until {ended_on or 'further notice'}"
        super().__init__(f"{self.code}: {basis} was not in force on {on} ({span})")
        self.basis = basis
        self.on = on
        self.starts_on = starts_on
        self.ended_on = ended_on
