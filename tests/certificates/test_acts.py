"""What becomes of a certificate: who may do what to it, and what it leaves behind."""

from __future__ import annotations

from datetime import date

import pytest

from casework.engine.lawbook import item_of
from casework.models import Case, Certificate, EndedPaper, ItemVersion, Office, Paper
from casework.papers.render import render
from law.codes import LicenceNumber
from tests.acts.steps import bring_to, do, last_event, not_taken, refused
from tests.papers import reading
from tests.world import World

pytestmark = pytest.mark.django_db
WRONG = {"ground": "wrong", "reasons": "登记的人不在本镇。", "statement_handling": "本人没有陈述意见。"}
WISH = {"ground": "own_wish", "reasons": "本人书面要求撤销。"}


def slip(number: str) -> Paper:
    """The newest slip of a case, as a request finds it."""
    papers = Paper.objects.filter(case__number=number, kind="D25")
    found = papers.select_related("case__applicant__key", "office").order_by("-id").first()
    assert found is not None
    return found


def certificate(number: str, version: int = 1) -> Certificate:
    return Certificate.objects.get(case__number=number, version=version)


def test_a_registration_issues_a_certificate_whose_identifier_stands_on_the_slip(world: World) -> None:
    number = bring_to("granted", world)
    row = certificate(number)
    read = LicenceNumber.parse(row.identifier)
    rule = item_of(Case.objects.get(number=number).item_version_id).certificate
    assert rule is not None
    assert (read.type_code, read.issuer, read.version) == (rule.type_code, "11419923MB1A001024", 1)
    assert (row.state, row.issued_on, row.valid_until) == ("valid", date(2026, 11, 16), date(2029, 11, 15))
    found = reading.text(render(slip(number)))
    assert row.identifier in found
    assert number in found
    assert "至2029年11月15日" in found
    assert last_event(number).facts["certificate"] == row.identifier


def test_identifiers_follow_no_order(world: World) -> None:
    serials = {certificate(bring_to("granted", world)).serial for _case in range(5)}
    assert len(serials) == 5
    assert {len(one) for one in serials} == {20}
    assert len({one[4:8] for one in serials}) > 1


def test_where_the_office_has_no_code_the_slip_is_issued_as_before(world: World) -> None:
    Office.objects.filter(code="LT").update(credit_code="", division_code="")
    number = bring_to("granted", world)
    assert not Certificate.objects.exists()
    assert slip(number).unseal("elements")["number"] == number
    assert "certificate" not in last_event(number).facts
    Office.objects.filter(code="LT").update(division_code="419923104")
    assert LicenceNumber.parse(certificate(bring_to("granted", world)).identifier).issuer == "419923"


def test_a_case_of_an_older_edition_goes_on_without_a_certificate(world: World) -> None:
    number = bring_to("accepted", world)
    older = ItemVersion.objects.get(slug="birth_registration", edition="2026-1")
    Case.objects.filter(number=number).update(item_version=older)
    do("register", number, world.by("clerk"))
    assert not Certificate.objects.exists()
    do("serve", number, world.by("clerk"))
    with refused("CERT-01"):
        do("revoke_certificate", number, world.by("clerk"), **WISH)


def test_at_the_person_s_own_wish_it_is_revoked_and_the_person_is_told_how_to_fight_it(world: World) -> None:
    number = bring_to("archived", world)
    outcome = do("revoke_certificate", number, world.by("clerk"), **WISH)
    row = certificate(number)
    assert (row.state, row.ended_on) == ("revoked", date(2026, 11, 16))
    assert outcome.state == "archived"
    ended = EndedPaper.objects.get()
    assert (ended.paper, ended.end) == (slip(number), "withdrawn")
    assert "已收回" in reading.text(render(slip(number)))
    notice = Paper.objects.get(case__number=number, kind="D21").unseal("elements")
    assert row.identifier in notice["legal_effect"]["zh"]
    assert "行政复议" in notice["remedies"]["zh"]
    with refused("CERT-01"):
        do("revoke_certificate", number, world.by("clerk"), **WISH)


def test_against_the_person_s_wish_it_takes_an_approver_without_an_earlier_part(world: World) -> None:
    number = bring_to("served", world)
    with refused("GATE-02"):
        do("revoke_certificate", number, world.by("colleague"), **WRONG)
    # The neighbour accepts, registers and could approve: not the same person, in the same case.
    theirs = world.receive("neighbour", at="SQ").case_number
    for act in ("accept", "register", "serve"):
        do(act, theirs, world.by("neighbour"))
    with refused("EX-12"):
        do("revoke_certificate", theirs, world.by("neighbour"), **WRONG)
    with not_taken("statement_handling", "required"):
        do("revoke_certificate", number, world.by("head"), **{**WRONG, "statement_handling": ""})
    do("revoke_certificate", number, world.by("head"), **WRONG)
    assert certificate(number).state == "revoked"
    assert WRONG["reasons"] not in str(last_event(number).facts)


@pytest.mark.parametrize("act", ["revoke_certificate", "replace_certificate"])
def test_what_nobody_has_in_hand_is_neither_revoked_nor_replaced(world: World, act: str) -> None:
    granted, accepted = bring_to("granted", world), bring_to("accepted", world)
    with refused("CERT-02"):
        do(act, granted, world.by("clerk"))
    with refused("CERT-01"):
        do(act, accepted, world.by("clerk"))


def test_a_new_version_replaces_the_old_one_under_the_same_serial(world: World) -> None:
    number = bring_to("archived", world)
    before = slip(number)
    do("replace_certificate", number, world.by("clerk"))
    old, new = certificate(number, 1), certificate(number, 2)
    assert (old.state, old.ended_on, new.state) == ("replaced", date(2026, 11, 16), "valid")
    assert LicenceNumber.parse(new.identifier).serial == LicenceNumber.parse(old.identifier).serial
    assert new.identifier != old.identifier
    ended = EndedPaper.objects.get()
    assert (ended.paper, ended.end, ended.followed_by) == (before, "withdrawn", slip(number))
    do("replace_certificate", number, world.by("clerk"))
    assert certificate(number, 3).state == "valid"


def test_nothing_more_is_written_in_the_file_of_somebody_who_was_erased(world: World) -> None:
    number = bring_to("archived", world)
    person = world.case(number).applicant
    type(person.key).objects.filter(pk=person.key_id).update(wrapped=None)
    type(person).objects.filter(pk=person.pk).update(erased_at="2026-11-16T00:00:00Z")
    with refused("ERASE-04"):
        do("revoke_certificate", number, world.by("clerk"), **WISH)
