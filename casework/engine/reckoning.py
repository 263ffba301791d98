"""A clock's row as the law reckons it: from its start, its pauses and its extension, never edited by hand (EX-16)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext

from casework.models import Clock, ClockExtension, ClockPause
from law.book import LawBook
from law.clock import Due, due, end_of_day
from law.pauses import Extension, Pause

# What `reckon_into` sets; the columns to write when a clock is reckoned again.
RECKONED = ("due_on", "due_at", "provisional", "derivation", "calendar")


def reckon(
    clock: Clock,
    book: LawBook,
    promised: int | None,
    pauses: Iterable[ClockPause] = (),
    extension: ClockExtension | None = None,
) -> Due:
    """The end of a clock's limit under a law. Raises what `law.clock.due` raises."""
    return due(
        book,
        clock.limit,
        clock.started_on,
        promised=promised,
        pauses=[Pause(one.first_day, one.last_day, one.ground, one.paper.number) for one in pauses],
        extension=_extension(extension) if extension else None,
    )


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
    reckoned = reckon(clock, book, promised, pauses, extension)
    clock.due_on = reckoned.due
    clock.due_at = end_of_day(reckoned.due) if reckoned.due else None
    clock.provisional = reckoned.provisional
    clock.derivation = derivation_data(reckoned)
    clock.calendar = reckoned.calendar
    return reckoned


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
