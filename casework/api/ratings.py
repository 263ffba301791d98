"""Bad ratings over the interface, for who supervises: which ones wait, one of them, and what is done about it."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers as plain
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from casework.acts import answer_rating, call_back
from casework.queries.people import standing_today
from casework.queries.ratings import BadRating, bad_rating_shown, bad_ratings, words_of
from casework.queries.team import supervises_any
from casework.queries.unsealed import opened_or_nothing

from .answers import masked, place
from .performing import actor_of, note_reading, officer_of
from .reading import body_of, input_of, query_of
from .shape import Shape, Text
from .shapes import Place
from .views import View, answers_with

ACTS = {"call_back": call_back.SCHEMA, "answer_rating": answer_rating.SCHEMA}
RATING = OpenApiParameter("rating", int, OpenApiParameter.PATH)


class ToldAbove(Shape):
    """A limit that lapsed and was put before the office above."""

    limit = Text(help_text="HP-01 for the call back, HP-02 for the answer; practice, no statute.")
    due = plain.DateField()
    office = Place()
    made_at = plain.DateTimeField()


class RatingShort(Shape):
    """A bad rating and what comes next; neither the case nor who rated."""

    rating = plain.IntegerField()
    item = Text()
    office = Place()
    grade = Text(help_text="`bad` or `very_bad`.")
    rated_on = plain.DateField()
    next = Text(help_text="`call_back`, `answer_rating`, or empty once it was answered.")
    due = plain.DateField(allow_null=True)
    is_late = plain.BooleanField()
    told_above = ToldAbove(many=True)


class RatingTold(RatingShort):
    """One bad rating. Whoever wants to be called is named masked; in full it stands on the page."""

    words = Text()
    name = Text(help_text="Masked; empty for who doesn't want to be called.")
    phone = Text(help_text="Masked, as the name.")
    reached = plain.BooleanField(allow_null=True)
    found = Text(help_text="What came of the call.")
    put_right = Text()
    answer = Text()


class Ratings(Shape):
    """The bad ratings, those that wait first."""

    ratings = RatingShort(many=True)


class RatingInput(Shape):
    """What an act is told."""

    input = plain.DictField(help_text="As the page asks: `reached` and `found`, or `put_right` and `answer`.")


class RatingsView(View):
    """The bad ratings."""

    @extend_schema(operation_id="ratings", responses=answers_with(Ratings, 403))
    def get(self, request: Request) -> Response:
        """The bad ratings of the offices that you supervise, but for cases in which you did anything yourself."""
        query_of(request, ())
        _insist(request)
        return Response(Ratings({"ratings": [_short(one) for one in bad_ratings(officer_of(request))]}).data)


class RatingView(View):
    """One bad rating."""

    @extend_schema(operation_id="rating", parameters=[RATING], responses=answers_with(RatingTold, 403, 404))
    def get(self, request: Request, rating: str) -> Response:
        """With the rater's own words. Reading it is on record, but not with the case."""
        query_of(request, ())
        return Response(RatingTold(_told(request, _found(request, int(rating)))).data)


class RatingActView(View):
    """What is done about one."""

    @extend_schema(
        operation_id="deal_with_rating",
        parameters=[RATING, OpenApiParameter("act", str, OpenApiParameter.PATH, enum=list(ACTS))],
        request=RatingInput,
        responses=answers_with(RatingTold, 400, 403, 404, 409, 413, 415, 422),
    )
    def post(self, request: Request, rating: str, act: str) -> Response:
        """Keep a call back, or put right and answer; once each, and it can't be changed."""
        body = body_of(request, {"input": dict})
        found = _found(request, int(rating))
        given = input_of(ACTS[act], body.get("input", {}))
        if act == "call_back":
            call_back.call_back(by=actor_of(request), rating=found.row.pk, given=given)
        else:
            answer_rating.answer_rating(by=actor_of(request), rating=found.row.pk, given=given)
        return Response(RatingTold(_told(request, _found(request, int(rating)))).data)


def _insist(request: Request) -> None:
    if not supervises_any(standing_today(officer_of(request))):
        raise PermissionDenied


def _found(request: Request, rating: int) -> BadRating:
    _insist(request)
    found = bad_rating_shown(officer_of(request), rating)
    if found is None:
        raise NotFound
    return found


def _short(one: BadRating) -> dict[str, Any]:
    wanted = "" if one.answer else "call_back" if one.waits_for_call else "answer_rating"
    return {
        "rating": one.row.pk,
        "item": one.row.item,
        "office": place(one.row.office),
        "grade": str(one.row.grade),
        "rated_on": one.row.rated_on,
        "next": wanted,
        "due": one.due,
        "is_late": one.is_late,
        "told_above": [
            {"limit": told.limit, "due": told.due, "office": place(told.office), "made_at": told.made_at}
            for told in one.told_above
        ],
    }


def _told(request: Request, one: BadRating) -> dict[str, Any]:
    applicant = one.row.case.applicant
    note_reading(request, "rating", purpose="rating", person=f"person/{applicant.pk}", items=[one.row.pk])
    person = masked("applicant", applicant) if one.row.may_call else {}
    return _short(one) | {
        "words": words_of(one.row),
        "name": person.get("name") or "",
        "phone": person.get("phone") or "",
        "reached": one.call.reached if one.call else None,
        "found": opened_or_nothing(one.call, "found") if one.call else "",
        "put_right": opened_or_nothing(one.answer, "put_right") if one.answer else "",
        "answer": opened_or_nothing(one.answer, "answer") if one.answer else "",
    }
