"""The provider's screen and the county's payment over the interface, by the same acts."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers as plain
from rest_framework.exceptions import PermissionDenied, Throttled
from rest_framework.request import Request
from rest_framework.response import Response

from casework.acts.claim_vouchers import claim_vouchers
from casework.acts.pay_vouchers import pay_vouchers
from casework.acts.take_back_voucher import take_back_voucher
from casework.api.performing import actor_of, officer_of
from casework.api.reading import body_of, query_of
from casework.api.shape import Shape, Text
from casework.api.views import View, answers_with
from casework.engine import moment
from casework.engine.guessing import WINDOW
from casework.engine.standing import standing_of
from casework.models import Duty, VoucherBatch
from casework.queries.vouchers import VoucherState, batches_to_pay

from .asking import ShutOut, asked, confirmed, month_of

_DESCRIBED = "The code of the voucher, with or without what stands between its letters."


class Code(Shape):
    """A voucher by its code."""

    token = Text(help_text=_DESCRIBED)


class Confirmation(Code):
    """What a doctor confirms; there is nothing else to say."""

    counselled = plain.BooleanField(help_text="Counselling was given by a doctor.")
    own_consent = plain.BooleanField(help_text="The person themself consented; nobody else's consent counts.")


class VoucherLooked(Shape):
    """How a voucher stands."""

    voucher_state = plain.ChoiceField(choices=[str(one) for one in VoucherState])
    valid_until = plain.DateField(allow_null=True)


class Month(Shape):
    """A month that is over."""

    month = Text(help_text="For example 2026-10.")


class VoucherBatchTold(Shape):
    """What was claimed at once: a number and a sum."""

    batch = plain.IntegerField()
    provider = Text()
    month = Text()
    number = plain.IntegerField()
    sum = Text(help_text="In yuan.")
    paid_at = plain.DateTimeField(allow_null=True)


class VoucherBatches(Shape):
    """The batches that an officer pays."""

    batches = VoucherBatchTold(many=True)


class LookView(View):
    """Look a voucher up."""

    @extend_schema(
        operation_id="look_up_voucher",
        request=Code,
        responses=answers_with(VoucherLooked, 400, 403, 413, 415, 422),
    )
    def post(self, request: Request) -> Response:
        """Valid, expired, used or unknown. Nothing is recorded; guessing is shut out for a while (429)."""
        body = body_of(request, {"token": str}, needed=("token",))
        return _looked(request, body["token"])


class ConfirmView(View):
    """Confirm, by a voucher."""

    @extend_schema(
        operation_id="confirm_voucher",
        request=Confirmation,
        responses=answers_with(VoucherLooked, 400, 403, 409, 413, 415, 422),
    )
    def post(self, request: Request) -> Response:
        """Counselling was given and the person consented. It can be taken back until it is claimed."""
        body = body_of(request, {"token": str, "counselled": bool, "own_consent": bool}, needed=("token",))
        try:
            confirmed(
                request._request,
                actor_of(request),
                body["token"],
                counselled=body.get("counselled", False),
                own_consent=body.get("own_consent", False),
            )
        except ShutOut as shut:
            raise Throttled(wait=int(WINDOW.total_seconds())) from shut
        return _looked(request, body["token"])


class TakeBackView(View):
    """Take a confirmation back."""

    @extend_schema(
        operation_id="take_back_voucher",
        request=Code,
        responses=answers_with(VoucherLooked, 400, 403, 409, 413, 415, 422),
    )
    def post(self, request: Request) -> Response:
        """Nothing of the confirmation stays, and the voucher is as good as before."""
        body = body_of(request, {"token": str}, needed=("token",))
        take_back_voucher(by=actor_of(request), token=body["token"])
        return _looked(request, body["token"])


class ClaimView(View):
    """Claim a month."""

    @extend_schema(
        operation_id="claim_vouchers",
        request=Month,
        responses=answers_with(VoucherBatchTold, 400, 403, 409, 413, 415, 422, status=201),
    )
    def post(self, request: Request) -> Response:
        """Claim every confirmation up to the end of that month, as one batch."""
        body = body_of(request, {"month": str}, needed=("month",))
        batch = claim_vouchers(by=actor_of(request), month=month_of(body["month"]))
        return Response(VoucherBatchTold(_batch(batch)).data, status=201)


class BatchesView(View):
    """What was claimed."""

    @extend_schema(operation_id="voucher_batches", responses=answers_with(VoucherBatches, 403))
    def get(self, request: Request) -> Response:
        """The batches that the officer pays, those that wait first."""
        query_of(request, ())
        standing = standing_of(officer_of(request), moment.today())
        if not any(one.duty == Duty.PAY for one in standing.capacities):
            raise PermissionDenied
        return Response(VoucherBatches({"batches": [_batch(one) for one in batches_to_pay(standing)]}).data)


class PayView(View):
    """Pay a batch."""

    @extend_schema(
        operation_id="pay_vouchers",
        parameters=[OpenApiParameter("batch", int, OpenApiParameter.PATH)],
        request=None,
        responses=answers_with(VoucherBatchTold, 400, 403, 409, 413, 415, 422),
    )
    def post(self, request: Request, batch: str) -> Response:
        """Record that a batch was paid; never by who claimed it or confirmed anything in it."""
        body_of(request, {})
        return Response(VoucherBatchTold(_batch(pay_vouchers(by=actor_of(request), batch=int(batch)))).data)


def _looked(request: Request, token: str) -> Response:
    try:
        answer = asked(request._request, officer_of(request), token)
    except ShutOut as shut:
        raise Throttled(wait=int(WINDOW.total_seconds())) from shut
    told = {"voucher_state": str(answer.state), "valid_until": answer.valid_until}
    return Response(VoucherLooked(told).data)


def _batch(row: VoucherBatch) -> dict[str, Any]:
    return {
        "batch": row.pk,
        "provider": row.provider.name,
        "month": f"{row.month:%Y-%m}",
        "number": row.number,
        "sum": str(row.sum),
        "paid_at": row.paid_at,
    }
