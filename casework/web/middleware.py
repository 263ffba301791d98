"""What every request gets: a number, an end to its session, the officer's language, and no copy in any cache."""

import time
import uuid
from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import translation
from django.utils.translation import gettext as _

Answer = Callable[[HttpRequest], HttpResponse]

BEGUN, SEEN = "session_begun", "session_seen"
# The last sign of life is written once a minute, so that reading does not write a session row every time.
SEEN_EVERY = 60


class RequestNumber:
    """A number for each request, by which the ledger and the log name it. What a client sends is not taken over."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Number the request."""
        request.request_id = uuid.uuid4().hex
        response = self.get_response(request)
        response["X-Request-ID"] = request.request_id
        return response


class KeepNoCopy:
    """No cache keeps a page: nearly every page holds personal data, and none is worth the doubt."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Forbid storing; no view of ours has anything else to say about it."""
        response = self.get_response(request)
        response["Cache-Control"] = "no-store, private"
        return response


class SessionLimits:
    """End a session that was left alone, one that has lasted its time, and that of a deactivated officer."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Sign out where a limit is over; go on as nobody, so that the page asks for a new sign-in."""
        if request.session.get(SESSION_KEY) is not None:
            if not request.user.is_authenticated:
                request.session.flush()  # the account was deactivated, or the password changed elsewhere
            elif (words := self._over(request)) is not None:
                logout(request)
                messages.info(request, words)
        return _whole_page_for_fragment(request, self.get_response(request))

    def _over(self, request: HttpRequest) -> str | None:
        now = int(time.time())
        session = request.session
        begun, seen = session.setdefault(BEGUN, now), session.setdefault(SEEN, now)
        if now - begun >= settings.SESSION_ABSOLUTE_SECONDS:
            return _("You were signed out: a session ends after the time of one working day.")
        if now - seen >= settings.SESSION_IDLE_SECONDS:
            return _("You were signed out because nothing was done for a while.")
        if now - seen >= min(SEEN_EVERY, settings.SESSION_IDLE_SECONDS // 2):
            session[SEEN] = now
        return None


def _whole_page_for_fragment(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A sign-in page must never land inside a part of another page."""
    location = response.get("Location", "")
    if getattr(request, "htmx", False) and location.startswith(resolve_url(settings.LOGIN_URL)):
        response = HttpResponse(status=204)
        back = getattr(request.htmx, "current_url_abs_path", None)
        sign_in = resolve_url(settings.LOGIN_URL)
        response["HX-Redirect"] = f"{sign_in}?{urlencode({'next': back})}" if back else sign_in
    return response


class OfficerLanguage:
    """The language an officer has chosen; before signing in, the browser's."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Speak the officer's language."""
        chosen = request.user.language if request.user.is_authenticated else ""
        if chosen in dict(settings.LANGUAGES):
            translation.activate(chosen)
            request.LANGUAGE_CODE = translation.get_language()
        return self.get_response(request)
