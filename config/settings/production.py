"""Real use. Takes everything that differs between two installations from the environment and refuses to
start when something is missing or is known to be unsafe; the error names the setting and shows no value.

Needed: SECRET_KEY, VAULT_KEY, INDEX_KEY, ALLOWED_HOSTS (names, comma between), DATABASE_URL,
HALL_FILE (as config/hall.demo.yaml, with your own names),
PAPER_KEY (the key that signs papers, see `signature.py`; `none` if this hall decides to sign none). To make a key:
`python -c "import secrets; print(secrets.token_urlsafe(48))"`.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from casework.signing.keys import UnfitKey, is_demonstration, is_over, read_key

from .base import *
from .base import DEMO_KEY_MARK, database, hall
from .signature import *
from .signature import PAPER_KEY_PASSPHRASE


def _needed(name: str) -> str:
    """A setting that production cannot do without."""
    text = os.environ.get(name, "").strip()
    if not text:
        raise ImproperlyConfigured(f"{name} is not set.")
    return text


def _secret(name: str) -> str:
    """A secret that was made for this installation: set, long enough, no default and no demo's."""
    text = _needed(name)
    if text.startswith(DEMO_KEY_MARK):
        raise ImproperlyConfigured(f"{name} was made for a demo.")
    if text.startswith("django-insecure-") or "only-for-tests" in text:
        raise ImproperlyConfigured(f"{name} is a default that everybody knows.")
    if len(text) < 40 or len(set(text)) < 12:
        raise ImproperlyConfigured(f"{name} is too short or too regular to be a secret.")
    return text


def _switched_on(name: str, default: str) -> bool:
    return os.environ.get(name, default).strip().lower() in {"1", "true", "yes", "on"}


if _switched_on("DEBUG", "0"):
    raise ImproperlyConfigured("DEBUG must be off in production.")
if _switched_on("DEMO", "0"):
    raise ImproperlyConfigured("DEMO must be off in production.")

SECRET_KEY = _secret("SECRET_KEY")
VAULT_KEY = _secret("VAULT_KEY")
INDEX_KEY = _secret("INDEX_KEY")
if len({SECRET_KEY, VAULT_KEY, INDEX_KEY}) < 3:
    raise ImproperlyConfigured("SECRET_KEY, VAULT_KEY and INDEX_KEY must differ.")

ALLOWED_HOSTS = [host.strip() for host in _needed("ALLOWED_HOSTS").split(",") if host.strip()]
if not ALLOWED_HOSTS or any("*" in host for host in ALLOWED_HOSTS):
    raise ImproperlyConfigured("ALLOWED_HOSTS must list the host names, none with a '*'.")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if origin]

# Whether papers are signed is decided, not forgotten. A seal service of the hall's own (PAPER_SIGNER) needs no key here.
PAPER_KEY = (
    os.environ.get("PAPER_KEY", "").strip() if os.environ.get("PAPER_SIGNER") else _needed("PAPER_KEY")
)
if PAPER_KEY == "none":
    PAPER_KEY = ""
elif PAPER_KEY:
    try:
        _certificate = read_key(Path(PAPER_KEY), PAPER_KEY_PASSPHRASE).certificate
    except UnfitKey as error:
        raise ImproperlyConfigured(f"PAPER_KEY {error}.") from error
    if is_demonstration(_certificate):
        raise ImproperlyConfigured("PAPER_KEY was made for a demo.")
    if is_over(_certificate, datetime.now(UTC)):
        raise ImproperlyConfigured("PAPER_KEY: the time of its certificate is over or hasn't begun.")

HALL = hall(Path(_needed("HALL_FILE")))
DOCUMENT_NUMBER = HALL["document_number"]

DATABASES = {"default": database(_needed("DATABASE_URL"))}

# Cookies travel over TLS only. The switches exist so that a wrong one is refused aloud, not silently ignored.
SESSION_COOKIE_SECURE = _switched_on("SESSION_COOKIE_SECURE", "1")
CSRF_COOKIE_SECURE = _switched_on("CSRF_COOKIE_SECURE", "1")
if not SESSION_COOKIE_SECURE:
    raise ImproperlyConfigured("SESSION_COOKIE_SECURE must be on in production.")
if not CSRF_COOKIE_SECURE:
    raise ImproperlyConfigured("CSRF_COOKIE_SECURE must be on in production.")
LANGUAGE_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = _switched_on("SECURE_SSL_REDIRECT", "1")
SECURE_HSTS_SECONDS = int(os.environ.get("SECURE_HSTS_SECONDS", str(365 * 24 * 60 * 60)))
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
if _switched_on("BEHIND_TLS_PROXY", "0"):
    # Only where the proxy sets this header itself and drops the one a visitor sends.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# The server for messages by e-mail (NOTICES = approvals.notices.mail.MailNotices).
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "") == "1"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "hall@localhost")
