"""No guessing of identifiers: so many that lead nowhere from one address, then none is looked up for a while.

Only what leads nowhere is counted, so that a counter or a clinic at which many real slips are shown is never shut out.
Counted in the cache, because a public page writes nothing to the database; each web process counts for itself.
"""

import hashlib

from django.conf import settings
from django.core.cache import cache


def is_shut_out(address: str) -> bool:
    """Whether too many identifiers that lead nowhere came from this address of late."""
    return int(cache.get(_key(address), 0)) >= settings.VERIFY_FAILURE_LIMIT


def note_failure(address: str) -> None:
    """One more that led nowhere."""
    key = _key(address)
    cache.add(key, 0, timeout=wait_seconds())
    try:
        cache.incr(key)
    except ValueError:
        cache.set(key, 1, timeout=wait_seconds())


def wait_seconds() -> int:
    """How long an address is shut out, in seconds."""
    return int(settings.VERIFY_COOLOFF_TIME.total_seconds())


def _key(address: str) -> str:
    # The address itself is kept nowhere.
    return f"verify/{hashlib.sha256(address.encode()).hexdigest()}"
