"""The demo: starts from nothing, on SQLite, with keys of its own. Never for real people's data.

At the first start it makes a secret and two keys and keeps them in `var/demo-keys.json`, and the key of its seal in `var/demo-seal.pem`. They carry a mark by
which production refuses them.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from casework.signing.keys import demonstration_key

from .base import *
from .base import BASE_DIR, DEMO_KEY_MARK, STORAGES_FOR_SOURCES, VAR_DIR, database, hall
from .signature import *
from .signature import PAPER_KEY


def _demo_keys(store: Path) -> dict[str, str]:
    """Read the demo's keys; at the first start make them first.

    The file is created whole under another name and then linked into place, so that a web process and a
    worker that start at the same moment end up with the same keys.
    """
    if not store.exists():
        store.parent.mkdir(parents=True, exist_ok=True)
        made = {
            name: DEMO_KEY_MARK + secrets.token_urlsafe(48)
            for name in ("SECRET_KEY", "VAULT_KEY", "INDEX_KEY")
        }
        draft = store.with_name(f"{store.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(made, indent=1), encoding="utf-8")
        try:
            os.link(draft, store)
        except FileExistsError:
            pass  # the other process was first: its keys count
        finally:
            draft.unlink()
    keys: dict[str, str] = json.loads(store.read_text(encoding="utf-8"))
    return keys


_keys = _demo_keys(VAR_DIR / "demo-keys.json")

DEMO = True
DEMO_ACCOUNTS = "approvals.demo.accounts.shown"
CLOCK_MAY_BE_SET = True
SECRET_KEY = os.environ.get("SECRET_KEY") or _keys["SECRET_KEY"]
VAULT_KEY = os.environ.get("VAULT_KEY") or _keys["VAULT_KEY"]
INDEX_KEY = os.environ.get("INDEX_KEY") or _keys["INDEX_KEY"]
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")

# Its papers are signed with a key that is made at the first start and says that it is a demonstration's.
PAPER_KEY = PAPER_KEY or str(demonstration_key(VAR_DIR / "demo-seal.pem"))

# The slips of the demo lead to the demo itself.
PAPER_QR = os.environ.get("PAPER_QR", "http://127.0.0.1:8000/{value}")

HALL = hall(Path(os.environ.get("HALL_FILE") or BASE_DIR / "config" / "hall.demo.yaml"))
DOCUMENT_NUMBER = HALL["document_number"]

DATABASES = {"default": database(os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'anjuan.sqlite3'}")}

STORAGES = STORAGES_FOR_SOURCES
WHITENOISE_USE_FINDERS = True  # static files straight from the sources: nothing to collect
WHITENOISE_AUTOREFRESH = True
