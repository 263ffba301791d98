"""An event says what the act told, and its bytes are the ones hashed."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from audit.ledger import commitments
from audit.ledger.canonical import canonical
from audit.ledger.entry import event_row, next_seq, tell
from audit.ledger.errors import EntryRefused, NotCanonical, OutsideTransaction
from audit.ledger.models import Event

from .conftest import MOMENT, MakeEntry

LAYOUT_1 = (
    '{"actor_id":41,"actor_kind":"officer","actor_name":"李静","basis":["XK 32(1)(5)"],'
    '"case_id":7,"case_number":"2026-000007-1","case_seq":1,"channel":"counter",'
    '"commitments":{"applicant":"' + "a" * 64 + '"},"facts":{"days":20,"due":"2026-03-30"},'
    '"from_state":"received","happened_on":"2026-03-02",'
    '"history":[{"id":3,"model":"casework.case","sha256":"' + "c" * 64 + '"}],'
    '"kind":"case.accepted","layout":1,"office_code":"422801-01","on_behalf_of_id":null,'
    '"on_behalf_of_name":"",'
    '"papers":[{"kind":"acceptance","number":"2026-0001","sha256":"' + "b" * 64 + '"}],'
    '"record":"event","recorded_at":"2026-03-02T01:30:00.000250Z",'
    '"request_id":"0d7c1a52-93a5-4c0c-9a55-0c3d5f9f2a10","step":"accept","to_state":"accepted"}'
)


def test_the_body_of_layout_1_never_changes(entry: MakeEntry) -> None:
    row = event_row(entry())
    assert row.body == LAYOUT_1
    assert row.layout == 1
    assert row.digest == hashlib.sha256(LAYOUT_1.encode()).hexdigest()


@pytest.mark.django_db
def test_an_event_reads_back_byte_for_byte(entry: MakeEntry) -> None:
    told = tell(entry())
    row = Event.objects.get(pk=told.pk)
    assert row.body == LAYOUT_1
    assert row.facts == {"days": 20, "due": "2026-03-30"}
    assert (row.happened_on, row.recorded_at) == (date(2026, 3, 2), MOMENT)
    assert row.commitments == {"applicant": "a" * 64}
    assert row.papers == [{"kind": "acceptance", "number": "2026-0001", "sha256": "b" * 64}]
    assert row.history == [{"id": 3, "model": "casework.case", "sha256": "c" * 64}]
    assert str(row) == f"event {row.pk}"


def test_a_name_is_stored_in_one_unicode_form(entry: MakeEntry) -> None:
    row = event_row(entry(actor_name="Ame\u0301lie", facts={"note": "e\u0301"}))
    assert row.actor_name == "Am\u00e9lie"
    assert row.facts == {"note": "\u00e9"}


@pytest.mark.django_db
def test_the_database_numbers_the_transaction_that_wrote_the_event(entry: MakeEntry) -> None:
    row = Event.objects.get(pk=tell(entry()).pk)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text::bigint")
            assert row.xid == cursor.fetchone()[0]
    else:
        assert row.xid == 0


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_the_transaction_of_its_act_is_refused(entry: MakeEntry) -> None:
    with pytest.raises(OutsideTransaction):
        tell(entry())
    with transaction.atomic():
        tell(entry())
    assert Event.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_act_rolled_back_leaves_no_event(entry: MakeEntry) -> None:
    def act() -> None:
        with transaction.atomic():
            tell(entry())
            raise PermissionError

    with pytest.raises(PermissionError):
        act()
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_a_number_of_a_case_is_given_once(entry: MakeEntry) -> None:
    assert next_seq(7) == 1
    tell(entry())
    assert next_seq(7) == 2
    assert next_seq(8) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        tell(entry(facts={"days": 21}))
    tell(entry(case_id=8))


@pytest.mark.django_db
def test_many_events_stand_outside_any_case(entry: MakeEntry) -> None:
    for kind in ("law.loaded", "duty.granted"):
        tell(entry(case_id=None, case_seq=None, kind=kind))
    assert Event.objects.filter(case_seq=None).count() == 2


@pytest.mark.django_db
def test_the_database_refuses_a_case_without_a_number_and_an_event_without_a_body(entry: MakeEntry) -> None:
    row = event_row(entry())
    row.case_seq = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    bare = Event(kind="case.accepted", actor_kind="system", happened_on=date(2026, 3, 2), recorded_at=MOMENT)
    bare.layout = 1
    with pytest.raises(IntegrityError), transaction.atomic():
        bare.save()


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": ""},
        {"kind": "case accepted"},
        {"actor_kind": "citizen"},
        {"actor_kind": "applicant", "actor_name": "李静"},
        {"actor_kind": "applicant", "actor_name": "", "on_behalf_of_name": "李静"},
        {"case_id": None},
        {"case_seq": None},
        {"case_seq": 0},
        {"happened_on": datetime(2026, 3, 2, tzinfo=UTC)},
        {"basis": "XK 32"},
        {"commitments": {"name": "李静"}},
        {"papers": ({"kind": "acceptance", "number": "1"},)},
        {"papers": ({"kind": "acceptance", "number": "1", "sha256": "b" * 63},)},
        {"history": ({"model": "casework.case", "id": 3, "sha256": "c" * 64, "name": "李静"},)},
        {"step": "s" * 65},
        {"channel": "c" * 33},
    ],
    ids=repr,
)
def test_a_malformed_entry_is_refused(entry: MakeEntry, changes: dict[str, Any]) -> None:
    with pytest.raises(EntryRefused):
        event_row(entry(**changes))


def test_facts_outside_canonical_json_are_refused(entry: MakeEntry) -> None:
    with pytest.raises(NotCanonical):
        event_row(entry(facts={"fee": 12.5}))
    with pytest.raises(NotCanonical):
        event_row(entry(recorded_at=MOMENT.replace(tzinfo=None)))


def test_an_applicant_stands_in_the_ledger_by_id(entry: MakeEntry) -> None:
    row = event_row(entry(actor_kind="applicant", actor_id=9, actor_name=""))
    assert row.content()["actor_id"] == 9


class TestCommitments:
    key = bytes(range(32))

    def test_a_commitment_opens_with_its_key_label_and_value_only(self) -> None:
        made = commitments.commit(self.key, "name", "李静")
        assert len(made) == 64
        assert commitments.opens(made, self.key, "name", "李静")
        assert not commitments.opens(made, bytes(32), "name", "李静")
        assert not commitments.opens(made, self.key, "address", "李静")
        assert not commitments.opens(made, self.key, "name", "李婧")

    def test_a_commitment_is_not_a_plain_keyed_hash_of_the_data_key(self) -> None:
        import hmac

        message = canonical({"label": "name", "value": "李静"}).encode()
        assert commitments.commit(self.key, "name", "李静") != hmac.digest(self.key, message, "sha256").hex()

    def test_a_short_key_or_an_empty_label_is_refused(self) -> None:
        with pytest.raises(EntryRefused):
            commitments.commit(bytes(31), "name", "李静")
        with pytest.raises(EntryRefused):
            commitments.commit(self.key, "", "李静")
