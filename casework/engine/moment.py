"""The moment an act happens. Tests, the demo and training may set the clock; a hall in service may not."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from law.clock import shanghai_day

_injected: ContextVar[datetime | None] = ContextVar("injected_moment", default=None)


def injected() -> datetime | None:
    """The moment that was set, if one was."""
    return _injected.get()


def now() -> datetime:
    """The present moment, in UTC."""
    return _injected.get() or timezone.now()


def today() -> date:
    """The present legal day: the calendar day in Asia/Shanghai."""
    return shanghai_day(now())


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let acts happen at another moment. Raises ImproperlyConfigured in a hall in service."""
    if not getattr(settings, "CLOCK_MAY_BE_SET", False):
        raise ImproperlyConfigured("the clock of a hall in service can't be set")
    if timezone.is_naive(moment):
        raise ValueError("a moment needs its time zone")
    token = _injected.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _injected.reset(token)
