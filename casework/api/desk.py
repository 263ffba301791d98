"""Finding cases, and doing one act to several of them."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import translation
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from casework.acts.batch import Done, Entry, Planned, perform_batch, plan
from casework.engine import moment
from casework.engine.lawbook import item_of
from casework.engine.refusal import Faults, Reason
from casework.engine.standing import standing_of
from casework.models import Case, CaseState
from casework.queries.search import PERSONAL, Found, asked_by, search, search_schema

from . import answers, desk_shapes
from .performing import actor_of, note_reading, officer_of
from .problems import reason_data
from .reading import body_of, query_of, submission_of, whole_number
from .views import KEY, View, answers_with

_CASE_NUMBER = re.compile(r"[0-9]{4}-[0-9]{6,9}-[0-9A-Z]")


class SearchView(View):
    """Finding cases."""

    @extend_schema(
        operation_id="find",
        parameters=[
            OpenApiParameter("number", str, description="A case number, or how it begins."),
            OpenApiParameter("item", str),
            OpenApiParameter("state", str, enum=[str(value) for value in CaseState.values]),
            OpenApiParameter("office", str, description="Its code."),
            OpenApiParameter("received_from", OpenApiTypes.DATE),
            OpenApiParameter("received_until", OpenApiTypes.DATE),
            OpenApiParameter("page", int),
        ],
        responses=answers_with(desk_shapes.Found, 422),
    )
    def get(self, request: Request) -> Response:
        """Cases by what says nothing about a person. What does goes into the body of a POST, never into an address."""
        schema = search_schema(standing_of(officer_of(request), moment.today()))
        asked = query_of(request, (*(one for one in schema["properties"] if one not in PERSONAL), "page"))
        return self._found(request, schema, asked, whole_number(asked.pop("page", "1"), "page"))

    @extend_schema(
        operation_id="find_person",
        request=desk_shapes.Search,
        responses=answers_with(desk_shapes.Found, 400, 413, 415, 422),
    )
    def post(self, request: Request) -> Response:
        """The same, and by name, initials or number of the applicant; a number needs the purpose of the look-up."""
        schema = search_schema(standing_of(officer_of(request), moment.today()))
        query_of(request, ())
        asked = body_of(request, dict.fromkeys(schema["properties"], str) | {"page": int})
        return self._found(request, schema, asked, whole_number(str(asked.pop("page", 1)), "page"))

    def _found(self, request: Request, schema: Any, given: dict[str, Any], page: int) -> Response:
        asked = asked_by(given, schema)
        found = search(officer_of(request), asked.wanted, page)
        if found.cases or asked.about_person:
            note_reading(
                request, "found_cases", purpose=asked.purpose or "find", items=[one.pk for one in found.cases]
            )
        return Response(desk_shapes.Found(_found_page(found)).data)


class BatchesView(View):
    """Several cases in one go."""

    @extend_schema(
        operation_id="batch",
        parameters=[KEY],
        request=desk_shapes.Batch,
        responses=answers_with(desk_shapes.BatchDone, 400, 403, 413, 415, 422),
    )
    def post(self, request: Request) -> Response:
        """Do one act to several cases, each in a transaction of its own; with `preview`, only tell what would happen.

        An adverse act or a decision is refused (403 BATCH-01). What is refused for one case stops none of the others.
        """
        kinds = {"act": str, "cases": list, "input": dict, "preview": bool}
        body = body_of(request, kinds, needed=("act", "cases"))
        entries = _entries(body["cases"])
        by = actor_of(request, submission_of(request, f"batch/{body['act']}"))
        preview = body.get("preview", False)
        if preview:
            planned = plan(act=body["act"], numbers=[one.number for one in entries], by=by)
            results = [_planned(one) for one in planned]
        else:
            done = perform_batch(act=body["act"], entries=entries, by=by, given=body.get("input", {}))
            results = [_done(one) for one in done]
        read = [one["case"] for one in results if one["case"] is not None]
        if read:
            note_reading(request, "batch", purpose="batch", items=read)
        return Response(
            desk_shapes.BatchDone({"act": body["act"], "preview": preview, "results": results}).data
        )


def _entries(given: list[Any]) -> list[Entry]:
    """The cases of a batch. Raises BadInput, naming each one that can't be read."""
    faults = Faults()
    found = []
    for at, one in enumerate(given):
        fits = isinstance(one, dict) and set(one) <= {"number", "seen"}
        number, seen = (one.get("number"), one.get("seen")) if fits else (None, None)
        if not isinstance(number, str) or not _CASE_NUMBER.fullmatch(number):
            faults.add(
                f"cases.{at}.number", "pattern", translation.gettext("This isn't in the form expected.")
            )
        elif seen is not None and (not isinstance(seen, int) or isinstance(seen, bool)):
            faults.add(
                f"cases.{at}.seen", "type", translation.gettext("This isn't the kind of value expected.")
            )
        else:
            found.append(Entry(number, seen))
    faults.raise_if_any()
    return found


def _found_page(found: Found) -> Mapping[str, Any]:
    """A page of cases that were found."""
    return {
        "page": found.page,
        "pages": found.pages,
        "total": found.total,
        "rows": [
            {
                "number": case.number,
                "item": case.item_slug,
                "item_name": str(item_of(case.item_version_id).name),
                "office": answers.place(case.office),
                "applicant": answers.masked("applicant", case.applicant)["name"],
                "state": str(case.state),
                "state_text": case.get_state_display(),
                "holder": case.holder.name if case.holder else "",
                "received_on": case.received_on,
            }
            for case in found.cases
        ],
    }


def _planned(one: Planned) -> dict[str, Any]:
    """What would happen to a case of a batch."""
    return _of_batch(one.number, one.case, "left_out" if one.reasons else "ready", one.reasons)


def _done(one: Done) -> dict[str, Any]:
    """What happened to a case of a batch."""
    if one.outcome is None or one.case is None:
        return _of_batch(one.number, one.case, "refused", one.reasons)
    told = answers.done(one.outcome, one.case)
    result = "repeated" if one.outcome.repeated else "done"
    return _of_batch(one.number, one.case, result, ()) | {
        name: told[name] for name in ("state", "event_seq", "papers")
    }


def _of_batch(number: str, case: Case | None, result: str, reasons: Iterable[Reason]) -> dict[str, Any]:
    return {
        "number": number,
        "case": case.pk if case else None,
        "result": result,
        "state": str(case.state) if case else None,
        "event_seq": case.event_seq if case else None,
        "papers": [],
        "reasons": [reason_data(one) for one in reasons],
    }
