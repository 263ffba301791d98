"""The provider: a code, two ticks, and back again without a trace; and once a month a number and a sum."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from audit.ledger.models import Attempt, Event
from audit.ledger.verify import verify_row
from casework.acts.claim_vouchers import claim_vouchers
from casework.acts.confirm_voucher import confirm_voucher
from casework.acts.grant_duty import grant_duty
from casework.acts.pay_vouchers import pay_vouchers
from casework.acts.take_back_voucher import take_back_voucher
from casework.engine import moment
from casework.engine.guessing import FOR_ONE_SUBJECT_FROM_ONE_ADDRESS
from casework.management.periodic import forget_vouchers
from casework.models import Duty, VoucherBatch, VoucherUse
from tests.acts.steps import everything, not_taken, refused
from tests.papers import reading
from tests.web.pages import text
from tests.world import MONDAY, SHANGHAI, World

from .county import (
    DECEMBER,
    NOVEMBER,
    TICKED,
    at_screen,
    confirmed,
    issued,
    later,
    program,
)

pytestmark = pytest.mark.django_db
UNKNOWN = "22222-22222-22222-22222-22222"


def look(world: World, code: str, by: str = "doctor") -> str:
    """What a look-up answers."""
    return str(program(world, by).post("provider/look/", {"token": code}).json()["voucher_state"])


def test_a_voucher_is_valid_until_it_is_used_anywhere(world: World) -> None:
    _number, code = issued(world)
    assert look(world, code) == look(world, code, "other_doctor") == "valid"
    confirm_voucher(by=world.by("doctor"), token=code, **TICKED)
    assert look(world, code) == look(world, code, "second_doctor") == "confirmed_here"
    assert look(world, code, "other_doctor") == "used"
    assert look(world, UNKNOWN) == "unknown"
    with not_taken("token", "used"):
        confirm_voucher(by=world.by("other_doctor"), token=code, **TICKED)


@pytest.mark.parametrize("missing", ["counselled", "own_consent"])
def test_without_counselling_or_the_persons_own_consent_nothing_is_confirmed(
    world: World, missing: str
) -> None:
    _number, code = issued(world)
    with not_taken(missing, "required"):
        confirm_voucher(by=world.by("doctor"), token=code, **{**TICKED, missing: False})
    answer = program(world, "doctor").post("provider/confirm/", {"token": code, **TICKED, missing: False})
    assert answer.status_code == 422
    page = at_screen(world, "doctor").post("/provider/confirm/", {"token": code, "counselled": "1"})
    assert page.status_code == 422


@pytest.mark.parametrize(
    "more", ["spouse_consent", "procedure", "method", "note", "name", "sex", "confirmed_on", "case_number"]
)
def test_nothing_else_can_be_said_with_it(world: World, more: str) -> None:
    _number, code = issued(world)
    answer = program(world, "doctor").post("provider/confirm/", {"token": code, **TICKED, more: "x"})
    assert answer.status_code == 422
    assert list(answer.json()["fields"]) == [more]
    assert VoucherUse.objects.count() == 0


def test_an_expired_or_unknown_voucher_is_not_confirmed(world: World) -> None:
    _number, code = issued(world)
    with not_taken("token", "unknown"):
        confirm_voucher(by=world.by("doctor"), token=UNKNOWN, **TICKED)
    with moment.at(later(MONDAY, days=197)), not_taken("token", "expired"):
        confirm_voucher(by=world.by("doctor"), token=code, **TICKED)


def test_whoever_stops_leaves_nothing_behind(world: World) -> None:
    _number, code = issued(world)
    before = everything()
    confirm_voucher(by=world.by("doctor"), token=code, **TICKED)
    take_back_voucher(by=world.by("second_doctor"), token=code)
    assert everything() == before
    assert look(world, code) == "valid"
    with not_taken("token", "none"):
        take_back_voucher(by=world.by("doctor"), token=code)


def test_another_provider_takes_nothing_back(world: World) -> None:
    _number, code = issued(world)
    confirm_voucher(by=world.by("doctor"), token=code, **TICKED)
    with not_taken("token", "none"):
        take_back_voucher(by=world.by("other_doctor"), token=code)


@pytest.mark.parametrize("who", ["clerk", "payer", "supervisor", "auditor", "admin"])
def test_nobody_of_the_hall_confirms_claims_or_looks_up(world: World, who: str) -> None:
    _number, code = issued(world)
    with refused("GATE-02"):
        confirm_voucher(by=world.by(who), token=code, **TICKED)
    with refused("GATE-02"):
        take_back_voucher(by=world.by(who), token=code)
    with refused("GATE-02"):
        claim_vouchers(by=world.by(who), month=NOVEMBER)
    assert program(world, who).post("provider/look/", {"token": code}).status_code == 403
    assert at_screen(world, who).get("/provider/").status_code == 403


def test_an_attempt_on_record_names_no_code(world: World) -> None:
    _number, code = issued(world)
    with refused("GATE-02"):
        confirm_voucher(by=world.by("clerk"), token=code, **TICKED)
    attempt = Attempt.objects.values().get(act="voucher_confirmed")
    assert (attempt["case_id"], attempt["case_number"]) == (None, "")
    assert code not in str(attempt)


def test_a_month_is_claimed_when_it_is_over_and_by_enough_of_them(world: World) -> None:
    confirmed(world, 4)
    with refused("VCH-01"):
        claim_vouchers(by=world.by("doctor"), month=NOVEMBER)
    with moment.at(DECEMBER):
        with refused("VCH-02"):
            claim_vouchers(by=world.by("doctor"), month=NOVEMBER)
        confirmed(world, 1, first=200)
        with refused("VCH-02"):  # the fifth is of December
            claim_vouchers(by=world.by("doctor"), month=NOVEMBER)
    with moment.at(DECEMBER.replace(month=1, year=2027)):
        batch = claim_vouchers(by=world.by("second_doctor"), month=date(2026, 12, 31))
        assert (batch.number, batch.sum, batch.month) == (5, Decimal("600.00"), date(2026, 12, 1))
        with refused("VCH-03"):
            claim_vouchers(by=world.by("doctor"), month=NOVEMBER)
    entry = Event.objects.get(kind="vouchers_claimed")
    assert entry.facts | {"batch": 0} == {
        "batch": 0,
        "month": "2026-12",
        "number": 5,
        "sum": "600.00",
        "provider_zh": "云溪县妇幼保健院",
        "provider_en": "Hospital FY",
    }


def test_the_last_minute_of_a_month_belongs_to_it_by_the_clock_of_shanghai(world: World) -> None:
    with moment.at(datetime(2026, 11, 30, 23, 59, tzinfo=SHANGHAI)):
        confirmed(world, 5)
    with moment.at(datetime(2026, 12, 1, 0, 0, tzinfo=SHANGHAI)):
        confirmed(world, 5, first=300)
        assert claim_vouchers(by=world.by("doctor"), month=NOVEMBER).number == 5
    assert VoucherUse.objects.exclude(provider=None).count() == 5


def test_what_was_claimed_can_no_longer_be_taken_back_or_used_again(world: World) -> None:
    codes = confirmed(world, 5)
    with moment.at(DECEMBER):
        claim_vouchers(by=world.by("doctor"), month=NOVEMBER)
        with not_taken("token", "none"):
            take_back_voucher(by=world.by("doctor"), token=codes[0])
        with not_taken("token", "used"):
            confirm_voucher(by=world.by("other_doctor"), token=codes[0], **TICKED)
        assert look(world, codes[0]) == "used"


def test_the_county_pays_once_and_by_somebody_without_a_part_in_it(world: World) -> None:
    confirmed(world, 5)
    with moment.at(DECEMBER):
        batch = claim_vouchers(by=world.by("second_doctor"), month=NOVEMBER)
        for who in ("doctor", "second_doctor", "clerk", "supervisor"):
            with refused("GATE-02"):
                pay_vouchers(by=world.by(who), batch=batch.pk)
        # Even who came to the county since: their part in it stays.
        world.grant("doctor", Duty.PAY, "WJ")
        world.grant("second_doctor", Duty.PAY, "YX")
        for who in ("doctor", "second_doctor"):
            with refused("EX-12"):
                pay_vouchers(by=world.by(who), batch=batch.pk)
        paid = pay_vouchers(by=world.by("payer"), batch=batch.pk)
        assert paid.paid_by == world.officers["payer"]
        with refused("VCH-04"):
            pay_vouchers(by=world.by("other_payer"), batch=batch.pk)
        with not_taken("batch", "unknown"):
            pay_vouchers(by=world.by("payer"), batch=batch.pk + 1)
    assert Event.objects.filter(kind="vouchers_paid").count() == 1
    assert not [finding for entry in Event.objects.all() for finding in verify_row(entry)]


def test_a_duty_to_pay_at_the_provider_itself_pays_nothing(world: World) -> None:
    confirmed(world, 5)
    world.officer("treasurer", (Duty.PAY, "FY"))
    with moment.at(DECEMBER):
        batch = claim_vouchers(by=world.by("doctor"), month=NOVEMBER)
        with refused("GATE-02"):
            pay_vouchers(by=world.by("treasurer"), batch=batch.pk)


def test_nobody_works_for_a_provider_and_for_the_hall(world: World) -> None:
    admin = world.by("admin")
    with refused("EX-12"):
        grant_duty(by=admin, duty="pay", office="WJ", officer="doctor")
    with refused("EX-12"):
        grant_duty(by=admin, duty="provide", office="FY", officer="payer")
    world.officer("newcomer")
    with not_taken("duty", "office"):
        grant_duty(by=admin, duty="provide", office="WJ", officer="newcomer")
    with not_taken("duty", "office"):
        grant_duty(by=admin, duty="accept", office="FY", officer="newcomer")
    grant_duty(by=admin, duty="provide", office="FY", officer="newcomer")


def test_guessing_is_shut_out_and_the_other_doctors_are_not(world: World) -> None:
    _number, code = issued(world)
    doctor = program(world, "doctor")
    for _attempt in range(FOR_ONE_SUBJECT_FROM_ONE_ADDRESS):
        assert doctor.post("provider/look/", {"token": UNKNOWN}).json()["voucher_state"] == "unknown"
    assert doctor.post("provider/look/", {"token": code}).status_code == 429
    assert doctor.post("provider/confirm/", {"token": code, **TICKED}).status_code == 429
    assert at_screen(world, "doctor").post("/provider/", {"token": code}).status_code == 429
    assert look(world, code, "other_doctor") == "valid"


def test_wrong_codes_in_confirmations_count_as_well(world: World) -> None:
    doctor = program(world, "doctor")
    for _attempt in range(FOR_ONE_SUBJECT_FROM_ONE_ADDRESS):
        assert doctor.post("provider/confirm/", {"token": UNKNOWN, **TICKED}).status_code == 422
    assert doctor.post("provider/confirm/", {"token": UNKNOWN, **TICKED}).status_code == 429


def test_both_doors_lead_to_the_same_rows_and_entries(world: World) -> None:
    screen, doctor = at_screen(world, "doctor"), program(world, "other_doctor")
    ticks = {"counselled": "1", "own_consent": "1"}
    for at in range(5):
        code = issued(world, 400 + at)[1]
        assert "The voucher is valid." in text(screen.post("/provider/", {"token": code}))
        assert screen.post("/provider/confirm/", {"token": code, **ticks}).status_code == 302
        if at == 0:
            assert "Take back" in text(screen.post("/provider/", {"token": code}))
            assert screen.post("/provider/take-back/", {"token": code}).status_code == 302
            assert screen.post("/provider/confirm/", {"token": code, **ticks}).status_code == 302
        code = issued(world, 500 + at)[1]
        assert doctor.post("provider/confirm/", {"token": code, **TICKED}).status_code == 200
        if at == 0:
            told = doctor.post("provider/take-back/", {"token": code}).json()
            assert told["voucher_state"] == "valid"
            assert doctor.post("provider/confirm/", {"token": code, **TICKED}).status_code == 200
    with moment.at(DECEMBER):
        assert screen.post("/provider/claim/", {"month": "2026-11"}).status_code == 302
        assert doctor.post("provider/claim/", {"month": "2026-11"}).status_code == 201
        by_hand, by_program = VoucherBatch.objects.order_by("pk")
        payer = at_screen(world, "payer")
        assert "600.00" in text(payer.get("/vouchers/batches/"))
        assert payer.post(f"/vouchers/batches/{by_hand.pk}/pay/").status_code == 302
        cashier = program(world, "payer")
        assert len(cashier.get("voucher-batches/").json()["batches"]) == 2
        assert cashier.post(f"voucher-batches/{by_program.pk}/pay/").status_code == 200
    entries = {"FY": [], "RY": []}  # type: dict[str, list[Any]]
    for entry in Event.objects.filter(kind__startswith="vouchers").order_by("pk"):
        facts = {name: value for name, value in entry.facts.items() if name in ("month", "number", "sum")}
        entries[entry.office_code].append((entry.kind, facts))
    assert entries["FY"] == entries["RY"]
    assert [kind for kind, _facts in entries["FY"]] == ["vouchers_claimed", "vouchers_paid"]


def test_refusals_are_told_on_the_page_with_their_code(world: World) -> None:
    screen = at_screen(world, "doctor")
    assert "VCH-01" in text(screen.post("/provider/claim/", {"month": "2026-11"}))
    assert screen.post("/provider/claim/", {"month": "2026-13"}).status_code == 422
    for month, status in (("soon", 422), ("2026-1", 422), ("9999-12", 409), ("0001-01", 409)):
        answer = program(world, "doctor").post("provider/claim/", {"month": month})
        assert answer.status_code == status, month
    answer = program(world, "doctor").post("provider/claim/", {"month": "2026-11"})
    assert (answer.status_code, answer.json()["code"]) == (409, "VCH-01")
    assert at_screen(world, "clerk").get("/vouchers/batches/").status_code == 403
    assert program(world, "clerk").get("voucher-batches/").status_code == 403
    confirmed(world, 5)
    with moment.at(DECEMBER):
        batch = claim_vouchers(by=world.by("doctor"), month=NOVEMBER)
        payer = at_screen(world, "payer")
        payer.post(f"/vouchers/batches/{batch.pk}/pay/")
        again = payer.post(f"/vouchers/batches/{batch.pk}/pay/")
        assert again.status_code == 409
        assert "VCH-04" in text(again)
        assert payer.post("/vouchers/batches/999999/pay/").status_code == 422


def test_the_blank_of_the_consent_holds_what_the_law_wants_and_is_filled_in_by_hand(world: World) -> None:
    screen = at_screen(world, "doctor", "zh-hans")
    before = everything()
    answer = screen.get("/provider/consent/")
    assert answer["Content-Type"] == "application/pdf"
    printed = reading.text(answer.content).replace("\n", "")
    for wanted in (
        "替代方案",
        "不采取任何方法",
        "风险",
        "自愿",
        "改变主意",
        "不收取任何费用",
        "本人签名",
        "医师签名",
    ):
        assert wanted in printed, wanted
    for never in ("绝育", "结扎", "人工流产", "宫内节育"):
        assert never not in printed
    assert {name: rows for name, rows in everything().items() if rows != before[name]} == {}


def test_what_is_remembered_of_used_vouchers_goes_when_they_have_expired(world: World) -> None:
    confirmed(world, 5)
    with moment.at(DECEMBER):
        claim_vouchers(by=world.by("doctor"), month=NOVEMBER)
        confirmed(world, 1, first=600)
    with moment.at(datetime(2027, 5, 31, 12, 0, tzinfo=SHANGHAI)):
        assert forget_vouchers().done == 0
    with moment.at(datetime(2027, 6, 1, 0, 0, tzinfo=SHANGHAI)):
        assert forget_vouchers().done == 5
    # What waits to be claimed waits on.
    assert VoucherUse.objects.count() == 1
