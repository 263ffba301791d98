"""The law over the interface: what is in use, and its changes, by the same acts as on the pages."""

from datetime import date
from typing import Any

from django.http import Http404
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from casework.acts.approve_change import approve_change
from casework.acts.draft_change import draft_change
from casework.acts.withdraw_change import withdraw_change
from casework.engine import moment
from casework.engine.each import Each, perform_each
from casework.engine.refusal import BadInput
from casework.models import EditionState, LawChange
from casework.queries import legislation
from casework.queries.rehearsal import ACT, rehearse

from . import law_shapes as shapes
from .performing import actor_of, officer_of
from .reading import body_of, query_of
from .views import View, answers_with

# So many cases follow while the caller waits; the worker brings the others after.
AT_ONCE = 200
CHANGES_SHOWN = 100
_CHANGE = OpenApiParameter("change", int, OpenApiParameter.PATH, description="The number of the change.")


class LawView(View):
    """The law in use."""

    @extend_schema(operation_id="law", responses=answers_with(shapes.Law))
    def get(self, request: Request) -> Response:
        """The edition for new cases, all stored editions with their digests, and the calendar by year."""
        query_of(request, ())
        edition, book = legislation.law_today()
        told = {
            "day": moment.today(),
            "edition": edition.edition,
            "sha256": edition.sha256,
            "calendar": book.calendar.version,
            "editions": [
                {
                    "edition": one.edition,
                    "valid_from": one.valid_from,
                    "sha256": one.sha256,
                    "origin": str(one.source),
                    "edition_state": str(one.state),
                    "calendar_of": one.change.subject if one.base_id and one.change else "",
                }
                for one in legislation.editions()
            ],
            "years": [
                {
                    "year": one.year,
                    "notice": one.days.notice if one.days else "",
                    "issued_on": one.days.issued_on if one.days else None,
                }
                for one in legislation.years(book)
            ],
        }
        return Response(shapes.Law(told).data)


class ChangesView(View):
    """Changes of the law here."""

    @extend_schema(operation_id="changes", responses=answers_with(shapes.LawChanges, 403))
    def get(self, request: Request) -> Response:
        """The changes, those that wait for approval first; for who drafts, approves or audits."""
        query_of(request, ())
        _insist_on_reader(request)
        rows = [_change_data(one) for one in legislation.changes()[:CHANGES_SHOWN]]
        return Response(shapes.LawChanges({"changes": rows}).data)

    @extend_schema(
        operation_id="draft_change",
        request=shapes.ChangeDrafted,
        responses=answers_with(shapes.LawChange, 400, 403, 409, 413, 415, 422, status=201),
    )
    def post(self, request: Request) -> Response:
        """Draft a change. It counts for nothing until another officer approves it."""
        body = body_of(request, {"given": dict, "yaml": object, "reason": str})
        yaml = body.get("yaml", "")
        if not isinstance(yaml, str):
            raise BadInput.of("yaml", "type", _("This isn't the kind of value expected."))
        change = draft_change(
            by=actor_of(request), given=body.get("given"), yaml=yaml, reason=body.get("reason", "")
        )
        return Response(shapes.LawChange(_change_data(change)).data, status=201)


class ChangeView(View):
    """One change."""

    @extend_schema(
        operation_id="change",
        parameters=[
            _CHANGE,
            OpenApiParameter("received_from", date),
            OpenApiParameter("received_until", date),
            OpenApiParameter(
                "except", str, description="Numbers of cases to leave out, separated by commas."
            ),
        ],
        responses=answers_with(shapes.ChangeRehearsed, 403, 404, 422),
    )
    def get(self, request: Request, change: int) -> Response:
        """The change, rehearsed on the open cases: which limits would move, and which cases would stay and why."""
        asked = query_of(request, ("received_from", "received_until", "except"))
        _insist_on_reader(request)
        found = rehearse(
            _change_or_404(change),
            received_from=_day(asked, "received_from"),
            received_until=_day(asked, "received_until"),
            exceptions=asked.get("except", "").split(","),
        )
        return Response(shapes.ChangeRehearsed({**found.as_data(), **_change_data(found.change)}).data)


class ChangeActView(View):
    """An act on a change."""

    @extend_schema(
        operation_id="decide_change",
        parameters=[
            _CHANGE,
            OpenApiParameter("act", str, OpenApiParameter.PATH, enum=["approve", "withdraw", "apply"]),
        ],
        request=shapes.ChangeChoice,
        responses=answers_with(shapes.ChangeDecided, 400, 403, 404, 409, 413, 415, 422),
    )
    def post(self, request: Request, change: str, act: str) -> Response:
        """Approve, withdraw, or let open cases follow. Each case follows by an act of its own."""
        kinds = {
            "to_open_cases": bool,
            "received_from": str,
            "received_until": str,
            "exceptions": list,
            "reason": str,
        }
        body = body_of(request, kinds)
        by, told, left = actor_of(request), Each(), 0
        _insist_on_reader(request)
        row = _change_or_404(int(change))
        if act == "withdraw":
            row = withdraw_change(by=by, change=row.pk, reason=body.get("reason", ""))
        else:
            if act == "approve":
                row = approve_change(
                    by=by,
                    change=row.pk,
                    to_open_cases=body.get("to_open_cases", False),
                    received_from=_day(body, "received_from"),
                    received_until=_day(body, "received_until"),
                    exceptions=_texts(body.get("exceptions", [])),
                )
            elif row.state != EditionState.APPROVED:
                raise Http404
            waiting = rehearse(row).to_apply
            told, left = perform_each(ACT, waiting[:AT_ONCE], by, change=row.pk), len(waiting[AT_ONCE:])
        answer = _change_data(row) | {
            "followed": told.done,
            "not_followed": [
                {"number": number, "code": code, "detail": text} for number, code, text in told.refused
            ],
            "left": left,
        }
        return Response(shapes.ChangeDecided(answer).data)


def _insist_on_reader(request: Request) -> None:
    if not legislation.reads_changes(officer_of(request)):
        raise PermissionDenied


def _change_or_404(pk: int) -> LawChange:
    change = LawChange.objects.select_related("drafted_by", "decided_by").filter(pk=pk).first()
    if change is None:
        raise Http404
    return change


def _day(given: Any, name: str) -> date | None:
    text = given.get(name, "")
    try:
        day = parse_date(text) if text else None
    except ValueError:
        day = None
    if text and day is None:
        raise BadInput.of(name, "format", _("This isn't a date that exists."))
    return day


def _texts(values: list[Any]) -> list[str]:
    if not all(isinstance(one, str) for one in values):
        raise BadInput.of("exceptions", "type", _("This isn't the kind of value expected."))
    return values


def _change_data(row: LawChange) -> dict[str, Any]:
    return {
        "change": row.pk,
        "kind": str(row.kind),
        "subject": row.subject,
        "change_state": str(row.state),
        "reason": row.reason,
        "drafted_by": row.drafted_by.name if row.drafted_by else "",
        "decided_by": row.decided_by.name if row.decided_by else "",
        "to_open_cases": row.to_open_cases,
        "exceptions": row.exceptions,
    }
