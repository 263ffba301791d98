"""Working days from official notices (JR 6, 7). A year without notice is unknown, never guessed."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from itertools import pairwise
from types import MappingProxyType

from law.bases import CONFIDENCES, SOURCES, Confidence, Source
from law.errors import DuplicateKey, GapInVersions, InvalidEdition, OverlappingVersions, YearWithoutNotice
from law.reading import Row, as_day, canonical

ONE_DAY = timedelta(days=1)
SATURDAY = 5
# A notice may also move days of the week before its year (the notices for 2006, 2008 and 2019 did), so the
# last days of a year are settled only when the next year's notice is known.
UNSETTLED_FROM_DAY = 25


@dataclass(frozen=True, slots=True)
class Amendment:
    """A later notice that changed the year; its days are already in the year's."""

    notice: str
    issued_on: date | None

    @classmethod
    def read(cls, row: Row) -> Amendment:
        amendment = cls(row.text("notice"), row.maybe_day("issued_on"))
        row.close()
        return amendment


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """What one yearly notice of the State Council's office orders: rest, and weekend days worked instead.

    ``issued_on`` None: the day of issue was not found. Where the number of a notice was not found, ``notice``
    says so instead of naming one.
    """

    year: int
    notice: str
    issued_on: date | None
    amended_by: tuple[Amendment, ...]
    rest: frozenset[date]
    makeup: frozenset[date]
    confidence: Confidence
    source: Source
    note: str | None

    @classmethod
    def read(cls, row: Row) -> CalendarYear:
        makeup = tuple(as_day(day, row.where) for day in row.items("makeup"))
        if len(set(makeup)) != len(makeup):
            raise DuplicateKey(f"{row.where}: a make-up day stands twice")
        year = cls(
            year=row.whole("year"),
            notice=row.text("notice"),
            issued_on=row.maybe_day("issued_on"),
            amended_by=tuple(Amendment.read(later) for later in row.rows("amended_by")),
            rest=_days_of_rest(row),
            makeup=frozenset(makeup),
            confidence=row.choice("confidence", CONFIDENCES),
            source=row.choice("source", SOURCES),
            note=row.maybe_text("note"),
        )
        row.close()
        year._check()
        return year

    @property
    def notices(self) -> tuple[str, ...]:
        """The year's notice and those that changed it."""
        return (self.notice, *(later.notice for later in self.amended_by))

    def _check(self) -> None:
        if both := self.rest & self.makeup:
            raise OverlappingVersions(f"{self.year}: both rest and work on {min(both)}")
        for day in self.rest | self.makeup:
            week_before = day.year == self.year - 1 and day.month == 12 and day.day >= UNSETTLED_FROM_DAY
            if day.year != self.year and not week_before:
                raise InvalidEdition(f"{self.year}: {day} is not a day of this notice")
        if wrong := [day for day in self.makeup if day.weekday() < SATURDAY]:
            raise InvalidEdition(f"{self.year}: {min(wrong)} is a working day without any notice")


def _days_of_rest(row: Row) -> frozenset[date]:
    days: set[date] = set()
    for span in row.items("rest"):
        if not isinstance(span, list) or len(span) != 2:
            raise InvalidEdition(f"{row.where}: rest is written as pairs of first and last day")
        first, last = as_day(span[0], row.where), as_day(span[1], row.where)
        if last < first:
            raise InvalidEdition(f"{row.where}: rest ends on {last} before it starts")
        period = {first + ONE_DAY * number for number in range((last - first).days + 1)}
        if twice := period & days:
            raise OverlappingVersions(f"{row.where}: two holidays claim {min(twice)}")
        days |= period
    return frozenset(days)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Consecutive years. A question about a day of another year raises :class:`YearWithoutNotice`."""

    years: Mapping[int, CalendarYear]
    version: str = field(init=False, compare=False)
    _working: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        years = dict(sorted(self.years.items()))
        if not years:
            raise GapInVersions("calendar: no year")
        for earlier, later in pairwise(years):
            if later != earlier + 1:
                raise GapInVersions(f"calendar: no notice for {earlier + 1}")
            if disputed := (years[earlier].rest & years[later].makeup) | (
                years[earlier].makeup & years[later].rest
            ):
                raise OverlappingVersions(f"calendar: two notices disagree about {min(disputed)}")
        rest = frozenset().union(*(year.rest for year in years.values()))
        makeup = frozenset().union(*(year.makeup for year in years.values()))
        first, last = date(min(years), 1, 1), date(max(years), 12, 31)
        moved = [sorted(day.isoformat() for day in days) for days in (rest, makeup)]
        digest = sha256(canonical(moved).encode()).hexdigest()
        object.__setattr__(self, "version", f"{first.year}-{last.year}/{digest[:12]}")
        object.__setattr__(self, "years", MappingProxyType(years))
        object.__setattr__(
            self,
            "_working",
            tuple(
                number
                for number in range(first.toordinal(), last.toordinal() + 1)
                if (day := date.fromordinal(number)) in makeup
                or (day.weekday() < SATURDAY and day not in rest)
            ),
        )

    def knows(self, day: date) -> bool:
        """Whether a notice for the day's year is loaded."""
        return day.year in self.years

    def is_settled(self, day: date) -> bool:
        """Whether no notice still to come can change the day."""
        late_december = day.month == 12 and day.day >= UNSETTLED_FROM_DAY
        return self.knows(day) and (not late_december or day.year + 1 in self.years)

    def is_working_day(self, day: date) -> bool:
        """Make-up days count as working days. Raises :class:`YearWithoutNotice`."""
        self._require(day)
        place = bisect_left(self._working, day.toordinal())
        return place < len(self._working) and self._working[place] == day.toordinal()

    def next_working_day(self, day: date) -> date:
        """The first working day after the day. Raises :class:`YearWithoutNotice`."""
        return self.add_working_days(day, 1)

    def working_day_from(self, day: date) -> date:
        """The day itself if it is a working day, otherwise the first working day after it."""
        return day if self.is_working_day(day) else self.next_working_day(day)

    def working_day_until(self, day: date) -> date:
        """The day itself if it is a working day, otherwise the last working day before it."""
        self._require(day)
        place = bisect_right(self._working, day.toordinal()) - 1
        if place < 0:
            raise YearWithoutNotice(min(self.years) - 1)
        return date.fromordinal(self._working[place])

    def add_working_days(self, day: date, number: int) -> date:
        """The ``number``-th working day after the day, which is not counted itself (C1); at least the first."""
        self._require(day)
        place = bisect_right(self._working, day.toordinal()) + number - 1
        if place >= len(self._working):
            raise YearWithoutNotice(max(self.years) + 1)
        return date.fromordinal(self._working[place])

    def subtract_working_days(self, day: date, number: int) -> date:
        """The ``number``-th working day before the day, which is not counted itself; at least the first."""
        self._require(day)
        place = bisect_left(self._working, day.toordinal()) - number
        if place < 0:
            raise YearWithoutNotice(min(self.years) - 1)
        return date.fromordinal(self._working[place])

    def working_days_between(self, first: date, last: date) -> int:
        """Working days after ``first`` up to and including ``last``; negative when ``last`` is earlier."""
        self._require(first)
        self._require(last)
        return bisect_right(self._working, last.toordinal()) - bisect_right(self._working, first.toordinal())

    def _require(self, day: date) -> None:
        if not self.knows(day):
            raise YearWithoutNotice(day.year)
