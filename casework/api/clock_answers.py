"""Answers about limits and time as plain data, in the language at hand."""

from collections.abc import Iterable, Mapping
from typing import Any

from casework.models import CITIZENS_WINDOWS, OFFICE_PURPOSES, ClockState
from casework.queries.limits import Limit, Time
from law.book import LawBook

from .citing import cited, language


def _whose(purpose: str) -> str:
    if purpose in CITIZENS_WINDOWS:
        return "citizen"
    return "office" if purpose in OFFICE_PURPOSES else "law"


def clock(limit: Limit, book: LawBook) -> dict[str, Any]:
    """A limit of a case with its pauses, its extension and how its days were found."""
    row = limit.clock
    running = row.state == ClockState.RUNNING and row.purpose in OFFICE_PURPOSES
    return {
        "whose": _whose(row.purpose),
        "purpose": str(row.purpose),
        "purpose_text": row.get_purpose_display(),
        "limit": row.limit,
        "clock_state": str(row.state),
        "started_on": row.started_on,
        "due_on": row.due_on,
        "days_left": limit.left if running or limit.rests_since else None,
        "provisional": row.provisional,
        "stopped_on": row.stopped_on,
        "derivation": derivation(row.derivation, book),
        "statutory_on": limit.statutory_on,
        "promised_on": limit.promised_on,
        "promised_derivation": derivation(row.promised_derivation, book),
        "ran": limit.ran
        and {"unit": limit.ran.unit, "counted": limit.ran.counted, "taken_out": limit.ran.taken_out},
        "pauses": [
            {
                "ground": one.ground,
                "ground_text": getattr(book.pause_grounds[one.ground].title, language()),
                "first_day": one.first_day,
                "last_day": one.last_day,
                "ended_on": one.ended_on,
                "paper": one.paper.number,
            }
            for one in limit.pauses
        ],
        "extension": limit.extension
        and {
            "amount": limit.extension.amount,
            "authority": limit.extension.authority,
            "decided_on": limit.extension.decided_on,
            "paper": limit.extension.paper.number,
        },
    }


def derivation(lines: Iterable[Mapping[str, Any]], book: LawBook) -> list[dict[str, Any]]:
    """How a day was found, line by line."""
    return [
        {
            "text": line[language()],
            "day": line["day"],
            "ground": line["ground"],
            "basis": cited(line["basis"], book),
        }
        for line in lines
    ]


def time_spent(time: Time) -> dict[str, Any]:
    """Whose time it was since the receipt."""
    return {
        "since": time.since,
        "until": time.until,
        "office_days": time.office_days,
        "applicant_days": time.applicant_days,
        "resting_days": time.resting_days,
        "corrections": [
            {"told_on": one.told_on, "handed_in_on": one.handed_in_on, "days": one.days}
            for one in time.corrections
        ],
    }
