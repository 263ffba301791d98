"""An issued paper as a file: the PDF as it is printed and signed, never without an entry among those who looked."""

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from casework.models import ErasedPerson, Paper
from casework.papers.render import NoTemplate, render

from . import rulers
from .case_page import opened_or_404
from .disclosing import note_reading


@require_safe
def paper_file(request: HttpRequest, number: str, paper: int) -> HttpResponse:
    """The paper as PDF/A, in the language of the screen; the Chinese one is the paper, the English one says so.

    The query code isn't in it: it is told once, at the counter.
    """
    opened = opened_or_404(request, number)
    row = Paper.objects.select_related("office").filter(case=opened.case, pk=paper).first()
    if row is None:
        raise Http404
    row.case = opened.case
    language = "en" if rulers.language() == "en" else "zh"
    try:
        content = render(row, language)
    except (ErasedPerson, NoTemplate) as error:
        raise Http404 from error
    note_reading(request, "paper_file", case=opened.case, items=[row.pk])
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(row.number)}.pdf"
    return answer
