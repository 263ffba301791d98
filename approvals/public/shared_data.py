"""With whom the hall shares which data for what: for everybody, without any person."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casework.queries.sharing import public_agreements


@login_not_required
@require_safe
def shared_data(request: HttpRequest) -> HttpResponse:
    """Every agreement that holds or held."""
    return render(request, "public/shared_data.html", {"rows": public_agreements()})
