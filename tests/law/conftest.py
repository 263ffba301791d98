"""The shipped edition, and a way to spoil a copy of it. These tests also run without Django (``-p no:django``)."""

import pytest

from law.book import LawBook, read_shipped

# Parts that hold their rows under a name.
LISTS = {"papers": "kinds", "remedies": "acts", "safeguards": "rules", "catalogue": "items"}


def pytest_addoption(parser, pluginmanager):
    """Without Django's plugin nobody knows its setting in pyproject.toml, which strict configuration refuses."""
    if not pluginmanager.hasplugin("django"):
        parser.addini("DJANGO_SETTINGS_MODULE", "read by Django's plugin only")


@pytest.fixture(scope="session", autouse=True)
def _a_flush_lifts_the_guards():
    """No test here touches a database: the guards of all tests' shared set-up are not needed."""


@pytest.fixture(scope="session")
def book() -> LawBook:
    return read_shipped("2026-1")


@pytest.fixture
def data(book):
    """A fresh copy of the edition's data; what a test does to it stays in that test."""
    return book.to_data()


@pytest.fixture
def entry(data):
    """Find one entry of the copied data by its id or code."""

    def find(part: str, name: str) -> dict:
        if part == "legacy":
            rows = data["catalogue"]["legacy"]
        elif part in LISTS:
            rows = data[part][LISTS[part]]
        else:
            rows = data[part]
        return next(row for row in rows if name in (row.get("id"), row.get("code"), row.get("slug")))

    return find
