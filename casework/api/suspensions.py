"""Suspensions over the interface, for whoever audits or supervises."""

from datetime import date
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers as plain
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from casework.engine import moment
from casework.engine.lawbook import book_of
from casework.engine.reckoning import derivation_data
from casework.engine.refusal import BadInput
from casework.engine.standing import standing_of
from casework.queries.suspensions import FINDINGS, Suspension, looks_at_suspensions, suspensions_page

from .answers import place
from .clock_answers import derivation
from .clock_shapes import Derived
from .performing import note_reading, officer_of
from .reading import query_of, whole_number
from .shape import Shape, Text
from .shapes import Place
from .views import View, answers_with

ASKED = ("office", "ground", "officer", "first", "last", "only", "page")


class SuspensionRow(Shape):
    """A time for which a limit was let rest. A finding is a question, not an answer."""

    number = Text()
    office = Place()
    purpose = Text(help_text="Of the limit.")
    ground = Text()
    ground_text = Text()
    first_day = plain.DateField()
    last_day = plain.DateField(
        allow_null=True, help_text="The last day taken out; null while the limit rests."
    )
    ended_on = plain.DateField(allow_null=True)
    taken_out = plain.IntegerField(
        allow_null=True, help_text="Working days so far; null where not known yet."
    )
    would_have_ended = plain.DateField(allow_null=True, help_text="The last day, had it not rested.")
    days_left = plain.IntegerField(allow_null=True, help_text="Working days that were left then.")
    derivation = Derived(many=True, help_text="How `would_have_ended` was found.")
    paper = Text(help_text="The number of the notice.")
    served_on = plain.DateField(allow_null=True)
    decided_by = Text()
    decided_at = plain.DateTimeField()
    ended_by = Text(help_text="Empty while it rests.")
    ended_with = Text(help_text="By what it ended.")
    findings = plain.ListField(child=Text(), help_text="near_the_end, repeated, not_served")


class SuspensionsFound(Shape):
    """A page of suspensions, the latest first."""

    page = plain.IntegerField()
    pages = plain.IntegerField()
    total = plain.IntegerField()
    rows = SuspensionRow(many=True)


class SuspensionsView(View):
    """Suspensions of limits."""

    @extend_schema(
        operation_id="suspensions",
        parameters=[
            OpenApiParameter("office", str, description="Its code; those below it too."),
            OpenApiParameter("ground", str),
            OpenApiParameter("officer", str, description="The user name of who decided."),
            OpenApiParameter("first", OpenApiTypes.DATE, description="Began on that day or later."),
            OpenApiParameter("last", OpenApiTypes.DATE, description="Began on that day or earlier."),
            OpenApiParameter("only", str, enum=list(FINDINGS)),
            OpenApiParameter("page", int),
        ],
        responses=answers_with(SuspensionsFound, 403, 422),
    )
    def get(self, request: Request) -> Response:
        """Limits that were let rest, at the offices that one audits or supervises."""
        asked = query_of(request, ASKED)
        standing = standing_of(officer_of(request), moment.today())
        if not looks_at_suspensions(standing):
            raise PermissionDenied
        only = next((one for one in FINDINGS if one == asked.get("only")), None)
        if asked.get("only") and only is None:
            raise BadInput.of("only", "enum", _("Choose one of the values offered."))
        found = suspensions_page(
            standing,
            office=asked.get("office", ""),
            ground=asked.get("ground", ""),
            officer=asked.get("officer", ""),
            first=_day(asked, "first"),
            last=_day(asked, "last"),
            only=only,
            page=whole_number(asked.get("page", "1"), "page"),
        )
        if found.rows:
            cases = list(dict.fromkeys(one.pause.clock.case_id for one in found.rows))
            note_reading(request, "suspensions", purpose="suspensions", items=cases)
        told = {
            "page": found.page,
            "pages": found.pages,
            "total": found.total,
            "rows": [_row(one) for one in found.rows],
        }
        return Response(SuspensionsFound(told).data)


def _day(asked: dict[str, str], name: str) -> date | None:
    text = asked.get(name, "")
    try:
        day = parse_date(text) if text else None
    except ValueError:
        day = None
    if text and day is None:
        raise BadInput.of(name, "format", _("This isn't a date that exists."))
    return day


def _row(one: Suspension) -> dict[str, Any]:
    pause, clock = one.pause, one.pause.clock
    book = book_of(clock.case.law_edition_id)
    tongue = "en" if (get_language() or "").startswith("en") else "zh"
    return {
        "number": one.case_number,
        "office": place(clock.case.office),
        "purpose": str(clock.purpose),
        "ground": pause.ground,
        "ground_text": getattr(book.pause_grounds[pause.ground].title, tongue),
        "first_day": pause.first_day,
        "last_day": pause.last_day,
        "ended_on": pause.ended_on,
        "taken_out": one.taken_out,
        "would_have_ended": one.would_have_ended,
        "days_left": one.days_left,
        "derivation": derivation(derivation_data(one.reckoned), book) if one.reckoned else [],
        "paper": pause.paper.number,
        "served_on": one.served_on,
        "decided_by": pause.decided_by.name,
        "decided_at": pause.decided_at,
        "ended_by": one.ended_by,
        "ended_with": one.ended_with,
        "findings": list(one.findings),
    }
