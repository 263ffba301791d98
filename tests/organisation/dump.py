"""Everything the database holds, as text: every table, every column, and what a dump or the file itself holds."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from django.db import connection


def all_tables() -> str:
    """Every row of every table; bytes both as hex and as far as they are text."""
    lines = []
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            lines += [" ".join([table, *(_text(value) for value in row)]) for row in cursor.fetchall()]
    return "\n".join(lines)


def dumped() -> str:
    """What lies on the disk: a dump by pg_dump where there is one, or the bytes of the SQLite files."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        files = sorted(Path(settings["NAME"]).parent.glob(f"{Path(settings['NAME']).name}*"))
        # In a process of its own: to close a file of SQLite's here would drop the locks that this process holds on it.
        return _text(subprocess.run(["cat", *files], capture_output=True, check=True).stdout)
    program = shutil.which("pg_dump")
    if program is None:
        return ""
    address = {
        "PGHOST": settings["HOST"],
        "PGPORT": str(settings["PORT"] or ""),
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
    }
    run = subprocess.run(
        [program, "--no-owner", settings["NAME"]],
        env={**os.environ, **{name: value for name, value in address.items() if value}},
        capture_output=True,
        text=True,
        check=False,
    )
    if "version mismatch" in run.stderr:
        return ""
    assert run.returncode == 0, run.stderr
    return run.stdout


def _text(value: object) -> str:
    if isinstance(value, bytes | bytearray | memoryview):
        held = bytes(value)
        return f"{held.hex()} {held.decode('utf-8', 'replace')}"
    return str(value)
