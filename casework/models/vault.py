"""Encryption of personal data under one key per person (Personal Information Protection Law, Art. 28-32, 47, 51).

Each person has a data key of 256 bits. It is stored wrapped under the hall's master key; erasing the person destroys
the wrapped key, and with it every copy of the person's data in tables, history, papers and dumps, without touching
a row that the ledger has committed to. Values are AES-256-GCM; the additional data binds a ciphertext to its field and
to the key, so that it can't be moved to another field or person unseen.
"""

import hashlib
import hmac
import json
import os
import unicodedata
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES = 12
KEY_BYTES = 32


class ErasedPerson(Exception):
    """The person's key was destroyed: their data can no longer be read by anybody."""


class DamagedSecret(Exception):
    """A sealed value does not open under its key: altered, moved, or sealed under another master key."""


@lru_cache(maxsize=8)
def _derived(secret: str, use: str) -> bytes:
    return hashlib.sha256(f"anjuan/{use}/".encode() + secret.encode()).digest()


def _master_key() -> bytes:
    return _derived(settings.VAULT_KEY, "vault")


def new_data_key() -> bytes:
    """A fresh random key for one person."""
    return os.urandom(KEY_BYTES)


def wrap(data_key: bytes, key_id: str) -> bytes:
    """The data key sealed under the hall's master key."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(_master_key()).encrypt(nonce, data_key, f"key/{key_id}".encode())


def unwrap(wrapped: bytes, key_id: str) -> bytes:
    """The data key in the clear. Raises DamagedSecret."""
    try:
        return AESGCM(_master_key()).decrypt(
            wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], f"key/{key_id}".encode()
        )
    except (InvalidTag, ValueError) as error:
        raise DamagedSecret("the key of a person does not open under the master key in use") from error


def seal(data_key: bytes, label: str, value: Any) -> bytes:
    """Encrypt a JSON value for the field named by the label."""
    clear = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return seal_bytes(data_key, label, clear.encode())


def unseal(data_key: bytes, label: str, sealed: bytes) -> Any:
    """Decrypt what `seal` made. Raises DamagedSecret."""
    return json.loads(unseal_bytes(data_key, label, sealed))


def seal_bytes(data_key: bytes, label: str, clear: bytes) -> bytes:
    """Encrypt bytes, such as the picture of a page, for the field named by the label."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(data_key).encrypt(nonce, clear, label.encode())


def unseal_bytes(data_key: bytes, label: str, sealed: bytes) -> bytes:
    """Decrypt what `seal_bytes` made. Raises DamagedSecret."""
    try:
        return AESGCM(data_key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], label.encode())
    except (InvalidTag, ValueError) as error:
        raise DamagedSecret(f"a sealed value of {label} does not open") from error


def blind_index(kind: str, folded: str) -> str:
    """A keyed fingerprint by which an exact value is found without being stored (HMAC-SHA256, hex)."""
    text = unicodedata.normalize("NFC", folded)
    return hmac.new(_derived(settings.INDEX_KEY, f"index/{kind}"), text.encode(), hashlib.sha256).hexdigest()


def commitment_key(data_key: bytes) -> bytes:
    """The key under which the ledger commits to this person's data; gone when the person is erased."""
    return hmac.new(data_key, b"ledger/commitment", hashlib.sha256).digest()
