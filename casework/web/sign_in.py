"""Signing in and out, the password, and the language of the screens."""

import time
from typing import Any

from django.conf import settings
from django.contrib.auth import views
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.module_loading import import_string
from django.views.decorators.http import require_POST

from casework.models import Officer

from .middleware import BEGUN, SEEN


class SignIn(views.LoginView):
    """Name and password. A new session begins; what the address bar names as the next page must lie in this hall."""

    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Begin the session's time."""
        response = super().form_valid(form)
        self.request.session[BEGUN] = self.request.session[SEEN] = int(time.time())
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """In the demo only: the accounts of the invented officers."""
        return super().get_context_data(demo_accounts=demo_accounts(), **kwargs)


def demo_accounts() -> list[Any]:
    """The accounts that the demo shows on the sign-in page; none anywhere else."""
    return list(import_string(settings.DEMO_ACCOUNTS)()) if settings.DEMO and settings.DEMO_ACCOUNTS else []


def name_at_the_lock(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The name under which failed sign-ins are counted: capitals make no second account."""
    given = (credentials or {}).get("username") or request.POST.get("username") or ""
    return str(given).strip().casefold()


def locked_out(
    request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None
) -> HttpResponse:
    """429: too many wrong passwords for this account from this address."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return render(request, "registration/locked.html", {"minutes": minutes}, status=429)


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Choose the language: kept with the officer's account, and in a cookie for the pages before signing in."""
    language = request.POST.get("language", "")
    onward = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(onward, {request.get_host()}, request.is_secure()):
        onward = "/"
    response = HttpResponse(status=302, headers={"Location": onward})
    if language in dict(settings.LANGUAGES):
        translation.activate(language)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        )
        if isinstance(request.user, Officer) and request.user.language != language:
            request.user.language = language
            request.user.save(update_fields=["language"])
    return response
