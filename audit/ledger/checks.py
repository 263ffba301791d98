"""System checks of the database: do the guards stand?

``ledger.E001``: a guard is missing. ``ledger.E002``: a guard is disabled or is not the one this version
installs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps.config import AppConfig
from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from audit.ledger import guards

_HINT = (
    "Run “manage.py install_guards” with the role that owns the tables, and find out who removed the guard."
)


def _migrations_wait(alias: str) -> bool:
    executor = MigrationExecutor(connections[alias])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def check_guards(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None, **options: Any
) -> list[CheckMessage]:
    """Every append-only table is guarded.

    Silent while migrations wait: migrate runs this check first and installs the guards last, so it could
    never add a guard to a table that exists already.
    """
    messages: list[CheckMessage] = []
    for alias in databases or ():
        found = guards.problems(connections[alias])
        if found and _migrations_wait(alias):
            continue
        for problem in found:
            number = "ledger.E001" if problem.state == "missing" else "ledger.E002"
            messages.append(Error(f"{problem} ({alias}).", hint=_HINT, id=number))
    return messages
