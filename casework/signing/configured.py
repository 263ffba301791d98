"""The key and the certificates of this hall, as its settings name them."""

from datetime import datetime
from functools import cache
from pathlib import Path

from cryptography import x509
from django.conf import settings
from django.utils.module_loading import import_string

from .keys import KeyInFile, PaperSigner, is_over, read_certificates, read_key


def signer_at(now: datetime) -> PaperSigner | None:
    """Who signs papers now; None where this hall signs none, or the time of its certificate is over."""
    found = _signer()
    return None if found is None or is_over(found.certificate, now) else found


def published() -> tuple[x509.Certificate, ...]:
    """The certificates by which papers of this hall are checked: today's key with its chain, then those before it."""
    found = _signer()
    today = () if found is None else (found.certificate, *found.chain)
    return tuple(dict.fromkeys((*today, *_former(settings.PAPER_FORMER_CERTIFICATES))))


def key_in_file() -> KeyInFile | None:
    """The key of the file PAPER_KEY; None where none is named. Raises UnfitKey."""
    return _read(settings.PAPER_KEY, settings.PAPER_KEY_PASSPHRASE) if settings.PAPER_KEY else None


def _signer() -> PaperSigner | None:
    found: PaperSigner | None = import_string(settings.PAPER_SIGNER)()
    return found


@cache
def _read(path: str, passphrase: str) -> KeyInFile:
    return read_key(Path(path), passphrase)


@cache
def _former(path: str) -> tuple[x509.Certificate, ...]:
    return read_certificates(Path(path).read_bytes()) if path else ()
