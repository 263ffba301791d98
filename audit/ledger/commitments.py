"""A commitment stands in an entry for personal data that the ledger must not hold.

Whoever has the person's key and the value can show that they belong to the entry; nobody can compute the
value from the commitment, and once the key is destroyed the commitment proves nothing about anybody any more.
The entry and every proof over it stay as they are.
"""

from __future__ import annotations

import hashlib
import hmac

from audit.ledger.canonical import Json, canonical
from audit.ledger.errors import EntryRefused

KEY_BYTES = 32
_PURPOSE = b"anjuan ledger commitment 1"


def commit(key: bytes, label: str, value: Json) -> str:
    """HMAC-SHA256 over the canonical JSON of label and value, as 64 hexadecimal digits.

    ``key`` is the person's data key (at least 32 bytes); a key of its own is derived from it for this
    purpose, so a commitment can never be taken for another use of the data key. Raises EntryRefused for a
    short key or an empty label, NotCanonical for a value without canonical form.
    """
    if len(key) < KEY_BYTES:
        raise EntryRefused(f"a commitment needs a key of at least {KEY_BYTES} bytes")
    if not label:
        raise EntryRefused("a commitment needs a label")
    derived = hmac.new(key, _PURPOSE, hashlib.sha256).digest()
    message = canonical({"label": label, "value": value}).encode("utf-8")
    return hmac.new(derived, message, hashlib.sha256).hexdigest()


def opens(commitment: str, key: bytes, label: str, value: Json) -> bool:
    """Whether the commitment was made from this key, label and value."""
    return hmac.compare_digest(commitment, commit(key, label, value))
