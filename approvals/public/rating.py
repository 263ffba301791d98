"""Rate a service once, after it has a result: voluntary, in five grades, without a name."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.acts.rate import SCHEMA, rate
from casework.engine.lawbook import item_of
from casework.engine.rated import insist_on_result
from casework.engine.refusal import ActRefused, BadInput
from casework.models import BAD_GRADES, Case
from casework.web.forms import Form, given_by
from casework.web.refused import STATUS

from .door import NUMBER_LENGTH, fields_of, knock, pass_for, passed


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def rating(request: HttpRequest) -> HttpResponse:
    """Ask for number and code, as the progress page does; then the grade."""
    if request.method != "POST":
        return _ask(request, request.GET.get("number", "")[:NUMBER_LENGTH])
    if "pass" in request.POST:
        case = passed(request.POST["pass"])
        if case is None:
            return _ask(request, "", wrong=_("That took too long. Type number and code again."), status=422)
    else:
        asked = knock(request)
        if asked.case is None:
            return _ask(request, asked.number, wrong=asked.wrong, status=asked.status)
        case = asked.case
    try:
        if "send" in request.POST and "pass" in request.POST:
            return _rated(request, case)
        insist_on_result(case)
    except ActRefused as refusal:
        words = " ".join(str(one.text) for one in refusal.reasons)
        return _ask(request, case.number, wrong=words, status=STATUS[refusal.kind])
    return _form(request, case)


def _rated(request: HttpRequest, case: Case) -> HttpResponse:
    given = given_by(SCHEMA, request.POST)
    try:
        row = rate(case_number=case.number, request_id=request.request_id, given=given)
    except BadInput as bad:
        return _form(request, case, given, bad.fields, status=422)
    return render(request, "public/rated.html", {"row": row, "is_bad": row.grade in BAD_GRADES})


def _form(
    request: HttpRequest,
    case: Case,
    given: Mapping[str, Any] | None = None,
    faults: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    form = Form(SCHEMA, given or {}, faults)
    # Five grades side by side would break over two lines on a telephone.
    form.field("grade")["stacked"] = True
    context = {
        "form": form,
        "errors": form.errors,
        "pass": pass_for(case),
        "item": str(item_of(case.item_version_id).name),
    }
    return render(request, "public/rate.html", context, status=status)


def _ask(request: HttpRequest, number: str, *, wrong: str = "", status: int = 200) -> HttpResponse:
    return render(
        request, "public/rate_ask.html", {"fields": fields_of(number), "wrong": wrong}, status=status
    )
