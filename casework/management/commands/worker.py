"""`manage.py worker`: works off the queue, and does from time to time what the passing of time brings."""

import logging
import signal
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, close_old_connections, connections
from django.utils.crypto import get_random_string
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, DEFAULT_TASK_QUEUE_NAME, task_backends
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.management.commands.db_worker import Worker

from casework.management.periodic import (
    Swept,
    apply_time_limits,
    ask_again,
    call_attention,
    drop_scans,
    follow_calendars,
    forget_complaints,
    forget_drafts,
    forget_guesses,
    forget_rating_words,
    forget_vouchers,
    propose_erasures,
    put_ratings_before,
    send_messages,
    take_in_answers,
)

logger = logging.getLogger(__name__)

PERIODIC: tuple[Callable[[], Swept], ...] = (
    take_in_answers,
    ask_again,
    apply_time_limits,
    call_attention,
    put_ratings_before,
    follow_calendars,
    send_messages,
    drop_scans,
    forget_drafts,
    forget_guesses,
    forget_rating_words,
    forget_complaints,
    forget_vouchers,
    propose_erasures,
)


class Command(BaseCommand):
    """One process. Any number of them may run beside each other: rows and locks keep them apart."""

    help = (
        "Work off the queue, and effect what the passing of time brings. Stops cleanly on SIGTERM and SIGINT."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How often it looks."""
        parser.add_argument("--every", type=float, default=60.0, help="seconds between the periodic parts")
        parser.add_argument("--interval", type=float, default=1.0, help="seconds between looks at the queue")
        parser.add_argument("--once", action="store_true", help="one round of everything, then stop")

    def handle(self, *args: Any, **options: Any) -> None:
        """Go round until told to stop; what is being done is finished first."""
        self._stop = threading.Event()
        self._queue: Worker | None = None
        # It would say each second that there is nothing to do.
        logging.getLogger("django_tasks_db").setLevel(logging.WARNING)
        if options["once"]:
            self._periodic()
            self._work_off()
            return
        former = {one: signal.signal(one, self._told_to_stop) for one in (signal.SIGTERM, signal.SIGINT)}
        try:
            self._go_round(options["every"], options["interval"])
        finally:
            for one, handler in former.items():
                signal.signal(one, handler)

    def _go_round(self, every: float, interval: float) -> None:
        next_time = time.monotonic()
        while not self._stop.is_set():
            try:
                close_old_connections()
                if time.monotonic() >= next_time:
                    next_time = time.monotonic() + every
                    self._periodic()
                self._work_off()
            except (DatabaseError, InterfaceError) as error:
                # The database will be back; nothing is lost, since everything waits in its rows.
                logger.error("the worker has to wait for the database: %s", type(error).__name__)
                connections.close_all()
            self._stop.wait(interval)

    def _periodic(self) -> None:
        for part in PERIODIC:
            if self._stop.is_set():
                return
            swept = part()
            if swept != Swept():
                logger.info(
                    "%s: %s done, %s put off, %s failed",
                    part.__name__,
                    swept.done,
                    swept.put_off,
                    swept.failed,
                )

    def _work_off(self) -> None:
        """Everything that waits in the queue, one after the other."""
        if self._stop.is_set() or not isinstance(task_backends[DEFAULT_TASK_BACKEND_ALIAS], DatabaseBackend):
            return
        self._queue = Worker(
            queue_names=[DEFAULT_TASK_QUEUE_NAME],
            interval=0,
            batch=True,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        try:
            self._queue.run()
        finally:
            self._queue = None

    def _told_to_stop(self, signum: int, frame: FrameType | None) -> None:
        if self._stop.is_set():
            raise SystemExit(1)  # told twice
        self._stop.set()
        if self._queue is not None:
            self._queue.running = False
