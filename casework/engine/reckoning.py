"""A clock's row as the law reckons it: from its start, its pauses and its extension, never edited by hand (EX-16)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from casework.models import Clock, ClockExtension, ClockPause
from law.book import LawBook
from law.clock import Due, due, end_of_day, limit_of
from law.errors import ExtensionRefused
from law.pauses import SUPPOSED, Extension, Pause

# What `reckon_into` sets; the columns to write when a clock is reckoned again.
RECKONED = (
    *("due_on", "due_at", "provisional", "derivation", "calendar"),
    *("promised_on", "promised_derivation"),
)


def reckon(
    clock: Clock,
    book: LawBook,
    promised: int | None,
    pauses: Iterable[ClockPause] = (),
    extension: ClockExtension | None = None,
) -> Due:
    """The end of a clock's limit as the law sets it. Raises what `law.clock.due` raises.

    The promise is the limit where the law leaves the number to it; otherwise it stands beside it, see `reckon_promise`.
    """
    return due(
        book,
        clock.limit,
        clock.started_on,
        promised=None if _has_number(clock, book) else promised,
        pauses=stops_in(pauses),
        extension=_extension(extension) if extension else None,
    )


def reckon_promise(
    clock: Clock, book: LawBook, promised: int | None, pauses: Iterable[ClockPause] = ()
) -> Due | None:
    """What the office promised beside what the law asks, never later; None if it promised nothing beside it.

    A pause moves it as it moves the limit, unless the promise had ended before; an extension of the limit leaves the
    promise as it was given.
    """
    if promised is None or not _has_number(clock, book):
        return None
    counted: list[Pause] = []
    reckoned = due(book, clock.limit, clock.started_on, promised=promised)
    for stop in sorted(stops_in(pauses), key=lambda one: one.first):
        if reckoned.due is not None and stop.first > reckoned.due:
            break
        counted.append(stop)
        reckoned = due(book, clock.limit, clock.started_on, promised=promised, pauses=counted)
    return reckoned


def extended_to(
    clock: Clock, book: LawBook, pauses: Iterable[ClockPause], amount: int, on: date
) -> date | None:
    """The last day of a limit if it were extended on that day: for the paper that decides so, before it has a number.

    None where that day isn't known yet. Raises law.errors.ExtensionRefused.
    """
    rule = limit_of(book, clock.limit).extension
    if rule is None:
        raise ExtensionRefused(f"{clock.limit} cannot be prolonged")
    supposed = Extension(amount, rule.by, SUPPOSED, SUPPOSED, on, on)
    return due(book, clock.limit, clock.started_on, pauses=stops_in(pauses), extension=supposed).due


def _has_number(clock: Clock, book: LawBook) -> bool:
    return limit_of(book, clock.limit).term_on(clock.started_on).amount is not None


def stops_in(pauses: Iterable[ClockPause]) -> list[Pause]:
    """The pauses as the law counts them: one that was over before its first day took nothing out."""
    return [
        Pause(one.first_day, one.last_day, one.ground, one.paper.number)
        for one in pauses
        if one.last_day is not None or one.ended_on is None
    ]


def _extension(row: ClockExtension) -> Extension:
    # The reasons themselves are sealed on the paper; the law asks only that there are some.
    return Extension(
        amount=row.amount,
        by=row.authority,
        reasons=row.paper.number,
        paper=row.paper.number,
        decided_on=row.decided_on,
        told_on=row.told_on,
    )


def reckon_into(
    clock: Clock,
    book: LawBook,
    promised: int | None,
    pauses: Iterable[ClockPause] = (),
    extension: ClockExtension | None = None,
) -> Due:
    """The same, into the clock's row; a clock that rests has no due day until it goes on."""
    stops = list(pauses)
    reckoned = reckon(clock, book, promised, stops, extension)
    beside = reckon_promise(clock, book, promised, stops)
    put(clock, reckoned, beside)
    return reckoned


def put(clock: Clock, reckoned: Due, beside: Due | None = None) -> None:
    """Write what was reckoned into a clock's row, and the promise beside it."""
    clock.due_on = reckoned.due
    clock.due_at = end_of_day(reckoned.due) if reckoned.due else None
    clock.provisional = reckoned.provisional
    clock.derivation = derivation_data(reckoned)
    clock.promised_on = beside.due if beside else None
    clock.promised_derivation = derivation_data(beside) if beside else []
    clock.calendar = reckoned.calendar


def derivation_data(reckoned: Due) -> list[dict[str, Any]]:
    """A derivation as plain data, as it is stored and shown."""
    return [
        {
            "label": line.label_key,
            "zh": line.text_zh,
            "en": line.text_en,
            "day": line.value.isoformat() if line.value else None,
            "basis": [str(citation) for citation in line.basis],
            "ground": str(line.ground),
        }
        for line in reckoned.derivation
    ]


def day_in_words(day: date | None, provisional: bool) -> dict[str, str]:
    """The last day of a limit as the ledger tells it, in both languages; one that no notice has fixed yet says so."""
    told = {}
    for name, language in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(language):
            if day is None:
                told[name] = gettext("day not known yet")
            else:
                told[name] = (
                    gettext("%(day)s (provisional)") % {"day": day} if provisional else day.isoformat()
                )
    return told
