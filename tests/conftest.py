"""What all tests share: the database, the browser, how many examples, how a flush gets past the ledger."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

hypothesis_settings.register_profile("dev", max_examples=25, deadline=None)
hypothesis_settings.register_profile(
    "ci",
    max_examples=20,
    deadline=None,
    print_blob=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.register_profile(
    "proof", max_examples=3000, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile(
    "proof" if os.environ.get("PROOF") else "ci" if os.environ.get("CI") else "dev"
)

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


# CI's time is short: acts, engine, ledger and the like it asks on both databases, and these, which go through the same acts
# and queries from further outside, on one of them. `make test` asks all of it on both.
ON_SQLITE_IN_CI = {
    *("access", "agents", "benchmarks", "demo", "items", "own_data", "papers", "procedures", "registration"),
    *("sharing", "signing", "uploads", "web"),
}
ON_POSTGRES_IN_CI = {
    *("api", "certificates", "clocks", "locallaw", "migrant", "parity", "public", "safeguards", "vouchers"),
}
# Watching what a test covers makes it last half as long again. These come from so far outside that they tell little; what is
# asked on both databases is watched on the first.
NOT_WATCHED = {"access", "api", "demo", "papers", "parity", "safeguards", "uploads", "web"}
# What takes longest comes first, so that at the end no process waits for the other.
FIRST = {"test_migrations.py", "test_quick_run.py"}
# The fixtures by which a test touches the database.
TOUCHING = {"db", "transactional_db", "live_server"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The second suite of a run asks only what touches the database; the first one has asked all the rest.

    In CI either leaves to the other what is asked on one database; browser tests run once anyway. What need not be watched
    for coverage is marked.
    """
    is_second = os.environ.get("ONLY_DATABASE_TESTS") == "1"
    elsewhere = (ON_SQLITE_IN_CI if is_second else ON_POSTGRES_IN_CI) if os.environ.get("CI") else set()
    kept, left = [], []
    for item in items:
        touches = item.get_closest_marker("django_db") or TOUCHING & set(getattr(item, "fixturenames", ()))
        stays = item.get_closest_marker("postgres" if is_second else "browser")
        folder = item.path.parent.name
        if folder in NOT_WATCHED or (is_second and not stays and folder not in ON_POSTGRES_IN_CI):
            item.add_marker("no_cover")
        is_asked = (touches or not is_second) and (stays or not touches or folder not in elsewhere)
        (kept if is_asked else left).append(item)
    items[:] = sorted(kept, key=lambda item: item.path.name not in FIRST)
    config.hook.pytest_deselected(items=left)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out, saying why, what this run cannot do. CI has to have a browser."""
    from django.conf import settings

    if item.get_closest_marker("postgres") and "postgresql" not in settings.DATABASES["default"]["ENGINE"]:
        pytest.skip("needs PostgreSQL: make test-postgres")
    if item.get_closest_marker("browser") and not CHROMIUM:
        if os.environ.get("CI") == "true":
            pytest.fail("CI has no Chromium: the browser tests cannot be left out there.", pytrace=False)
        pytest.skip("needs Chromium: install it or name it in CHROMIUM")


@pytest.fixture(scope="session", autouse=True)
def _a_flush_lifts_the_guards() -> Iterator[None]:
    """Tests with real transactions empty all tables afterwards, which the ledger's guards would refuse."""
    from django.db import connection
    from django.test import TransactionTestCase

    from audit.ledger.guards import lifted_for_tests

    flush = TransactionTestCase._fixture_teardown

    def flush_without_guards(case: TransactionTestCase) -> None:
        with lifted_for_tests(connection):
            flush(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", flush_without_guards)
        yield


@pytest.fixture(autouse=True)
def _each_test_begins_in_the_halls_own_language() -> None:
    """The language of a request stays in its thread; without this, a test would speak that of the one before it."""
    from django.conf import settings
    from django.utils import translation

    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A headless Chromium, driven by Playwright, that asks for nothing outside the page."""
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread; Django takes that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-gpu",
                "--disable-quic",
                "--disable-sync",
                "--no-first-run",
                *(["--no-sandbox"] if os.geteuid() == 0 else []),
            ],
            # The browser's own words, as in a field for a month; the pages choose theirs by themselves.
            env={**os.environ, "LANGUAGE": "en_US"},
        )
        yield browser
        browser.close()
