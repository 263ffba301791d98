"""The voucher as a file in the minute in which it is issued, with the code that is told once and kept nowhere."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from casework.engine import moment
from casework.engine.lawbook import book_of, item_of
from casework.engine.refusal import NoSuchCase
from casework.engine.vouchers import last_day_of
from casework.models import ErasedPerson, Paper
from casework.papers.render import NoTemplate
from casework.papers.voucher import render_voucher
from casework.queries.find_case import find_case
from casework.web import rulers
from casework.web.disclosing import note_reading


@require_POST
def voucher_file(request: HttpRequest) -> HttpResponse:
    """The voucher (D27) as PDF, for whoever has its code on the screen: the answer to its issue alone has it.

    The code comes with the form and proves itself; that it belongs to this case can't be asked, since nobody knows.
    """
    today, token = moment.today(), request.POST.get("token", "")
    last_day = last_day_of(token, today)
    if last_day is None or last_day < today:
        raise Http404
    try:
        case = find_case(request.POST.get("number", ""), request.user).case
    except NoSuchCase as missing:
        raise Http404 from missing
    item = item_of(case.item_version_id)
    paper = Paper.objects.select_related("office").filter(
        case=case, kind=item.papers.get("result", ""), kind__in=["D27"]
    )
    issued = paper.first()
    if issued is None:
        raise Http404
    issued.case = case
    try:
        content = render_voucher(
            issued, token, book_of(case.law_edition_id), "en" if rulers.language() == "en" else "zh"
        )
    except (ErasedPerson, NoTemplate) as error:
        raise Http404 from error
    note_reading(request, "paper_file", case=case, items=[issued.pk])
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="voucher.pdf"'
    return answer
