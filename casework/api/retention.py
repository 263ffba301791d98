"""Keeping and erasing over the interface, by the same acts as on the page."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as plain
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from casework.acts import erase_person, keep_longer, lift_restriction, propose_erasure, restrict_processing
from casework.engine import moment, schema
from casework.engine.actor import Actor
from casework.engine.refusal import BadInput, NoSuchCase
from casework.engine.standing import standing_of
from casework.queries.retention import Kept, kept_case, kept_longer, kept_only, retention_over, within
from casework.queries.team import supervises_any

from .performing import actor_of, note_reading, officer_of
from .reading import body_of, query_of
from .shape import Shape, Text
from .views import View, answers_with

ACTS = ("erase", "propose", "keep_longer", "restrict", "lift")


class KeptFile(Shape):
    """A closed file: until when it is kept, and what was decided about it. Nobody's data."""

    number = Text()
    office = Text(help_text="Its code.")
    item = Text()
    closed_on = plain.DateField()
    kept_until = plain.DateField(help_text="By the item alone.")
    held_until = plain.DateField(allow_null=True, help_text="Kept longer by a decision.")
    restricted_at = plain.DateTimeField(allow_null=True)
    proposed_at = plain.DateTimeField(allow_null=True)


class KeptFiles(Shape):
    """Whose data need no longer be kept, whose are restricted, which files are kept longer."""

    over = KeptFile(many=True)
    restricted = KeptFile(many=True)
    longer = KeptFile(many=True)


class RetentionAct(Shape):
    """One act about one file."""

    case = Text(help_text="Its number.")
    act = plain.ChoiceField(ACTS)
    input = plain.DictField(
        required=False,
        help_text="erase: reason, final. keep_longer: until, reason. restrict: ground. lift: reason. propose: nothing.",
    )


class RetentionDone(Shape):
    """What was done."""

    case = Text()
    act = plain.ChoiceField(ACTS)


class RetentionView(View):
    """Keeping and erasing."""

    @extend_schema(operation_id="retention", responses=answers_with(KeptFiles, 403, 422))
    def get(self, request: Request) -> Response:
        """Files of the offices that one supervises; the page of numbers is one reading on record."""
        query_of(request, ())
        today, standing = moment.today(), standing_of(officer_of(request), moment.today())
        if not supervises_any(standing):
            raise PermissionDenied
        scope = within(standing)
        parts = {
            "over": retention_over(today, scope),
            "restricted": kept_only(scope),
            "longer": kept_longer(today, scope),
        }
        shown = dict.fromkeys(one.case.pk for rows in parts.values() for one in rows)
        if shown:
            note_reading(request, "retention", purpose="retention", items=list(shown))
        return Response(KeptFiles({name: [_told(one) for one in rows] for name, rows in parts.items()}).data)

    @extend_schema(
        operation_id="retention_act",
        request=RetentionAct,
        responses=answers_with(RetentionDone, 400, 403, 404, 409, 413, 415, 422),
    )
    def post(self, request: Request) -> Response:
        """Erase a person, propose it, keep a file longer, restrict the processing, or lift that."""
        standing = standing_of(officer_of(request), moment.today())
        if not supervises_any(standing):
            raise PermissionDenied
        body = body_of(request, {"case": str, "act": str, "input": dict}, needed=("case", "act"))
        if body["act"] not in ACTS:
            raise BadInput.of("act", "enum", _("Choose one of the values offered."))
        kept = kept_case(body["case"], moment.today(), within(standing))
        if kept is None:
            raise NotFound
        try:
            _perform(body["act"], kept.case.number, actor_of(request), body.get("input", {}))
        except NoSuchCase as missing:
            raise NotFound from missing
        return Response(RetentionDone({"case": kept.case.number, "act": body["act"]}).data)


def _perform(name: str, number: str, by: Actor, given: dict[str, Any]) -> None:
    schemas = {
        "erase": erase_person.SCHEMA,
        "propose": propose_erasure.SCHEMA,
        "keep_longer": keep_longer.SCHEMA,
        "restrict": restrict_processing.SCHEMA,
        "lift": lift_restriction.SCHEMA,
    }
    told = schema.clean(schemas[name], given, moment.today())
    if name == "erase":
        erase_person.erase_person(case_number=number, by=by, reason=told["reason"])
    elif name == "propose":
        propose_erasure.propose_erasure(case_number=number, by=by)
    elif name == "keep_longer":
        keep_longer.keep_longer(case_number=number, by=by, **told)
    elif name == "restrict":
        restrict_processing.restrict_processing(case_number=number, by=by, **told)
    else:
        lift_restriction.lift_restriction(case_number=number, by=by, **told)


def _told(one: Kept) -> dict[str, Any]:
    return {
        "number": one.case.number,
        "office": one.case.office.code,
        "item": one.case.item_slug,
        "closed_on": one.case.closed_on,
        "kept_until": one.kept_until,
        "held_until": one.held_until,
        "restricted_at": one.restricted_at,
        "proposed_at": one.proposal.made_at if one.proposal else None,
    }
