"""The number of the transaction that wrote a row, given by the database."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, Func
from django.db.models.sql.compiler import SQLCompiler


class TransactionNumber(Func):
    """``pg_current_xact_id()`` on PostgreSQL (13 or later); 0 on SQLite, which has one writer at a time.

    A later sealer takes rows whose number is below ``pg_snapshot_xmin(pg_current_snapshot())``: no
    transaction that could still bring an earlier one is open then. On SQLite every committed row is safe to
    take.
    """

    arity = 0
    output_field = BigIntegerField()

    def as_sql(  # type: ignore[override]  # django-stubs narrows the optional arguments of Func differently
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, list[Any]]:
        if connection.vendor == "postgresql":
            return "pg_current_xact_id()::text::bigint", []
        return "0", []
