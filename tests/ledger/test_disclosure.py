"""Reading is an act: who read what, and why."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from audit.ledger.disclosure import disclose
from audit.ledger.errors import AppendOnlyError, EntryRefused, NotCanonical, PersonalDataRefused
from audit.ledger.models import Disclosure
from audit.ledger.verify import verify_row

pytestmark = pytest.mark.django_db


def read(moment: datetime, **changes: Any) -> Disclosure:
    values: dict[str, Any] = {
        "actor_id": 41,
        "actor_name": "李静",
        "purpose": "处理本案",
        "what": "case.opened",
        "channel": "counter",
        "request_id": "r-1",
        "moment": moment,
    }
    return disclose(**(values | changes))


def test_a_reading_is_written_with_its_purpose(moment: datetime) -> None:
    row = read(moment, case_id=7, case_number="2026-000007-1", person_ref="p-9", items=[3, 5, "x"])
    stored = Disclosure.objects.get(pk=row.pk)
    assert (stored.purpose, stored.what, stored.items) == ("处理本案", "case.opened", [3, 5, "x"])
    assert list(verify_row(stored)) == []


def test_a_reading_cannot_be_taken_back(moment: datetime) -> None:
    row = read(moment)
    with pytest.raises(AppendOnlyError):
        row.delete()
    with pytest.raises(AppendOnlyError):
        row.save()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"purpose": "  "}, EntryRefused),
        ({"purpose": "p" * 201}, EntryRefused),
        ({"what": "the whole case"}, EntryRefused),
        ({"actor_kind": "applicant"}, EntryRefused),
        ({"actor_kind": "nobody"}, EntryRefused),
        ({"purpose": "核对 419923199403154522"}, PersonalDataRefused),
        ({"person_ref": "419923199403154522"}, PersonalDataRefused),
        ({"items": ["13812345678"]}, PersonalDataRefused),
        ({"items": [1.5]}, NotCanonical),
    ],
    ids=repr,
)
def test_an_unfit_reading_is_refused(
    moment: datetime, changes: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        read(moment, **changes)
    assert not Disclosure.objects.exists()
