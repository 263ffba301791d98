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
from casework.engine.access import may_see
from casework.engine.items import Item
from casework.engine.persons import check_person, identifier_form
from casework.engine.refusal import Faults
from casework.engine.standing import standing_of
from casework.models import CaseState, IdentifierKind, PartyRole
from casework.queries.duplicates import possible_duplicates
from casework.web.disclosing import note_reading
from casework.web.forms import given_by

from .intake import counter_of, form_of

PERSONS = ("applicant", *(str(role) for role in PartyRole))
# What earlier applications are compared by.
COMPARED = ("applicant.identifier", "applicant.identifier_kind", "form.")


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
    if name.startswith(COMPARED):
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
    """Earlier applications of the same person about the same thing: those the officer may open, and how many more."""
    person, form = given.get("applicant") or {}, given.get("form") or {}
    ready = person.get("identifier") and person.get("identifier_kind")
    ready = ready and not any(name.startswith("applicant.identifier") for name in faults.found)
    if not ready or any(not form.get(key) for key in item.duplicate_key):
        return {"shown": [], "hidden": 0, "looked": False}
    found = possible_duplicates(person, item, form)
    today = moment.today()
    seen = [case for case in found if may_see(standing_of(request.user, today, case), case)]
    if seen:
        note_reading(request, "possible_duplicates", purpose="counter", items=[case.pk for case in seen])
    shown = [{"case": case, "state": CaseState(case.state).label} for case in seen]
    return {"shown": shown, "hidden": len(found) - len(seen), "looked": True}
