"""When an agency may ask a court to enforce its decision: after the remedies, within three months, after a wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from law.clock import due, limit_of
from law.counting import ONE_DAY
from law.errors import YearWithoutNotice

if TYPE_CHECKING:
    from law.book import LawBook


@dataclass(frozen=True, slots=True)
class FilingWindow:
    """The days on which an application for enforcement may be filed (QZ 53, 54; SSJ 156), both included.

    ``opens_on``: the day after the later end of the remedies, as moved forward from a rest day (EN-14).
    ``closes_on``: three months after the raw end of the time to sue, not moved forward (EN-20).
    ``latest_demand``: last day on which a demand letter can be served so that its wait is over by then. None
    where a year without notice decides.
    """

    opens_on: date | None
    closes_on: date | None
    latest_demand: date | None

    def is_open_on(self, day: date) -> bool:
        """Whether the day lies inside; while an end is unknown, it does not."""
        return (
            self.opens_on is not None
            and self.closes_on is not None
            and self.opens_on <= day <= self.closes_on
        )


def filing_window(
    book: LawBook, act_known: date, *, told: bool | date = True, reconsidered_on: date | None = None
) -> FilingWindow:
    """The window for a decision the person knew on ``act_known`` and did not contest.

    ``told``: whether, or since when, the person knew the remedies. ``reconsidered_on``: day on which a
    decision that upheld it was received; then only the 15 days to sue count. A pending remedy or an approved
    deferral freezes the case and is not reckoned here; nor are penalties on the spot, where a lawyer decides.
    Raises what :func:`law.clock.due` raises.
    """
    if reconsidered_on is None:
        suit = due(book, "SS-01", act_known, told=told)
        ends = [suit.due, due(book, "FY-01", act_known, told=told).due]
    else:
        suit = due(book, "SS-04", reconsidered_on, told=told)
        ends = [suit.due]
    known = [end for end in ends if end is not None]
    opens_on = max(known) + ONE_DAY if len(known) == len(ends) else None
    closes_on = None if suit.raw is None else due(book, "QZ-02", suit.raw).due
    return FilingWindow(opens_on, closes_on, _latest_demand(book, closes_on))


def _latest_demand(book: LawBook, closes_on: date | None) -> date | None:
    wait = limit_of(book, "QZ-01").amount
    if closes_on is None or wait is None:
        return None
    try:
        return book.calendar.subtract_working_days(closes_on, wait) - ONE_DAY
    except YearWithoutNotice:
        return None
