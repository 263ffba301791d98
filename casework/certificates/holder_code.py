"""The code that the holder of a certificate gives to whoever may read what it says."""

import hashlib
import secrets
import unicodedata

# 32 letters and digits that nobody mistakes for each other; 12 of them are 60 bits.
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LENGTH = 12
CODE_MOST = 48


def fresh_code() -> str:
    """A new code, as it is kept."""
    return "".join(secrets.choice(_LETTERS) for _place in range(_LENGTH))


def told(code: str) -> str:
    """A code as it is told, in groups of four."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def code_form(code: str) -> str:
    """A code as it is kept: capitals and digits, whatever stands between them."""
    folded = unicodedata.normalize("NFKC", code[:CODE_MOST]).upper()
    return "".join(one for one in folded if one.isalnum())


def code_hash(identifier: str, code: str) -> str:
    """What is kept of a code; it means nothing without the identifier."""
    return hashlib.sha256(f"{identifier}/{code}".encode()).hexdigest()
