"""Ratings for who supervises: the bad ones with their limits, and figures of offices and grades. Nobody is ranked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from casework.engine import moment
from casework.engine.lawbook import item_of
from casework.engine.rated import ratings_for
from casework.models import (
    BAD_GRADES,
    Grade,
    Office,
    Officer,
    Rating,
    RatingAnswer,
    RatingCall,
    RatingEscalation,
    RatingWords,
)

from .people import standing_today
from .unsealed import opened_or_nothing

# Fewer ratings of an office than that would tell who gave which.
FEWEST = 5
SHOWN = 200


@dataclass(frozen=True)
class BadRating:
    """A bad rating and what was done about it; `due` is the next limit that is still open."""

    row: Rating
    item: str
    call: RatingCall | None
    answer: RatingAnswer | None
    # What lapsed and was put before the office above.
    told_above: Sequence[RatingEscalation] = ()

    @property
    def due(self) -> date | None:
        """Until when the next thing has to be done; None once it was answered."""
        if self.answer is not None:
            return None
        return self.row.call_due if self.waits_for_call else self.row.answer_due

    @property
    def waits_for_call(self) -> bool:
        """Whether the person wants to be called and wasn't yet."""
        return self.row.may_call and self.call is None and self.answer is None

    @property
    def is_late(self) -> bool:
        """Whether that limit is over: it then stands before everybody who supervises above."""
        return self.due is not None and self.due < moment.today()


@dataclass(frozen=True)
class OfficeFigures:
    """How often which grade was given to an office; None where there are too few to tell."""

    office: Office
    counts: tuple[int, ...] | None


def bad_ratings(officer: Officer) -> list[BadRating]:
    """Those that wait first, by their limit, then those that were answered, the latest first."""
    rows = ratings_for(officer, standing_today(officer)).filter(grade__in=BAD_GRADES).order_by("-id")[:SHOWN]
    found = _with_what_was_done(list(rows))
    waiting = [one for one in found if one.answer is None]
    return sorted(waiting, key=lambda one: (one.due or date.max, one.row.pk)) + [
        one for one in found if one.answer is not None
    ]


def bad_rating_shown(officer: Officer, pk: int) -> BadRating | None:
    """One of them; None if there is none that the officer may see."""
    rows = ratings_for(officer, standing_today(officer)).filter(grade__in=BAD_GRADES, pk=pk)
    return next(iter(_with_what_was_done(list(rows))), None)


def words_of(rating: Rating) -> str:
    """What the rater said; nothing once its time is over or the person was erased."""
    row = RatingWords.objects.filter(rating=rating).select_related("rating__case__applicant__key").first()
    return str(opened_or_nothing(row, "said")) if row else ""


def answer_for(case_pk: int) -> RatingAnswer | None:
    """The answer to the rating of a case, for whoever has its query code."""
    rows = RatingAnswer.objects.filter(rating__case_id=case_pk)
    return rows.select_related("rating__case__applicant__key").first()


def figures(officer: Officer) -> list[OfficeFigures]:
    """The offices that the officer supervises in the order of the organisation, and how they were rated."""
    found: dict[int, dict[str, int]] = {}
    offices: dict[int, Office] = {}
    for row in ratings_for(officer, standing_today(officer)).order_by("office__path"):
        offices[row.office_id] = row.office
        counts = found.setdefault(row.office_id, dict.fromkeys(Grade.values, 0))
        counts[row.grade] += 1
    return [
        OfficeFigures(offices[pk], tuple(counts.values()) if sum(counts.values()) >= FEWEST else None)
        for pk, counts in found.items()
    ]


def _with_what_was_done(rows: Iterable[Rating]) -> list[BadRating]:
    rows = list(rows)
    keys = [one.pk for one in rows]
    calls = {
        one.rating_id: one for one in RatingCall.objects.filter(rating__in=keys).select_related("officer")
    }
    answers = {
        one.rating_id: one for one in RatingAnswer.objects.filter(rating__in=keys).select_related("officer")
    }
    told: dict[int, list[RatingEscalation]] = {}
    for row in RatingEscalation.objects.filter(rating__in=keys).select_related("office"):
        told.setdefault(row.rating_id, []).append(row)
    return [
        BadRating(
            row=one,
            item=str(item_of(one.case.item_version_id).name),
            call=_of(calls.get(one.pk), one),
            answer=_of(answers.get(one.pk), one),
            told_above=told.get(one.pk, ()),
        )
        for one in rows
    ]


def _of(done: RatingCall | RatingAnswer | None, rating: Rating) -> RatingCall | RatingAnswer | None:
    if done is not None:
        done.rating = rating  # read with its case and the key already
    return done
