"""A database for one run of the benchmark: made, and dropped again, by the program itself."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from psycopg2 import sql

from tests.postgres_server import OwnServer, found_server


@contextmanager
def a_database(kind: str) -> Iterator[str]:
    """The address of a new database of a kind, `postgres` or `sqlite`, that lives as long as the block."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory(prefix="anjuan-bench-") as folder:
            yield f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        return
    url = _server()
    own = None if url else OwnServer.start()
    try:
        with _postgres(url or own.url) as found:
            yield found
    finally:
        if own:
            own.stop()


def _server() -> str | None:
    named = os.environ.get("DATABASE_URL", "")
    return named if named.startswith("postgres") else found_server()


@contextmanager
def _postgres(server: str) -> Iterator[str]:
    name = f"anjuan_bench_{os.getpid()}"
    _order(server, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
    finally:
        _order(server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _order(server: str, what: sql.Composed) -> None:
    with closing(psycopg2.connect(server)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(what)
