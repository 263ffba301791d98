"""Ratings: when a service may be rated, within what limits a bad rating is dealt with, and who may see which."""

from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from audit.ledger.models import Event
from casework.models import (
    BAD_GRADES,
    CLOSED_STATES,
    Case,
    Duty,
    Officer,
    Rating,
    RatingAnswer,
    RatingCall,
    RatingEscalation,
    RatingWords,
)
from law.clock import due

from .lawbook import current_law
from .refusal import ActRefused, BadInput, Kind, Reason
from .standing import Standing

CALL_BACK, ANSWER = "HP-01", "HP-02"
# Two years: a rule of ours, no statute names a time for the words of ratings.
WORDS_KEPT = timedelta(days=731)


def may_be_rated(case: Case) -> bool:
    """Whether the case has a result, so that there is something to rate, and nobody has rated it yet."""
    return bool(case.outcome) and not Rating.objects.filter(case=case).exists()


def insist_on_result(case: Case) -> None:
    """Raises ActRefused (RATE-01 without a result, RATE-02 if it was rated before). A rule of ours: once per service."""
    if not case.outcome:
        raise ActRefused(
            Reason("RATE-01", _("There is no result yet; what isn't finished can't be rated."), Kind.NOT_NOW)
        )
    if Rating.objects.filter(case=case).exists():
        raise ActRefused(Reason("RATE-02", _("This service was rated before."), Kind.NOT_NOW))


def last_days(day: date) -> tuple[date | None, date | None]:
    """Until when a bad rating of that day is to be called back and answered; None where the calendar isn't known yet."""
    _edition, book = current_law(day)
    return due(book, CALL_BACK, day).due, due(book, ANSWER, day).due


def ratings_for(officer: Officer, standing: Standing) -> QuerySet[Rating]:
    """The ratings that an officer supervises: of their offices, and of no case in which they did anything themself."""
    offices = Rating.objects.none()
    for one in standing.capacities:
        if one.duty == Duty.SUPERVISE:
            there = Rating.objects.filter(office__path__startswith=one.office_path)
            offices = offices | (there.filter(item__in=one.items) if one.items else there)
    took_part = Event.objects.filter(case_id=OuterRef("case_id"), actor_id=officer.pk)
    kept_only = Q(case__state__in=CLOSED_STATES, case__applicant__restricted_at__isnull=False)
    return (
        offices.filter(~Exists(took_part)).exclude(kept_only).select_related("office", "case__applicant__key")
    )


def bad_rating(officer: Officer, standing: Standing, pk: int) -> Rating:
    """A bad rating that the officer may deal with, locked. Raises BadInput where there is none; which of it isn't told."""
    seen = ratings_for(officer, standing).filter(pk=pk).exists()
    row = Rating.objects.select_for_update(no_key=True).filter(pk=pk).first() if seen else None
    if row is None or not row.is_bad:
        raise BadInput.of("rating", "unknown", _("There is no such rating."))
    return row


def lapsed_limits(rating: Rating, today: date) -> dict[str, date]:
    """The limits of a bad rating that are over, that nobody kept, and of which the office above doesn't know yet."""
    open_limits = {CALL_BACK: rating.call_due, ANSWER: rating.answer_due}
    if RatingAnswer.objects.filter(rating=rating).exists():
        return {}
    if RatingCall.objects.filter(rating=rating).exists():
        del open_limits[CALL_BACK]
    told = set(RatingEscalation.objects.filter(rating=rating).values_list("limit", flat=True))
    return {
        limit: due
        for limit, due in open_limits.items()
        if due is not None and due < today and limit not in told
    }


def ratings_with_lapsed_limits(today: date) -> QuerySet[Rating]:
    """The bad ratings of which the office above is to be told; asked again, one by one, under their lock."""
    told = RatingEscalation.objects.filter(rating=OuterRef("pk"))
    call = Q(call_due__lt=today) & ~Exists(RatingCall.objects.filter(rating=OuterRef("pk")))
    return Rating.objects.filter(
        (call & ~Exists(told.filter(limit=CALL_BACK)))
        | (Q(answer_due__lt=today) & ~Exists(told.filter(limit=ANSWER))),
        ~Exists(RatingAnswer.objects.filter(rating=OuterRef("pk"))),
        grade__in=BAD_GRADES,
    ).order_by("pk")


def forget_old_words(now: datetime) -> int:
    """Drop the raters' own words that were kept long enough; how many."""
    return RatingWords.objects.filter(rating__rated_at__lt=now - WORDS_KEPT).delete()[0]
