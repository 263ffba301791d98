"""Whether a certificate or a paper's file stands, for programs, and what they need to check it alone; without a token."""

import json

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound, Throttled
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from casework.certificates.files import revocation_list, verify_file
from casework.certificates.keys_shown import keys_shown
from casework.certificates.verification import verify
from casework.engine import moment
from casework.engine.guessing import Seeker

from . import paper_answers, paper_shapes
from .files import ASKED, only_file
from .problems import MEDIA_TYPE
from .reading import query_of
from .views import PROBLEM, View


class Open(View):
    """What anybody may ask."""

    authentication_classes = []
    permission_classes = [AllowAny]
    throttle_classes = []


class VerifyView(Open):
    """A certificate as anybody may ask about it."""

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


class CheckView(Open):
    """A paper's file as anybody may have it checked."""

    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="check_file",
        auth=[],
        request=ASKED,
        responses={
            200: paper_shapes.FileVerdict,
            **{(status, MEDIA_TYPE): PROBLEM for status in (400, 406, 413, 415, 422, 429)},
        },
    )
    def post(self, request: Request) -> Response:
        """Whether a PDF is a paper of this hall as it was signed, and whether it counts today. It is kept nowhere."""
        seeker = Seeker.of(request._request, "certificate")
        if seeker.is_shut_out():
            raise Throttled(wait=seeker.wait_seconds)
        verdict = verify_file(only_file(request).read(), moment.today())
        if not verdict.is_genuine:
            seeker.led_nowhere()
        return Response(paper_shapes.FileVerdict(paper_answers.judged(verdict)).data)


class KeysView(Open):
    """The keys by which papers are checked."""

    @extend_schema(
        operation_id="published_keys",
        auth=[],
        responses={
            200: paper_shapes.PublishedKeys,
            **{(status, MEDIA_TYPE): PROBLEM for status in (406, 422)},
        },
    )
    def get(self, request: Request) -> Response:
        """Today's key with its chain, and those of earlier papers."""
        query_of(request, ())
        return Response(paper_shapes.PublishedKeys({"keys": keys_shown(moment.now())}).data)


class RevocationsView(Open):
    """The signed list of what no longer counts."""

    @extend_schema(
        operation_id="revocations",
        auth=[],
        responses={
            200: paper_shapes.SignedRevocations,
            **{(status, MEDIA_TYPE): PROBLEM for status in (404, 406, 422)},
        },
    )
    def get(self, request: Request) -> Response:
        """Everything revoked, replaced, made void or withdrawn, under names that only who has the paper can find."""
        query_of(request, ())
        told = revocation_list()
        if told is None:
            raise NotFound
        return Response(paper_shapes.SignedRevocations(json.loads(told)).data)
