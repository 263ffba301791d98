"""The addresses of the interface. Each hands over to an act or a question; nothing is decided here."""

import re
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiJsonRenderer2
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.exceptions import NotFound
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import UserRateThrottle
from rest_framework.views import APIView

from casework.engine import moment
from casework.engine.act import Act, acts
from casework.engine.items import SLUG
from casework.engine.perform import matter_of
from casework.engine.previewing import preview
from casework.engine.refusal import Faults
from casework.models import Case, CaseState
from casework.queries.acts_now import acts_now
from casework.queries.find_case import find_case, find_case_to_act
from casework.queries.worklist import TIMES, VIEWS, Filter, worklist

from . import answers, paper_answers, paper_shapes, shapes
from .performing import actor_of, note_reading, officer_of, perform, query_code
from .problems import MEDIA_TYPE, NoSuchAct
from .reading import StrictJSONParser, body_of, input_of, query_of, submission_of, whole_number

REQUESTS_A_MINUTE = 1200
OFFICE_CODE = re.compile(r"[A-Za-z0-9]{1,32}")
BEGINS_A_CASE = "receive"

PROBLEM = OpenApiResponse(shapes.Problem)
KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="1 to 80 visible ASCII characters of your own; the same submission under it is done once.",
)
NUMBER = OpenApiParameter(
    "number", str, OpenApiParameter.PATH, description="The case number, e.g. 2026-004173-3."
)


def answers_with(
    shape: Any, *problems: int, status: int = 200, media_type: str = "application/json"
) -> dict[Any, Any]:
    """The answers of an address for the description: what it is meant for, and the problems there may be."""
    return {(status, media_type): shape} | {(one, MEDIA_TYPE): PROBLEM for one in (401, 406, 429, *problems)}


class OfficerThrottle(UserRateThrottle):
    """So many requests a minute for each officer; the setting API_REQUESTS_A_MINUTE changes or lifts it."""

    scope = "officer"

    def get_rate(self) -> str | None:
        """The rate in the framework's own words."""
        most = getattr(settings, "API_REQUESTS_A_MINUTE", REQUESTS_A_MINUTE)
        return f"{most}/min" if most else None


class View(APIView):
    """What all addresses share: strict JSON, one language for each request, and no copy in any cache."""

    http_method_names = ["get", "head", "post"]
    permission_classes = [IsAuthenticated]
    parser_classes = [StrictJSONParser]
    throttle_classes = [OfficerThrottle]

    def perform_authentication(self, request: Request) -> None:
        """Find out who it is, and in which language they are answered."""
        super().perform_authentication(request)
        translation.activate(_language_for(request))

    def finalize_response(self, *args: Any, **kwargs: Any) -> Any:
        """Forbid storing."""
        response = super().finalize_response(*args, **kwargs)
        response["Cache-Control"] = "no-store"
        return response


def _language_for(request: Request) -> str:
    """The first language of Accept-Language that is spoken here, else the officer's, else the hall's."""
    for wanted, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        try:
            return translation.get_supported_language_variant(wanted)
        except LookupError:
            continue
    chosen = str(getattr(request.user, "language", ""))
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class ItemsView(View):
    """The catalogue of the day."""

    @extend_schema(operation_id="items", responses=answers_with(shapes.Items))
    def get(self, request: Request) -> Response:
        """Items that are open for applications today, with form, materials, limits and competent offices."""
        query_of(request, ())
        return Response(shapes.Items(answers.items_open(moment.today())).data)


class CasesView(View):
    """Where cases begin."""

    @extend_schema(
        operation_id="receive",
        parameters=[KEY],
        request=shapes.Reception,
        responses=answers_with(shapes.Received, 400, 403, 409, 413, 415, 422, status=201),
    )
    def post(self, request: Request) -> Response:
        """Take in an application at a counter. The receipt and the query code come with the answer."""
        kinds = {"item": str, "receiving_office": str, "office": str, "given": dict}
        body = body_of(request, kinds, needed=("item", "receiving_office"))
        by = actor_of(request, submission_of(request, BEGINS_A_CASE))
        outcome = perform(
            BEGINS_A_CASE,
            by=by,
            item=body["item"],
            receiving_office=body["receiving_office"],
            office=body.get("office", ""),
            given=body.get("given", {}),
        )
        case = Case.objects.get(number=outcome.case_number)
        code = query_code(outcome, case, request)
        told = shapes.Received({**answers.done(outcome, case), "query_code": code}).data
        where = request.build_absolute_uri(f"{request.path}{case.number}/")
        return _told(told, outcome.repeated, status=201, headers={"Location": where})


class CaseView(View):
    """One case."""

    @extend_schema(operation_id="case", parameters=[NUMBER], responses=answers_with(shapes.CaseFile, 404))
    def get(self, request: Request, number: str) -> Response:
        """The case with clocks, materials, papers and timeline, everybody in it masked. Reading it is on record."""
        query_of(request, ())
        case = find_case(number, officer_of(request)).case
        note_reading(request, "case", case=case)
        return Response(shapes.CaseFile(answers.case_file(case, matter_of(case))).data)


class ActsView(View):
    """What may be done with a case."""

    @extend_schema(operation_id="acts", parameters=[NUMBER], responses=answers_with(shapes.Acts, 404))
    def get(self, request: Request, number: str) -> Response:
        """Each act of the open steps and of any time: allowed, or every reason why not and the ways out."""
        query_of(request, ())
        opened = find_case(number, officer_of(request))
        found = acts_now(opened, officer_of(request))
        return Response(shapes.Acts(answers.acts_of(opened.case, found)).data)


class ActView(View):
    """One act on a case."""

    @extend_schema(
        operation_id="perform",
        parameters=[NUMBER, OpenApiParameter("act", str, OpenApiParameter.PATH), KEY],
        request=shapes.Submission,
        responses=answers_with(shapes.Done, 400, 403, 404, 409, 413, 415, 422),
    )
    def post(self, request: Request, number: str, act: str) -> Response:
        """Do an act. A refusal changes nothing; the same submission under the same key is done once."""
        body = body_of(request, {"seen": int, "input": dict})
        by = actor_of(request, submission_of(request, act, number))
        case = find_case_to_act(number, by, act).case
        if act not in case.flow_class.acts() or act == BEGINS_A_CASE:
            raise NoSuchAct
        given = input_of(_schema_of(acts[act], case), body.get("input", {}))
        outcome = perform(act, by=by, case_number=number, seen=body.get("seen"), **given)
        return _told(shapes.Done(answers.done(outcome, case)).data, outcome.repeated)


class PreviewView(View):
    """The papers of an act before it is done."""

    @extend_schema(
        operation_id="preview",
        parameters=[NUMBER, OpenApiParameter("act", str, OpenApiParameter.PATH)],
        request=paper_shapes.Draft,
        responses=answers_with(paper_shapes.Preview, 400, 403, 404, 409, 413, 415, 422),
    )
    def post(self, request: Request, number: str, act: str) -> Response:
        """What the act would issue with this input, complete or not. Nothing is stored, no number is drawn."""
        query_of(request, ())
        body = body_of(request, {"input": dict})
        case = find_case(number, officer_of(request)).case
        if act not in case.flow_class.acts() or act == BEGINS_A_CASE:
            raise NoSuchAct
        given = input_of(_schema_of(acts[act], case), body.get("input", {}))
        found = preview(acts[act], case=case, by=actor_of(request), given=given)
        note_reading(request, "preview", case=case)
        return Response(paper_shapes.Preview(paper_answers.previewed(acts[act], found)).data)


class WorklistView(View):
    """The worklist."""

    @extend_schema(
        operation_id="worklist",
        parameters=[
            OpenApiParameter("view", str, enum=VIEWS),
            OpenApiParameter("item", str),
            OpenApiParameter("time", str, enum=TIMES),
            OpenApiParameter("office", str, description="Its code."),
            OpenApiParameter("state", str, enum=[str(value) for value in CaseState.values]),
            OpenApiParameter(
                "unread", str, enum=["1"], description="Only what others changed since you looked."
            ),
            OpenApiParameter("page", int),
        ],
        responses=answers_with(shapes.Worklist, 422),
    )
    def get(self, request: Request) -> Response:
        """Open steps that concern the officer, by remaining lawful time. Reading a page of it is on record."""
        asked = query_of(request, ("view", "item", "time", "office", "state", "unread", "page"))
        page = whole_number(asked.pop("page", "1"), "page")
        found = worklist(officer_of(request), _filter_of(asked), page=page)
        note_reading(
            request, "worklist", purpose="worklist", items=[row.task.process_id for row in found.rows]
        )
        return Response(shapes.Worklist(answers.worklist_page(found)).data)


def _filter_of(asked: dict[str, str]) -> Filter:
    """The filter as the address names it. Raises BadInput."""
    choices = {"view": VIEWS, "time": TIMES, "state": CaseState.values, "unread": ("1",)}
    forms = {"item": SLUG, "office": OFFICE_CODE}
    faults = Faults()
    for name, value in asked.items():
        if name in choices and value not in choices[name]:
            faults.add(name, "enum", translation.gettext("Choose one of the values offered."))
        if name in forms and not forms[name].fullmatch(value):
            faults.add(name, "pattern", translation.gettext("This isn't in the form expected."))
    faults.raise_if_any()
    return Filter(**{**asked, "unread": "unread" in asked})


class SchemaView(View, SpectacularAPIView):
    """The description of this interface (OpenAPI 3.1)."""

    renderer_classes = [OpenApiJsonRenderer2, OpenApiJsonRenderer]
    custom_settings = {"OAS_VERSION": "3.1.1"}

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        """The description, in the language of the request."""
        query_of(request, ())
        response: Response = super().get(request)
        return response


class NothingHere(View):
    """Every other address, so that a wrong one is answered with a problem too."""

    schema = None

    def get(self, request: Request, **_rest: str) -> Response:
        """Always raises NotFound."""
        raise NotFound

    post = get


def _schema_of(act: Act, case: Case) -> Any:
    return act.schema_for(matter_of(case)) if act.schema_for else act.schema


def _told(body: Any, repeated: bool, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    more = {"Idempotent-Replayed": "true"} if repeated else {}
    return Response(body, status=status, headers={**(headers or {}), **more})
