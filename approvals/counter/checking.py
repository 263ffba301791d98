"""Look at one field while the form is filled in: the same checks as at the end, nothing stored."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from casework.acts.receive import receive_schema
from casework.engine import moment, schema
from casework.engine.items import Item
from casework.engine.lawbook import item_of
from casework.engine.persons import check_person, identifier_form
from casework.engine.refusal import Faults
from casework.engine.standing import standing_of
from casework.models import IdentifierKind, PartyRole
from casework.queries.duplicates import cases_of, possible_duplicates
from casework.web.disclosing import note_reading
from casework.web.forms import given_by

from .intake import counter_of, form_of

PERSONS = ("applicant", *(str(role) for role in PartyRole))
# By what a person is known again.
KNOWN_BY = ("applicant.identifier", "applicant.identifier_kind")


@require_POST
def check_field(request: HttpRequest) -> HttpResponse:
    """The field again, with what is right or wrong with it; and earlier applications about the same thing."""
    counter = counter_of(request)
    item = counter.item
    name = request.POST.get("field", "")
    if item is None:
        raise Http404
    if not counter.receiving:
        # Whoever takes in nothing learns nothing about who has applied.
        raise PermissionDenied
    given = given_by(receive_schema(item), request.POST)
    faults = _faults(item, given)
    typed = _typed(given, name)
    found = [one for one in faults.found.get(name, []) if typed is not None or one.rule != "required"]
    form = form_of(item, given, {name: found} if found else {})
    try:
        field = dict(form.field(name))
    except KeyError as unknown:
        raise Http404 from unknown
    if not found and typed:
        field["checks"] = _good(name, given)
    context: dict[str, Any] = {"field": field}
    if name in KNOWN_BY or name in {f"form.{key}" for key in item.duplicate_key}:
        context |= {"compared": True} | _earlier(request, item, given, faults)
    return render(request, "counter/field.html", context)


def _typed(given: Mapping[str, Any], name: str) -> Any:
    value: Any = given
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _faults(item: Item, given: Mapping[str, Any]) -> Faults:
    today = moment.today()
    faults = Faults()
    clean = schema.clean_into(receive_schema(item), given, today, faults)
    for part in PERSONS:
        if isinstance(clean.get(part), dict):
            check_person(clean[part], part, item.identifiers if part == "applicant" else (), today, faults)
    return faults


def _good(name: str, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a resident's number tells, so that the officer can compare it with the card."""
    part, _dot, leaf = name.rpartition(".")
    person = given.get(part) or {}
    if leaf != "identifier" or person.get("identifier_kind") != IdentifierKind.RESIDENT:
        return []
    number = identifier_form(str(person["identifier"]))
    return [
        {"ok": True, "text": _("The check digit fits")},
        {"ok": True, "text": _("Born %(month)s") % {"month": f"{number[6:10]}-{number[10:12]}"}},
        {"ok": True, "text": _("Division %(code)s") % {"code": number[:6]}},
    ]


def _earlier(request: HttpRequest, item: Item, given: Mapping[str, Any], faults: Faults) -> dict[str, Any]:
    """What else the applicant has applied for, as far as the officer may open it; and what may be about the same thing.

    Of cases outside the officer's duties nothing is said, not even that there are any: that somebody applied elsewhere
    is theirs to tell. Whether such a case stands in the way is for the office that decides.
    """
    person, form = given.get("applicant") or {}, given.get("form") or {}
    ready = person.get("identifier") and person.get("identifier_kind")
    if not ready or any(name.startswith("applicant.identifier") for name in faults.found):
        return {"looked": False}
    standing = standing_of(request.user, moment.today())
    shown = cases_of(str(person["identifier_kind"]), str(person["identifier"]), standing)
    comparable = bool(item.duplicate_key) and all(form.get(key) for key in item.duplicate_key)
    same = {case.pk for case in possible_duplicates(person, item, form)} if comparable else set()
    if shown:
        note_reading(request, "cases_of_person", purpose="counter", items=[case.pk for case in shown])
    return {
        "looked": True,
        "compared_form": comparable,
        "duplicates": any(case.pk in same for case in shown),
        "shown": [
            {
                "case": case,
                "item": item_of(case.item_version_id).name,
                "state": case.get_state_display(),
                "same": case.pk in same,
            }
            for case in shown
        ],
    }
