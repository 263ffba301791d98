"""The feedback card as a paper, for everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from casework.engine import moment
from casework.engine.lawbook import current_law
from casework.papers.feedback import render_feedback
from casework.web import rulers


@login_not_required
@require_safe
def feedback_card(request: HttpRequest) -> HttpResponse:
    """The blank of D22 as PDF, the same for all: whoever fetches it is told to nobody."""
    today = moment.today()
    _edition, book = current_law(today)
    content = render_feedback(book, today, "en" if rulers.language() == "en" else "zh")
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="feedback-card.pdf"'
    return answer
