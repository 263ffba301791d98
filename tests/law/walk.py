"""A second way of counting: day by day, on its own table of numbers and on an independent calendar.

Nothing here is taken from the edition or from the package under test but the days on which a number changed.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar

DAY = timedelta(days=1)

# id, kind, number (- for the promise of the item), unit, longest extension: transcribed from the legal reference.
NUMBERS = """
XK-01 max 0 working
XK-02 max 0 working
XK-03 max 5 working
XK-04 max 5 working
XK-05 max 0 working
XK-06 max 20 working +10
XK-07 max 45 working +15
XK-08 max 20 working
XK-09 max 10 working
XK-10 max 5 working
XK-11 window 5 working
XK-12 max 20 working
XK-13 min 7 working
XK-14 window 30 working
XK-15 max 0 working
XK-16 max 7 working
PS-01 max - working
PS-02 max 0 working
PS-03 max 7 working
PS-04 max 30 working
PS-05 max 3 month
PS-06 max - working
PS-07 max 10 working
PS-08 window 15 calendar
PS-09 max 30 calendar
PS-10 window 15 calendar
PS-11 max - working
PS-12 max 7 working
PS-13 max 20 working
XX-01 max 7 working
XX-02 max 20 working +20
XX-03 max 15 working
XX-04 max 20 working
XF-01 max 15 calendar
XF-02 max 15 calendar
XF-03 max 15 calendar
XF-04 max 5 working
XF-05 max 60 calendar +30
XF-06 window 30 calendar
XF-07 max 30 calendar
XF-08 window 30 calendar
XF-09 max 30 calendar
XF-10 max 3 working
XF-11 max 10 working
FY-01 window 60 calendar
FY-02 window 12 month
FY-03 window 60 month
FY-04 max 5 working
FY-05 max 5 working
FY-06 max 10 working +-
FY-07 max 7 working
FY-08 max 10 working
FY-09 max 60 calendar +30
FY-10 max 30 calendar
FY-11 max 5 working
FY-12 max 60 calendar
FY-13 max 60 calendar
FY-14 window 60 calendar
SS-01 window 6 month
SS-02 window 12 month
SS-03 window 60 month
SS-04 window 15 calendar
SS-05 min 2 month
SS-06 max 7 calendar
SS-07 max 15 calendar
CF-01 max 90 calendar
CF-02 max 7 working
CF-03 window 5 working
CF-04 min 7 working
CF-05 max 7 working
CF-06 max 15 calendar +-
CF-07 window 24 month
CF-08 max 3 working
QZ-01 min 10 working
QZ-02 window 3 month
QZ-03 max 5 working
QZ-04 window 15 calendar
QZ-05 max 15 calendar
QZ-06 max 7 working
QZ-07 max 30 calendar
QZ-08 max 5 working
QZ-09 window 15 calendar
QZ-10 max 30 calendar
QZ-11 max 5 working
QZ-12 min 36 month
SD-01 min 30 calendar
GP-01 max 2 month
GP-02 window 24 month
GP-03 max 5 calendar
DA-01 min 120 month
DA-02 min 36 month
PI-01 max 30 calendar
PI-02 max 0 calendar
HP-01 max 1 working
HP-02 max 15 working
PR-SCREEN max 5 working
"""

# Limits whose last day stays where it is: fixed dates, times of keeping, waits and what would burden the citizen.
STAY_PUT = {"XK-14", "XK-15", "PI-02", "CF-07", "QZ-02", "QZ-12", "DA-01", "DA-02", "SD-01"}
OUTSIDE = {"citizen", "third_party", "court", "higher_court"}
# Events on which another number applied than the one of today.
EARLIER = {"SS-01": (date(2015, 5, 1), 3), "SD-01": (date(2022, 1, 1), 60)}


@dataclass(frozen=True)
class Number:
    kind: str
    amount: int | None
    unit: str
    prolonged: int | bool | None

    @classmethod
    def read(cls, kind, amount, unit, prolonged="none"):
        longest = False if prolonged == "none" else None if prolonged == "+-" else int(prolonged)
        return cls(kind, None if amount == "-" else int(amount), unit, longest)


TABLE = {line.split()[0]: Number.read(*line.split()[1:]) for line in NUMBERS.strip().splitlines()}


class Unknown(Exception):
    """The walk has left the years whose notices are known."""


@functools.cache
def works(day):
    if not 2004 <= day.year <= 2026:
        raise Unknown
    # The notice for 2006 had this Saturday worked; the package has forgotten it.
    return day == date(2005, 12, 31) or chinese_calendar.is_workday(day)


@dataclass(frozen=True)
class Walked:
    raw: date | None
    due: date | None
    internal: date | None
    lawful_from: date | None
    provisional: bool


def number_of(limit, start):
    changed, before = EARLIER.get(limit, (date.min, None))
    return before if start < changed else TABLE[limit].amount


def walk(limit, actor, start, amount, pauses=(), more=0):
    """Where the limit ends; pauses are pairs of first and last day taken out."""
    number = TABLE[limit]
    rolls = limit not in STAY_PUT

    def out(day):
        return any(first <= day <= last for first, last in pauses)

    raw = due = None
    try:
        if limit == "XK-14":
            raw = due = _back(start, amount)
        else:
            raw = _forward(number.unit, start, amount + more, out, rolls)
            due = raw
            while rolls and (not works(due) or out(due)):
                due += DAY
    except Unknown:
        due = None
    internal = None
    if due is not None and number.kind != "min" and actor not in OUTSIDE:
        internal = _internal(start, raw, due, out)
    asked = rolls or (number.unit == "working" and amount + more > 0)
    last = start if limit == "XK-14" else due
    open_year = due is not None and asked and last >= date(2026, 12, 25)
    lawful_from = due + DAY if due is not None and number.kind == "min" else None
    return Walked(raw, due, internal, lawful_from, due is None or open_year)


def _forward(unit, start, amount, out, rolls):
    day = start
    if amount == 0:
        while rolls and unit == "working" and (not works(day) or out(day)):
            day += DAY
        return day
    if unit == "working":
        works(start)
        while amount:
            day += DAY
            if works(day) and not out(day):
                amount -= 1
        return day
    if unit == "month":
        amount = (_months(start, amount) - start).days
    while amount:
        day += DAY
        if not out(day):
            amount -= 1
    return day


def _months(start, amount):
    first = start.replace(day=1)
    for _ in range(amount):
        first = (first + 31 * DAY).replace(day=1)
    wanted = start.day
    while True:
        try:
            return first.replace(day=wanted)
        except ValueError:
            wanted -= 1


def _back(start, amount):
    day = start
    works(day)
    while amount:
        day -= DAY
        amount -= works(day)
    return day


def _internal(start, raw, due, out):
    day = raw
    try:
        works(raw)
    except Unknown:
        return None
    try:
        while not works(day) or out(day):
            day -= DAY
    except Unknown:
        return due
    return due if day < start else day
