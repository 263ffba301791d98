"""What whoever checks a paper without the hall needs of it: the published keys, and the signed list of what was revoked."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casework.certificates.files import revocation_list
from casework.certificates.keys_shown import keys_shown
from casework.engine import moment
from casework.signing.configured import published
from casework.signing.keys import to_pem


@login_not_required
@require_safe
def published_key(request: HttpRequest) -> HttpResponse:
    """The keys by which papers are checked, with fingerprint and time: today's, and those that were used before."""
    return render(request, "certificates/key.html", {"keys": keys_shown(moment.now())})


@login_not_required
@require_safe
def published_pem(request: HttpRequest) -> HttpResponse:
    """Their certificates as one PEM file; 404 where this hall signs nothing."""
    certificates = published()
    if not certificates:
        raise Http404
    answer = HttpResponse(to_pem(certificates), content_type="application/x-pem-file")
    answer["Content-Disposition"] = 'attachment; filename="published.pem"'
    return answer


@login_not_required
@require_safe
def revocations(request: HttpRequest) -> HttpResponse:
    """The signed list of what was revoked, replaced, made void or withdrawn; 404 where this hall signs nothing."""
    told = revocation_list()
    if told is None:
        raise Http404
    answer = HttpResponse(told, content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="revocations.json"'
    return answer
