"""The receipt as a file in the minute of the intake, with the query code that is told once."""

import hashlib
import hmac
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from casework.engine.lawbook import item_of
from casework.engine.refusal import NoSuchCase
from casework.models import ErasedPerson, Paper
from casework.papers.render import NoTemplate, render
from casework.queries.find_case import find_case
from casework.web import rulers
from casework.web.disclosing import note_reading


@require_POST
def receipt_file(request: HttpRequest) -> HttpResponse:
    """The receipt (D01) as PDF, for whoever has its query code on the screen: the page of the intake alone has it.

    The code comes with the form and is compared with its fingerprint; without it the paper is had from the case, and
    then it doesn't tell the code.
    """
    number, code = request.POST.get("number", ""), request.POST.get("query_code", "").replace("-", "")
    try:
        case = find_case(number, request.user).case
    except NoSuchCase as missing:
        raise Http404 from missing
    told = hashlib.sha256(f"{case.number}/{code}".encode()).hexdigest()
    if not hmac.compare_digest(told, case.query_code_hash):
        raise Http404
    kind = item_of(case.item_version_id).papers["receipt"]
    paper = Paper.objects.select_related("office").filter(case=case, kind=kind).first()
    if paper is None:
        raise Http404
    paper.case = case
    try:
        content = render(paper, "en" if rulers.language() == "en" else "zh", with_query_code=True)
    except (ErasedPerson, NoTemplate) as error:
        raise Http404 from error
    note_reading(request, "paper_file", case=case, items=[paper.pk])
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(paper.number)}.pdf"
    return answer
