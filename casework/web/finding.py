"""Find a case by its number, or by the exact name or paper of its applicant. Nothing that is typed reaches an address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from casework.engine.lawbook import item_of
from casework.engine.refusal import NoSuchCase
from casework.models import CaseState
from casework.queries.case_file import person_shown
from casework.queries.find_case import cases_of_person, find_case
from law.errors import InvalidCaseNumber
from law.identifiers import parse_case_number

from .disclosing import note_reading

LONGEST = 100


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Lead to the one case of that number, or list those of that person which the officer may open."""
    typed = request.POST.get("q", "").strip()[:LONGEST]
    context = {"search_query": typed, "asked": bool(typed), "rows": []}
    if not typed or not typed.isprintable():
        return render(request, "case/find.html", context)
    try:
        number = str(parse_case_number(typed))
        find_case(number, request.user)
        return redirect("case", number=number)
    except (InvalidCaseNumber, NoSuchCase):
        pass
    cases = cases_of_person(typed, request.user)
    if cases:
        note_reading(request, "found_cases", purpose="find", items=[case.pk for case in cases])
    context["rows"] = [
        {
            "case": case,
            "item": item_of(case.item_version_id).name,
            "person": person_shown(case.applicant, "applicant"),
            "state": CaseState(case.state).label,
        }
        for case in cases
    ]
    return render(request, "case/find.html", context)
