"""What anybody may send over the interface without a token: a rating with the code of a case, a complaint without a name.

The acts, the counts of wrong codes and the bounds are those of the pages.
"""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers as plain
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.response import Response

from casework.acts.rate import SCHEMA, rate
from casework.api.performing import DOOR, request_number
from casework.api.problems import MEDIA_TYPE, BadKey
from casework.api.reading import body_of, input_of, key_of
from casework.api.shape import Shape, Text
from casework.api.views import PROBLEM
from casework.engine import moment
from casework.engine.complaints import complained_of, complaint_schema, fresh_key
from casework.engine.guessing import WINDOW
from casework.engine.refusal import BadInput
from casework.models import Grade, Wrong

from .api import OpenView
from .complaining import ITEM, TooMany, asked, filed
from .door import knock_with

# A key that somebody else could hit upon would lead them to somebody else's number and code.
KEY_LEAST = 32
KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="32 to 80 visible ASCII characters drawn at random; the same complaint under it is kept once.",
)


class RatingGiven(Shape):
    """A rating."""

    grade = plain.ChoiceField(Grade.values)
    words = Text(required=False)
    may_call = plain.BooleanField(required=False)


class RatingSent(Shape):
    """A rating, with number and query code as they stand on the receipt."""

    number = Text()
    code = Text()
    given = RatingGiven()


class RatingKept(Shape):
    """That it was kept, and until when a bad one is dealt with."""

    grade = plain.ChoiceField(Grade.values)
    call_due = plain.DateField(allow_null=True)
    answer_due = plain.DateField(allow_null=True)


class ComplaintGiven(Shape):
    """About whom, and what happened. No name, and not the code of a voucher."""

    office = Text(help_text="The code of the hall, of an office that issues vouchers, or of a provider.")
    what = plain.ListField(child=plain.ChoiceField(Wrong.values))
    words = Text(required=False, help_text="Don't write what the service was.")
    phone = Text(required=False, help_text="Only if a call is wanted.")


class ComplaintSent(Shape):
    """A complaint."""

    given = ComplaintGiven()


class ComplaintKept(Shape):
    """What is told once, and until when it is dealt with."""

    number = Text()
    code = Text()
    call_due = plain.DateField(allow_null=True)
    answer_due = plain.DateField(allow_null=True)


class ComplaintAsked(Shape):
    """Number and code of a complaint."""

    number = Text()
    code = Text()


class ComplaintStands(Shape):
    """The answer, or until when there will be one."""

    answered = plain.BooleanField()
    answer = Text()
    answer_due = plain.DateField(allow_null=True)


def _answers(shape: Any, *problems: int, status: int = 200) -> dict[Any, Any]:
    told = {(one, MEDIA_TYPE): PROBLEM for one in (400, 406, 413, 415, 422, 429, *problems)}
    return {(status, "application/json"): shape} | told


class RateView(OpenView):
    """Rate a service."""

    @extend_schema(
        operation_id="rate", auth=[], request=RatingSent, responses=_answers(RatingKept, 409, status=201)
    )
    def post(self, request: Request) -> Response:
        """Once, after there is a result; wrong codes are counted together with those of the pages (429)."""
        body = body_of(request, {"number": str, "code": str, "given": dict}, needed=("number", "code"))
        found = knock_with(request._request, body["number"], body["code"])
        if found.status == 429:
            raise Throttled(wait=int(WINDOW.total_seconds()))
        if found.case is None:
            raise BadInput.of("code", "unknown", found.wrong)
        row = rate(
            case_number=found.case.number,
            request_id=request_number(request),
            given=input_of(SCHEMA, body.get("given", {})),
            door=DOOR,
        )
        told = {"grade": str(row.grade), "call_due": row.call_due, "answer_due": row.answer_due}
        return Response(RatingKept(told).data, status=201)


class ComplainView(OpenView):
    """Complain about a voucher."""

    @extend_schema(
        operation_id="complain",
        auth=[],
        parameters=[KEY],
        request=ComplaintSent,
        responses=_answers(ComplaintKept, 409, status=201),
    )
    def post(self, request: Request) -> Response:
        """Without a name; number and code come with the answer. It is joined to no voucher and no case."""
        body = body_of(request, {"given": dict})
        key = key_of(request)
        if key is not None and len(key) < KEY_LEAST:
            raise BadKey
        wanted = complaint_schema(complained_of(ITEM, moment.today()))
        try:
            done = filed(
                request._request,
                key=key or fresh_key(),
                door=DOOR,
                request_id=request_number(request),
                given=input_of(wanted, body.get("given", {})),
            )
        except TooMany as many:
            raise Throttled(wait=many.seconds) from many
        row = done.complaint
        told = {
            "number": done.slip.number,
            "code": done.slip.code,
            "call_due": row.call_due,
            "answer_due": row.answer_due,
        }
        more = {"Idempotent-Replayed": "true"} if done.repeated else {}
        return Response(ComplaintKept(told).data, status=201, headers=more)


class ComplaintAnswerView(OpenView):
    """Read the answer."""

    @extend_schema(
        operation_id="complaint_answer",
        auth=[],
        request=ComplaintAsked,
        responses=_answers(ComplaintStands),
    )
    def post(self, request: Request) -> Response:
        """By number and code, in the body; wrong codes are counted together with those of the page (429)."""
        body = body_of(request, {"number": str, "code": str}, needed=("number", "code"))
        try:
            found = asked(request._request, body["number"], body["code"])
        except TooMany as many:
            raise Throttled(wait=many.seconds) from many
        if found is None:
            raise BadInput.of("code", "unknown", _("Number and code don't belong together."))
        told = {"answered": found.answered, "answer": found.answer, "answer_due": found.answer_due}
        return Response(ComplaintStands(told).data)
