"""How law of this hall comes into force: who may draft and approve it, and what becomes of the editions.

A holiday notice makes another edition of every edition of the law that is in use, with the year in it and nothing else
changed; so a case pinned to an old edition can follow the calendar without coming under newer law.
"""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from casework.models import (
    ChangeKind,
    Duty,
    EditionSource,
    EditionState,
    ItemVersion,
    LawChange,
    LawEdition,
    Office,
)
from law.book import LawBook

from . import lawbook
from .items import Item, ItemRefused
from .notices import NoticeProposed, fits_into
from .organisation import Change
from .proposals import refused_item, stored
from .refusal import ActRefused, BadInput, Kind, Reason

# Who reviews the law drafts, who supervises approves; both for the whole county, and never the administrator.
DRAFTS = Duty.LEGAL_REVIEW
APPROVES = Duty.SUPERVISE


def root_office() -> Office:
    """The office whose law holds for everybody: the root of the organisation."""
    return Office.objects.filter(parent__isnull=True).order_by("pk")[0]


def locked_change(pk: int) -> LawChange:
    """A change, locked until the act ends. Raises ActRefused (LAW-02) if it was approved or withdrawn before, BadInput."""
    change = LawChange.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if change is None:
        raise BadInput.of("change", "unknown", _("There is no such change."))
    if change.state != EditionState.DRAFT:
        raise ActRefused(Reason("LAW-02", _("This was approved or withdrawn before."), Kind.NOT_NOW))
    return change


def insist_on_second_person(acting: Change, change: LawChange) -> None:
    """Raises ActRefused (EX-12) if the one who drafted would also approve, be it through somebody else's duty."""
    mine = {acting.officer.pk, acting.capacity.principal_id if acting.capacity else None} - {None}
    if mine & {change.drafted_by_id, change.drafted_for_id}:
        raise ActRefused(
            Reason(
                "EX-12",
                _("Nobody approves what they drafted themself."),
                Kind.MAY_NOT,
                model=("CF 58",),
                ways_out=(_("Another officer with the duty has to do it."),),
            )
        )


def in_use() -> list[LawEdition]:
    """The newest edition of every family of the law, the families locked until the act ends."""
    families = LawEdition.objects.select_for_update(no_key=True).filter(
        state=EditionState.APPROVED, base__isnull=True
    )
    return [lawbook.newest_of(one) for one in families.order_by("pk").values_list("pk", flat=True)]


def add_year(proposal: NoticeProposed, change: LawChange, editions: Iterable[LawEdition]) -> list[LawEdition]:
    """Another edition of each of those that don't hold the year as it is proposed. Raises BadInput."""
    made = []
    for edition in editions:
        before = lawbook.book_with(edition)
        if (book := fits_into(proposal, before)) != before:
            made.append(_derived(edition, book, change))
    return made


def _derived(edition: LawEdition, book: LawBook, change: LawChange) -> LawEdition:
    known = LawEdition.objects.filter(sha256=book.sha256).first()
    if known is not None:
        # The notice was changed back to what it had been; an edition isn't stored twice.
        raise BadInput.of(
            "rest", "same", _("These days were in force before; name the notice that brings them back.")
        )
    return LawEdition.objects.create(
        edition=edition.edition,
        valid_from=edition.valid_from,
        sha256=book.sha256,
        body=book.to_json(),
        source=EditionSource.LOCAL,
        state=EditionState.APPROVED,
        base_id=lawbook.family_of(edition.pk),
        change=change,
    )


def says_nothing_new(proposal: NoticeProposed) -> bool:
    """Whether every edition in use holds the year just so. Raises BadInput where the year doesn't fit."""
    families = LawEdition.objects.filter(state=EditionState.APPROVED, base__isnull=True)
    books = [lawbook.book_with(lawbook.newest_of(pk)) for pk in families.values_list("pk", flat=True)]
    return all(fits_into(proposal, book) == book for book in books)


def store_item(item: Item, change: LawChange) -> ItemVersion:
    """A local version, open for new cases from its first day. Raises BadInput if the law of today forbids it (EX-10)."""
    try:
        item.check(lawbook.newest_law())
    except ItemRefused as error:
        raise refused_item(error) from None
    return ItemVersion.objects.create(
        slug=item.slug,
        edition=item.edition,
        valid_from=item.valid_from,
        valid_until=item.valid_until,
        sha256=item.sha256,
        body=item.to_json(),
        source=EditionSource.LOCAL,
        state=EditionState.APPROVED,
        change=change,
    )


def take_over(change: LawChange, today: date) -> None:
    """A shipped edition that waited comes into use, and the notices loaded here go with it. Raises BadInput."""
    if change.kind == ChangeKind.SHIPPED_LAW:
        edition = change.law_editions.get()
        edition.state = EditionState.APPROVED
        edition.save(update_fields=["state"])
        for notice in _notices_here():
            newest = lawbook.newest_of(edition.pk)
            proposal = stored(notice.kind, notice.body)
            assert isinstance(proposal, NoticeProposed)
            if proposal.year not in lawbook.book_with(edition).calendar.years:
                add_year(proposal, notice, [newest])
        return
    version = change.item_versions.get()
    try:
        lawbook.item_with(version).check(lawbook.newest_law())
    except ItemRefused as error:
        raise refused_item(error) from None
    version.state = EditionState.APPROVED
    # It follows the local version, so it is in force from today at the earliest.
    version.valid_from = max(version.valid_from, today)
    version.save(update_fields=["state", "valid_from"])


def _notices_here() -> list[LawChange]:
    """The latest notice loaded here for each year, by year."""
    rows = LawChange.objects.filter(kind=ChangeKind.CALENDAR, state=EditionState.APPROVED).order_by("id")
    return [row for _year, row in sorted({int(row.subject): row for row in rows}.items())]
