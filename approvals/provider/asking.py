"""What both doors of a provider share: who asks, and that nobody tries codes without end."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from casework.acts.confirm_voucher import confirm_voucher
from casework.engine import moment
from casework.engine.actor import Actor
from casework.engine.guessing import Guesser
from casework.engine.providing import provider_of
from casework.engine.refusal import BadInput
from casework.engine.standing import standing_of
from casework.models import Office, Officer
from casework.queries.vouchers import VoucherAnswer, VoucherState, look_up

SUBJECT = "voucher"


class ShutOut(Exception):
    """Too many codes that lead nowhere were typed; for a while none is looked at."""


def provider_or_403(officer: Officer) -> Office:
    """The provider where an officer works. Raises PermissionDenied."""
    provider = provider_of(standing_of(officer, moment.today()))
    if provider is None:
        raise PermissionDenied
    return provider


def asked(request: HttpRequest, officer: Officer, token: str) -> VoucherAnswer:
    """Look a code up. Raises PermissionDenied, ShutOut."""
    provider = provider_or_403(officer)
    guesser = _guesser(request, officer)
    if guesser.is_locked_out():
        raise ShutOut
    answer = look_up(token, provider, moment.today())
    if answer.state == VoucherState.UNKNOWN:
        guesser.guessed_wrong()
    return answer


def confirmed(request: HttpRequest, by: Actor, token: str, *, counselled: bool, own_consent: bool) -> None:
    """Confirm by a code. Raises ShutOut, and what the act raises."""
    assert by.officer is not None
    guesser = _guesser(request, by.officer)
    if guesser.is_locked_out():
        raise ShutOut
    try:
        confirm_voucher(by=by, token=token, counselled=counselled, own_consent=own_consent)
    except BadInput as bad:
        if any(one.rule == "unknown" for one in bad.fields.get("token", ())):
            guesser.guessed_wrong()
        raise


def month_of(text: str) -> date:
    """A month as it is typed in an address or a form: 2026-11. Raises BadInput."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise BadInput.of("month", "format", _("This isn't a month that exists.")) from None


def _guesser(request: HttpRequest, officer: Officer) -> Guesser:
    # By who asks, never by what: nothing about a code stands anywhere.
    return Guesser.of(request, SUBJECT, str(officer.pk))
