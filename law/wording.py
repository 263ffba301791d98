"""The words of an edition: sentences of derivations, names of events, units and the way articles are
numbered.

Templates hold ``{name}`` and nothing else; they are filled by plain substitution, so an edition drafted on a
screen cannot reach into objects.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from law.errors import InvalidEdition, MissingKey, UnknownReference
from law.reading import Row, keyed

PLACEHOLDER = re.compile(r"\{(\w+)\}")
Unit = Literal["working", "calendar", "month"]
UNITS: tuple[Unit, ...] = ("working", "calendar", "month")
LEVELS = ("article", "paragraph", "item")

# What each sentence of a derivation is told. A template may leave a value out, never ask for another.
SENTENCES: Mapping[str, frozenset[str]] = {
    "event": frozenset({"event", "date"}),
    "day_not_counted": frozenset({"date"}),
    "same_day": frozenset({"date"}),
    "promised": frozenset({"term"}),
    "promised_shorter": frozenset({"term", "limit_term"}),
    "counted_working": frozenset({"term", "date"}),
    "counted_calendar": frozenset({"term", "date"}),
    "counted_month": frozenset({"term", "date"}),
    "counted_back": frozenset({"term", "date"}),
    "month_shortened": frozenset({"date"}),
    "paused": frozenset({"first", "date", "ground", "paper"}),
    "suspended": frozenset({"first", "ground", "paper"}),
    "extended": frozenset({"authority", "decided", "told", "paper", "term", "date"}),
    "not_told": frozenset({"date"}),
    "told_later": frozenset({"date"}),
    "rolled_forward": frozenset({"date", "from_date"}),
    "internal": frozenset({"date"}),
    "lawful_from": frozenset({"date"}),
    "year_without_notice": frozenset({"year"}),
    "notice_may_change": frozenset({"year"}),
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """One wording in both languages."""

    zh: str
    en: str

    @classmethod
    def read(cls, row: Row) -> Phrase:
        phrase = cls(row.text("zh"), row.text("en"))
        row.close()
        return phrase

    def asks_for(self) -> set[str]:
        return set(PLACEHOLDER.findall(self.zh)) | set(PLACEHOLDER.findall(self.en))


def fill(template: str, values: Mapping[str, str]) -> str:
    """Put the values into the template. Raises :class:`InvalidEdition` for a placeholder without a value."""

    def value(match: re.Match[str]) -> str:
        if match[1] not in values:
            raise InvalidEdition(f"{{{match[1]}}} has no value in {template!r}")
        return values[match[1]]

    return PLACEHOLDER.sub(value, template)


def compose(phrase: Phrase, words: Mapping[str, Phrase]) -> Phrase:
    """The phrase with the words of each language filled in."""
    return Phrase(
        fill(phrase.zh, {name: word.zh for name, word in words.items()}),
        fill(phrase.en, {name: word.en for name, word in words.items()}),
    )


@dataclass(frozen=True, slots=True)
class Wording:
    """All words an edition brings along."""

    sentences: Mapping[str, Phrase]
    events: Mapping[str, Phrase]
    units: Mapping[str, Phrase]
    units_of_one: Mapping[str, Phrase]
    date_form: Phrase
    title: str
    levels: Mapping[str, str]
    digits: str
    powers: tuple[str, ...]

    @classmethod
    def read(cls, row: Row) -> Wording:
        citation = row.row("citation")
        levels = citation.row("levels")
        wording = cls(
            sentences=_phrases(row.row("sentences")),
            events=_phrases(row.row("events")),
            units=_phrases(row.row("units")),
            units_of_one=_phrases(row.row("units_of_one")),
            date_form=Phrase.read(row.row("date")),
            title=citation.text("title"),
            levels=keyed(((level, levels.text(level)) for level in LEVELS), levels.where),
            digits=citation.text("digits"),
            powers=citation.texts("powers"),
        )
        levels.close()
        citation.close()
        row.close()
        wording._check()
        return wording

    def _check(self) -> None:
        if set(self.sentences) != set(SENTENCES):
            odd = set(self.sentences) ^ set(SENTENCES)
            raise MissingKey(f"wording: sentences missing or unknown: {', '.join(sorted(odd))}")
        for key, phrase in self.sentences.items():
            if wrong := phrase.asks_for() - SENTENCES[key]:
                raise UnknownReference(f"wording: sentence {key} asks for {', '.join(sorted(wrong))}")
        if set(self.units) != set(UNITS) or set(self.units_of_one) != set(UNITS):
            raise MissingKey(f"wording: units must be {', '.join(UNITS)}")
        if len(self.digits) != 10 or len(self.powers) != 3:
            raise MissingKey("wording: ten digits and three powers of ten are needed")

    def sentence(self, key: str, words: Mapping[str, Phrase]) -> Phrase:
        """The sentence with the words of each language filled in."""
        return compose(self.sentences[key], words)

    def day(self, day: date) -> Phrase:
        """A date as each language writes it."""
        parts = {
            "year": str(day.year),
            "month": str(day.month),
            "day": str(day.day),
            "iso": day.isoformat(),
        }
        return Phrase(fill(self.date_form.zh, parts), fill(self.date_form.en, parts))

    def term(self, amount: int, unit: Unit) -> Phrase:
        """A length of time: five working days, six months."""
        phrase = (self.units_of_one if amount == 1 else self.units)[unit]
        values = {"number": str(amount)}
        return Phrase(fill(phrase.zh, values), fill(phrase.en, values))

    def quoted_title(self, title: str) -> str:
        return fill(self.title, {"title": title})

    def numbered(self, level: str, number: int) -> str:
        """Article, paragraph or item with its number spelled out."""
        return fill(self.levels[level], {"number": self.numeral(number)})

    def numeral(self, number: int) -> str:
        """The number in Chinese characters, 1 to 9999, as statutes write it."""
        if not 1 <= number <= 9999:
            raise InvalidEdition(f"no article is numbered {number}")
        spelled, pending_zero = "", False
        places = [*self.powers, ""]
        for place, power in enumerate(places):
            digit = number // 10 ** (3 - place) % 10
            if digit == 0:
                pending_zero = bool(spelled)
                continue
            zero = self.digits[0] if pending_zero else ""
            # Ten to nineteen are written without the leading one.
            bare_ten = place == 2 and digit == 1 and not spelled
            spelled += zero + ("" if bare_ten else self.digits[digit]) + power
            pending_zero = False
        return spelled


def _phrases(row: Row) -> Mapping[str, Phrase]:
    phrases = keyed(((key, Phrase.read(row.row(key))) for key in row.names), row.where)
    row.close()
    return phrases
