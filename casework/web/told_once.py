"""What an act tells once: on the answer to the very request that did it, and on no page that could be opened again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from casework.engine.perform import matter_of
from casework.engine.work import Outcome
from casework.queries.find_case import find_case
from casework.queries.papers_shown import papers_of

from .paper_page import drawn


def told_once(request: HttpRequest, number: str, outcome: Outcome) -> HttpResponse:
    """The code of a voucher, with the paper that is handed over; to be printed now."""
    case = find_case(number, request.user).case
    matter = matter_of(case)
    numbers = {issued for _kind, issued in outcome.papers}
    shown = next(one for one in papers_of(case, matter) if one.row.number in numbers)
    context = {
        "case": case,
        "item": matter.item,
        "token": outcome.secrets["token"],
        # As it's handed over: without the number and the day, by which it could be told whose it is.
        "paper": {**drawn(shown, matter, outcome.secrets), "number": "", "date_text": ""},
    }
    return render(request, "case/told_once.html", context)
