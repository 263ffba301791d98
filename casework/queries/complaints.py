"""Complaints for who supervises above: those that wait, by their limit. None is counted, and no office is ranked."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from casework.engine import moment
from casework.engine.complaints import complaints_for
from casework.models import Complaint, ComplaintAnswer, ComplaintCall, ComplaintWords, Officer, Wrong

from .people import standing_today
from .unsealed import opened_or_nothing

SHOWN = 200


@dataclass(frozen=True)
class ComplaintShown:
    """A complaint and what was done about it; `due` is the next limit that is still open."""

    row: Complaint
    call: ComplaintCall | None = None
    answer: ComplaintAnswer | None = None

    @property
    def due(self) -> date | None:
        """Until when the next thing has to be done; None once it was answered."""
        if self.answer is not None:
            return None
        return self.row.call_due if self.waits_for_call else self.row.answer_due

    @property
    def waits_for_call(self) -> bool:
        """Whether the person wants to be called and wasn't yet."""
        return self.row.wants_call and self.call is None and self.answer is None

    @property
    def is_late(self) -> bool:
        """Whether that limit is over."""
        return self.due is not None and self.due < moment.today()


@dataclass(frozen=True)
class Said:
    """What whoever complained said; empty once its time is over."""

    what: list[str] = field(default_factory=list)
    words: str = ""
    phone: str = ""

    @property
    def what_in_words(self) -> list[str]:
        """What happened, in the language of the screen."""
        return [str(Wrong(one).label) for one in self.what]


def complaints(officer: Officer) -> list[ComplaintShown]:
    """Those that wait first, by their limit, then those that were answered, the latest first."""
    rows = complaints_for(officer, standing_today(officer)).order_by("-id")[:SHOWN]
    found = _with_what_was_done(list(rows))
    waiting = [one for one in found if one.answer is None]
    return sorted(waiting, key=lambda one: (one.due or date.max, one.row.pk)) + [
        one for one in found if one.answer is not None
    ]


def complaint_shown(officer: Officer, pk: int) -> ComplaintShown | None:
    """One of them; None if there is none that the officer may see."""
    rows = complaints_for(officer, standing_today(officer)).filter(pk=pk)
    return next(iter(_with_what_was_done(list(rows))), None)


def said_in(complaint: Complaint) -> Said:
    """What was said in a complaint. Whoever calls has put the look on record."""
    row = ComplaintWords.objects.filter(complaint=complaint).first()
    told: Any = opened_or_nothing(row, "told") if row else ""
    return Said(list(told["what"]), told["words"], told["phone"]) if told else Said()


def told_to_whoever_complained(complaint: Complaint) -> tuple[str, bool]:
    """The answer, and whether one was given: for whoever has number and code."""
    row = ComplaintAnswer.objects.filter(complaint=complaint).first()
    return (str(opened_or_nothing(row, "answer")), True) if row else ("", False)


def _with_what_was_done(rows: Iterable[Complaint]) -> list[ComplaintShown]:
    rows = list(rows)
    keys = [one.pk for one in rows]
    calls = {
        one.complaint_id: one
        for one in ComplaintCall.objects.filter(complaint__in=keys).select_related("officer")
    }
    answers = {
        one.complaint_id: one
        for one in ComplaintAnswer.objects.filter(complaint__in=keys).select_related("officer")
    }
    return [ComplaintShown(one, calls.get(one.pk), answers.get(one.pk)) for one in rows]
