"""How often somebody without an account may guess (OWASP ASVS 5.0, 6.3.1).

Codes that are typed for a subject (`Guesser`): a code has 60 bits, so nobody finds one; this keeps everybody from
trying. Three things are counted: wrong codes for one subject from one address, for one subject from anywhere, and from
one address for anything. The hall's own kiosks, through which all visitors come, are held to the first alone: nobody
outside can lock them out.

Identifiers that are looked up (`Seeker`): only what leads nowhere is counted, from one address, so that a counter or a
clinic at which many real slips are shown is never shut out. A page that is only read changes no table, so this is
counted in the cache, each web process for itself.

What is sent without any code (`Sender`) is counted in the same way: all of it, from one address.

All know an address by a keyed digest alone, and find it as the sign-in does: what a client says of itself counts for
nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Self

from axes.helpers import get_client_ip_address
from django.conf import settings
from django.core.cache import cache
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
    """Who types a code for what: a page's visitor, by the address."""

    subject: str
    address: str
    at_kiosk: bool

    @classmethod
    def of(cls, request: HttpRequest, what: str, subject: str) -> "Guesser":
        """`what` keeps the subjects of different pages apart."""
        address = _address(request)
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


@dataclass(frozen=True)
class Seeker:
    """Who looks identifiers up, by the address."""

    address: str

    @classmethod
    def of(cls, request: HttpRequest, what: str) -> Self:
        """`what` keeps apart what is looked up."""
        return cls(_digest(f"{what}/address/{_address(request)}"))

    def is_shut_out(self) -> bool:
        """Whether too many identifiers that lead nowhere came from this address. Asked before one is looked up."""
        return int(cache.get(self.address, 0)) >= settings.VERIFY_FAILURE_LIMIT

    def led_nowhere(self) -> None:
        """Count an identifier that leads nowhere."""
        cache.add(self.address, 0, timeout=self.wait_seconds)
        try:
            cache.incr(self.address)
        except ValueError:
            cache.set(self.address, 1, timeout=self.wait_seconds)

    @property
    def wait_seconds(self) -> int:
        """How long an address is shut out, in seconds."""
        return int(settings.VERIFY_COOLOFF_TIME.total_seconds())


@dataclass(frozen=True)
class Sender(Seeker):
    """Who sends something without an account, by the address: so much of it is taken, then none for a while."""

    def sent(self) -> None:
        """Count one more."""
        self.led_nowhere()


def forget_old_guesses(now: datetime) -> int:
    """Drop what no longer counts; run by the worker. Returns how many."""
    dropped, _by_model = WrongGuess.objects.filter(at__lte=now - WINDOW).delete()
    return dropped


def _address(request: HttpRequest) -> str:
    return str(get_client_ip_address(request) or "")


def _digest(value: str) -> str:
    return salted_hmac("casework.engine.guessing", value, algorithm="sha256").hexdigest()


def _is_kiosk(address: str) -> bool:
    try:
        place = ip_address(address)
    except ValueError:
        return False
    return any(place in ip_network(network) for network in settings.KIOSKS)
