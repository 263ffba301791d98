"""The tests build their tables straight from the models; a hall builds them by migrating. Both must come out alike."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections

pytestmark = pytest.mark.django_db

PROGRAM = """
import json, django
django.setup()
from django.core.management import call_command
from django.db import connection
from tests.house.test_migrations import tables
call_command("migrate", verbosity=0)
from audit.ledger.guards import missing
from casework.models import ItemVersion, LawEdition
print(json.dumps({"tables": tables(connection), "unguarded": missing(connection),
    "law": LawEdition.objects.count(), "items": ItemVersion.objects.count()}))
"""


def tables(of: Any) -> dict[str, Any]:
    """Columns and constraints of every table of ours, in a form that can be compared."""
    found: dict[str, Any] = {}
    with of.cursor() as cursor:
        for name in sorted(of.introspection.table_names(cursor)):
            if not name.startswith(("casework_", "ledger_")):
                continue  # other packages answer for their own
            columns = of.introspection.get_table_description(cursor, name)
            constraints = of.introspection.get_constraints(cursor, name)
            found[name] = {
                "columns": sorted([one.name, str(one.type_code), bool(one.null_ok)] for one in columns),
                "constraints": sorted(
                    [
                        sorted(column or "" for column in one["columns"] or []),
                        bool(one["primary_key"]),
                        bool(one["unique"]),
                        bool(one["index"]),
                        bool(one["check"]),
                        list(one["foreign_key"] or []),
                    ]
                    for one in constraints.values()
                ),
            }
    return found


def test_migrating_an_empty_database_makes_the_tables_the_guards_the_law_and_the_items(
    tmp_path: Path,
) -> None:
    url, drop = _empty_database(tmp_path)
    try:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", PROGRAM],
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.testing", "DATABASE_URL": url},
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        drop()
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout.splitlines()[-1])
    ours = json.loads(json.dumps(tables(connection)))
    assert made["unguarded"] == []
    assert made["law"] >= 1
    assert made["items"] >= 1
    assert made["tables"].keys() == ours.keys()
    for name, table in made["tables"].items():
        assert table == ours[name], name


def _empty_database(folder: Path) -> tuple[str, Any]:
    if connection.vendor == "sqlite":
        return f"sqlite:///{folder / 'empty.sqlite3'}", lambda: None
    import dj_database_url
    import psycopg2

    name = f"{connection.settings_dict['NAME']}_migrated"
    at = dict(connections.settings["default"])
    server = psycopg2.connect(
        host=at["HOST"] or None,
        port=at["PORT"] or None,
        user=at["USER"] or None,
        password=at["PASSWORD"] or None,
        dbname="postgres",
    )
    server.autocommit = True

    def drop() -> None:
        with server.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    drop()
    with server.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    there = dj_database_url.parse(os.environ["DATABASE_URL"])
    host = f"{there['HOST']}:{there['PORT']}" if there["PORT"] else there["HOST"]
    who = (
        f"{there['USER']}:{there['PASSWORD']}@"
        if there["PASSWORD"]
        else (f"{there['USER']}@" if there["USER"] else "")
    )
    return f"postgres://{who}{host}/{name}", drop
