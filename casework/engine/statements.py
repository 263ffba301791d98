"""Rows from and to the database by statements that are put together once a model, for what every act does.

Django would do the same through querysets, but puts each statement together anew from the model's description, which
costs several times what the database needs to carry it out. Values are prepared and read by the fields themselves, as
Django does it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection, models


@dataclass(frozen=True)
class _Shape:
    """What an INSERT of one model looks like."""

    columns: tuple[Any, ...]
    relations: tuple[Any, ...]
    head: str
    row: str
    returning: str


@cache
def _shape(model: type[models.Model], own_key: bool) -> _Shape:
    quote = connection.ops.quote_name
    key: Any = model._meta.pk
    every: list[Any] = [one for one in model._meta.concrete_fields if own_key or one is not key]
    columns = tuple(one for one in every if not one.generated and not one.has_db_default())
    names = ", ".join(quote(one.column) for one in columns)
    return _Shape(
        columns=columns,
        relations=tuple(one for one in columns if one.is_relation),
        head=f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ",
        row=f"({', '.join(['%s'] * len(columns))})",
        returning="" if own_key else f" RETURNING {quote(key.column)}",
    )


def insert(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model; those that have no key yet are given the database's."""
    for own_key in (True, False):
        alike = [row for row in rows if (row.pk is not None) is own_key]
        if alike:
            _insert(alike, _shape(model, own_key))


def _insert(rows: Sequence[models.Model], shape: _Shape) -> None:
    values: list[Any] = []
    for row in rows:
        _take_keys_of_related(row, shape.relations)
        values += [one.get_db_prep_save(one.pre_save(row, add=True), connection) for one in shape.columns]
    with connection.cursor() as cursor:
        cursor.execute(shape.head + ", ".join([shape.row] * len(rows)) + shape.returning, values)
        keys = cursor.fetchall() if shape.returning else [(row.pk,) for row in rows]
    for row, (key,) in zip(rows, keys, strict=True):
        row.pk = key
        row._state.adding = False
        row._state.db = connection.alias


def _take_keys_of_related(row: models.Model, relations: Iterable[Any]) -> None:
    """A related row that was itself new when it was assigned has its key by now."""
    for relation in relations:
        if getattr(row, relation.attname) is None and relation.is_cached(row):
            related = relation.get_cached_value(row)
            if related is not None:
                setattr(row, relation.name, related)


def update(row: models.Model, names: Iterable[str]) -> None:
    """Write some columns of a row. Raises LookupError if the row is gone."""
    quote = connection.ops.quote_name
    meta = row._meta
    columns: list[Any] = [meta.get_field(name) for name in sorted(names)]
    key: Any = meta.pk
    _take_keys_of_related(row, (one for one in columns if one.is_relation))
    assigned = ", ".join(f"{quote(one.column)} = %s" for one in columns)
    values = [one.get_db_prep_save(getattr(row, one.attname), connection) for one in (*columns, key)]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {quote(meta.db_table)} SET {assigned} WHERE {quote(key.column)} = %s", values)
        if cursor.rowcount != 1:
            raise LookupError(f"{meta.object_name} {row.pk} is gone")


@dataclass(frozen=True)
class _Face:
    """How the rows of one model are read: its columns, and what makes Python values of the database's."""

    names: str
    fields: tuple[str, ...]
    converters: tuple[tuple[int, Any, Any], ...]
    key: int


@cache
def _face(model: type[models.Model]) -> _Face:
    quote = connection.ops.quote_name
    table = model._meta.db_table
    columns: list[Any] = list(model._meta.concrete_fields)
    converters = []
    for at, one in enumerate(columns):
        expression = one.get_col(table)
        for convert in (
            *connection.ops.get_db_converters(expression),
            *expression.get_db_converters(connection),
        ):
            converters.append((at, convert, expression))
    return _Face(
        names=", ".join(f"{quote(table)}.{quote(one.column)}" for one in columns),
        fields=tuple(one.attname for one in columns),
        converters=tuple(converters),
        key=next(at for at, one in enumerate(columns) if one.primary_key),
    )


def select(
    sources: Sequence[type[models.Model]], where_from: str, values: Sequence[Any]
) -> list[tuple[Any, ...]]:
    """The rows of several tables side by side, each as its model; None where an outer join found nothing.

    `where_from` is everything from FROM on, with the tables under their own names.
    """
    faces = [_face(model) for model in sources]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(face.names for face in faces)} {where_from}", values)
        found = cursor.fetchall()
    return [tuple(_side_by_side(sources, faces, row)) for row in found]


def _side_by_side(
    sources: Sequence[type[models.Model]], faces: Sequence[_Face], row: Sequence[Any]
) -> Iterator[Any]:
    begin = 0
    for model, face in zip(sources, faces, strict=True):
        end = begin + len(face.fields)
        part = list(row[begin:end])
        begin = end
        if part[face.key] is None:
            yield None
            continue
        for at, convert, expression in face.converters:
            part[at] = convert(part[at], expression, connection)
        yield model.from_db(connection.alias, face.fields, part)
