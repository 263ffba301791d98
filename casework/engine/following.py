"""What a change of the law means for an open case: under what it would stand, and which of its limits would move.

A case stays pinned to the law and the item it was received under. Two things may bring it under another edition, both
through the act `apply_change`: a holiday notice that came later, which makes another edition of the very law the case
is pinned to with nothing changed but the calendar; and a local version of its item whose approval named open cases.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db.models import Q

from casework.models import (
    Case,
    ChangeKind,
    Clock,
    ClockExtension,
    ClockPause,
    ClockPurpose,
    EditionState,
    ItemVersion,
    LawChange,
    LawEdition,
)
from law.book import LawBook
from law.due import Due
from law.limits import TimeLimit

from .items import Item
from .lawbook import book_of, book_with, family_of, item_of, item_with, newest_of
from .notices import NoticeProposed, fits_into
from .organisation import in_both
from .proposals import ItemProposed, stored
from .reckoning import day_in_words, reckon, reckon_promise


@dataclass(frozen=True)
class Target:
    """Under what a case would stand after a change; the rows are there once it is approved."""

    book: LawBook
    item: Item
    law_edition: LawEdition | None = None
    item_version: ItemVersion | None = None


@dataclass(frozen=True)
class Move:
    """A limit that runs or rests, as it stands and as it would."""

    clock: Clock
    limit: TimeLimit
    # As it stands, kept before anything is reckoned into the clock.
    before: date | None
    before_provisional: bool
    due: Due
    # What was promised beside it, and what would be.
    promised_before: date | None = None
    promised: date | None = None

    @property
    def days(self) -> tuple[date | None, date | None]:
        """The day that would move: the last one of the limit, or where that stays the one that was promised."""
        if self.before != self.due.due:
            return self.before, self.due.due
        return self._told

    @property
    def _told(self) -> tuple[date | None, date | None]:
        return self.promised_before or self.before, self.promised or self.due.due

    @property
    def effect(self) -> str:
        """What becomes of it: same, settled, known, earlier, later, unknown, or resting while the clock stands still."""
        if self.due.suspended:
            return "resting"
        return self._effect(*self.days)

    def _effect(self, before: date | None, after: date | None) -> str:
        if before == after:
            return "settled" if self.before_provisional and not self.due.provisional else "same"
        if before is None or after is None:
            return "known" if before is None else "unknown"
        return "earlier" if after < before else "later"

    @property
    def moves(self) -> bool:
        """Whether anything that is shown would be another."""
        return self.effect not in ("same", "resting") or (
            not self.due.suspended and self.before_provisional != self.due.provisional
        )

    @property
    def harms(self) -> bool:
        """Whether the citizen would stand worse: the office has more time, or they themselves have less."""
        waits = self.limit.kind == "max" and self.limit.actor != "citizen"
        worse = ("later", "unknown") if waits else ("earlier",)
        return not self.due.suspended and any(
            self._effect(*days) in worse for days in ((self.before, self.due.due), self._told)
        )


def target(change: LawChange, case: Case) -> Target | None:
    """Under what the case would stand after the change; None if the change isn't for it or has reached it.

    A change that isn't approved is taken as if it were.
    """
    if change.kind == ChangeKind.CALENDAR:
        return _under_calendar(change, case)
    if change.kind == ChangeKind.ITEM:
        return _under_item(change, case)
    return None


def _under_calendar(change: LawChange, case: Case) -> Target | None:
    item = item_of(case.item_version_id)
    newest = newest_of(family_of(case.law_edition_id))
    if change.state == EditionState.APPROVED:
        if newest.pk == case.law_edition_id or newest.change_id != change.pk:
            return None
        return Target(book_with(newest), item, law_edition=newest)
    book = _with_year(newest.sha256, newest.pk, change.body)
    return None if book == book_of(case.law_edition_id) else Target(book, item)


@lru_cache(maxsize=16)
def _with_year(_sha256: str, edition: int, body: str) -> LawBook:
    proposal = stored(ChangeKind.CALENDAR, body)
    assert isinstance(proposal, NoticeProposed)
    return fits_into(proposal, book_of(edition))


def _under_item(change: LawChange, case: Case) -> Target | None:
    if change.subject != case.item_slug:
        return None
    present = item_of(case.item_version_id)
    book = book_of(case.law_edition_id)
    if change.state != EditionState.APPROVED:
        proposal = stored(change.kind, change.body)
        assert isinstance(proposal, ItemProposed)
        return Target(book, proposal.item) if reaches(present, proposal.item) else None
    version = change.item_versions.defer("body").first()
    if version is None or version.pk <= case.item_version_id:
        return None
    item = item_with(version)
    return Target(book, item, item_version=version) if reaches(present, item) else None


def reaches(present: Item, new: Item) -> bool:
    """Whether an open case can go on under another version: it asks for nothing else and takes the same way.

    What a case was received with (form, materials, parties, papers, procedure) isn't asked anew.
    """
    return all(
        getattr(present, name) == getattr(new, name)
        for name in ("procedure", "form", "parties", "papers", "grounds", "four_eyes", "limits")
    ) and {rule.code for rule in present.materials} == {rule.code for rule in new.materials}


def moves(
    clocks: Iterable[Clock],
    target: Target,
    pauses: Mapping[int, list[ClockPause]],
    extensions: Mapping[int, ClockExtension],
) -> Iterator[Move]:
    """What becomes of the limits that run or rest. Raises what `law.clock.due` raises."""
    for clock in clocks:
        promised = target.item.promised.get(clock.purpose)
        reckoned = reckon(clock, target.book, promised, pauses.get(clock.pk, ()), extensions.get(clock.pk))
        beside = reckon_promise(clock, target.book, promised, pauses.get(clock.pk, ()))
        yield Move(
            clock=clock,
            limit=target.book.limits[clock.limit],
            before=clock.due_on,
            before_provisional=clock.provisional,
            due=reckoned,
            promised_before=clock.promised_on,
            promised=beside.due if beside else None,
        )


def stops_of(
    clocks: Iterable[Clock],
) -> tuple[dict[int, list[ClockPause]], dict[int, ClockExtension]]:
    """The pauses and the extension of each clock, in two questions to the database."""
    keys = [clock.pk for clock in clocks]
    pauses: dict[int, list[ClockPause]] = {}
    for pause in ClockPause.objects.filter(clock__in=keys).select_related("paper").order_by("id"):
        pauses.setdefault(pause.clock_id, []).append(pause)
    extensions = ClockExtension.objects.filter(clock__in=keys).select_related("paper")
    return pauses, {one.clock_id: one for one in extensions}


def waiting_for(case: Case, today: date) -> list[LawChange]:
    """The approved changes that haven't reached an open case, whether they were kept from it by name or not."""
    calendar = Q(
        kind=ChangeKind.CALENDAR,
        law_editions__base=family_of(case.law_edition_id),
        law_editions__pk__gt=case.law_edition_id,
    )
    versions = Q(
        kind=ChangeKind.ITEM,
        subject=case.item_slug,
        to_open_cases=True,
        item_versions__valid_from__lte=today,
        item_versions__pk__gt=case.item_version_id,
    )
    found = LawChange.objects.filter(calendar | versions, state=EditionState.APPROVED)
    found = found.distinct().order_by("id")
    return [change for change in found if target(change, case) is not None]


def in_words(move: Move) -> dict[str, str]:
    """A move as one line, in both languages: which limit, the day before and the day after."""
    purpose = in_both("purpose", ClockPurpose(move.clock.purpose).label)
    first, last = move.days
    before = day_in_words(first, move.before_provisional)
    after = day_in_words(last, move.due.provisional)
    return {one: f"{purpose[f'purpose_{one}']} {before[one]} → {after[one]}" for one in ("zh", "en")}
