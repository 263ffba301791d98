"""Which items there are to read about, and under which law an edition of one is read."""

from datetime import date

from casework.engine import moment
from casework.engine.items import Item
from casework.engine.lawbook import book_of, closed_items, current_item, current_items, current_law, item_of
from casework.engine.refusal import ActRefused
from casework.models import EditionState, ItemVersion, LawEdition
from law.book import LawBook


class NoSuchItem(LookupError):
    """No approved edition of an item, or of the law, of that name."""


def items_open() -> list[Item]:
    """The items that are open for applications today, by their number in the catalogue."""
    return [item for _version, item in current_items(moment.today())]


def items_closed() -> list[Item]:
    """The items that are closed today: each says why, and what is offered instead."""
    return closed_items(moment.today())


def day_read(item: Item) -> date:
    """The day as of which an edition is read: today, or its last one if it has ended."""
    return min(filter(None, (moment.today(), item.valid_until)))


def read_item(slug: str, edition: str = "", law: str = "") -> tuple[Item, LawBook]:
    """An edition of an item and of the law; those in force today where none is named. Raises NoSuchItem."""
    return _item(slug, edition), _law(law)


def _item(slug: str, edition: str) -> Item:
    if not edition:
        closed = next((item for item in items_closed() if item.slug == slug), None)
        if closed is not None:
            return closed
        try:
            return current_item(slug, moment.today())[1]
        except ActRefused as refusal:
            raise NoSuchItem(slug) from refusal
    found = ItemVersion.objects.filter(slug=slug, edition=edition, state=EditionState.APPROVED)
    version = found.order_by("-id").defer("body").first()
    if version is None:
        raise NoSuchItem(f"{slug} {edition}")
    return item_of(version.pk)


def _law(edition: str) -> LawBook:
    if not edition:
        return current_law(moment.today())[1]
    row = (
        LawEdition.objects.filter(edition=edition, state=EditionState.APPROVED)
        .order_by("-id")
        .defer("body")
        .first()
    )
    if row is None:
        raise NoSuchItem(edition)
    return book_of(row.pk)
