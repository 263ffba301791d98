"""The law and the items as the database holds them, read once and kept as values."""

from datetime import date
from functools import lru_cache

from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from casework.models import EditionState, ItemVersion, LawEdition
from law.book import LawBook

from .items import Closed, Item
from .refusal import ActRefused, Kind, Reason


@lru_cache(maxsize=64)
def _book(sha256: str) -> LawBook:
    return LawBook.from_json(LawEdition.objects.get(sha256=sha256).body)


@lru_cache(maxsize=256)
def _item(sha256: str) -> Item:
    return Item.from_json(ItemVersion.objects.get(sha256=sha256).body)


@lru_cache(maxsize=1024)
def _hash_of(model: type[LawEdition] | type[ItemVersion], pk: int) -> str:
    return str(model.objects.values_list("sha256", flat=True).get(pk=pk))


@lru_cache(maxsize=1024)
def _family_of(pk: int) -> int:
    return LawEdition.objects.values_list("base", flat=True).get(pk=pk) or pk


def forget() -> None:
    """Drop what was read of rows, for the moments at which they are replaced (migrations, tests).

    What was read by its digest stays: the same digest never means another text.
    """
    _hash_of.cache_clear()
    _family_of.cache_clear()


def book_of(law_edition_id: int) -> LawBook:
    """The law a case is pinned to."""
    return _book(_hash_of(LawEdition, law_edition_id))


def item_of(item_version_id: int) -> Item:
    """The item edition a case is pinned to."""
    return _item(_hash_of(ItemVersion, item_version_id))


def book_by_digest(sha256: str) -> LawBook:
    """The law with that digest."""
    return _book(sha256)


def book_with(edition: LawEdition) -> LawBook:
    """The law of a row that is at hand."""
    return _book(edition.sha256)


def item_with(version: ItemVersion) -> Item:
    """The item of a row that is at hand."""
    return _item(version.sha256)


def family_of(law_edition_id: int) -> int:
    """The shipped edition that an edition is, or was derived from when a holiday notice came later."""
    return _family_of(law_edition_id)


def newest_of(family: int) -> LawEdition:
    """The edition of a family with the calendars known now; the shipped one itself if no notice came later."""
    editions = LawEdition.objects.filter(state=EditionState.APPROVED).filter(Q(pk=family) | Q(base=family))
    return editions.defer("body").order_by("-id")[0]


def current_law(on: date) -> tuple[LawEdition, LawBook]:
    """The approved edition of the law for cases received on a day. Raises LookupError if none is in force."""
    edition = (
        LawEdition.objects.filter(state=EditionState.APPROVED, valid_from__lte=on)
        .order_by("-valid_from", "-id")
        .defer("body")
        .first()
    )
    if edition is None:
        edition = _of_old_days(on)
    if edition is None:
        raise LookupError(f"no law is loaded for {on}")
    return edition, _book(edition.sha256)


def _of_old_days(on: date) -> LawEdition | None:
    """The edition for a day before the first one, of old files and replay: the newest, if its calendar knows the day.

    Each edition knows what was in force when, and reads an old day by the law of that day.
    """
    editions = LawEdition.objects.filter(state=EditionState.APPROVED).order_by("-valid_from", "-id")
    newest = editions.defer("body").first()
    return newest if newest is not None and _book(newest.sha256).calendar.knows(on) else None


def newest_law() -> LawBook:
    """The newest approved edition, whatever the day. Raises LookupError if none is stored."""
    edition = LawEdition.objects.filter(state=EditionState.APPROVED).order_by("-valid_from", "-id").first()
    if edition is None:
        raise LookupError("no law is loaded")
    return _book(edition.sha256)


def current_items(on: date) -> list[tuple[ItemVersion, Item]]:
    """The item editions open for new cases on a day, one for each item, by their number in the catalogue."""
    return [entry for entry in _items_on(on) if entry[1].closed is None]


def coming_items(on: date) -> list[tuple[ItemVersion, Item]]:
    """The items as they are once every edition that is stored counts: for what is agreed on ahead of its day."""
    days = ItemVersion.objects.filter(state=EditionState.APPROVED).values_list("valid_from", flat=True)
    return current_items(max([on, *days]))


def closed_items(on: date) -> list[Item]:
    """The items that are closed on a day: each says why, and what is offered instead."""
    return [item for _version, item in _items_on(on) if item.closed is not None]


def _items_on(on: date) -> list[tuple[ItemVersion, Item]]:
    newest: dict[str, ItemVersion] = {}
    rows = ItemVersion.objects.filter(state=EditionState.APPROVED, valid_from__lte=on).defer("body")
    for version in rows.order_by("valid_from", "id"):
        newest[version.slug] = version
    entries = [(version, _item(version.sha256)) for version in newest.values() if not _ended(version, on)]
    return sorted(entries, key=lambda entry: (entry[1].number, entry[1].slug))


def current_item(slug: str, on: date) -> tuple[ItemVersion, Item]:
    """The edition of an item for cases received on a day. Raises ActRefused (EX-10 where it is closed, ITEM-01)."""
    for version, item in _items_on(on):
        if version.slug == slug and item.closed is not None:
            raise why_closed(item, item.closed, on)
        if version.slug == slug:
            return version, item
    raise ActRefused(Reason("ITEM-01", _("This item isn't open for applications on that day."), Kind.NOT_NOW))


def why_closed(item: Item, closed: Closed, on: date) -> ActRefused:
    """The refusal of an application for an item that is closed: why, and what is offered instead (EX-10)."""
    return ActRefused(
        Reason(
            "EX-10",
            format_lazy("{why}", why=closed.why),
            Kind.MAY_NOT,
            ways_out=tuple(format_lazy("{one}", one=one) for one in closed.instead),
            detail=_("%(basis)s isn't in force on %(day)s.")
            % {"basis": "、".join(map(str, closed.lapsed)), "day": on.isoformat()},
            model=("CF 37", "CF 38"),
        )
    )


def _ended(version: ItemVersion, on: date) -> bool:
    return version.valid_until is not None and version.valid_until < on
