"""Statements put together by hand say the same as Django's own."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import models

from casework.engine.statements import insert, select, update
from casework.engine.writer import ORDER
from casework.models import Case, Clock, ClockState, Officer, Person, PersonIndex, PersonKey
from tests import world

pytestmark = pytest.mark.django_db

MOMENT = datetime(2026, 11, 16, 1, 30, 0, 123456, tzinfo=UTC)


def a_clock(case: Case, limit: str = "PS-02") -> Clock:
    return Clock(
        case=case,
        purpose="decision",
        limit=limit,
        state=ClockState.MET,
        started_on=date(2026, 11, 16),
        due_at=MOMENT,
        derivation=[{"zh": "柳塘𠮷", "day": None}],
    )


def values(row: models.Model) -> dict[str, object]:
    found = {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields}
    return {name: bytes(one) if isinstance(one, memoryview) else one for name, one in found.items()}


@pytest.fixture
def case() -> Case:
    county = world.build()
    return Case.objects.get(number=county.receive().case_number)


@pytest.mark.parametrize("model", ORDER)
def test_a_row_is_read_as_django_reads_it(case: Case, model: type[models.Model]) -> None:
    key = model._meta.pk
    assert key is not None
    read = select([model], f"FROM {model._meta.db_table} ORDER BY {key.column}", [])
    own = list(model._default_manager.order_by("pk"))
    assert [values(row) for (row,) in read] == [values(row) for row in own]
    assert all(row == mine and not row._state.adding for (row,), mine in zip(read, own, strict=True))


def test_an_outer_join_that_finds_nothing_gives_nothing(case: Case) -> None:
    joined = "FROM casework_case LEFT JOIN casework_officer ON casework_officer.id = holder_id"
    assert select([Case, Officer], joined, []) == [(case, None)]


def test_what_is_inserted_is_what_django_reads_back(case: Case) -> None:
    rows = [a_clock(case), a_clock(case, "XK-03")]
    insert(Clock, rows)
    assert rows[0].pk != rows[1].pk
    for row in rows:
        assert values(Clock.objects.get(pk=row.pk)) == values(row)
        assert not row._state.adding


def test_a_new_row_takes_the_key_of_a_new_row_beside_it() -> None:
    key = PersonKey.fresh()
    person = Person(key=key, identifier_kind="none")
    index = PersonIndex(person=person, kind="name", token="t")
    for row in (key, person, index):
        insert(type(row), [row])
    assert index.person_id == person.pk
    assert PersonIndex.objects.get().person.key == key
    assert index.person is person


def test_only_the_columns_named_are_written(case: Case) -> None:
    row = a_clock(case)
    insert(Clock, [row])
    row.state, row.limit, row.derivation = ClockState.ENDED, "not written", [{"zh": "改"}]
    update(row, ["state", "derivation"])
    found = Clock.objects.get(pk=row.pk)
    assert (found.state, found.limit, found.derivation) == (ClockState.ENDED, "PS-02", [{"zh": "改"}])


def test_a_row_that_is_gone_is_no_row_changed(case: Case) -> None:
    row = a_clock(case)
    row.pk = 4711
    with pytest.raises(LookupError, match="Clock 4711 is gone"):
        update(row, ["state"])


def test_nothing_to_insert_is_no_statement(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):
        insert(Clock, [])
