"""Whether a certificate stands, for programs: the one address that asks for no token."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import Throttled
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from casework.certificates.verification import verify
from casework.engine import moment
from casework.engine.guessing import Seeker

from . import paper_answers, paper_shapes
from .problems import MEDIA_TYPE
from .reading import query_of
from .views import PROBLEM, View


class VerifyView(View):
    """A certificate as anybody may ask about it."""

    authentication_classes = []
    permission_classes = [AllowAny]
    throttle_classes = []

    @extend_schema(
        operation_id="verify",
        auth=[],
        parameters=[
            OpenApiParameter(
                "identifier",
                str,
                OpenApiParameter.PATH,
                description="The identifier beside the QR code (GB/T 36904); its root may be left out.",
            )
        ],
        responses={
            200: paper_shapes.CertificateAnswer,
            **{(status, MEDIA_TYPE): PROBLEM for status in (406, 422, 429)},
        },
    )
    def get(self, request: Request, identifier: str) -> Response:
        """State, kind of paper, issuer and days; nothing about a person. Guessing is shut out for a while (429)."""
        query_of(request, ())
        seeker = Seeker.of(request._request, "certificate")
        if seeker.is_shut_out():
            raise Throttled(wait=seeker.wait_seconds)
        answer = verify(identifier, moment.today())
        if not answer.is_known:
            seeker.led_nowhere()
        return Response(paper_shapes.CertificateAnswer(paper_answers.verified(answer)).data)
