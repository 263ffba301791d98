"""The guide of an item as it is told on a day, from its own edition where it runs here, from the law and the guide if not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from casework.engine.items import Item, MaterialRule, Words
from casework.engine.lawbook import current_items, current_law
from casework.models import ClockPurpose, Office, OfficePower, PowerKind
from casework.queries.told import (
    Basis,
    LimitTold,
    articles,
    basis_of_rule,
    limit_of_law,
    limits_told,
    papers_told,
)
from law.bases import Citation, Footing, cite
from law.book import LawBook
from law.errors import BasisNotInForce, LawError
from law.remedies import remedy_text

from .reading import Entry, FormerName, footing_of, the_guide
from .sample import Line, lines_of


@dataclass(frozen=True)
class Material:
    """A paper, whence it comes, and whether a written declaration stands in for it."""

    name: Words
    alternatives: tuple[Words, ...]
    source: str
    declaration: bool


@dataclass(frozen=True)
class RightTold:
    """A right of the citizen, and on what it stands."""

    text: Words
    basis: Basis
    code: str


@dataclass(frozen=True)
class OfficeTold:
    """An office, how to call it, and whether it decides or takes in only."""

    name: Words
    telephone: str
    decides: bool


@dataclass(frozen=True)
class Told:
    """An item in the list."""

    slug: str
    number: int
    name: Words
    kind: Words
    who: Words
    runs: bool


@dataclass(frozen=True)
class GuideTold:
    """Everything that is told of one item. `item` is None where the hall doesn't run it yet."""

    short: Told
    book: LawBook
    item: Item | None
    where: Words
    offices: tuple[OfficeTold, ...]
    basis: Basis
    limits: tuple[LimitTold, ...]
    materials: tuple[Material, ...]
    instead: Words | None
    output: tuple[Words, ...]
    note: Words | None
    remedies: Words | None
    rights: tuple[RightTold, ...]
    former: tuple[FormerName, ...]
    sample: tuple[Line, ...]


def items_told(day: date) -> list[Told]:
    """Every item of the catalogue, by its number."""
    _edition, book = current_law(day)
    running = {item.slug: item for _version, item in current_items(day)}
    found = [_short(book, entry, running.get(slug)) for slug, entry in the_guide().entries.items()]
    known = {one.slug for one in found}
    found += [_of_its_own(item) for slug, item in running.items() if slug not in known]
    return sorted(found, key=lambda one: one.number)


def former_names_like(text: str) -> list[FormerName]:
    """The names from the time before that hold what was typed, or are held by it."""
    typed = text.strip().casefold()
    if not typed:
        return []
    names = the_guide().former
    return [
        one
        for one in names
        if any(typed in name.casefold() or name.casefold() in typed for name in one.names)
    ]


def items_like(text: str, day: date) -> list[Told]:
    """The items whose name holds what was typed, then those to which a former name leads."""
    typed = text.strip().casefold()
    shown = items_told(day)
    if not typed:
        return shown
    leads = {one.leads_to for one in former_names_like(text)}
    named = [
        one
        for one in shown
        if typed in one.name.zh.casefold() or typed in one.name.en.casefold() or typed == one.slug
    ]
    return named + [one for one in shown if one.slug in leads and one not in named]


def ended_on(former: FormerName, day: date) -> date | None:
    """The day on which the old item ended, where one did."""
    _edition, book = current_law(day)
    return book.legacy[former.ended].closed_on if former.ended in book.legacy else None


def guide_of(slug: str, day: date) -> GuideTold | None:
    """The guide of an item on a day; None where the catalogue has no such item."""
    _edition, book = current_law(day)
    entry = the_guide().entries.get(slug)
    item = next((item for _version, item in current_items(day) if item.slug == slug), None)
    if entry is None or slug not in book.catalogue:
        return None
    law = book.catalogue[slug]
    track = book.limits[law.limit].track
    rights = (right for right in the_guide().rights if right.holds_for(slug))
    return GuideTold(
        short=_short(book, entry, item),
        book=book,
        item=item,
        where=the_guide().levels[law.level],
        offices=_offices(slug, day),
        basis=_basis(book, law.footing, item.basis if item else law.footing.basis, track, day),
        limits=limits_told(book, item, day) if item else _limits(book, entry, law.limit, day),
        materials=tuple(map(_material, item.materials)) if item else _materials(entry),
        instead=None if item else entry.instead,
        output=_output(book, entry, item),
        note=item.result_note if item else None,
        remedies=_remedies(book, item.remedy if item else entry.remedy, day),
        rights=tuple(
            RightTold(right.text, _basis(book, footing, footing.basis, track, day), right.rests_on)
            for right in rights
            if (footing := footing_of(book, right.rests_on)) is not None
        ),
        former=tuple(one for one in the_guide().former if one.leads_to == slug),
        sample=tuple(lines_of(item, day)) if item else (),
    )


def _short(book: LawBook, entry: Entry, item: Item | None) -> Told:
    law = book.catalogue[entry.slug]
    kind = entry.kind or the_guide().kinds[law.type_code or ""]
    return Told(
        slug=entry.slug,
        number=law.number,
        name=item.name if item else Words(law.title.zh, law.title.en),
        kind=item.kind if item else kind,
        who=item.who if item else entry.who,
        runs=item is not None,
    )


def _of_its_own(item: Item) -> Told:
    return Told(item.slug, item.number, item.name, item.kind, item.who, True)


def _basis(book: LawBook, footing: Footing, cited: Iterable[Citation], track: str, day: date) -> Basis:
    """On what it stands, with what is in force on the day only: the guide tells nobody of repealed law."""
    standing = tuple(one for one in cited if _in_force(book, one, day))
    return Basis(basis_of_rule(book, footing, track).ground, articles(book, standing))


def _in_force(book: LawBook, citation: Citation, day: date) -> bool:
    try:
        cite(book, citation, day)
    except BasisNotInForce:
        return False
    return True


def _limits(book: LawBook, entry: Entry, limit: str, day: date) -> tuple[LimitTold, ...]:
    try:
        return (limit_of_law(book, limit, day, str(ClockPurpose.DECISION), entry.promised),)
    except BasisNotInForce:
        return ()


def _material(rule: MaterialRule) -> Material:
    return Material(
        rule.name, tuple(name for _code, name in rule.alternatives), rule.source, rule.declaration_instead
    )


def _materials(entry: Entry) -> tuple[Material, ...]:
    brought = [Material(name, (), "person", False) for name in entry.person]
    return tuple(brought + [Material(name, (), "sharing", entry.instead is not None) for name in entry.share])


def _output(book: LawBook, entry: Entry, item: Item | None) -> tuple[Words, ...]:
    if item is None:
        return (entry.output,)
    return tuple(one.title for one in papers_told(book, item, ("result",))) or (entry.output,)


def _remedies(book: LawBook, remedy: str | None, day: date) -> Words | None:
    """What is open against a no; a text that can't be told correctly today isn't told."""
    if remedy is None:
        return None
    hall = settings.HALL
    places = ("reconsider_at_zh", "reconsider_at_en", "court_zh", "court_en")
    try:
        text = remedy_text(book, remedy, on=day, **{place: hall[place] for place in places})
    except LawError:
        return None
    return Words(text.zh, text.en)


def _offices(slug: str, day: date) -> tuple[OfficeTold, ...]:
    powers = (
        OfficePower.objects.filter(OfficePower.in_force(day), item=slug, office__active=True)
        .select_related("office")
        .order_by("office__path")
    )
    decides: dict[Office, bool] = {}
    for power in powers:
        decides[power.office] = decides.get(power.office, False) or power.kind == PowerKind.DECIDE
    return tuple(
        OfficeTold(Words(office.name_zh, office.name_en), office.telephone, yes)
        for office, yes in decides.items()
    )
