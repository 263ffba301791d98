"""Samples over the interface, by the same acts as on the pages. What was written about a case stays on the page."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers as plain
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from casework.acts.answer_finding import answer_finding
from casework.acts.draw_sample import draw_sample
from casework.acts.record_finding import record_finding
from casework.engine import moment
from casework.engine.refusal import BadInput
from casework.engine.sampling import capacity_to_look, draws_the_same
from casework.engine.standing import Standing, standing_of
from casework.models import CheckPoint, Sample
from casework.queries.samples import LookedAt, cases_of_sample, looked_at, looks_at_samples, remarks, samples

from .answers import place
from .performing import actor_of, note_reading, officer_of
from .reading import body_of, query_of
from .shape import Shape, Text
from .shapes import Place
from .views import NUMBER, View, answers_with

_SAMPLE = OpenApiParameter("sample", int, OpenApiParameter.PATH, description="The number of the sample.")
_ACT = OpenApiParameter("act", str, OpenApiParameter.PATH, enum=["finding", "answer"])


class SampledCaseTold(Shape):
    """A case of a sample, and how it stands."""

    sample = plain.IntegerField()
    number = Text()
    item = Text()
    office = Place()
    stands = Text(help_text="waits, in_order, remark, answered")
    faults = plain.ListField(child=Text(), help_text="The points that aren't in order.")


class SampleTold(Shape):
    """A sample."""

    sample = plain.IntegerField()
    first_day = plain.DateField()
    last_day = plain.DateField()
    size = plain.IntegerField()
    seed = Text()
    drawn_from = Text(help_text="SHA-256 of the sorted case numbers, one a line.")
    drawn_by = Text()
    drawn_at = plain.DateTimeField()


class SampleWithCases(SampleTold):
    """A sample with its cases, in the order in which they were drawn."""

    draws_the_same = plain.BooleanField(help_text="Whether the seed still draws these cases.")
    cases = SampledCaseTold(many=True)


class Samples(Shape):
    """The samples, the latest first, and the remarks to the offices that one supervises."""

    samples = SampleTold(many=True)
    remarks = SampledCaseTold(many=True)


class Period(Shape):
    """The days on which the registrations were closed."""

    first_day = plain.DateField()
    last_day = plain.DateField()


class FindingOrAnswer(Shape):
    """The input: for a finding each point (ok, fault, not_here) and a remark; for an answer its words."""

    right_officer = plain.CharField(required=False)
    in_time = plain.CharField(required=False)
    materials = plain.CharField(required=False)
    reasons = plain.CharField(required=False)
    service = plain.CharField(required=False)
    remark = plain.CharField(required=False)
    answer = plain.CharField(required=False)


class SamplesView(View):
    """Samples."""

    @extend_schema(operation_id="samples", responses=answers_with(Samples, 403))
    def get(self, request: Request) -> Response:
        """The samples of the county, and the remarks to one's own offices."""
        query_of(request, ())
        standing = _reader(request)
        waiting = remarks(standing, officer_of(request))
        if waiting:
            _note(request, waiting)
        told = {
            "samples": [_sample(one) for one in samples(standing)],
            "remarks": [_case(one) for one in waiting],
        }
        return Response(Samples(told).data)

    @extend_schema(
        operation_id="draw_sample",
        request=Period,
        responses=answers_with(SampleWithCases, 400, 403, 409, 413, 415, 422, status=201),
    )
    def post(self, request: Request) -> Response:
        """Draw a sample of the registrations closed in a period."""
        body = body_of(request, {"first_day": str, "last_day": str})
        drawn = draw_sample(by=actor_of(request), given=body)
        return Response(_whole(request, drawn), status=201)


class SampleView(View):
    """One sample."""

    @extend_schema(
        operation_id="sample", parameters=[_SAMPLE], responses=answers_with(SampleWithCases, 403, 404)
    )
    def get(self, request: Request, sample: int) -> Response:
        """A sample with its cases; for who audits or supervises the whole county."""
        query_of(request, ())
        if capacity_to_look(_reader(request)) is None:
            raise PermissionDenied
        row = Sample.objects.filter(pk=sample).select_related("drawn_by").first()
        if row is None:
            raise Http404
        return Response(_whole(request, row))


class SampledCaseView(View):
    """A finding in a case of a sample, or the answer to its remark."""

    @extend_schema(
        operation_id="sampled_case",
        parameters=[_SAMPLE, NUMBER, _ACT],
        request=FindingOrAnswer,
        responses=answers_with(SampledCaseTold, 400, 403, 404, 409, 413, 415, 422),
    )
    def post(self, request: Request, sample: str, number: str, act: str) -> Response:
        """Keep a finding, or answer a remark, once."""
        standing, officer = _reader(request), officer_of(request)
        points = dict.fromkeys([*map(str, CheckPoint), "remark"], str)
        body = body_of(request, points if act == "finding" else {"answer": str})
        if looked_at(int(sample), number, officer, standing) is None:
            raise Http404
        perform = record_finding if act == "finding" else answer_finding
        perform(by=actor_of(request), sample=int(sample), case_number=number, given=body)
        found = looked_at(int(sample), number, officer, standing)
        if found is None:
            raise BadInput.of("case", "unknown", _("This case isn't part of the sample."))
        return Response(SampledCaseTold(_case(found)).data)


def _reader(request: Request) -> Standing:
    standing = standing_of(officer_of(request), moment.today())
    if not looks_at_samples(standing):
        raise PermissionDenied
    return standing


def _note(request: Request, cases: list[LookedAt]) -> None:
    note_reading(request, "sample", purpose="sample", items=[one.row.case_id for one in cases])


def _sample(row: Sample) -> dict[str, Any]:
    return {
        "sample": row.pk,
        "first_day": row.first_day,
        "last_day": row.last_day,
        "size": row.size,
        "seed": row.seed,
        "drawn_from": row.drawn_from,
        "drawn_by": row.drawn_by.name,
        "drawn_at": row.drawn_at,
    }


def _case(one: LookedAt) -> dict[str, Any]:
    return {
        "sample": one.row.sample_id,
        "number": one.row.case.number,
        "item": one.item,
        "office": place(one.row.case.office),
        "stands": one.stand,
        "faults": [str(point) for point in one.finding.faults] if one.finding else [],
    }


def _whole(request: Request, row: Sample) -> Any:
    cases = cases_of_sample(row, officer_of(request))
    _note(request, cases)
    told = _sample(row) | {"draws_the_same": draws_the_same(row), "cases": [_case(one) for one in cases]}
    return SampleWithCases(told).data
