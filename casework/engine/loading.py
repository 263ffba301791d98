"""Shipped editions of law and items as immutable rows, so that several hosts agree on what is in force."""

from collections.abc import Iterable
from typing import Any

from casework.models import EditionSource, EditionState, ItemVersion, LawEdition
from law.book import LawBook, published_digest, read_shipped, shipped_editions

from . import lawbook
from .items import Item


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
        stored.append(
            LawEdition.objects.create(
                edition=name,
                valid_from=book.valid_from,
                sha256=book.sha256,
                body=book.to_json(),
                source=EditionSource.SHIPPED,
                state=EditionState.APPROVED,
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
        stored.append(
            ItemVersion.objects.create(
                slug=item.slug,
                edition=item.edition,
                valid_from=item.valid_from,
                valid_until=item.valid_until,
                sha256=item.sha256,
                body=item.to_json(),
                source=EditionSource.SHIPPED,
                state=EditionState.APPROVED,
            )
        )
    lawbook.forget()
    return stored


def after_migrate(**_signal: Any) -> None:
    """Run by migrate: the shipped law is stored with the schema it needs."""
    load_law()
