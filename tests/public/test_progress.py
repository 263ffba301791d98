"""How my case stands: told to whoever holds the receipt, and to nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from audit.ledger.models import Disclosure
from casework.acts.request_correction import request_correction
from casework.engine import moment
from casework.engine.act import acts
from casework.engine.guessing import FROM_ONE_ADDRESS, WINDOW
from casework.management.periodic import forget_guesses
from casework.models import Paper, WrongGuess
from tests.world import MOTHER_ID, World

pytestmark = pytest.mark.django_db
AWAY, ELSEWHERE, KIOSK = "203.0.113.7", "203.0.113.8", "192.0.2.10"


@pytest.fixture
def kiosk(settings: Any) -> str:
    settings.KIOSKS = ["192.0.2.0/28"]
    return KIOSK


def ask(number: str, code: str, address: str = AWAY, language: str = "zh-hans") -> Any:
    client = Client(REMOTE_ADDR=address, headers={"accept-language": language})
    return client.post("/progress/", {"number": number, "code": code})


def received(world: World, **changed: Any) -> tuple[str, str]:
    outcome = world.receive(**changed)
    return outcome.case_number, outcome.secrets["query_code"]


def test_the_holder_of_the_receipt_is_told_whose_turn_it_is_and_until_when(world: World) -> None:
    number, code = received(world)
    answer = ask(number, code)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "2026-11-23" in page  # five working days after the Monday
    assert "柳塘镇人民政府" in page
    assert "no-store" in answer["Cache-Control"]


def test_nothing_on_the_page_names_the_person(world: World) -> None:
    number, code = received(world)
    page = ask(number, code).content.decode()
    assert not [one for one in ("林晓雯", MOTHER_ID, MOTHER_ID[:4], "13712346208") if one in page]


@pytest.mark.parametrize("typed", ["{code}", "  {code} ", "{lower}", "{plain}", "{wide}"])
def test_a_code_may_be_typed_with_or_without_hyphens_small_or_in_full_width(world: World, typed: str) -> None:
    number, code = received(world)
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code)
    forms = {"code": code, "lower": code.lower(), "plain": code.replace("-", ""), "wide": wide}
    assert ask(number, typed.format(**forms)).status_code == 200


def test_who_is_asked_for_corrections_reads_what_is_missing_and_that_it_waits(world: World) -> None:
    number, code = received(world)
    missing = [{"what": "identity", "how": "请带户口簿。"}]
    request_correction(case_number=number, by=world.by("clerk"), missing=missing)
    page = ask(number, code).content.decode()
    assert "居民身份证或户口簿" in page
    assert "请带户口簿。" in page
    english = ask(number, code, language="en").content.decode()
    assert "It is your turn." in english


def test_the_look_is_on_record_by_the_persons_reference_alone(world: World) -> None:
    number, code = received(world)
    ask(number, code)
    row = Disclosure.objects.get(what="progress")
    assert (row.case_number, row.actor_kind, row.actor_name) == (number, "applicant", "")
    ask(number, "WRONGWRONGWR")
    assert Disclosure.objects.filter(what="progress").count() == 1


def test_an_unknown_number_and_a_wrong_code_are_answered_alike(world: World) -> None:
    number, _code = received(world)
    wrong, unknown = ask(number, "WRONGWRONGWR"), ask("2026-999999-9", "WRONGWRONGWR")
    assert wrong.status_code == unknown.status_code == 422

    def said(answer: Any) -> str:
        return str(answer.context["wrong"])

    assert said(wrong) == said(unknown)


def test_the_number_alone_shows_nothing(world: World) -> None:
    number, _code = received(world)
    page = Client().get(f"/progress/?number={number}").content.decode()
    assert number in page  # typed for them, as the receipt's QR code brings it
    assert "2026-11-23" not in page
    assert ask(number, "").status_code == 422
    assert Disclosure.objects.filter(what="progress").count() == 0


def test_after_five_wrong_codes_the_right_one_is_not_looked_at_from_there(world: World) -> None:
    number, code = received(world)
    for _time in range(5):
        assert ask(number, "WRONGWRONGWR").status_code == 422
    assert ask(number, code).status_code == 429
    assert ask(number, code, ELSEWHERE).status_code == 200
    with moment.at(moment.now() + WINDOW + timedelta(minutes=1)):
        assert ask(number, code).status_code == 200


def test_ten_thousand_guesses_get_nowhere_and_the_kiosk_still_answers(world: World, kiosk: str) -> None:
    number, code = received(world)
    ask(number, "WRONGWRONGWR")
    subject_tried = WrongGuess.objects.get()
    WrongGuess.objects.bulk_create(
        WrongGuess(subject=subject_tried.subject, address=f"{at:064d}", at=moment.now())
        for at in range(10_000)
    )
    assert ask(number, code, ELSEWHERE).status_code == 429
    assert ask(number, code, kiosk).status_code == 200


def test_who_goes_through_the_numbers_from_one_address_is_stopped(world: World, kiosk: str) -> None:
    received(world)
    for at in range(FROM_ONE_ADDRESS):
        assert ask(f"2026-{at:06d}-1", "WRONGWRONGWR").status_code == 422
    assert ask("2026-888888-1", "WRONGWRONGWR").status_code == 429


def test_a_forwarded_address_is_not_believed(world: World) -> None:
    number, code = received(world)
    for at in range(5):
        client = Client(REMOTE_ADDR=AWAY, headers={"x-forwarded-for": f"198.51.100.{at}"})
        client.post("/progress/", {"number": number, "code": "WRONGWRONGWR"})
    assert ask(number, code).status_code == 429


def test_wrong_codes_are_kept_without_number_or_address_and_dropped_when_they_no_longer_count(
    world: World,
) -> None:
    number, _code = received(world)
    ask(number, "WRONGWRONGWR")
    row = WrongGuess.objects.get()
    assert number not in f"{row.subject}{row.address}"
    assert AWAY not in f"{row.subject}{row.address}"
    assert forget_guesses().done == 0
    with moment.at(moment.now() + WINDOW + timedelta(seconds=1)):
        assert forget_guesses().done == 1


def test_who_was_refused_is_led_to_the_remedies_and_not_told_that_all_is_done(world: World) -> None:
    number, code = received(world)
    facts = "申请的不是本机关的事项。"
    acts["decline"].perform(
        case_number=number, by=world.by("clerk"), ground="no_application_matter", facts=facts
    )
    serve(number, world)
    english = ask(number, code, language="en").content.decode()
    assert "stands on the decision" in english
    assert "Nothing more is to be done." not in english
    granted, its_code = received(world, form={"birth_month": "2027-03"})
    for act in ("accept", "register"):
        acts[act].perform(case_number=granted, by=world.by("clerk"))
    serve(granted, world)
    english = ask(granted, its_code, language="en").content.decode()
    assert "Nothing more is to be done." in english
    assert "stands on the decision" not in english


def serve(number: str, world: World) -> None:
    proof = {
        "way": "in_person",
        "served_on": "2026-11-16",
        "place": "窗口",
        "receiver": "本人",
        "received_as": "addressee",
        "signed": True,
    }
    acts["serve"].perform(case_number=number, by=world.by("clerk"), **proof)


def test_the_case_page_says_that_the_applicant_looked(world: World, at_screen: Any) -> None:
    number, code = received(world)
    ask(number, code)
    page = at_screen("clerk").get(f"/cases/{number}/").content.decode()
    assert "the applicant, with the query code" in page
    assert "asking how the case stands" in page


def test_a_number_may_be_typed_in_full_width(world: World) -> None:
    number, code = received(world)
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in number)
    assert ask(wide, code).status_code == 200


@pytest.mark.parametrize("typed", ["\x00", "䶮𠮷", "x" * 5000, "' OR 1=1 --", "２０２６-000001-１"])
def test_whatever_is_typed_is_answered(world: World, typed: str) -> None:
    assert ask(typed, typed).status_code in (422, 429)


def test_a_paper_that_was_made_void_is_told_by_the_one_in_its_place(world: World) -> None:
    number, code = received(world)
    missing = [{"what": "identity", "how": "请补交身份证复印件。"}]
    acts["request_correction"].perform(case_number=number, by=world.by("clerk"), missing=missing)
    spoilt = Paper.objects.get(case__number=number, kind="D02")
    acts["void_paper"].perform(
        case_number=number, by=world.by("supervisor"), paper=spoilt.number, reason="卡纸。", again=True
    )
    page = ask(number, code).content.decode()
    assert spoilt.number not in page
    assert Paper.objects.get(case__number=number, kind="D02", ended__isnull=True).number in page
    assert "请补交身份证复印件。" in page


def test_the_holder_of_the_receipt_reads_who_opened_the_file_and_no_officers_name(
    world: World, client: Client
) -> None:
    number, code = received(world)
    assert "还没有人打开过。" in ask(number, code).content.decode()
    client.force_login(world.officers["clerk"])
    client.get(f"/cases/{number}/")
    client.post(f"/cases/{number}/unmask/", {"purpose": "王某来电核对"})
    page = ask(number, code).content.decode()
    section = page[page.index("looks-title") :]
    assert "2026-11-16 09:30" in section
    assert "查看完整证件号码：其他工作需要" in section
    assert "柳塘镇人民政府" in section
    assert not [one for one in ("officer clerk", "王某") if one in page]
