"""Which tables were written to, and whether any row is other than it was."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

_WRITE = re.compile(r'\b(?:INSERT\s+INTO|DELETE\s+FROM|(?<!FOR )(?<!KEY )UPDATE)\s+"?(\w+)"?', re.IGNORECASE)
_BACK = re.compile(r'ROLLBACK TO SAVEPOINT "?(\w+)"?', re.IGNORECASE)
_POINT = re.compile(r'^SAVEPOINT "?(\w+)"?', re.IGNORECASE)


class Journal:
    """The statements that write, one after the other; what was rolled back falls out."""

    def __init__(self) -> None:
        self._told: list[tuple[str, str]] = []

    @property
    def tables(self) -> set[str]:
        """The tables that were written to."""
        return {name for what, name in self._told if what == "write"}

    def __call__(self, execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
        text = str(sql)
        if point := _POINT.match(text):
            self._told.append(("point", point[1]))
        elif back := _BACK.match(text):
            places = [at for at, told in enumerate(self._told) if told == ("point", back[1])]
            del self._told[places[-1] if places else 0 :]
        else:
            self._told += [("write", name) for name in _WRITE.findall(text)]
        return execute(sql, *rest)


@contextmanager
def writes() -> Iterator[Journal]:
    """Watch what the block writes and lets stand."""
    journal = Journal()
    with connection.execute_wrapper(journal):
        yield journal


def state_of_tables(without: set[str]) -> dict[str, tuple[int, str]]:
    """Rows and checksum of every table but some."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - without):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = sorted(repr([_plain(value) for value in row]) for row in cursor.fetchall())
            found[table] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return found


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
