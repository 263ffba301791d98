"""Guards in the database: append-only tables refuse UPDATE, DELETE, TRUNCATE and REPLACE, whoever asks.

They refuse the application and make a careless administrator stumble. An owner of the database can take them
away; that is not refused but found, by `problems` at start-up and by the sealed heads kept outside.

PostgreSQL: one trigger per row for UPDATE and DELETE, one per statement for TRUNCATE, both ENABLE ALWAYS so
that ``session_replication_role`` does not switch them off. SQLite: triggers for UPDATE and DELETE, one before
INSERT because REPLACE deletes the old row without asking the DELETE trigger, and one after INSERT because
SQLite shows a row that has no number yet as number -1, so that a real -1 would make the third refuse
everything.

SQLite drops a table's triggers whenever Django rebuilds the table (any AddField), hence ``install`` after
every migrate.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, models, router, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import NotSupportedError

from audit.ledger.errors import GuardError

_Model = TypeVar("_Model", bound=models.Model)

# Table -> model. Filled by `guard` and `guard_history` while the apps load.
GUARDED: dict[str, type[models.Model]] = {}

_FUNCTION = "ledger_refuse_change"
_FUNCTION_BODY = """
BEGIN
    RAISE EXCEPTION 'append-only table %: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END;
"""
# Name -> (what it fires on, pg_trigger.tgtype: 1 row, 2 before, 8 delete, 16 update, 32 truncate).
_POSTGRES_TRIGGERS = {
    "ledger_no_change": ("BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW", 1 + 2 + 8 + 16),
    "ledger_no_truncate": ("BEFORE TRUNCATE ON {table} FOR EACH STATEMENT", 2 + 32),
}


@dataclass(frozen=True)
class Problem:
    """A guard that does not stand as it should: ``missing``, ``disabled`` or ``altered``."""

    table: str
    guard: str
    state: str

    def __str__(self) -> str:
        return f"{self.table}: guard {self.guard} is {self.state}"


def _unique_columns(model: type[models.Model]) -> list[tuple[str, ...]]:
    """The sets of columns on which a REPLACE would remove an older row."""
    meta = model._meta
    names: list[tuple[str, ...]] = [(field.name,) for field in meta.local_concrete_fields if field.unique]
    names += [tuple(group) for group in meta.unique_together]
    for constraint in meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            if not constraint.fields or constraint.condition is not None:
                raise GuardError(
                    f"{meta.label}: {constraint.name} has a condition or an expression; not guardable"
                )
            names.append(tuple(constraint.fields))
    return [tuple(_column(model, name) for name in group) for group in names]


def _column(model: type[models.Model], name: str) -> str:
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field)
    return str(field.column)


def guard(model: type[_Model]) -> type[_Model]:
    """Register a model as append-only; usable as a class decorator.

    Raises GuardError for a model without a table of its own, with a parent table, or with a unique constraint
    that has a condition or an expression.
    """
    meta = model._meta
    if meta.abstract or meta.proxy or meta.parents:
        raise GuardError(f"{meta.label} has no table of its own")
    _unique_columns(model)
    GUARDED[meta.db_table] = model
    return model


def guard_history(model: type[models.Model]) -> None:
    """Register the django-simple-history table of a tracked model. Raises GuardError when it keeps no
    history.

    What must be erasable in that table is encrypted under the person's key, so erasure needs no update there.
    A change reason can only be given before saving, and a user who stands in the history cannot be deleted.
    """
    name = getattr(model._meta, "simple_history_manager_attribute", None)
    if name is None:
        raise GuardError(f"{model._meta.label} keeps no history")
    guard(getattr(model, name).model)


def _tables(connection: BaseDatabaseWrapper) -> list[type[models.Model]]:
    """The guarded models whose table exists in this database."""
    existing = set(connection.introspection.table_names())
    return [
        model
        for table, model in sorted(GUARDED.items())
        if table in existing and router.allow_migrate_model(connection.alias, model)
    ]


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _sqlite_triggers(connection: BaseDatabaseWrapper, model: type[models.Model]) -> dict[str, str]:
    """Trigger name -> the exact text that stands in sqlite_master once it is installed."""
    quote = connection.ops.quote_name
    table = model._meta.db_table
    conflict = " OR ".join(
        f"EXISTS (SELECT 1 FROM {quote(table)} WHERE "
        + " AND ".join(f"{quote(column)} = NEW.{quote(column)}" for column in columns)
        + ")"
        for columns in _unique_columns(model)
    )
    shapes = {
        "no_update": ("BEFORE UPDATE", "", "UPDATE refused"),
        "no_delete": ("BEFORE DELETE", "", "DELETE refused"),
        "no_replace": ("BEFORE INSERT", f"WHEN {conflict} ", "REPLACE or duplicate refused"),
    }
    key = model._meta.pk
    if isinstance(key, models.AutoField | models.BigAutoField | models.SmallAutoField):
        condition = f"WHEN NEW.{quote(_column(model, key.name))} < 1 "
        shapes["no_odd_number"] = ("AFTER INSERT", condition, "a row number below 1 refused")
    triggers = {}
    for suffix, (event, condition, message) in shapes.items():
        name = f"ledger_{suffix}_{table}"
        triggers[name] = (
            f"CREATE TRIGGER {quote(name)} {event} ON {quote(table)} FOR EACH ROW {condition}"
            f"BEGIN SELECT RAISE(ABORT, {_text(f'append-only table {table}: {message}')}); END"
        )
    return triggers


def _sqlite_problems(connection: BaseDatabaseWrapper, model: type[models.Model]) -> Iterator[Problem]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        standing = dict(cursor.fetchall())
    for name, text in _sqlite_triggers(connection, model).items():
        if name not in standing:
            yield Problem(model._meta.db_table, name, "missing")
        elif standing[name] != text:
            yield Problem(model._meta.db_table, name, "altered")


def _postgres_problems(connection: BaseDatabaseWrapper, model: type[models.Model]) -> Iterator[Problem]:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname, t.tgenabled::text, t.tgtype, t.tgqual IS NULL AND t.tgattr::text = '', p.prosrc"
            " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE c.relname = %s AND pg_table_is_visible(c.oid) AND NOT t.tgisinternal",
            [table],
        )
        standing: dict[str, tuple[Any, ...]] = {row[0]: row[1:] for row in cursor.fetchall()}
    for name, (_shape, kind) in _POSTGRES_TRIGGERS.items():
        if name not in standing:
            yield Problem(table, name, "missing")
        elif standing[name][0] != "A":
            yield Problem(table, name, "disabled")
        elif standing[name][1:] != (kind, True, _FUNCTION_BODY):
            yield Problem(table, name, "altered")


def _problems_of(connection: BaseDatabaseWrapper, model: type[models.Model]) -> list[Problem]:
    if connection.vendor == "postgresql":
        return list(_postgres_problems(connection, model))
    if connection.vendor == "sqlite":
        return list(_sqlite_problems(connection, model))
    raise NotSupportedError(f"the ledger has no guards for {connection.vendor}")


def problems(connection: BaseDatabaseWrapper) -> list[Problem]:
    """Every guard of this database that is missing, disabled or altered. Tables not yet created are left out.

    Raises NotSupportedError on a database other than PostgreSQL and SQLite.
    """
    return [problem for model in _tables(connection) for problem in _problems_of(connection, model)]


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """`problems`, in words."""
    return [str(problem) for problem in problems(connection)]


def install(connection: BaseDatabaseWrapper) -> None:
    """Install the guards that do not stand as they should; leave tables whose guards stand alone.

    Raises NotSupportedError on a database other than PostgreSQL and SQLite.
    """
    with transaction.atomic(using=connection.alias):
        for model in _tables(connection):
            if not _problems_of(connection, model):
                continue
            if connection.vendor == "postgresql":
                _install_postgres(connection, model)
            else:
                _install_sqlite(connection, model)


def _install_postgres(connection: BaseDatabaseWrapper, model: type[models.Model]) -> None:
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql"
            f" AS $guard${_FUNCTION_BODY}$guard$"
        )
        for name, (shape, _kind) in _POSTGRES_TRIGGERS.items():
            fires = shape.format(table=table)
            cursor.execute(f"CREATE OR REPLACE TRIGGER {name} {fires} EXECUTE FUNCTION {_FUNCTION}()")
            cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")


def _install_sqlite(connection: BaseDatabaseWrapper, model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        for name, text in _sqlite_triggers(connection, model).items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {connection.ops.quote_name(name)}")
            cursor.execute(text)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take every guard away. For the tests only: raises GuardError unless ``settings.TESTING`` is True."""
    if getattr(settings, "TESTING", False) is not True:
        raise GuardError("guards are removed in tests only")
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for model in _tables(connection):
            if connection.vendor == "postgresql":
                table = connection.ops.quote_name(model._meta.db_table)
                for name in _POSTGRES_TRIGGERS:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            else:
                for name in _sqlite_triggers(connection, model):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {connection.ops.quote_name(name)}")


@contextmanager
def lifted_for_tests(connection: BaseDatabaseWrapper | None = None) -> Iterator[None]:
    """No guards inside the block (a test database is flushed in it), all guards again after it.

    Without an argument for the default database. Raises GuardError unless ``settings.TESTING`` is True.
    """
    connection = connection or connections[DEFAULT_DB_ALIAS]
    remove(connection)
    try:
        yield
    finally:
        install(connection)
