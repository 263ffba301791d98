"""The guide's own data, read from YAML and held against an edition of the law before anything is told from it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from casework.engine.items import Words
from law.bases import Footing
from law.book import LawBook

HERE = Path(__file__).parent
ALL = "all"
# No guide asks for these, whatever an item was called before (EX-04, EX-05, EX-06, EX-09).
NEVER_ASKED = ("结婚证", "准生证", "终结证", "婚育证明", "孕检", "配偶同意", "村委会证明", "计划生育证明")


class GuideRefused(Exception):
    """A guide that would tell something wrong, or not everything."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problems))


@dataclass(frozen=True)
class Entry:
    """What is told of an item beside its law; `remedy` is the law's own kind of act, None where no decision is made."""

    slug: str
    kind: Words | None
    who: Words
    person: tuple[Words, ...]
    share: tuple[Words, ...]
    instead: Words | None
    promised: int | None
    output: Words
    remedy: str | None
    counted: bool = True


@dataclass(frozen=True)
class Right:
    """Something that nobody may ask of a citizen; `rests_on` names a safeguard or a refusal of the law edition."""

    rests_on: str
    items: tuple[str, ...]
    text: Words

    def holds_for(self, slug: str) -> bool:
        """Whether it is told with an item."""
        return ALL in self.items or slug in self.items


@dataclass(frozen=True)
class FormerName:
    """A name from the time before, where it leads today, and the old item of the law edition that ended, if one did."""

    names: tuple[str, ...]
    leads_to: str
    ended: str | None
    text: Words


@dataclass(frozen=True)
class Guide:
    """All of it."""

    kinds: Mapping[str, Words]
    levels: Mapping[str, Words]
    entries: Mapping[str, Entry]
    rights: tuple[Right, ...]
    former: tuple[FormerName, ...]

    def problems(self, book: LawBook) -> list[str]:
        """Everything that doesn't fit this edition of the law; empty if nothing does."""
        return list(self._problems(book))

    def _problems(self, book: LawBook) -> Iterator[str]:
        for slug in sorted(set(book.catalogue) ^ set(self.entries)):
            yield f"{slug}: stands in the guide or in the law's catalogue, not in both"
        for slug, entry in self.entries.items():
            if slug in book.catalogue:
                law = book.catalogue[slug]
                if law.level not in self.levels:
                    yield f"{slug}: where to go on the level {law.level} isn't said"
                if entry.kind is None and (law.type_code or "") not in self.kinds:
                    yield f"{slug}: of what kind it is isn't said"
            if entry.remedy is not None and entry.remedy not in book.remedies:
                yield f"{slug}: the law has no remedy {entry.remedy}"
            for material in (*entry.person, *entry.share):
                if found := [word for word in NEVER_ASKED if word in material.zh]:
                    yield f"{slug}: nobody may be asked for {found[0]}"
        for right in self.rights:
            if footing_of(book, right.rests_on) is None:
                yield f"rights: the law edition knows no {right.rests_on}"
            for slug in sorted(set(right.items) - {ALL} - set(self.entries)):
                yield f"rights: {right.rests_on} is told with {slug}, which isn't there"
        for one in self.former:
            if one.leads_to not in self.entries:
                yield f"former names: {one.leads_to} isn't there"
            if one.ended is not None and one.ended not in book.legacy:
                yield f"former names: the law edition knows no {one.ended}"
        names = [name.casefold() for one in self.former for name in one.names]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield f"former names: {name} stands twice"


def footing_of(book: LawBook, rests_on: str) -> Footing | None:
    """On what a safeguard (AP, CO, PR) or a refusal (EX) stands; None if the edition knows neither."""
    if rests_on in book.blocked:
        return book.blocked[rests_on].footing
    return book.safeguards[rests_on].footing if rests_on in book.safeguards else None


@cache
def the_guide() -> Guide:
    """The shipped guide. Raises GuideRefused."""
    return read_guide(HERE)


def read_guide(folder: Path) -> Guide:
    """The guide of a folder. Raises GuideRefused where something is missing or of the wrong kind."""
    try:
        items, rights, former = (_read(folder / name) for name in ("items", "rights", "former_names"))
        entries = [_entry(row) for row in items["items"]]
        if len({one.slug for one in entries}) != len(entries):
            raise GuideRefused(["items: one stands twice"])
        return Guide(
            kinds={code: _words(text) for code, text in items["kinds"].items()},
            levels={level: _words(text) for level, text in items["levels"].items()},
            entries={one.slug: one for one in entries},
            rights=tuple(
                Right(
                    rests_on=str(row["rests_on"]),
                    items=(ALL,) if row["items"] == ALL else tuple(row["items"]),
                    text=_words(row["text"]),
                )
                for row in rights
            ),
            former=tuple(
                FormerName(
                    names=tuple(str(name) for name in row["names"]),
                    leads_to=str(row["leads_to"]),
                    ended=row["ended"],
                    text=_words(row["text"]),
                )
                for row in former
            ),
        )
    except (KeyError, TypeError, ValueError, AttributeError, OSError, YAMLError) as error:
        raise GuideRefused([f"missing or malformed: {type(error).__name__} {error}"]) from error


def _read(path: Path) -> Any:
    with path.with_suffix(".yaml").open(encoding="utf-8") as file:
        return YAML(typ="safe", pure=True).load(file)


def _entry(row: Mapping[str, Any]) -> Entry:
    promised = row.get("promised")
    return Entry(
        slug=str(row["slug"]),
        kind=_words(row["kind"]) if "kind" in row else None,
        who=_words(row["who"]),
        person=tuple(_words(one) for one in row["person"]),
        share=tuple(_words(one) for one in row["share"]),
        instead=_words(row["instead"]) if row["instead"] is not None else None,
        promised=None if promised is None else int(promised),
        output=_words(row["output"]),
        remedy=row["remedy"],
        counted=bool(row.get("counted", True)),
    )


def _words(data: Mapping[str, str]) -> Words:
    if not (data["zh"].strip() and data["en"].strip()):
        raise ValueError("a text is empty in one language")
    return Words(zh=data["zh"], en=data["en"])
