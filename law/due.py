"""The end of a time limit as a value, with all that led to it as data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from law.bases import CONFIDENCES, Citation, Confidence
from law.calendar import Calendar
from law.derivation import DerivationLine
from law.pauses import Extension, Pause
from law.wording import Unit


@dataclass(frozen=True, slots=True)
class Due:
    """The end of one time limit.

    ``raw``: last day as counted; ``due``: last day in law. ``due`` is None where it depends on a year whose
    holiday notice is not loaded (then ``provisional``), or while the clock stands still (``suspended``);
    nothing is guessed. ``provisional``: a notice still to come may set or change the date.
    ``internal_due``: last working day on or before the raw day, for an agency's own time (a product rule;
    equal to ``due`` for its working days, None for everybody else and for waits). ``lawful_from``: for
    minimum waits, the first day on which the act is lawful. ``calendar`` is the version of the working days
    counted with, ``notices`` those of the years that were asked. ``confidence`` is the lowest of the limit's
    and those years'.
    """

    limit: str
    start: date
    raw: date | None
    due: date | None
    internal_due: date | None
    lawful_from: date | None
    provisional: bool
    derivation: tuple[DerivationLine, ...]
    pauses: tuple[Pause, ...] = ()
    extension: Extension | None = None
    suspended: bool = False
    articles: tuple[Citation, ...] = ()
    confidence: Confidence = "high"
    calendar: str = ""
    notices: tuple[str, ...] = ()

    def with_calendar(self, calendar: Calendar, asked: bool) -> Due:
        """With the notices of the years between start and end, if working days mattered."""
        if not asked or self.due is None:
            return self
        span = range(min(self.start, self.due).year, max(self.start, self.due).year + 1)
        years = [calendar.years[year] for year in span if year in calendar.years]
        lowest = max((self.confidence, *(year.confidence for year in years)), key=CONFIDENCES.index)
        notices = tuple(notice for year in years for notice in year.notices)
        return replace(self, confidence=lowest, notices=notices)

    def to_data(self) -> dict[str, object]:
        """The same as plain values for JSON: what a screen, an interface and an auditor read."""
        extension = self.extension
        return {
            "limit": self.limit,
            "articles": [str(citation) for citation in self.articles],
            "start": self.start.isoformat(),
            "raw": _text(self.raw),
            "due": _text(self.due),
            "internal_due": _text(self.internal_due),
            "lawful_from": _text(self.lawful_from),
            "provisional": self.provisional,
            "suspended": self.suspended,
            "excluded": [
                {
                    "first": pause.first.isoformat(),
                    "last": _text(pause.last),
                    "ground": pause.ground,
                    "paper": pause.paper,
                }
                for pause in self.pauses
            ],
            "extension": extension
            and {
                "amount": extension.amount,
                "by": extension.by,
                "reasons": extension.reasons,
                "paper": extension.paper,
                "decided_on": extension.decided_on.isoformat(),
                "told_on": extension.told_on.isoformat(),
            },
            "rolled": self.raw != self.due and self.due is not None,
            "confidence": self.confidence,
            "calendar": self.calendar,
            "notices": list(self.notices),
            "derivation": [line.to_data() for line in self.derivation],
        }


@dataclass(frozen=True, slots=True)
class Elapsed:
    """How much of a clock has run: days that counted and days taken out, in that unit."""

    unit: Unit
    counted: int
    taken_out: int


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
