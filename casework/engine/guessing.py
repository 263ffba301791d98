"""How often somebody without an account may type a wrong code (OWASP ASVS 5.0, 6.3.1).

A code has 60 bits, so nobody finds one; this keeps everybody from trying. It counts three things: wrong codes for one
subject from one address, for one subject from anywhere, and from one address for anything. The hall's own kiosks,
through which all visitors come, are held to the first alone: nobody outside can lock them out.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from casework.models import WrongGuess

from . import moment

WINDOW = timedelta(minutes=15)
# Wrong codes within the window, after which nothing is answered any more.
FOR_ONE_SUBJECT_FROM_ONE_ADDRESS = 5
FOR_ONE_SUBJECT = 40
FROM_ONE_ADDRESS = 40


@dataclass(frozen=True)
class Guesser:
    """Who types a code for what: a page's visitor, by the address of the connection; headers are not believed."""

    subject: str
    address: str
    at_kiosk: bool

    @classmethod
    def of(cls, request: HttpRequest, what: str, subject: str) -> "Guesser":
        """`what` keeps the subjects of different pages apart."""
        address = str(request.META.get("REMOTE_ADDR", ""))
        return cls(_digest(f"{what}/{subject}"), _digest(f"address/{address}"), _is_kiosk(address))

    def is_locked_out(self) -> bool:
        """Whether too many wrong codes were typed already. Asked before a code is looked at."""
        recent = WrongGuess.objects.filter(at__gt=moment.now() - WINDOW)
        about = recent.filter(subject=self.subject)
        if about.filter(address=self.address).count() >= FOR_ONE_SUBJECT_FROM_ONE_ADDRESS:
            return True
        if self.at_kiosk:
            return False
        return (
            about.count() >= FOR_ONE_SUBJECT
            or recent.filter(address=self.address).count() >= FROM_ONE_ADDRESS
        )

    def guessed_wrong(self) -> None:
        """Count a wrong code."""
        WrongGuess.objects.create(subject=self.subject, address=self.address, at=moment.now())


def forget_old_guesses(now: datetime) -> int:
    """Drop what no longer counts; run by the worker. Returns how many."""
    dropped, _by_model = WrongGuess.objects.filter(at__lte=now - WINDOW).delete()
    return dropped


def _digest(value: str) -> str:
    return salted_hmac("casework.engine.guessing", value, algorithm="sha256").hexdigest()


def _is_kiosk(address: str) -> bool:
    try:
        place = ip_address(address)
    except ValueError:
        return False
    return any(place in ip_network(network) for network in settings.KIOSKS)
