"""Complaints without a name over the interface, for who supervises above."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers as plain
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from casework.acts import answer_complaint, call_complainant
from casework.models import Wrong
from casework.queries.complaints import ComplaintShown, complaint_shown, complaints, said_in
from casework.queries.people import standing_today
from casework.queries.team import supervises_any
from casework.queries.unsealed import opened_or_nothing
from law.identifiers import mask_phone

from .answers import place
from .performing import actor_of, note_reading, officer_of
from .reading import body_of, input_of, query_of
from .shape import Shape, Text
from .shapes import Place
from .views import View, answers_with

ACTS = {"call_complainant": call_complainant.SCHEMA, "answer_complaint": answer_complaint.SCHEMA}
COMPLAINT = OpenApiParameter("complaint", int, OpenApiParameter.PATH)


class ComplaintShort(Shape):
    """A complaint and what comes next. There is no person to be named."""

    complaint = plain.IntegerField()
    office = Place()
    filed_on = plain.DateField()
    next = Text(help_text="`call_complainant`, `answer_complaint`, or empty once it was answered.")
    due = plain.DateField(allow_null=True)
    is_late = plain.BooleanField()


class ComplaintTold(ComplaintShort):
    """One complaint, with what was said."""

    what = plain.ListField(child=plain.ChoiceField(Wrong.values))
    words = Text()
    phone = Text(help_text="Masked; in full it stands on the page. Empty if no call is wanted.")
    reached = plain.BooleanField(allow_null=True)
    found = Text(help_text="What came of the call.")
    put_right = Text()
    answer = Text()


class Complaints(Shape):
    """Those that wait first; none is counted."""

    complaints = ComplaintShort(many=True)


class ComplaintInput(Shape):
    """What an act is told."""

    input = plain.DictField(help_text="As the page asks: `reached` and `found`, or `put_right` and `answer`.")


class ComplaintsView(View):
    """The complaints."""

    @extend_schema(operation_id="complaints", responses=answers_with(Complaints, 403))
    def get(self, request: Request) -> Response:
        """About the offices below those that you supervise, and never about one at which you have a duty or a post."""
        query_of(request, ())
        _insist(request)
        found = complaints(officer_of(request))
        note_reading(request, "complaints", purpose="complaint", items=[one.row.pk for one in found])
        return Response(Complaints({"complaints": [_short(one) for one in found]}).data)


class ComplaintView(View):
    """One complaint."""

    @extend_schema(
        operation_id="complaint", parameters=[COMPLAINT], responses=answers_with(ComplaintTold, 403, 404)
    )
    def get(self, request: Request, complaint: str) -> Response:
        """With what was said. Reading it is on record."""
        query_of(request, ())
        return Response(ComplaintTold(_told(request, _found(request, int(complaint)))).data)


class ComplaintActView(View):
    """What is done about one."""

    @extend_schema(
        operation_id="deal_with_complaint",
        parameters=[COMPLAINT, OpenApiParameter("act", str, OpenApiParameter.PATH, enum=list(ACTS))],
        request=ComplaintInput,
        responses=answers_with(ComplaintTold, 400, 403, 404, 409, 413, 415, 422),
    )
    def post(self, request: Request, complaint: str, act: str) -> Response:
        """Keep a call, or put right and answer; once each, and it can't be changed."""
        body = body_of(request, {"input": dict})
        found = _found(request, int(complaint))
        given = input_of(ACTS[act], body.get("input", {}))
        if act == "call_complainant":
            call_complainant.call_complainant(by=actor_of(request), complaint=found.row.pk, given=given)
        else:
            answer_complaint.answer_complaint(by=actor_of(request), complaint=found.row.pk, given=given)
        return Response(ComplaintTold(_told(request, _found(request, int(complaint)))).data)


def _insist(request: Request) -> None:
    if not supervises_any(standing_today(officer_of(request))):
        raise PermissionDenied


def _found(request: Request, complaint: int) -> ComplaintShown:
    _insist(request)
    found = complaint_shown(officer_of(request), complaint)
    if found is None:
        raise NotFound
    return found


def _short(one: ComplaintShown) -> dict[str, Any]:
    wanted = "" if one.answer else "call_complainant" if one.waits_for_call else "answer_complaint"
    return {
        "complaint": one.row.pk,
        "office": place(one.row.office),
        "filed_on": one.row.filed_on,
        "next": wanted,
        "due": one.due,
        "is_late": one.is_late,
    }


def _told(request: Request, one: ComplaintShown) -> dict[str, Any]:
    note_reading(request, "complaint", purpose="complaint", items=[one.row.pk])
    said = said_in(one.row)
    return _short(one) | {
        "what": said.what,
        "words": said.words,
        "phone": mask_phone(said.phone),
        "reached": one.call.reached if one.call else None,
        "found": opened_or_nothing(one.call, "found") if one.call else "",
        "put_right": opened_or_nothing(one.answer, "put_right") if one.answer else "",
        "answer": opened_or_nothing(one.answer, "answer") if one.answer else "",
    }
