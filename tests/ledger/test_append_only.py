"""The ORM adds and reads; it changes and removes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from audit.ledger.entry import event_row, tell
from audit.ledger.errors import AppendOnlyError
from audit.ledger.models import Event

from .conftest import MakeEntry

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row.save(),
        lambda row: row.save(update_fields=["kind"]),
        lambda row: row.save(force_update=True),
        lambda row: row.delete(),
        lambda row: Event.objects.filter(pk=row.pk).update(kind="other"),
        lambda row: Event.objects.filter(pk=row.pk).delete(),
        lambda row: Event.objects.all().delete(),
        lambda row: Event.objects.bulk_update([row], ["kind"]),
        lambda row: Event.objects.bulk_create([row], ignore_conflicts=True),
        lambda row: Event.objects.bulk_create(
            [row], update_conflicts=True, update_fields=["kind"], unique_fields=["id"]
        ),
        lambda row: Event.objects.update_or_create(pk=row.pk, defaults={"kind": "other"}),
    ],
)
def test_a_told_event_can_be_neither_changed_nor_removed(
    entry: MakeEntry, change: Callable[[Any], object]
) -> None:
    row = tell(entry())
    row.kind = "other"
    with pytest.raises(AppendOnlyError, match="append-only"):
        change(row)
    assert Event.objects.get(pk=row.pk).kind == "case.accepted"


def test_a_new_row_cannot_take_the_place_of_an_old_one(entry: MakeEntry) -> None:
    old = tell(entry())
    new = event_row(entry(case_id=8))
    new.pk = old.pk
    with pytest.raises(IntegrityError), transaction.atomic():
        new.save()
    assert Event.objects.get(pk=old.pk).case_id == 7


def test_a_first_save_may_not_ask_for_an_update(entry: MakeEntry) -> None:
    with pytest.raises(AppendOnlyError):
        event_row(entry()).save(force_update=True)


def test_many_events_can_be_written_at_once(entry: MakeEntry) -> None:
    Event.objects.bulk_create([event_row(entry(case_seq=number)) for number in (1, 2, 3)])
    assert [event.case_seq for event in Event.of_case(7)] == [1, 2, 3]
