"""The provider's screen: a code, two ticks, and once a month a claim. Nothing of the hall is seen from here."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework.acts.claim_vouchers import claim_vouchers
from casework.acts.take_back_voucher import take_back_voucher
from casework.engine import moment
from casework.engine.actor import Actor
from casework.engine.guessing import WINDOW
from casework.engine.lawbook import current_law
from casework.engine.refusal import ActRefused, BadInput
from casework.engine.vouchers import LENGTH
from casework.papers.voucher import render_consent
from casework.queries.vouchers import VoucherAnswer, batches_of, claimable
from casework.web import rulers
from casework.web.refused import STATUS

from .asking import ShutOut, asked, confirmed, month_of, provider_or_403

TOKEN_MOST = 2 * LENGTH
WORDS = {
    "valid": gettext_lazy("The voucher is valid."),
    "expired": gettext_lazy("This voucher has expired. The person may have another at any time."),
    "used": gettext_lazy("This voucher was used."),
    "confirmed_here": gettext_lazy("Confirmed here, and not claimed yet: it can be taken back."),
    "unknown": gettext_lazy("There is no voucher with this code. Compare it with the paper."),
}


@require_http_methods(["GET", "HEAD", "POST"])
def screen(request: HttpRequest) -> HttpResponse:
    """The page; a POST looks a code up. The code is never in an address, and no answer is kept."""
    if request.method != "POST":
        return _page(request)
    token = _typed(request)
    try:
        answer = asked(request, request.user, token)
    except ShutOut:
        return _page(request, wrong=_shut_out(), status=429)
    return _page(request, token, answer)


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Confirm counselling and the person's own consent."""
    token = _typed(request)
    try:
        confirmed(
            request,
            _actor(request),
            token,
            counselled=request.POST.get("counselled") == "1",
            own_consent=request.POST.get("own_consent") == "1",
        )
    except ShutOut:
        return _page(request, wrong=_shut_out(), status=429)
    except BadInput as bad:
        words = " ".join(str(one.text) for faults in bad.fields.values() for one in faults)
        answer = None if "token" in bad.fields else asked(request, request.user, token)
        return _page(request, token, answer, wrong=words, status=422)
    except ActRefused as refusal:
        return _refused(request, refusal)
    messages.success(
        request, _("Confirmed. Until it is claimed it can be taken back, and nothing of it stays.")
    )
    return redirect("provider")


@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    """Take a confirmation back: the voucher is as good as before."""
    try:
        take_back_voucher(by=_actor(request), token=_typed(request))
    except BadInput as bad:
        words = " ".join(str(one.text) for faults in bad.fields.values() for one in faults)
        return _page(request, wrong=words, status=422)
    except ActRefused as refusal:
        return _refused(request, refusal)
    messages.success(request, _("Taken back. Nothing of it was kept; the voucher is as good as before."))
    return redirect("provider")


@require_POST
def claim(request: HttpRequest) -> HttpResponse:
    """Claim what waits up to the end of a past month."""
    try:
        batch = claim_vouchers(by=_actor(request), month=month_of(request.POST.get("month", "")))
    except BadInput as bad:
        words = " ".join(str(one.text) for faults in bad.fields.values() for one in faults)
        return _page(request, wrong=words, status=422)
    except ActRefused as refusal:
        return _refused(request, refusal)
    words = _("Claimed: %(number)s vouchers, %(sum)s yuan.")
    messages.success(request, words % {"number": batch.number, "sum": batch.sum})
    return redirect("provider")


@require_safe
def consent(request: HttpRequest) -> HttpResponse:
    """The blank of the informed-choice consent (D18) as PDF; it is filled in by hand and stays at the provider."""
    provider, today = provider_or_403(request.user), moment.today()
    _edition, book = current_law(today)
    content = render_consent(provider, book, today, "en" if rulers.language() == "en" else "zh")
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="consent-blank.pdf"'
    return answer


def _typed(request: HttpRequest) -> str:
    return request.POST.get("token", "")[:TOKEN_MOST]


def _actor(request: HttpRequest) -> Actor:
    return Actor(officer=request.user, door="web", request_id=request.request_id)


def _shut_out() -> str:
    minutes = int(WINDOW.total_seconds() // 60)
    return _("Too many wrong codes. Try again in %(minutes)s minutes.") % {"minutes": minutes}


def _refused(request: HttpRequest, refusal: ActRefused) -> HttpResponse:
    reason = refusal.reasons[0]
    words = " ".join([str(reason.text), *(str(way) for way in reason.ways_out)])
    return _page(request, wrong=f"{words} ({refusal.code})", status=STATUS[refusal.kind])


def _page(
    request: HttpRequest,
    token: str = "",
    answer: VoucherAnswer | None = None,
    *,
    wrong: str = "",
    status: int = 200,
) -> HttpResponse:
    provider, today = provider_or_403(request.user), moment.today()
    field = {
        "type": "text",
        "name": "token",
        "id": "f-token",
        "label": _("Code of the voucher"),
        "value": token,
        "required": True,
        "maxlength": TOKEN_MOST,
        "css": "idn",
        "help": _("25 letters and digits, scanned or typed. A look-up is not recorded."),
    }
    context: dict[str, Any] = {
        "provider": provider,
        "field": field,
        "token": token,
        "answer": answer,
        "answer_words": WORDS[str(answer.state)] if answer else "",
        "wrong": wrong,
        "claimable": claimable(provider, today),
        "batches": batches_of(provider),
    }
    return render(request, "provider/screen.html", context, status=status)
