"""The floor: the same approval as plain SQL by the driver, three inserts and two updates a step in one transaction.

No lock of its own, no question who may, no reading: nothing that keeps a step can cost less without keeping less.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from itertools import count
from typing import Any

import psycopg2
from django.db import connection

from .contest import Count, Steps

TABLES = (
    """CREATE TABLE floor_case (id bigint PRIMARY KEY, number varchar(20) NOT NULL UNIQUE,
       state varchar(24) NOT NULL, data text NOT NULL, created varchar(32) NOT NULL)""",
    """CREATE TABLE floor_task (id bigint PRIMARY KEY, case_id bigint NOT NULL REFERENCES floor_case,
       step varchar(40) NOT NULL, status varchar(12) NOT NULL, owner_id bigint REFERENCES casework_officer,
       created varchar(32) NOT NULL, finished varchar(32))""",
    "CREATE INDEX floor_task_of_case ON floor_task (case_id, status)",
    """CREATE TABLE floor_link (id bigint PRIMARY KEY, from_id bigint NOT NULL REFERENCES floor_task,
       to_id bigint NOT NULL REFERENCES floor_task)""",
    """CREATE TABLE floor_event (id bigint PRIMARY KEY, case_id bigint NOT NULL REFERENCES floor_case,
       seq integer NOT NULL, body text NOT NULL, recorded varchar(32) NOT NULL, UNIQUE (case_id, seq))""",
)
# Each step with the tasks it opens; it ends the task of its own name.
APPROVAL = (
    ("accept", ("review_a", "review_b")),
    ("review_a", ("join",)),
    ("review_b", ("decide",)),
    ("decide", ("issue",)),
    ("issue", ("end",)),
)
INSERT_CASE = "INSERT INTO floor_case (id, number, state, data, created) VALUES (?, ?, ?, ?, ?)"
INSERT_TASK = "INSERT INTO floor_task (id, case_id, step, status, created) VALUES (?, ?, ?, ?, ?)"
INSERT_LINK = "INSERT INTO floor_link (id, from_id, to_id) VALUES (?, ?, ?)"
INSERT_EVENT = "INSERT INTO floor_event (id, case_id, seq, body, recorded) VALUES (?, ?, ?, ?, ?)"
UPDATE_CASE = "UPDATE floor_case SET state = ? WHERE id = ?"
UPDATE_TASK = "UPDATE floor_task SET status = 'done', owner_id = ?, finished = ? WHERE id = ?"


def make_tables() -> None:
    """Beside the tables of the hall, in the database of the benchmark."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(table)


class Floor:
    """The approval by hand."""

    name = "floor"
    title = "floor: 3 inserts and 2 updates a step"

    def __init__(self, url: str, officer_id: int, first_id: int = 0) -> None:
        self.officer_id = officer_id
        self._ids = count(first_id + 1)
        self._count = Count()
        self._postgres = url.startswith("postgres")
        self._connection: Any = psycopg2.connect(url) if self._postgres else _sqlite(url)

    def steps(self) -> Steps:
        """Six steps of one case."""
        case_id = next(self._ids)
        tasks: dict[str, int] = {}
        yield "start", partial(self._start, case_id, tasks)
        for seq, (step, opens) in enumerate(APPROVAL, 2):
            yield step, partial(self._step, case_id, tasks, seq, step, opens)

    @contextmanager
    def counting(self, count: Count) -> Iterator[None]:
        """Count what goes to the driver."""
        self._count = count
        try:
            yield
        finally:
            self._count = Count()

    def close(self) -> None:
        """Leave the database."""
        self._connection.close()

    @contextmanager
    def _transaction(self) -> Iterator[Any]:
        cursor = self._connection.cursor()
        if not self._postgres:
            cursor.execute("BEGIN IMMEDIATE")
        try:
            yield cursor
        except BaseException:
            self._connection.rollback()
            raise
        self._connection.commit()
        self._count.transactions += 1
        cursor.close()

    def _send(self, cursor: Any, sql: str, values: Sequence[Any]) -> None:
        cursor.execute(sql.replace("?", "%s") if self._postgres else sql, values)
        self._count.statements += 1

    def _start(self, case_id: int, tasks: dict[str, int]) -> None:
        now = datetime.now(UTC).isoformat()
        data = json.dumps({"applicant": "A. Nobody", "subject": "a permit"})
        begun, tasks["accept"] = next(self._ids), next(self._ids)
        with self._transaction() as cursor:
            self._send(cursor, INSERT_CASE, [case_id, str(case_id), "start", data, now])
            self._send(cursor, INSERT_TASK, [begun, case_id, "start", "done", now])
            self._send(cursor, INSERT_TASK, [tasks["accept"], case_id, "accept", "new", now])
            self._send(cursor, INSERT_LINK, [next(self._ids), tasks["accept"], begun])
            self._tell(cursor, case_id, 1, "start", now)

    def _step(self, case_id: int, tasks: dict[str, int], seq: int, step: str, opens: tuple[str, ...]) -> None:
        now = datetime.now(UTC).isoformat()
        opened = {name: next(self._ids) for name in opens}
        tasks.update(opened)
        with self._transaction() as cursor:
            self._send(cursor, UPDATE_CASE, [step, case_id])
            self._send(cursor, UPDATE_TASK, [self.officer_id, now, tasks[step]])
            self._insert(
                cursor, INSERT_TASK, [[pk, case_id, name, "new", now] for name, pk in opened.items()]
            )
            self._insert(cursor, INSERT_LINK, [[next(self._ids), pk, tasks[step]] for pk in opened.values()])
            self._tell(cursor, case_id, seq, step, now)

    def _insert(self, cursor: Any, sql: str, rows: list[list[Any]]) -> None:
        """Several rows in one statement."""
        into, values = sql.split(" VALUES ")
        self._send(
            cursor,
            f"{into} VALUES {', '.join([values] * len(rows))}",
            [value for row in rows for value in row],
        )

    def _tell(self, cursor: Any, case_id: int, seq: int, step: str, now: str) -> None:
        body = json.dumps({"case": case_id, "seq": seq, "step": step, "officer": self.officer_id})
        self._send(cursor, INSERT_EVENT, [next(self._ids), case_id, seq, body, now])


def _sqlite(url: str) -> sqlite3.Connection:
    found = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None, timeout=5)
    found.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;")
    return found
