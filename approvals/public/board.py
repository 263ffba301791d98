"""The board of the hall: how much waits today, and how long it usually takes. For everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from approvals.guide.reading import the_guide
from casework.engine import moment
from casework.queries import board as figures


@login_not_required
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Today, by item. Names no office and nobody."""
    not_counted = {slug for slug, entry in the_guide().entries.items() if not entry.counted}
    context = {"rows": figures.board(not_counted), "day": moment.today(), "fewest": figures.FEWEST}
    return render(request, "public/board.html", context)
