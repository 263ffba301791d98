"""Find cases. What is typed about a person reaches no address and is kept nowhere: a page of results knows fingerprints."""

import re
import uuid
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from casework.engine import moment
from casework.engine.lawbook import item_of
from casework.engine.refusal import BadInput, NoSuchCase
from casework.engine.standing import standing_of
from casework.models import Case
from casework.queries.case_file import person_shown
from casework.queries.find_case import find_case
from casework.queries.search import PURPOSES, Asked, Found, Wanted, asked_by, search, search_schema
from law.errors import InvalidCaseNumber
from law.identifiers import parse_case_number

from .disclosing import note_reading
from .forms import Form, given_by
from .paging import Pages, page_number

# How many searches a session remembers, so that each window of the browser finds its own again.
REMEMBERED = 8
DRAWN = ("text", "purpose", "item", "state", "office", "received_from", "received_until")
WIDTHS = {"text": "half", "purpose": "half", "received_from": "narrow", "received_until": "narrow"}
EMPTY_LABELS = {
    "item": gettext_lazy("All items"),
    "state": gettext_lazy("All states"),
    "office": gettext_lazy("All offices"),
}
_KEY = re.compile(r"[0-9a-f]{12}")


@require_http_methods(["GET", "HEAD", "POST"])
def search_page(request: HttpRequest) -> HttpResponse:
    """The form, and a page of what was found; each such page is one entry with the ids of its cases."""
    schema = _drawn(search_schema(standing_of(request.user, moment.today())))
    if request.method == "POST":
        return _asked(request, schema)
    key = request.GET.get("s", "")
    kept = request.session.get("searches", {}).get(key) if _KEY.fullmatch(key) else None
    if kept is None:
        return render(request, "search/page.html", {"form": _form(schema)})
    asked = Asked(Wanted.from_data(kept["wanted"]), kept["purpose"])
    found = search(request.user, asked.wanted, page_number(request))
    if found.cases or asked.about_person:
        note_reading(
            request, "found_cases", purpose=asked.purpose or "find", items=[one.pk for one in found.cases]
        )
    form = _form(schema, {name: value for name, value in kept["wanted"].items() if name in DRAWN})
    return render(request, "search/page.html", _context(form, asked, found, key))


def _asked(request: HttpRequest, schema: Mapping[str, Any]) -> HttpResponse:
    """Keep the search with the session and lead to its first page; the number of a case leads to that case."""
    given = given_by(schema, request.POST)
    # The bar of every page sends its one field under the name that it has always had.
    if request.POST.get("q", "").strip():
        given["text"] = request.POST["q"]
    number = _case_number(str(given.get("text", "")))
    if number:
        try:
            find_case(number, request.user)
            return redirect("case", number=number)
        except NoSuchCase:
            pass  # the list of results says that there is none
    try:
        asked = asked_by(given, schema)
    except BadInput as bad:
        form = _form(schema, given, bad.fields)
        return render(request, "search/page.html", {"form": form}, status=422)
    if asked.wanted.is_empty:
        return redirect("search")
    key = uuid.uuid4().hex[:12]
    remembered = list(request.session.get("searches", {}).items())[-REMEMBERED + 1 :]
    request.session["searches"] = dict(
        [*remembered, (key, {"wanted": asked.wanted.as_data(), "purpose": asked.purpose})]
    )
    return redirect(f"{reverse('search')}?{urlencode({'s': key})}")


def _drawn(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that the page has: one for whatever somebody types, the rest to narrow it down."""
    return {**schema, "properties": {name: schema["properties"][name] for name in DRAWN}}


def _form(
    schema: Mapping[str, Any], given: Mapping[str, Any] | None = None, faults: Mapping[str, Any] | None = None
) -> Form:
    """Two fields to find by, the others beside each other below; nothing has to be filled in."""
    form = Form(schema, given, faults)
    for one in form.fields:
        one["width"] = WIDTHS.get(one["name"], "third")
        one["optional_mark"] = _("for an identity number") if one["name"] == "purpose" else " "
        if one["name"] in EMPTY_LABELS:
            one["empty_label"] = EMPTY_LABELS[one["name"]]
    return form


def _case_number(typed: str) -> str:
    try:
        return str(parse_case_number(typed))
    except InvalidCaseNumber:
        return ""


def _context(form: Form, asked: Asked, found: Found, key: str) -> dict[str, Any]:
    return {
        "form": form,
        "asked": asked,
        "purpose": PURPOSES.get(asked.purpose, ""),
        "found": found,
        "rows": [_row(case) for case in found.cases],
        "query": urlencode({"s": key}),
        "page_obj": Pages(found.page, found.pages),
    }


def _row(case: Case) -> dict[str, Any]:
    return {
        "case": case,
        "item": item_of(case.item_version_id).name,
        "person": person_shown(case.applicant, "applicant"),
        "state": case.get_state_display(),
    }
