"""Anybody asks whether a certificate stands: the page, the interface, the QR code; nobody learns more."""

from __future__ import annotations

import json
import string
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, override_settings
from hypothesis import given
from hypothesis import strategies as st

from casework.certificates.verification import read_identifier, verify
from casework.models import Certificate
from law.codes import LicenceNumber
from tests.acts.steps import bring_to, do
from tests.web.pages import text
from tests.world import World

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 16)
NEVER_ISSUED = str(LicenceNumber("11419923MB1A001011001", "11419923MB1A001024", "2026ABCDEFGHJKLMNPQR", 1))
ANSWERS = ("valid", "expired", "revoked", "replaced", "unknown")


def public(language: str = "en", **more: Any) -> Client:
    return Client(headers={"accept-language": language}, **more)


def bring_about(state: str, world: World) -> str:
    """A certificate in that state; its identifier."""
    number = bring_to("archived", world)
    row = Certificate.objects.get(case__number=number)
    if state == "expired":
        Certificate.objects.filter(pk=row.pk).update(
            issued_on=TODAY - timedelta(days=9), valid_until=TODAY - timedelta(days=1)
        )
    elif state in ("revoked", "replaced"):
        do(
            {"revoked": "revoke_certificate", "replaced": "replace_certificate"}[state],
            number,
            world.by("clerk"),
        )
    return NEVER_ISSUED if state == "unknown" else row.identifier


@pytest.mark.safeguard("AP-11", "PR-06", "EX-06")
@pytest.mark.parametrize("state", ANSWERS)
def test_page_and_interface_tell_the_same_and_nothing_about_a_person(world: World, state: str) -> None:
    identifier = bring_about(state, world)
    page = public().get(f"/verify/{identifier}/")
    words = {
        "valid": "Genuine and valid",
        "expired": "its time is over",
        "revoked": "Revoked: no longer valid",
        "replaced": "Replaced by a newer version",
        "unknown": "Not genuine",
    }
    assert (page.status_code, page["Cache-Control"]) == (200, "no-store, private")
    assert [one for one, said in words.items() if said in text(page)] == [state]
    answer = public().get(f"/api/v1/certificates/{identifier}/verify/")
    assert (answer.status_code, answer.json()["state"]) == (200, state)
    assert "no-store" in answer["Cache-Control"]
    for told in (text(page), json.dumps(answer.json(), ensure_ascii=False)):
        for private in ("林晓雯", "13712346208", "2026-000001", "419923199403154522", "officer"):
            assert private not in told
    if state != "unknown":
        assert (answer.json()["kind"], answer.json()["issuer"]) == ("Registration slip", "Office LT")
    assert verify(identifier, TODAY).state == state


def test_a_valid_one_is_valid_on_its_last_day_and_expired_on_the_next(world: World) -> None:
    row = Certificate.objects.get(identifier=bring_about("valid", world))
    assert row.valid_until is not None
    assert verify(row.identifier, row.valid_until).state == "valid"
    assert verify(row.identifier, row.valid_until + timedelta(days=1)).state == "expired"


@given(st.text(alphabet=string.printable + "。．１Ａ林\u202e\x00", max_size=130))
def test_whatever_is_typed_gets_an_answer(typed: str) -> None:
    assert verify(typed, TODAY).state == "unknown"


def test_how_it_is_typed_makes_no_difference(world: World) -> None:
    identifier = bring_about("valid", world)
    without_root = identifier.removeprefix("1.2.156.3005.2.")
    for typed in (
        identifier.lower(),
        f"  {identifier[:20]} {identifier[20:]}\n",
        without_root,
        identifier.replace(".", "．"),
        identifier.replace(".", "。"),
    ):
        assert read_identifier(typed) == identifier
        answer = public().post("/verify/", {"identifier": typed})
        assert (answer.status_code, answer["Location"]) == (302, f"/verify/{identifier}/")


def test_what_is_no_identifier_never_reaches_an_address(world: World) -> None:
    answer = public().post("/verify/", {"identifier": "419923199403154522"})
    assert answer.status_code == 200
    assert "Not genuine" in text(answer)
    empty = public("zh-hans").post("/verify/", {"identifier": " "})
    assert empty.status_code == 422
    assert "此项必填" in text(empty)


def test_guessing_is_shut_out_and_real_slips_are_not_counted(world: World) -> None:
    identifier = bring_about("valid", world)
    clinic, guesser = public(REMOTE_ADDR="10.0.0.1"), public(REMOTE_ADDR="10.0.0.2")
    with override_settings(VERIFY_FAILURE_LIMIT=5):
        for _slip in range(12):
            assert clinic.get(f"/verify/{identifier}/").status_code == 200
        for place in range(5):
            assert guesser.get(f"/verify/1.2.156.3005.2.{place}/").status_code == 200
        assert guesser.get(f"/verify/{identifier}/").status_code == 429
        api = guesser.get(f"/api/v1/certificates/{identifier}/verify/")
        assert (api.status_code, int(api["Retry-After"])) == (429, 15 * 60)
        # What a client says of itself makes it no other.
        assert (
            guesser.get(f"/verify/{identifier}/", headers={"x-forwarded-for": "10.9.9.9"}).status_code == 429
        )
        assert guesser.post("/verify/", {"identifier": "x"}).status_code == 429
        assert clinic.get(f"/verify/{identifier}/").status_code == 200
    assert not any("10.0.0.2" in str(key) for key in getattr(cache, "_cache", {}))
