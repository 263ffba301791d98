"""Several officers at once, each with a connection of their own."""

from __future__ import annotations

import contextvars
import json
import os
import subprocess
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter
from typing import Any

from django.db import connection, connections

from casework.engine.perform import Repeated
from casework.engine.refusal import ActRefused
from casework.engine.work import Outcome

PROOF = bool(os.environ.get("PROOF"))
WAIT = 900 if PROOF else 60


class Crew:
    """Threads that stay, so that a round costs no new connections; use it in a `with` block."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.pool = ThreadPoolExecutor(max_workers=size)
        self.seconds: list[float] = []

    def __enter__(self) -> Crew:
        # Every thread opens its connection before anything is raced.
        self.all_at_once([_connect] * self.size)
        return self

    def __exit__(self, *_error: object) -> None:
        self.all_at_once([connections.close_all] * self.size)
        self.pool.shutdown(wait=True)

    def all_at_once(self, jobs: Sequence[Callable[[], Any]]) -> list[Any]:
        """Start all jobs at one moment; what each returned or raised, in their order."""
        barrier = threading.Barrier(len(jobs))
        self.seconds = [0.0] * len(jobs)

        def run(place: int, job: Callable[[], Any]) -> Any:
            barrier.wait(WAIT)
            began = perf_counter()
            try:
                return job()
            except Exception as error:
                return error
            finally:
                self.seconds[place] = perf_counter() - began

        # A thread knows the moment that a test has set only through a copy of its context.
        futures = [
            self.pool.submit(contextvars.copy_context().run, run, place, job)
            for place, job in enumerate(jobs)
        ]
        return [future.result(WAIT) for future in futures]


def _connect() -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT 1")


def measured(name: str, **numbers: float) -> None:
    """Keep what a proof measured, with the commit and the command that does it again."""
    place = os.environ.get("PROOF_OUT")
    if PROOF and place:
        path = Path(place)
        known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        known["command"] = f"make proof-{path.stem}"
        asked = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True)
        known["commit"] = asked.stdout.strip() or "unknown"
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            known["database"] = f"PostgreSQL {cursor.fetchone()[0]}"
        known[name] = {key: round(value, 6) for key, value in numbers.items()}
        path.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


def codes_of(results: list[Any]) -> Counter[str]:
    """What everybody was told: the outcome, or the code of the refusal. Anything else is raised here."""
    told: Counter[str] = Counter()
    for result in results:
        if isinstance(result, ActRefused):
            told[result.code] += 1
        elif isinstance(result, Outcome):
            told["done"] += 1
        elif isinstance(result, Repeated):
            told["repeated"] += 1
        else:
            raise AssertionError(f"neither done nor refused: {result!r}")
    return told
