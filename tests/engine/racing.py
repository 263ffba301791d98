"""Several officers at once, each with a connection of their own."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import perf_counter
from typing import Any

from django.db import connections

WAIT = 60


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
