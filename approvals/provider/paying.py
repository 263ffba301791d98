"""The county's page of what providers claimed: batches with their sums, and nothing below them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from casework.acts.pay_vouchers import pay_vouchers
from casework.engine import moment
from casework.engine.actor import Actor
from casework.engine.refusal import ActRefused, BadInput
from casework.engine.standing import standing_of
from casework.models import Duty
from casework.queries.vouchers import batches_to_pay
from casework.web.refused import STATUS


@require_safe
def batches(request: HttpRequest) -> HttpResponse:
    """What was claimed, for whoever pays."""
    return _page(request)


@require_POST
def pay(request: HttpRequest, batch: int) -> HttpResponse:
    """Record that a batch was paid."""
    by = Actor(officer=request.user, door="web", request_id=request.request_id)
    try:
        paid = pay_vouchers(by=by, batch=batch)
    except BadInput as bad:
        words = " ".join(str(one.text) for faults in bad.fields.values() for one in faults)
        return _page(request, words, status=422)
    except ActRefused as refusal:
        reason = refusal.reasons[0]
        words = " ".join([str(reason.text), *(str(way) for way in reason.ways_out)])
        return _page(request, f"{words} ({refusal.code})", status=STATUS[refusal.kind])
    messages.success(request, _("Paid: %(sum)s yuan.") % {"sum": paid.sum})
    return redirect("voucher_batches")


def _page(request: HttpRequest, wrong: str = "", *, status: int = 200) -> HttpResponse:
    standing = standing_of(request.user, moment.today())
    if not any(one.duty == Duty.PAY for one in standing.capacities):
        raise PermissionDenied
    context = {"batches": batches_to_pay(standing), "wrong": wrong}
    return render(request, "provider/batches.html", context, status=status)
