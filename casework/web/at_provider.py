"""Whoever works for a provider sees its own small screen and nothing else of the hall."""

from collections.abc import Callable

from django.contrib.auth.signals import user_logged_in
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from casework.engine.organisation import own_duties
from casework.models import Duty, Officer

AT_PROVIDER = "at_provider"
# What is open to them beside what needs no account.
OPEN = frozenset(
    {
        *("provider", "provider_confirm", "provider_take_back", "provider_claim", "provider_consent"),
        *("set_language", "login", "logout", "password_change", "password_change_done"),
        *("api-voucher-look", "api-voucher-confirm", "api-voucher-take-back", "api-voucher-claim"),
    }
)


class ProviderScreenOnly:
    """Keep them there. That no case opens to them is for the gate to see to; this keeps the rest out of sight.

    Asked of the session, where signing in has noted it: nobody comes to hold this duty beside another (EX-12).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, *_arguments: object) -> HttpResponse | None:
        """To the screen from the front page, and nowhere from anywhere else. Raises PermissionDenied."""
        if not request.session.get(AT_PROVIDER):
            return None
        name = (request.resolver_match.url_name if request.resolver_match else None) or ""
        # A page without an account is open to them too; every address of the interface says itself who may.
        without_account = not getattr(view, "login_required", True) and not name.startswith("api-")
        if name in OPEN or without_account:
            return None
        if request.path == reverse("worklist"):
            return redirect("provider")
        raise PermissionDenied


def note_provider(request: HttpRequest, user: Officer, **_signal: object) -> None:
    """At sign-in: whether this officer works for a provider."""
    if {duty for duty, _path in own_duties(user)} == {Duty.PROVIDE}:
        request.session[AT_PROVIDER] = True


user_logged_in.connect(note_provider, dispatch_uid="casework.note_provider")
