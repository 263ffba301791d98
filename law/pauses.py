"""Pauses and extensions: what may stop or prolong a clock, and with which paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING

from law.errors import ExtensionRefused, PauseRefused
from law.limits import TimeLimit
from law.reading import Row
from law.wording import Phrase

if TYPE_CHECKING:
    from law.book import LawBook

# In place of a paper's number, and of reasons, where a pause or an extension is only supposed; the same in every language.
SUPPOSED = "—"


@dataclass(frozen=True, slots=True)
class PauseGround:
    """A ground on which a clock may stand still, and the paper that tells the person so.

    Which limits know the ground, and on what that stands, is said by the limits.
    """

    id: str
    title: Phrase
    paper: Phrase
    note: str | None

    @classmethod
    def read(cls, row: Row) -> PauseGround:
        ground = cls(
            id=row.slug("id"),
            title=Phrase.read(row.row("title")),
            paper=Phrase.read(row.row("paper")),
            note=row.maybe_text("note"),
        )
        row.close()
        return ground


@dataclass(frozen=True, slots=True)
class Pause:
    """A clock that stood still from ``first`` to ``last``, both days taken out; ``last`` None: it still does.

    ``paper`` is the number of the served paper that says so.
    """

    first: date
    last: date | None
    ground: str
    paper: str

    @property
    def until(self) -> date:
        """Last day taken out; the end of time for a pause that still lasts."""
        return self.last or date.max


@dataclass(frozen=True, slots=True)
class Extension:
    """A decision to prolong a limit once by ``amount`` of its own unit.

    ``by`` is the authority that decided (``agency_head``), ``told_on`` the day on which the reasons were
    told, with the number of the ``paper`` that told them.
    """

    amount: int
    by: str
    reasons: str
    paper: str
    decided_on: date
    told_on: date


def check_pauses(book: LawBook, limit: TimeLimit, start: date, pauses: Iterable[Pause]) -> None:
    """Refuse what cannot stop this clock. Raises :class:`PauseRefused`."""
    for pause in pauses:
        if pause.ground not in limit.suspended_by:
            known = ", ".join(limit.suspended_by) or "nothing"
            raise PauseRefused(f"{limit.id} stands still for {known}, not for {pause.ground}")
        if not pause.paper.strip():
            paper = book.pause_grounds[pause.ground].paper.en
            raise PauseRefused(f"{limit.id}: {pause.ground} stops the clock only with the {paper}")
        if pause.until < pause.first:
            raise PauseRefused(f"{limit.id}: a pause ends on {pause.last} before it starts")
        if pause.first < start:
            raise PauseRefused(f"{limit.id} did not run yet on {pause.first}")
    for one, other in combinations(pauses, 2):
        if one.ground == other.ground and one.first <= other.until and other.first <= one.until:
            raise PauseRefused(f"{limit.id}: two pauses for {one.ground} claim {max(one.first, other.first)}")


def check_extension(limit: TimeLimit, start: date, extension: Extension) -> None:
    """Refuse what cannot prolong this limit. Raises :class:`ExtensionRefused`."""
    rule = limit.extension
    if rule is None:
        raise ExtensionRefused(f"{limit.id} cannot be prolonged")
    if extension.by != rule.by:
        raise ExtensionRefused(f"{limit.id} is prolonged by {rule.by}, not by {extension.by}")
    if extension.amount < 1 or (rule.amount is not None and extension.amount > rule.amount):
        raise ExtensionRefused(f"{limit.id} is not prolonged by {extension.amount}; allowed: {rule.amount}")
    if not extension.reasons.strip() or not extension.paper.strip():
        raise ExtensionRefused(f"{limit.id} is prolonged only with reasons and the paper that tells them")
    if not start <= extension.decided_on <= extension.told_on:
        raise ExtensionRefused(f"{limit.id} is prolonged after it started, and told after it was decided")


def longest_extension(limit: TimeLimit, on: date) -> Extension:
    """What the longest extension would be if it were decided on that day: to show, never to record.

    Raises :class:`ExtensionRefused` where the limit knows none or names no number.
    """
    if limit.extension is None or limit.extension.amount is None:
        raise ExtensionRefused(f"{limit.id} has no longest extension")
    return Extension(limit.extension.amount, limit.extension.by, SUPPOSED, SUPPOSED, on, on)
