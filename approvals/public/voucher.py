"""What a voucher for free services is, for everybody: what it gives, that nobody has to use it, and where to complain."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casework.engine import moment
from casework.engine.lawbook import current_item, current_law
from casework.engine.refusal import ActRefused
from casework.models import Office, OfficePower, PowerKind
from casework.papers.voucher import providers
from casework.papers.wording import said
from casework.web import rulers

ITEM = "free_service_voucher"


@login_not_required
@require_safe
def voucher(request: HttpRequest) -> HttpResponse:
    """The page that the voucher names. Two cards come with it, to be printed, filled in by hand and kept by oneself."""
    today, language = moment.today(), rulers.language()
    _edition, book = current_law(today)
    try:
        _version, item = current_item(ITEM, today)
    except ActRefused:
        item = None
    powers = OfficePower.objects.filter(OfficePower.in_force(today), item=ITEM, kind=PowerKind.DECIDE)
    context = {
        "item": item,
        "basis": [rulers.cited(book, str(one)) for one in item.basis] if item else [],
        "who": item.who if item else "",
        "note": item.result_note if item else "",
        "voluntary": said("voucher_voluntary")[language],
        "names_nothing": said("voucher_names_nothing")[language],
        "providers": providers(),
        "offices": Office.objects.filter(pk__in=powers.values("office"), active=True).order_by("path"),
        "grades": range(5),
    }
    return render(request, "public/voucher.html", context)
