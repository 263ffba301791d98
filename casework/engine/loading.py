"""Shipped editions of law and items as immutable rows, so that several hosts agree on what is in force.

A shipped edition that would go over law of this hall (a notice or an item version that two officers brought into force)
is stored, too, but waits until an officer with the duty takes it over.
"""

from collections.abc import Iterable
from typing import Any

from casework.models import ChangeKind, EditionSource, EditionState, ItemVersion, LawChange, LawEdition
from law.book import LawBook, published_digest, read_shipped, shipped_editions

from . import lawbook
from .items import Item
from .lock import database_moment


class EditionChanged(Exception):
    """A shipped edition was edited after it was stored; editions are appended, never edited."""


def load_law() -> list[LawEdition]:
    """Store the shipped editions of the law that aren't stored yet. Raises EditionChanged."""
    stored = []
    for name in shipped_editions():
        known = LawEdition.objects.filter(edition=name, source=EditionSource.SHIPPED).defer("body").first()
        if known is not None:
            if known.sha256 != published_digest(name):
                raise EditionChanged(f"law {name} differs from what was stored; append a new edition")
            continue
        book = read_shipped(name)
        over_local = LawEdition.objects.filter(change__kind=ChangeKind.CALENDAR).exists()
        stored.append(
            LawEdition.objects.create(
                edition=name,
                valid_from=book.valid_from,
                sha256=book.sha256,
                body=book.to_json(),
                source=EditionSource.SHIPPED,
                state=EditionState.DRAFT if over_local else EditionState.APPROVED,
                change=_waiting(ChangeKind.SHIPPED_LAW, name) if over_local else None,
            )
        )
    lawbook.forget()
    return stored


def store_items(items: Iterable[Item], book: LawBook | None = None) -> list[ItemVersion]:
    """Store shipped item editions that aren't stored yet, each checked against the newest law that is stored.

    Raises ItemRefused, EditionChanged.
    """
    stored = []
    for item in items:
        known = ItemVersion.objects.filter(
            slug=item.slug, edition=item.edition, source=EditionSource.SHIPPED
        ).first()
        if known is not None:
            if known.sha256 != item.sha256:
                raise EditionChanged(
                    f"{item.slug} {item.edition} differs from what was stored; append a new edition"
                )
            continue
        book = book or lawbook.newest_law()
        item.check(book)
        over_local = ItemVersion.objects.filter(slug=item.slug, change__kind=ChangeKind.ITEM).exists()
        stored.append(
            ItemVersion.objects.create(
                slug=item.slug,
                edition=item.edition,
                valid_from=item.valid_from,
                valid_until=item.valid_until,
                sha256=item.sha256,
                body=item.to_json(),
                source=EditionSource.SHIPPED,
                state=EditionState.DRAFT if over_local else EditionState.APPROVED,
                change=_waiting(ChangeKind.SHIPPED_ITEM, item.slug) if over_local else None,
            )
        )
    lawbook.forget()
    return stored


def _waiting(kind: ChangeKind, subject: str) -> LawChange:
    return LawChange.objects.create(kind=kind, subject=subject, drafted_at=database_moment())


def after_migrate(**_signal: Any) -> None:
    """Run by migrate: the shipped law is stored with the schema it needs."""
    load_law()
