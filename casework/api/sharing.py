"""Data sharing over the interface: agreements, the log, requests from outside, by the same acts as on the pages."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers as plain
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from casework.acts.admit_request import admit_request
from casework.acts.approve_agreement import approve_agreement
from casework.acts.draft_agreement import draft_agreement
from casework.acts.revoke_agreement import revoke_agreement
from casework.acts.withdraw_agreement import withdraw_agreement
from casework.models import SharingAgreement
from casework.queries import sharing as queries

from .performing import actor_of, note_reading, officer_of
from .reading import body_of, query_of
from .shape import Shape, Text
from .views import View, answers_with


class Agreement(Shape):
    """An agreement on the sharing of data, as anybody may know it."""

    agreement = plain.IntegerField()
    direction = Text(help_text="in: we ask; out: we are asked")
    partner = Text()
    partner_kind = Text()
    register = Text()
    number = Text()
    agreed_by = Text()
    basis = plain.ListField(child=Text())
    data_fields = plain.ListField(child=Text())
    purposes = plain.ListField(child=Text())
    valid_from = plain.DateField()
    valid_until = plain.DateField()
    in_force = plain.BooleanField()


class AgreementHeld(Agreement):
    """An agreement with who answers for it."""

    agreement_state = Text(help_text="draft, approved, withdrawn or revoked")
    drafted_by = Text()
    decided_by = Text()
    ended_because = Text()


class Agreements(Shape):
    """The register."""

    agreements = AgreementHeld(many=True)


class Given(plain.Serializer[Any]):
    """The fields of an agreement or of a request, as on the page."""

    given = plain.DictField()


class AgreementWhy(plain.Serializer[Any]):
    """Why a draft is withdrawn or an agreement revoked; an approval needs none."""

    reason = plain.CharField(required=False)


class QueryLogged(Shape):
    """One question about one person, or one request that was admitted; what was answered isn't told."""

    number = Text(help_text="Of the case.")
    agreement = plain.IntegerField()
    data_fields = plain.ListField(child=Text())
    asked_at = plain.DateTimeField()
    asked_by = Text(help_text="Empty: the worker.")
    answered_at = plain.DateTimeField(allow_null=True)


class QueryLog(Shape):
    """The log, the newest first."""

    queries = QueryLogged(many=True)


class AgreementsView(View):
    """The register of agreements."""

    @extend_schema(operation_id="agreements", responses=answers_with(Agreements))
    def get(self, request: Request) -> Response:
        """Every agreement, those that wait for approval first."""
        query_of(request, ())
        return Response(Agreements({"agreements": [_held(one) for one in queries.agreements()]}).data)

    @extend_schema(
        operation_id="draft_agreement",
        request=Given,
        responses=answers_with(AgreementHeld, 400, 403, 409, 413, 415, 422, status=201),
    )
    def post(self, request: Request) -> Response:
        """Draft an agreement. Nothing is asked under it until another officer approves it."""
        body = body_of(request, {"given": dict})
        row = draft_agreement(by=actor_of(request), given=body.get("given", {}))
        return Response(AgreementHeld(_held(row)).data, status=201)


class AgreementActView(View):
    """An act on an agreement."""

    @extend_schema(
        operation_id="decide_agreement",
        parameters=[
            OpenApiParameter("agreement", int, OpenApiParameter.PATH),
            OpenApiParameter("act", str, OpenApiParameter.PATH, enum=["approve", "withdraw", "revoke"]),
        ],
        request=AgreementWhy,
        responses=answers_with(AgreementHeld, 400, 403, 409, 413, 415, 422),
    )
    def post(self, request: Request, agreement: str, act: str) -> Response:
        """Approve, withdraw or revoke."""
        reason = body_of(request, {"reason": str}).get("reason", "")
        by, key = actor_of(request), int(agreement)
        if act == "approve":
            row = approve_agreement(by=by, agreement=key)
        elif act == "withdraw":
            row = withdraw_agreement(by=by, agreement=key, reason=reason)
        else:
            row = revoke_agreement(by=by, agreement=key, reason=reason)
        return Response(AgreementHeld(_held(row)).data)


class SharingLogView(View):
    """Every question asked."""

    @extend_schema(operation_id="sharing_log", responses=answers_with(QueryLog, 403))
    def get(self, request: Request) -> Response:
        """Which case, which agreement, which fields, who, answered or not; for who drafts, approves or audits."""
        query_of(request, ())
        if not queries.reads_log(officer_of(request)):
            raise PermissionDenied
        rows = queries.log()
        if rows:
            cases = list(dict.fromkeys(one.case_id for one in rows))
            note_reading(request, "sharing_log", purpose="sharing_log", items=cases)
        told = [
            {
                "number": one.case.number,
                "agreement": one.agreement_id,
                "data_fields": one.data_fields,
                "asked_at": one.asked_at,
                "asked_by": one.officer.name if one.officer else "",
                "answered_at": one.reply.answered_at if hasattr(one, "reply") else None,
            }
            for one in rows
        ]
        return Response(QueryLog({"queries": told}).data)


class SharingRequestsView(View):
    """Requests from outside."""

    @extend_schema(
        operation_id="admit_request",
        request=Given,
        responses=answers_with(Agreement, 400, 403, 409, 413, 415, 422, status=201),
    )
    def post(self, request: Request) -> Response:
        """Admit a request about one person under the agreement that covers it; else it is refused with its code."""
        body = body_of(request, {"given": dict})
        row = admit_request(by=actor_of(request), given=body.get("given", {}))
        [told] = queries.told([row.agreement])
        return Response(Agreement(told.as_data()).data, status=201)


def _held(row: SharingAgreement) -> dict[str, Any]:
    [told] = queries.told([row])
    return told.as_data() | {
        "agreement_state": str(row.state),
        "drafted_by": row.drafted_by.name,
        "decided_by": row.decided_by.name if row.decided_by else "",
        "ended_because": row.ended_because,
    }
