"""The settings: production refuses to start when something is missing or unsafe, the demo needs nothing."""

from __future__ import annotations

import os
import runpy
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from django.core.exceptions import ImproperlyConfigured

from casework.signing.keys import demonstration_key
from tests.signing.making import new_key, pem_of

ROOT = Path(__file__).resolve().parents[2]
SAFE = {
    "SECRET_KEY": "k7Qw2-Zp9xTn4Lr8Vb1Hs6Jd3Fg5Yc0MuAeRoXiWqNtB",
    "VAULT_KEY": "v3Nf8-Kc1mTz6Wq9Rb2Xs5Hd7Lg4Yj0PuEoAiQrMtVwC",
    "INDEX_KEY": "i9Rb4-Xw7qLm2Zt5Kc8Vs1Jf6Hd3Ng0YpUoEaTrBiQxS",
    "ALLOWED_HOSTS": "hall.example, www.hall.example",
    "DATABASE_URL": "postgresql://hall@db.example/anjuan",
    "PAPER_KEY": "none",
    "HALL_FILE": str(ROOT / "config" / "hall.demo.yaml"),
}
SWITCHES = (
    "DEBUG",
    "DEMO",
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "BEHIND_TLS_PROXY",
    "VAR_DIR",
    "PAPER_SIGNER",
    "PAPER_KEY_PASSPHRASE",
)

Start = Callable[..., dict[str, Any]]


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch) -> Start:
    """Start production with safe settings and these changes; None takes a setting away."""

    def start(**changes: str | None) -> dict[str, Any]:
        for name in (*SAFE, *SWITCHES):
            monkeypatch.delenv(name, raising=False)
        for name, value in {**SAFE, **changes}.items():
            if value is not None:
                monkeypatch.setenv(name, value)
        # It reads the environment as it is loaded.
        monkeypatch.delitem(sys.modules, "config.settings.signature", raising=False)
        return runpy.run_module("config.settings.production")

    return start


def test_production_starts_with_all_it_needs(production: Start) -> None:
    found = production()
    assert found["DEBUG"] is found["DEMO"] is found["TESTING"] is False
    assert found["ALLOWED_HOSTS"] == ["hall.example", "www.hall.example"]
    for switch in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"):
        assert found[switch] is True
    assert "SECURE_PROXY_SSL_HEADER" not in found


@pytest.mark.parametrize("name", sorted(SAFE))
@pytest.mark.parametrize("value", [None, "", "  "])
def test_production_refuses_to_start_without(production: Start, name: str, value: str | None) -> None:
    with pytest.raises(ImproperlyConfigured, match=rf"^{name} is not set"):
        production(**{name: value})


@pytest.mark.parametrize("name", ["SECRET_KEY", "VAULT_KEY", "INDEX_KEY"])
@pytest.mark.parametrize(
    "value",
    [
        "demo-k7Qw2-Zp9xTn4Lr8Vb1Hs6Jd3Fg5Yc0MuAeRoXiWqNtB",
        "django-insecure-k7Qw2-Zp9xTn4Lr8Vb1Hs6Jd3Fg5Yc0MuAeRoXiWqNtB",
        "only-for-tests: k7Qw2-Zp9xTn4Lr8Vb1Hs6Jd3Fg5Yc0MuAeRo",
        "k7Qw2-Zp9xTn4Lr8",
        "a" * 60,
    ],
    ids=["demo", "default", "tests", "short", "regular"],
)
def test_production_refuses_a_secret_that_is_none_and_does_not_show_it(
    production: Start, name: str, value: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=rf"^{name} ") as refusal:
        production(**{name: value})
    assert value not in str(refusal.value)


def test_production_refuses_one_secret_for_two_purposes(production: Start) -> None:
    with pytest.raises(ImproperlyConfigured, match="must differ"):
        production(INDEX_KEY=SAFE["VAULT_KEY"])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "hall.example,*.example"),
        ("ALLOWED_HOSTS", " , "),
        ("DEBUG", "1"),
        ("DEBUG", "True"),
        ("DEMO", "yes"),
        ("SESSION_COOKIE_SECURE", "0"),
        ("CSRF_COOKIE_SECURE", "off"),
        ("DATABASE_URL", "mysql://hall@db.example/anjuan"),
        ("HALL_FILE", "nowhere.yaml"),
    ],
)
def test_production_refuses_an_unsafe_setting_by_name(production: Start, name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=rf"^{name} "):
        production(**{name: value})


def test_production_reads_the_keys_of_the_demo_as_demo_keys(
    production: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in (*SAFE, *SWITCHES):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    demo = _demo_in_a_process_of_its_own(tmp_path)
    for name in ("SECRET_KEY", "VAULT_KEY", "INDEX_KEY"):
        with pytest.raises(ImproperlyConfigured, match=f"^{name} was made for a demo"):
            production(**{name: demo[name]})


def test_production_signs_with_a_real_key_or_has_decided_not_to(production: Start, tmp_path: Path) -> None:
    assert production(PAPER_KEY="none")["PAPER_KEY"] == ""
    real, demo, over = tmp_path / "real.p12", tmp_path / "demo.pem", tmp_path / "over.pem"
    own = new_key("Yunxi County")
    real.write_bytes(
        pkcs12.serialize_key_and_certificates(
            None, own.private_key, own.certificate, None, BestAvailableEncryption(b"open")
        )
    )
    assert production(PAPER_KEY=str(real), PAPER_KEY_PASSPHRASE="open")["PAPER_KEY"] == str(real)
    over.write_bytes(pem_of(new_key("Yunxi County", last=datetime(2020, 1, 1, tzinfo=UTC))))
    for changes, words in (
        ({"PAPER_KEY": str(real), "PAPER_KEY_PASSPHRASE": "guessed-1"}, "opens with this passphrase"),
        ({"PAPER_KEY": str(tmp_path / "none.pem")}, "cannot be read"),
        ({"PAPER_KEY": str(demonstration_key(demo))}, "made for a demo"),
        ({"PAPER_KEY": str(over)}, "is over"),
    ):
        with pytest.raises(ImproperlyConfigured, match=words) as refusal:
            production(**changes)
        assert "guessed-1" not in str(refusal.value)
    # A seal service of the hall's own holds the key itself.
    assert production(PAPER_KEY=None, PAPER_SIGNER="county.seal.service")["PAPER_KEY"] == ""


def test_the_demo_makes_its_keys_once_and_keeps_them_to_itself(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in (*SAFE, *SWITCHES):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    first = _demo_in_a_process_of_its_own(tmp_path)
    second = _demo_in_a_process_of_its_own(tmp_path)
    assert first == second
    assert len({*first.values()}) == 3
    made = sorted((tmp_path / "var").iterdir())
    assert [path.name for path in made] == ["demo-keys.json", "demo-seal.pem"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {0o600}


def _demo_in_a_process_of_its_own(folder: Path) -> dict[str, str]:
    """The three secrets of the demo, as a new process with the present environment reads them."""
    code = "from config.settings import demo as d; print(d.SECRET_KEY, d.VAULT_KEY, d.INDEX_KEY)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return dict(zip(("SECRET_KEY", "VAULT_KEY", "INDEX_KEY"), done.stdout.split(), strict=True))


def test_a_hall_file_without_its_court_is_refused(tmp_path: Path, production: Start) -> None:
    lines = Path(SAFE["HALL_FILE"]).read_text(encoding="utf-8").splitlines(keepends=True)
    own = tmp_path / "hall.yaml"
    own.write_text("".join(line for line in lines if not line.startswith("court_zh")), encoding="utf-8")
    with pytest.raises(ImproperlyConfigured, match=r"^HALL_FILE lacks court_zh"):
        production(HALL_FILE=str(own))


def test_a_document_number_without_its_serial_is_refused(tmp_path: Path, production: Start) -> None:
    own = tmp_path / "hall.yaml"
    text = Path(SAFE["HALL_FILE"]).read_text(encoding="utf-8")
    own.write_text(text.replace("{serial}", "1"), encoding="utf-8")
    with pytest.raises(ImproperlyConfigured, match="document_number"):
        production(HALL_FILE=str(own))


def test_postgresql_never_waits_long_for_a_lock(production: Start) -> None:
    options = production()["DATABASES"]["default"]["OPTIONS"]["options"]
    assert "lock_timeout=5000" in options
    assert "idle_in_transaction_session_timeout=60000" in options


def test_options_in_the_address_are_kept_beside_the_time_limits(production: Start) -> None:
    address = SAFE["DATABASE_URL"] + "?options=-c%20search_path%3Dhall"
    options = production(DATABASE_URL=address)["DATABASES"]["default"]["OPTIONS"]["options"]
    assert options.startswith("-c search_path=hall -c lock_timeout=5000 ")


@pytest.mark.safeguard("PR-09")
def test_the_content_policy_allows_nothing_unsafe_and_nothing_from_outside(production: Start) -> None:
    directives = production()["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert {source for sources in directives.values() for source in sources} <= {"'self'", "'none'"}
    assert directives["default-src"] == ["'none'"]


def test_the_interface_for_programs_is_closed_unless_a_view_opens_it(production: Start) -> None:
    assert production()["REST_FRAMEWORK"]["DEFAULT_PERMISSION_CLASSES"] == [
        "rest_framework.permissions.IsAuthenticated"
    ]


def test_there_is_no_door_beside_the_engine(production: Start) -> None:
    assert "django.contrib.admin" not in production()["INSTALLED_APPS"]


def test_a_command_before_there_is_a_database_says_how_to_make_one(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "who_may", "any", "accept"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path}/none.sqlite3"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("There is no database yet: `make run`")
