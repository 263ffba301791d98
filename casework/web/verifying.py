"""Is this certificate genuine? For everybody, without an account; the answer tells nothing about a person."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from casework.certificates.verification import LONGEST, read_identifier, verify
from casework.engine import moment
from casework.engine.guessing import Seeker


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify_page(request: HttpRequest) -> HttpResponse:
    """Ask for the identifier. Only what has the form of one reaches an address: something else might be a person's number."""
    typed = request.POST.get("identifier", "").strip()
    if not typed:
        context = {"typed": "", "fault": request.method == "POST"}
        return render(request, "certificates/verify.html", context, status=422 if context["fault"] else 200)
    identifier = read_identifier(typed)
    if identifier:
        return redirect("verify_one", identifier=identifier)
    return _answered(request, typed[:LONGEST])


@login_not_required
@require_safe
def verify_one(request: HttpRequest, identifier: str) -> HttpResponse:
    """Whether the certificate of that identifier stands: valid, expired, revoked, replaced, or none of ours."""
    return _answered(request, identifier)


def _answered(request: HttpRequest, typed: str) -> HttpResponse:
    seeker = Seeker.of(request, "certificate")
    if seeker.is_shut_out():
        minutes = -(-seeker.wait_seconds // 60)
        response = render(request, "certificates/shut_out.html", {"minutes": minutes}, status=429)
        response["Retry-After"] = str(seeker.wait_seconds)
        return response
    answer = verify(typed, moment.today())
    if not answer.is_known:
        seeker.led_nowhere()
    context = {"answer": answer, "typed": answer.identifier or typed, "asked_at": moment.now()}
    return render(request, "certificates/verify.html", context)
