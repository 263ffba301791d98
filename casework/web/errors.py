"""Pages for requests that lead nowhere. They say what happened, what was not done, and where to go on."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was sent could not be read, or was more than is read at once."""
    too_much = str(exception) if isinstance(exception, RequestDataTooBig) else ""
    return render(request, "errors/400.html", {"too_much": too_much}, status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: not this officer."""
    return render(request, "errors/403.html", status=403)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form wasn't made by this site for this session."""
    words = _("The page was open for too long, or the form came from elsewhere.")
    return render(request, "errors/403.html", {"reason": words, "code": "CSRF"}, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or none for this officer."""
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest, *args: Any) -> HttpResponse:
    """500: our fault. Drawn without database, session or context, which may be what failed."""
    return HttpResponse(render_to_string("errors/500.html"), status=500)
