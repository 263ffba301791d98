"""Counting days, without the days on which a clock stood still. No sentences here; :mod:`law.clock` tells."""

from __future__ import annotations

import calendar as gregorian
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from law.calendar import Calendar
from law.errors import YearWithoutNotice
from law.limits import TimeLimit
from law.pauses import Pause
from law.wording import Unit

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class TakenOut:
    """Days that do not count, as spans that neither touch nor overlap, in order."""

    spans: tuple[tuple[date, date], ...] = ()

    @classmethod
    def of(cls, pauses: Iterable[Pause]) -> TakenOut:
        """The days of the pauses that are over; a day in two pauses is taken out once."""
        spans: list[tuple[date, date]] = []
        for first, last in sorted((one.first, one.last) for one in pauses if one.last is not None):
            if spans and first <= spans[-1][1] + ONE_DAY:
                spans[-1] = (spans[-1][0], max(spans[-1][1], last))
            else:
                spans.append((first, last))
        return cls(tuple(spans))

    def days(self, after: date, until: date) -> int:
        """Calendar days taken out after one day up to and including another."""
        return sum((last - first).days + 1 for first, last in self._within(after, until))

    def working_days(self, calendar: Calendar, after: date, until: date) -> int:
        """Working days taken out after one day up to and including another."""
        return sum(
            calendar.working_days_between(first - ONE_DAY, last) for first, last in self._within(after, until)
        )

    def _within(self, after: date, until: date) -> Iterable[tuple[date, date]]:
        for first, last in self.spans:
            clipped = max(first, after + ONE_DAY), min(last, until)
            if clipped[0] <= clipped[1]:
                yield clipped


@dataclass(frozen=True, slots=True)
class End:
    """``raw``: last day as counted; ``due``: last day in law; ``unknown``: the year without notice it needs."""

    raw: date | None
    due: date | None
    unknown: int = 0


def end_of(
    calendar: Calendar, limit: TimeLimit, unit: Unit, start: date, amount: int, out: TakenOut, more: int = 0
) -> End:
    """Where a number of days or months ends, the day of the event not counted; ``more`` is an extension."""
    raw: date | None = None
    try:
        if limit.counts_back:
            raw = calendar.subtract_working_days(start, amount)
            return End(raw, raw)
        if amount + more == 0:
            if limit.rolls_forward and unit == "working":
                raw = first_open_day(calendar, start, out)
                return End(raw, raw)
            raw = start
        elif unit == "working":
            raw = _working(calendar, start, amount + more, out)
            return End(raw, raw)
        elif unit == "month":
            raw = _calendar(start, (add_months(start, amount + more) - start).days, out)
        else:
            raw = _calendar(start, amount + more, out)
        return End(raw, first_open_day(calendar, raw, out) if limit.rolls_forward else raw)
    except YearWithoutNotice as error:
        return End(raw, None, error.year)


def add_months(day: date, months: int) -> date:
    """Same number of the last month; where it has none, its last day (C2, MF 202)."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, gregorian.monthrange(year, month)[1]))


def first_open_day(calendar: Calendar, day: date, out: TakenOut) -> date:
    """The day itself or the first after it that is a working day and not taken out."""
    open_day = calendar.working_day_from(day)
    for first, last in out.spans:
        if first <= open_day <= last:
            open_day = calendar.working_day_from(last + ONE_DAY)
    return open_day


def last_open_day(calendar: Calendar, day: date, out: TakenOut) -> date:
    """The day itself or the last before it that is a working day and not taken out."""
    open_day = calendar.working_day_until(day)
    for first, last in reversed(out.spans):
        if first <= open_day <= last:
            open_day = calendar.working_day_until(first - ONE_DAY)
    return open_day


def _working(calendar: Calendar, start: date, amount: int, out: TakenOut) -> date:
    end = calendar.add_working_days(start, amount)
    while True:
        longer = calendar.add_working_days(start, amount + out.working_days(calendar, start, end))
        if longer == end:
            return end
        end = longer


def _calendar(start: date, days: int, out: TakenOut) -> date:
    end = start + ONE_DAY * days
    while True:
        longer = start + ONE_DAY * (days + out.days(start, end))
        if longer == end:
            return end
        end = longer
