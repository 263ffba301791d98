"""What every situation shares. Nothing here is secret and nothing here depends on the machine.

`demo`, `testing` and `production` add the secret, the keys, the database and what differs between them.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))

DEBUG = False
DEMO = False  # a demo may inject the clock and fill the database with invented people
TESTING = False  # only tests may lift the ledger's guards

# --- Applications -----------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "audit.ledger",
    "casework",
    "approvals",
    "viewflow.workflow",  # its concrete models need their app; its pages and middleware are not used
    "guardian",
    "simple_history",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",  # so that templates/django/forms/ may replace the form templates
]

MIDDLEWARE = [
    "casework.web.middleware.RequestNumber",
    "casework.web.middleware.KeepNoCopy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "casework.web.middleware.SessionLimits",
    "casework.web.middleware.OfficerLanguage",
    "casework.web.at_provider.ProviderScreenOnly",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",  # a page is open to nobody unless it says so
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",  # last: it turns a refused login into its answer
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "casework.web.context.hall",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

VIEWFLOW = {"AUTOREGISTER": False}

# --- Language and time ------------------------------------------------------------------------------------

USE_TZ = True
TIME_ZONE = "Asia/Shanghai"  # legal days; the database stores UTC
USE_I18N = True
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]

# --- Files ------------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "files"  # never served by URL: papers and uploads leave through views that disclose
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # a form or a JSON body, without files
DATA_UPLOAD_MAX_NUMBER_FILES = 20
# Scans of materials. They are held in memory while they are looked into and sealed before they are stored: none of
# these handlers writes to a disk. Bytes are those of the file as it comes in, or of a case's pages as they are stored.
FILE_UPLOAD_HANDLERS = ["casework.web.upload_handler.BoundedMemoryHandler"]
UPLOAD_FILE_BYTES = int(os.environ.get("UPLOAD_FILE_BYTES", "10_000_000"))
UPLOAD_REQUEST_BYTES = int(os.environ.get("UPLOAD_REQUEST_BYTES", "40_000_000"))
UPLOAD_PIXELS = int(os.environ.get("UPLOAD_PIXELS", "40_000_000"))
UPLOAD_MATERIAL_PAGES = int(os.environ.get("UPLOAD_MATERIAL_PAGES", "50"))
UPLOAD_CASE_BYTES = int(os.environ.get("UPLOAD_CASE_BYTES", "100_000_000"))
UPLOAD_STAGED_BYTES = int(
    os.environ.get("UPLOAD_STAGED_BYTES", "200_000_000")
)  # of one officer, not yet in a case
UPLOAD_STAGED_HOURS = int(os.environ.get("UPLOAD_STAGED_HOURS", "12"))
STORAGES_FOR_SOURCES = {  # production has its own, with hashed names
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# --- The hall as its papers name it -----------------------------------------------------------------------

HALL_ENTRIES = (
    *("name_zh", "name_en", "reconsider_at_zh", "reconsider_at_en", "court_zh", "court_en"),
    "document_number",
)


def hall(path: Path) -> dict[str, str]:
    """Names and document number of this installation, from a YAML file.

    Raises ImproperlyConfigured, naming HALL_FILE and the entry, if the file or an entry is missing or if the
    document number does not carry what makes it unique.
    """
    try:
        found = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ImproperlyConfigured(f"HALL_FILE cannot be read: {path}") from error
    except YAMLError as error:
        raise ImproperlyConfigured(f"HALL_FILE is no YAML: {error}") from error
    for entry in HALL_ENTRIES:
        if not isinstance(found, dict) or not isinstance(found.get(entry), str) or not found[entry].strip():
            raise ImproperlyConfigured(f"HALL_FILE lacks {entry}.")
    if not all(part in found["document_number"] for part in ("{word}", "{kind}", "{year}", "{serial}")):
        raise ImproperlyConfigured("HALL_FILE: document_number needs {word}, {kind}, {year} and {serial}.")
    return found


# --- Database ---------------------------------------------------------------------------------------------

DB_LOCK_TIMEOUT_MS = int(os.environ.get("DB_LOCK_TIMEOUT_MS", "5000"))
DB_IDLE_IN_TRANSACTION_MS = int(os.environ.get("DB_IDLE_IN_TRANSACTION_MS", "60000"))
DB_CONN_MAX_AGE = int(os.environ.get("DB_CONN_MAX_AGE", "60"))


def database(url: str) -> dict[str, Any]:
    """The connection settings for one database address.

    PostgreSQL: a lock that is not had in `DB_LOCK_TIMEOUT_MS` milliseconds is an error, and so is a
    transaction left idle, because it would stall the sealing of the ledger. SQLite: a transaction takes the
    write lock when it begins, so that a read inside it cannot turn into a write that has to be refused.
    """
    parsed = dj_database_url.parse(url, conn_max_age=DB_CONN_MAX_AGE, conn_health_checks=True)
    found: dict[str, Any] = {**parsed}
    options: dict[str, Any] = dict(found.get("OPTIONS", {}))
    if found["ENGINE"] == "django.db.backends.postgresql":
        timeouts = (
            f"-c lock_timeout={DB_LOCK_TIMEOUT_MS} "
            f"-c idle_in_transaction_session_timeout={DB_IDLE_IN_TRANSACTION_MS}"
        )
        options["options"] = f"{options.get('options', '')} {timeouts}".strip()
    elif found["ENGINE"] == "django.db.backends.sqlite3":
        options["transaction_mode"] = "IMMEDIATE"
        options["timeout"] = DB_LOCK_TIMEOUT_MS / 1000
        options["init_command"] = (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
        )
        found["CONN_MAX_AGE"] = 0
    else:
        raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL or an SQLite database.")
    found["OPTIONS"] = options
    return found


# --- Keys -------------------------------------------------------------------------------------------------

DEMO_KEY_MARK = "demo-"  # every key made for a demo begins with it, so that production knows and refuses it

# --- Officers, sessions, permission -----------------------------------------------------------------------

AUTH_USER_MODEL = "casework.Officer"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: refuses a locked account before the password is read
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None  # guardian: the public has no officer row
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "login"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
# Account and address together: a hall shares one address and must not lock itself out as a whole.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "casework.web.sign_in.name_at_the_lock"
AXES_LOCKOUT_CALLABLE = "casework.web.sign_in.locked_out"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

# Identifiers of certificates that lead nowhere, from one address; then none is looked up for it for a while.
VERIFY_FAILURE_LIMIT = 20
VERIFY_COOLOFF_TIME = timedelta(minutes=15)

SESSION_IDLE_SECONDS = int(os.environ.get("SESSION_IDLE_SECONDS", str(30 * 60)))
SESSION_ABSOLUTE_SECONDS = int(os.environ.get("SESSION_ABSOLUTE_SECONDS", str(10 * 60 * 60)))
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "anjuan_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "anjuan_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "casework.web.errors.csrf_failed"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

# --- Headers ----------------------------------------------------------------------------------------------

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
# What no page of the hall ever asks a browser for.
NEVER_ASKED = ("accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen")
NEVER_ASKED += ("geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment", "usb")
PERMISSIONS_POLICY: dict[str, list[str]] = {name: [] for name in NEVER_ASKED}

# --- Pages ------------------------------------------------------------------------------------------------

# The entries of the bar: name of the page, its label, the duty without which it isn't shown.
NAVIGATION = [
    ("counter", _("Counter"), "receive"),
    ("worklist", _("Worklist"), ""),
    ("items", _("Basis and guide"), ""),
    ("paper_register", _("Papers"), ""),
    ("law", _("Law"), ""),
    ("team", _("Team docket"), "supervise"),
    ("suspensions", _("Suspensions"), "audit supervise"),
    ("samples", _("Samples"), "audit supervise"),
    ("voucher_batches", _("Settlement of vouchers"), "pay"),
    ("provider", _("Vouchers"), "provide"),
]
# Addresses or networks of the hall's own kiosks: no wrong code typed elsewhere locks them out.
# Whether a person is erased only where one officer proposed it and another one does it.
ERASURE_BY_TWO = bool(os.environ.get("ERASURE_BY_TWO"))
KIOSKS = [one for one in os.environ.get("KIOSKS", "").split(",") if one]
DEMO_ACCOUNTS = ""  # the function that names the demo's accounts

# --- Interface for programs -------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "knox.auth.TokenAuthentication",  # first, so that a request without credentials is answered 401
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "casework.api.problems.problem_response",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
REST_KNOX = {
    "TOKEN_TTL": timedelta(days=90),
    "AUTH_HEADER_PREFIX": "Token",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Anjuan",
    "DESCRIPTION": "Cases of administrative approval: every legal act, one operation.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
}

# --- The hall ---------------------------------------------------------------------------------------------

DATA_SHARING = os.environ.get(
    "DATA_SHARING", "approvals.sharing.demo.DemoRegisters"
)  # the adapter to other registers
# Where approvals.sharing.file_drop.FileDrop exchanges files, and the secret that both ends hold.
SHARING_FOLDER, SHARING_KEY = os.environ.get("SHARING_FOLDER", ""), os.environ.get("SHARING_KEY", "")
# The adapter that sends messages to applicants, e.g. approvals.notices.mail.MailNotices; empty: none are sent or kept.
NOTICES = os.environ.get("NOTICES", "")
# A message that a worker took up is left to it for so long; one whose worker died is then tried again.
NOTICES_LEASE_SECONDS = int(os.environ.get("NOTICES_LEASE_SECONDS", "120"))
SAMPLE_CASES = int(os.environ.get("SAMPLE_CASES", "20"))  # how many closed registrations a sample looks at
CLOCK_MAY_BE_SET = False  # tests, the demo's history and training only

# --- Papers -----------------------------------------------------------------------------------------------
# Fonts, each a file or `package:file`, `#n` for the nth face of a collection. A character is looked for in the order
# in which they stand; `title` may be empty, then titles are set in an emboldened text font. Paths apart by commas.

PAPER_FONTS = {
    "text": ["pylopdf_fonts_zh_cn:NotoSerifSC-Regular.otf"],
    "title": [],
    "fallback": [
        "noto_cjk_sans_otc:NotoSansCJK-Regular.ttc#2",
        "pylopdf_fonts_ar:NotoNaskhArabic-Variable.ttf",
    ],
}
for _use in PAPER_FONTS:
    if os.environ.get(f"PAPER_FONTS_{_use.upper()}"):
        PAPER_FONTS[_use] = os.environ[f"PAPER_FONTS_{_use.upper()}"].split(",")
PAPER_SEAL = os.environ.get("PAPER_SEAL", "casework.papers.seal.PlaceholderSeal")
# Where the QR codes of papers lead: the address of the public pages, with {value} in the place of what follows it, the
# page that verifies a certificate or the one that tells how a case stands. Without an address a code holds the number.
PAPER_QR = os.environ.get("PAPER_QR", "{value}")

# --- Background work --------------------------------------------------------------------------------------

TASKS = {"default": {"BACKEND": os.environ.get("TASKS_BACKEND", "django_tasks_db.DatabaseBackend")}}

# --- Logging: one JSON object a line on stderr ------------------------------------------------------------
# Requests are not logged one by one (a query string may hold a name), nor are SQL statements and e-mailed
# error reports (they hold parameters and local variables). Who saw what is in the ledger, not here.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "fmt": "{asctime}{levelname}{name}{message}",
            "style": "{",
            "rename_fields": {"asctime": "at", "levelname": "level", "name": "logger"},
            "reserved_attrs": [
                *("args", "asctime", "created", "exc_info", "exc_text", "filename", "funcName", "levelname"),
                *("levelno", "lineno", "message", "module", "msecs", "msg", "name", "pathname", "process"),
                *("processName", "relativeCreated", "stack_info", "taskName", "thread", "threadName"),
                *("request", "server_time", "sql", "params", "user", "username"),
            ],
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "CRITICAL", "propagate": True},
        "django.db.backends": {"level": "WARNING"},
        # What leads nowhere is no news, and an address may hold what somebody typed into it.
        "django.request": {"level": "ERROR"},
        # What it tells of a variable that isn't there is the whole page, with everybody in it.
        "django.template": {"level": "WARNING"},
        "axes": {"level": "ERROR"},
        "pikepdf": {"level": "WARNING"},  # tells at each start that it has started
        "django_tasks": {"level": "WARNING"},  # each finished task on its own is no news
    },
}
