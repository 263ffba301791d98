"""What each page of the hall costs: the demo hall is set up, and officers open its pages through Django's own client.

Run by `python -m benchmarks` in a process of its own, with the database in BENCHMARK_DATABASE_URL.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from django.test import Client

# A page with nothing on it but the frame that every page has; what the others are compared with.
FLOOR = "change of the password (the bare frame)"
WARM = 3
READERS = {"a clerk": "lu", "an approver": "han", "a supervisor": "song", "an auditor": "gu"}
# An auditor works on no case: their list is empty.
NO_LIST = ("gu",)
PAGE_SIZE = 25
# The case with most entries in the ledger is taken of each kind.
CASES: dict[str, dict[str, Any]] = {
    "with most entries of all": {},
    "just received": {"state": "received"},
    "waiting for the applicant": {"state": "correcting"},
    "proposed for refusal": {"state": "refusal_proposed"},
    "served": {"state": "served"},
    "archived": {"state": "archived"},
}


@dataclass(frozen=True)
class Page:
    """A page, who opens it, and at which address."""

    title: str
    officer: str
    address: Callable[[], str]


def main() -> None:
    """Set up, measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, required=True)
    parser.add_argument("--cases", type=int, required=True)
    options = parser.parse_args()
    django.setup()
    logging.disable(logging.WARNING)
    from django.conf import settings
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    setup_test_environment()
    settings.DEMO = True
    call_command("migrate", verbosity=0)
    call_command("demo", cases=options.cases, stdout=sys.stderr)
    json.dump(_measured(options.rounds), sys.stdout)


def _pages() -> list[Page]:
    from casework.models import Case, Paper

    def case(**fields: Any) -> Case:
        found = Case.objects.filter(office__code="LT", **fields).order_by("-event_seq", "id").first()
        assert found is not None, fields
        return found

    def decided() -> Case:
        return case(state="refused")

    def paper() -> str:
        found = Paper.objects.filter(case=decided(), kind="D06").get()
        return f"/cases/{found.case.number}/papers/{found.pk}/"

    def read_by(whom: str, officer: str) -> list[Page]:
        """What everybody reads, opened by one officer: the cases with most entries, open, decided and closed."""
        return [
            Page(
                f"worklist of {whom}" + (f", {PAGE_SIZE} rows" if officer not in NO_LIST else ""),
                officer,
                lambda: "/",
            ),
            *(
                Page(
                    f"case, {words}, opened by {whom}",
                    officer,
                    lambda of=fields: f"/cases/{case(**of).number}/",
                )
                for words, fields in CASES.items()
            ),
            Page(
                f"review of a proposed refusal, opened by {whom}",
                officer,
                lambda: f"/cases/{case(state='refusal_proposed').number}/review/",
            ),
        ]

    return [
        Page(FLOOR, "lu", lambda: "/password/"),
        *(page for whom, officer in READERS.items() for page in read_by(whom, officer)),
        Page("counter with its form", "zhou", lambda: "/counter/"),
        Page("form of a refusal", "han", lambda: f"/cases/{case(state='refusal_proposed').number}/refuse/"),
        Page("paper", "han", paper),
    ]


def _measured(rounds: int) -> dict[str, Any]:
    pages = [(page, page.address()) for page in _pages()]
    clients = {page.officer: _signed_in(page.officer) for page, _address in pages}
    found = {page.title: _counted(clients[page.officer], address) for page, address in pages}
    times: dict[str, list[float]] = {page.title: [] for page, _address in pages}
    for _round in range(rounds):
        for page, address in pages:
            begun = time.perf_counter()
            clients[page.officer].get(address)
            times[page.title].append((time.perf_counter() - begun) * 1000)
    floor = median(times[FLOOR])
    return {
        title: {
            "statements": statements,
            "median_ms": median(times[title]),
            "of_the_floor": median(one / floor for one in times[title]),
        }
        for title, statements in found.items()
    }


def _signed_in(username: str) -> Client:
    from django.test import Client

    from casework.models import Officer

    client = Client(SERVER_NAME="localhost")
    client.force_login(Officer.objects.get(username=username))
    return client


def _counted(client: Client, address: str) -> int:
    """The statements of a warm page."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _time in range(WARM):
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


if __name__ == "__main__":
    main()
