"""The guide for programs: open to everybody, like the page."""

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from approvals.guide.telling import GuideTold, ended_on, guide_of, items_told
from casework.api.problems import MEDIA_TYPE
from casework.api.reading import query_of
from casework.api.views import PROBLEM, View
from casework.engine import moment
from casework.queries.sharing import public_agreements
from casework.queries.told import Basis, LimitTold

from . import api_shapes as shapes


class OpenView(View):
    """An address that asks for no token and tells nothing about anybody."""

    authentication_classes = []
    permission_classes = [AllowAny]
    throttle_classes = []


class GuideView(OpenView):
    """The catalogue for the public."""

    @extend_schema(
        operation_id="guide",
        auth=[],
        responses={200: shapes.Guide, (406, MEDIA_TYPE): PROBLEM, (422, MEDIA_TYPE): PROBLEM},
    )
    def get(self, request: Request) -> Response:
        """Every item of the hall, by its number in the catalogue."""
        query_of(request, ())
        today = moment.today()
        return Response(
            shapes.Guide({"day": today, "items": [asdict(one) for one in items_told(today)]}).data
        )


class GuideItemView(OpenView):
    """One item for the public."""

    @extend_schema(
        operation_id="guide_item",
        auth=[],
        parameters=[OpenApiParameter("slug", str, OpenApiParameter.PATH)],
        responses={200: shapes.GuideItem, **{(status, MEDIA_TYPE): PROBLEM for status in (404, 406, 422)}},
    )
    def get(self, request: Request, slug: str) -> Response:
        """Basis, who may apply, materials with their source, limits, fee, remedies, rights and a sample form."""
        query_of(request, ())
        told = guide_of(slug, moment.today())
        if told is None:
            raise NotFound
        return Response(shapes.GuideItem(_data(told)).data)


class SharedDataView(OpenView):
    """The agreements on data sharing for the public."""

    @extend_schema(
        operation_id="shared_data",
        auth=[],
        responses={200: shapes.SharedData, **{(status, MEDIA_TYPE): PROBLEM for status in (406, 422)}},
    )
    def get(self, request: Request) -> Response:
        """With whom which data are shared for what, on which basis, until when; without any person."""
        query_of(request, ())
        return Response(
            shapes.SharedData({"agreements": [one.as_data() for one in public_agreements()]}).data
        )


def _data(told: GuideTold) -> dict[str, Any]:
    today = moment.today()
    return asdict(told.short) | {
        "edition": told.item.edition if told.item else "",
        "law_edition": told.book.edition,
        "where": told.where,
        "offices": told.offices,
        "basis": _basis(told.basis),
        "limits": [_limit(one) for one in told.limits],
        "materials": [
            {
                "name": one.name,
                "alternatives": one.alternatives,
                "source": one.source,
                "declaration_instead": one.declaration,
            }
            for one in told.materials
        ],
        "instead": told.instead,
        "fee": 0,
        "output": told.output,
        "note": told.note,
        "remedies": told.remedies,
        "rights": [{"code": one.code, "text": one.text, "basis": _basis(one.basis)} for one in told.rights],
        "former_names": [
            {"names": one.names, "text": one.text, "ended_on": ended_on(one, today)} for one in told.former
        ],
        "sample": told.sample,
    }


def _basis(basis: Basis) -> dict[str, Any]:
    return {"ground": basis.ground, "articles": basis.articles}


def _limit(limit: LimitTold) -> dict[str, Any]:
    return {
        "limit": limit.id,
        "title": limit.title,
        "counted_from": limit.event,
        "term": limit.term,
        "promised": limit.promised,
        "basis": _basis(limit.basis),
    }
