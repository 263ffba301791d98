"""The tests: cheap password hashes, no background worker, a folder for this one run.

`DATABASE_URL` chooses the database server; without it the tests use SQLite files in that folder.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import zlib
from pathlib import Path

from casework.signing.keys import demonstration_key

from .base import *
from .base import BASE_DIR, INSTALLED_APPS, STORAGES_FOR_SOURCES, database, hall
from .signature import *

TESTING = True
INSTALLED_APPS = [*INSTALLED_APPS, "tests.proving"]  # flows made for the tests
CLOCK_MAY_BE_SET = True
SECRET_KEY = "only-for-tests"
VAULT_KEY = "only-for-tests: the master key of personal data"
INDEX_KEY = "only-for-tests: the key of the blind index"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]

# In memory, where there is plenty: what a test writes need not outlive it.
_memory, _plenty = "/dev/shm", 2 << 30
_has_plenty = os.access(_memory, os.W_OK) and shutil.disk_usage(_memory).free > _plenty
VAR_DIR = Path(tempfile.mkdtemp(prefix="anjuan-test-", dir=_memory if _has_plenty else None))
atexit.register(shutil.rmtree, VAR_DIR, ignore_errors=True)
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = VAR_DIR / "files"
PAPER_KEY = str(demonstration_key(VAR_DIR / "seal.pem"))

HALL = hall(BASE_DIR / "config" / "hall.demo.yaml")
DOCUMENT_NUMBER = HALL["document_number"]

DATABASES = {"default": database(os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'tests.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, not memory: write-ahead log and locks as in real use, for threads and processes alike.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "tests-db.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"
else:
    # Two clones that test on one server must not drop each other's database.
    DATABASES["default"]["TEST"] = {
        "NAME": f"test_anjuan_{zlib.crc32(str(BASE_DIR).encode()):08x}{os.environ.get('TEST_DB_SUFFIX', '')}"
    }
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    # Nothing in a test database has to survive a power cut.
    DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
STORAGES = STORAGES_FOR_SOURCES
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
AXES_ENABLED = False  # tests of the lock switch it on; all others log in without a request
