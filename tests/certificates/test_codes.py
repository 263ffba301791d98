"""The QR codes of papers, read back from the printed page and followed; an identifier with one character changed."""

from __future__ import annotations

import string
from typing import Any

import pytest
from django.test import override_settings

from casework.certificates.verification import verify
from casework.models import Certificate, Office, Paper
from casework.papers.render import qr_text, render
from tests.acts.steps import bring_to, do
from tests.papers import reading
from tests.web.pages import text
from tests.world import World

from .test_verification import TODAY, bring_about, public

pytestmark = pytest.mark.django_db
HALL = "https://hall.example/"
ADDRESSED = override_settings(PAPER_QR=HALL + "{value}")
NEVER_SHUT_OUT = override_settings(VERIFY_FAILURE_LIMIT=10_000)


def printed(number: str, kind: str) -> bytes:
    papers = Paper.objects.select_related("case__applicant__key", "office")
    return render(papers.get(case__number=number, kind=kind, ended__isnull=True))


def followed(address: str, language: str = "en") -> Any:
    """The page to which a code leads, asked for without an account."""
    assert address.startswith(HALL)
    return public(language).get("/" + address.removeprefix(HALL))


@ADDRESSED
def test_the_code_on_the_receipt_leads_to_the_page_that_tells_how_the_case_stands(world: World) -> None:
    outcome = world.receive()
    address = reading.code(printed(outcome.case_number, "D01"))
    assert address == f"{HALL}progress/?number={outcome.case_number}"
    page = followed(address)
    assert page.status_code == 200
    assert f'value="{outcome.case_number}"' in text(page)
    # The query code is typed by whoever holds the receipt; no address carries it.
    query_code = outcome.secrets["query_code"]
    assert query_code not in address
    answer = public().post("/progress/", {"number": outcome.case_number, "code": query_code})
    assert (answer.status_code, "2026-11-23" in text(answer)) == (200, True)


@ADDRESSED
def test_the_code_on_the_slip_leads_to_the_page_that_verifies_it(world: World) -> None:
    identifier = bring_about("valid", world)
    number = Certificate.objects.get().case.number
    address = reading.code(printed(number, "D25"))
    assert address == f"{HALL}verify/{identifier}/"
    assert "Genuine and valid" in text(followed(address))
    assert "有效" in text(followed(address, "zh-hans"))


@ADDRESSED
def test_the_code_on_a_slip_that_was_replaced_or_revoked_says_so_and_the_new_one_is_valid(
    world: World,
) -> None:
    number = bring_to("archived", world)
    old = reading.code(printed(number, "D25"))
    do("replace_certificate", number, world.by("clerk"))
    new = reading.code(printed(number, "D25"))
    assert "Replaced by a newer version" in text(followed(old))
    assert "Genuine and valid" in text(followed(new))
    spoilt = Paper.objects.select_related("case__applicant__key", "office").get(
        kind="D25", ended__isnull=False
    )
    # The mark of a paper that has ended leaves its code readable.
    assert reading.code(render(spoilt)) == old
    do("revoke_certificate", number, world.by("clerk"))
    assert "Revoked: no longer valid" in text(followed(new))


@ADDRESSED
def test_a_slip_without_a_certificate_leads_to_how_the_case_stands(world: World) -> None:
    Office.objects.filter(code="LT").update(credit_code="", division_code="")
    number = bring_to("granted", world)
    assert not Certificate.objects.exists()
    address = reading.code(printed(number, "D25"))
    assert address == f"{HALL}progress/?number={number}"
    assert followed(address).status_code == 200


def test_a_hall_without_a_public_address_prints_the_number_alone(world: World) -> None:
    number = bring_to("received", world)
    with override_settings(PAPER_QR="{value}"):
        assert reading.code(printed(number, "D01")) == number
    assert qr_text("") == ""


def test_any_one_character_changed_is_not_genuine(world: World) -> None:
    identifier = bring_about("valid", world)
    for place, character in enumerate(identifier):
        for other in string.ascii_uppercase + string.digits + ". -/":
            changed = identifier[:place] + other + identifier[place + 1 :]
            if other != character:
                assert verify(changed, TODAY).state == "unknown", (place, other)
    assert verify(identifier, TODAY).state == "valid"


@pytest.mark.safeguard("AP-11")
@NEVER_SHUT_OUT
@ADDRESSED
def test_a_code_with_one_character_changed_says_so_on_the_page_and_to_programs(world: World) -> None:
    bring_about("valid", world)
    address = reading.code(printed(Certificate.objects.get().case.number, "D25"))
    identifier = address.removeprefix(f"{HALL}verify/").rstrip("/")
    for place, character in enumerate(identifier):
        if character == ".":
            continue
        other = "7" if character != "7" else "K"
        changed = identifier[:place] + other + identifier[place + 1 :]
        page = followed(f"{HALL}verify/{changed}/")
        assert (page.status_code, "Not genuine" in text(page)) == (200, True), place
        assert "Genuine and valid" not in text(page)
        answer = public().get(f"/api/v1/certificates/{changed}/verify/")
        assert (answer.status_code, answer.json()["state"]) == (200, "unknown"), place
