"""Personal data: sealed under the person's own key, found by fingerprint, masked for lists, gone when erased."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from casework.engine import moment
from casework.engine.persons import enter_person, find_person, identifier_token, name_token
from casework.engine.writer import Rows, Stamp, write
from casework.models import Case, DamagedSecret, ErasedPerson, Person, PersonIndex, PersonKey, vault
from casework.models.sealed import SealedField, SealedFields
from law.identifiers import fold_name, mask_identifier, mask_name, mask_phone
from tests.world import MONDAY, MOTHER_ID, World, build

KEY = b"k" * 32
LABEL = "casework.person.name/1"


@pytest.fixture
def world(db: None) -> Iterator[World]:
    with moment.at(MONDAY):
        yield build()


def entered(name: str = "林晓雯", number: str = MOTHER_ID, kind: str = "resident_id", **more: Any) -> Person:
    rows = Rows()
    person = enter_person({"identifier_kind": kind, "identifier": number, "name": name, **more}, rows)
    write(rows, Stamp(None, MONDAY, "test"))
    return Person.objects.select_related("key").get(pk=person.pk)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(JSON)
def test_what_was_sealed_comes_back_as_it_was(value: Any) -> None:
    sealed = vault.seal(KEY, LABEL, value)
    assert vault.unseal(KEY, LABEL, sealed) == value
    assert vault.seal(KEY, LABEL, value) != sealed


def test_a_value_opens_only_under_its_own_key_at_its_own_place() -> None:
    sealed = vault.seal(KEY, LABEL, "林晓雯")
    assert "林晓雯".encode() not in sealed
    for key, label, value in (
        (b"x" * 32, LABEL, sealed),
        (KEY, "casework.person.phone/1", sealed),
        (KEY, "casework.person.name/2", sealed),
        (KEY, LABEL, sealed[:-1] + bytes([sealed[-1] ^ 1])),
        (KEY, LABEL, bytes([sealed[0] ^ 1]) + sealed[1:]),
        (KEY, LABEL, sealed[:20]),
        (KEY, LABEL, b""),
        (KEY, LABEL, sealed[:5]),
    ):
        with pytest.raises(DamagedSecret):
            vault.unseal(key, label, value)


def test_a_key_opens_only_under_the_master_key_it_was_wrapped_with() -> None:
    key = PersonKey.fresh()
    assert key.wrapped is not None
    stored = PersonKey(pk=key.pk, wrapped=key.wrapped)
    assert stored.data_key == key.data_key
    with override_settings(VAULT_KEY="another master key"), pytest.raises(DamagedSecret):
        assert PersonKey(pk=key.pk, wrapped=key.wrapped).data_key
    # A wrapped key put beside another person's row doesn't open there.
    with pytest.raises(DamagedSecret):
        assert PersonKey(wrapped=key.wrapped).data_key
    with pytest.raises(DamagedSecret):
        assert PersonKey(pk=key.pk, wrapped=key.wrapped[:10]).data_key
    with pytest.raises(ErasedPerson):
        assert PersonKey(wrapped=None).data_key


def test_the_key_of_commitments_is_not_the_key_of_data() -> None:
    assert vault.commitment_key(KEY) != KEY
    assert vault.commitment_key(KEY) != vault.commitment_key(b"x" * 32)


def test_fingerprints_differ_by_kind_and_by_the_hall_s_own_key() -> None:
    assert vault.blind_index("name", "x") != vault.blind_index("identifier", "x")
    here = name_token("林晓雯")
    with override_settings(INDEX_KEY="another hall"):
        assert name_token("林晓雯") != here
    assert identifier_token("passport", "E1234") != identifier_token("resident_id", "E1234")


def test_a_model_that_does_not_say_whose_data_it_holds_cannot_seal() -> None:
    class Nobody:
        sealed_owner = SealedFields.sealed_owner

    with pytest.raises(TypeError):
        assert Nobody().sealed_owner
    assert SealedField().null


@pytest.mark.django_db
def test_ciphertext_moved_to_another_person_or_field_does_not_open() -> None:
    mother, father = entered(), entered("陈志远", "E12345678", "passport", phone="13900001111")
    stolen = Person.objects.get(pk=mother.pk)
    stolen.name = father.name
    with pytest.raises(DamagedSecret):
        stolen.unseal("name")
    turned = Person.objects.get(pk=father.pk)
    turned.name = father.phone
    with pytest.raises(DamagedSecret):
        turned.unseal("name")
    turned.seal("name", None)
    assert turned.unseal("name") is None


@pytest.mark.safeguard("PR-03")
@pytest.mark.django_db
def test_no_table_holds_what_was_said_in_the_clear(world: World) -> None:
    world.receive()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("casework_", "ledger_")):
                cursor.execute(f"SELECT * FROM {table}")
                for row in cursor.fetchall():
                    told = " ".join(
                        bytes(one).decode("utf-8", "ignore")
                        if isinstance(one, bytes | memoryview)
                        else str(one)
                        for one in row
                    )
                    for secret in ("林晓雯", MOTHER_ID, "13712346208", "河口村。"):
                        assert secret not in told, table


@pytest.mark.django_db
def test_a_destroyed_key_closes_everything_of_that_person_and_nobody_else_s(world: World) -> None:
    number = world.receive().case_number
    other = world.receive(applicant={"identifier_kind": "passport", "identifier": "E7654321", "name": "Zoë"})
    case = Case.objects.get(number=number)
    PersonKey.objects.filter(pk=case.applicant.key_id).update(wrapped=None)
    Person.objects.filter(pk=case.applicant_id).update(erased_at=MONDAY)
    case = Case.objects.get(number=number)
    for opened in (lambda: case.unseal("form"), lambda: case.applicant.unseal("name")):
        with pytest.raises(ErasedPerson):
            opened()
    with pytest.raises(ErasedPerson):
        case.papers.get().unseal("elements")
    assert case.applicant.is_erased
    assert find_person("resident_id", MOTHER_ID, "林晓雯") is None
    # The same citizen comes again as a person of their own, and the erased case counts as nobody's duplicate.
    world.receive()
    assert Person.objects.count() == 3
    assert Case.objects.get(number=other.case_number).applicant.unseal("name") == "Zoë"


NAMES = [
    (
        "阿依古丽·买买提",
        ["阿依古丽•买买提", "阿依古丽・买买提", "阿依古丽買".replace("買", "·买买提"), "阿依古丽 · 买买提"],
    ),
    ("䶮", [" 䶮 ", "䶮\u200b"]),
    ("𠮷野", ["𠮷 野", "𠮷\ufe00野"]),
    ("\U0002ebf0氏", ["\U0002ebf0 氏"]),
    ("Zoë O. Brien", ["ZOË O BRIEN", "Zoe\u0308 O.Brien", "ｚｏë　ｏ．ｂｒｉｅｎ"]),
    ("عبد الله", ["\u200fعبد الله\u200f"]),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "typed"), NAMES, ids=lambda value: "name" if isinstance(value, str) else "")
def test_a_person_is_found_however_the_name_was_typed(name: str, typed: list[str]) -> None:
    person = entered(name, "E12345678", "passport")
    assert fold_name(person.unseal("name")) == fold_name(name)
    for way in [name, *typed]:
        assert find_person("passport", " e1234 5678", way) == person, way
    assert find_person("passport", "E12345679", name) is None
    assert find_person("resident_id", "E12345678", name) is None
    assert find_person("passport", "E12345678", name + "x") is None
    assert PersonIndex.objects.filter(person=person, kind__in=["name", "identifier"]).count() == 2


@pytest.mark.django_db
def test_who_has_no_paper_is_nobody_s_double() -> None:
    first, second = entered("王芳", "", "none"), entered("王芳", "", "none")
    assert first.pk != second.pk
    assert first.unseal("identifier") is None
    assert {row.kind for row in PersonIndex.objects.filter(person=first)} == {"name", "initials"}


@pytest.mark.django_db
def test_a_person_s_string_names_nobody() -> None:
    person = entered()
    assert str(person) == f"person {person.pk}"
    assert "林" not in repr(person)


@given(st.text(max_size=30))
def test_a_mask_keeps_the_length_and_little_else(text: str) -> None:
    masked = mask_identifier(text)
    assert len(masked) == len(text)
    assert masked[4:-4].strip("*") == ""
    if len(text) <= 8:
        assert masked.strip("*") == ""
    assert mask_name(text)[1:].strip("*") == ""
    assert len(mask_phone(text)) == len(text)


def test_masks_as_a_list_shows_them() -> None:
    assert mask_identifier(MOTHER_ID) == "4199**********" + MOTHER_ID[-4:]
    assert mask_phone("13712346208") == "137****6208"
    assert mask_name("林晓雯") == "林**"
