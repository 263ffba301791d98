"""Scans over the interface: a file is sent first and answered with the marks of its pages, which an act then names."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from casework.engine import moment
from casework.engine.refusal import BadInput, Faults
from casework.engine.standing import standing_of
from casework.models import Duty
from casework.queries.acts_now import TAKING_SCANS, taking_scans
from casework.queries.find_case import find_case, find_case_to_act
from casework.scans.delivery import CONTENT_TYPE, HEADERS, file_name, picture_of, standing_scan
from casework.scans.examine import fault_of
from casework.scans.staging import stage
from casework.scans.verdict import Unfit

from . import shapes
from .performing import actor_of, note_reading, officer_of
from .reading import key_of, query_of
from .views import KEY, NUMBER, View, answers_with

FILE = "file"
ASKED = {
    "multipart/form-data": {
        "type": "object",
        "properties": {FILE: {"type": "string", "format": "binary"}},
        "required": [FILE],
        "additionalProperties": False,
    }
}
PROBLEMS = (400, 403, 413, 415, 422)


class FilesView(View):
    """Scans for an application that is about to be taken in."""

    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="send_file",
        parameters=[KEY],
        request=ASKED,
        responses=answers_with(shapes.PagesKept, *PROBLEMS, status=201),
    )
    def post(self, request: Request) -> Response:
        """Send one file (JPEG, PNG or PDF). Its pages are kept sealed for some hours; `receive` names their marks."""
        standing = standing_of(officer_of(request), moment.today())
        if not any(one.duty == Duty.RECEIVE for one in standing.capacities):
            raise PermissionDenied
        return _kept(request)


class CaseFilesView(View):
    """Scans for an act on a case."""

    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="send_file_for_case",
        parameters=[NUMBER, KEY],
        request=ASKED,
        responses=answers_with(shapes.PagesKept, *PROBLEMS, 404, 409, status=201),
    )
    def post(self, request: Request, number: str) -> Response:
        """Send one file for a case. `attach_scan`, `take_material` and `supplement` name the marks of its pages."""
        by = actor_of(request)
        taking_scans(find_case_to_act(number, by, TAKING_SCANS[0]), by).insist()
        return _kept(request)


class CaseFileView(View):
    """One scanned page of a case."""

    @extend_schema(
        operation_id="scan",
        parameters=[NUMBER, OpenApiParameter("scan", int, OpenApiParameter.PATH)],
        responses=answers_with(OpenApiTypes.BINARY, 404, 409, media_type="image/jpeg"),
    )
    def get(self, request: Request, number: str, scan: str) -> HttpResponse:
        """The page as a picture that we made (JPEG), as a file. Reading it is on record."""
        query_of(request, ())
        case = find_case(number, officer_of(request)).case
        row = standing_scan(case, int(scan))
        if row is None:
            raise NotFound
        content = picture_of(row)
        note_reading(request, "scan_file", case=case, items=[row.pk])
        shown = f'attachment; filename="{file_name(case, row)}"'
        return HttpResponse(
            content, content_type=CONTENT_TYPE, headers={**HEADERS, "Content-Disposition": shown}
        )

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """A picture is sent whatever is asked for; a problem is JSON."""
        return super().perform_content_negotiation(request, force=True)


def _kept(request: Request) -> Response:
    """Keep the one file of the request. Raises BadInput."""
    file = only_file(request)
    try:
        pages = stage(officer_of(request), file.read(), file.told_name, key_of(request) or "")
    except Unfit as unfit:
        raise BadInput({FILE: [fault_of(unfit)]}) from unfit
    told = {
        "pages": [{"scan": one.token, "width": one.width, "height": one.height} for one in pages],
        "expires_at": min(one.expires_at for one in pages),
    }
    return Response(shapes.PagesKept(told).data, status=201)


def only_file(request: Request) -> Any:
    """The one file of a request that holds nothing else. Raises BadInput."""
    query_of(request, ())
    faults = Faults()
    files = request.FILES.getlist(FILE)
    for name in {*request.data, *request.FILES} - {FILE}:
        faults.add(name, "unknown", _("This field isn't part of the form."))
    if len(files) != 1:
        faults.add(FILE, "required" if not files else "once", _("Send one file at a time."))
    faults.raise_if_any()
    return files[0]
