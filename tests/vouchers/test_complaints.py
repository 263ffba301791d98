"""A complaint from the voucher: no name, no code of the voucher, seen by nobody complained of, answered once, forgotten."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, models
from django.test import Client, override_settings

from audit.ledger.models import Disclosure, Event
from casework.acts.answer_complaint import answer_complaint
from casework.acts.call_complainant import call_complainant
from casework.acts.file_complaint import Filed, file_complaint
from casework.engine import moment
from casework.engine.complaints import complaint_of, complaints_for, fresh_key
from casework.engine.refusal import ActRefused, BadInput
from casework.engine.standing import standing_of
from casework.management.periodic import forget_complaints
from casework.models import (
    Absence,
    Complaint,
    ComplaintAnswer,
    ComplaintCall,
    ComplaintWords,
    Duty,
    ErasedPerson,
    Office,
    Officer,
    Paper,
    Post,
    WrongGuess,
)
from casework.papers.voucher import render_voucher
from tests.papers import reading
from tests.web.pages import hidden, text
from tests.world import MONDAY, World

from .county import VOUCHER, at_screen, issued, program

pytestmark = pytest.mark.django_db
WORDS, PHONE = "收了我两百元。", "13712340000"
DONE = {"put_right": "已退还并约谈。", "answer": "多收的钱已经退还。"}
CALLED = {"reached": "yes", "found": "说明了经过。"}


def told(office: str = "FY", **more: Any) -> dict[str, Any]:
    return {"office": office, "what": ["charged", "sent_away"], **more}


def complain(office: str = "FY", key: str = "", **more: Any) -> Filed:
    return file_complaint(
        item=VOUCHER, key=key or fresh_key(), door="web", request_id="r", given=told(office, **more)
    )


def post(data: dict[str, Any], address: str = "198.51.100.7") -> Any:
    return Client(REMOTE_ADDR=address, headers={"accept-language": "en"}).post("/voucher/", data)


def api(path: str, body: Any, **headers: str) -> Any:
    return Client(headers={"accept-language": "en", **headers}).post(
        f"/api/v1/{path}", json.dumps(body), content_type="application/json"
    )


def sees(world: World, name: str) -> list[str]:
    officer = Officer.objects.get(username=name)
    rows = complaints_for(officer, standing_of(officer, moment.today()))
    return [one.office.code for one in rows.order_by("pk")]


def test_whoever_holds_a_voucher_complains_on_its_page_and_reads_the_answer_there(world: World) -> None:
    page = Client(headers={"accept-language": "en"}).get("/voucher/")
    form = {"key": hidden(page)["key"], **told(words=WORDS, phone=PHONE)}
    kept = post(form)
    assert kept.status_code == 200
    slip = kept.context["slip"]
    assert slip.number in text(kept)
    assert slip.code in text(kept)
    row = Complaint.objects.get()
    assert (row.office.code, row.filed_on, row.wants_call) == ("FY", date(2026, 11, 16), True)
    assert (row.call_due, row.answer_due) == (date(2026, 11, 17), date(2026, 12, 7))
    ask = {"read": "1", "number": slip.number.lower(), "code": slip.code.lower().replace("-", " ")}
    assert "2026-12-07" in text(post(ask))
    call_complainant(by=world.by("supervisor"), complaint=row.pk, given=CALLED)
    answer_complaint(by=world.by("supervisor"), complaint=row.pk, given=DONE)
    answered = text(post(ask))
    assert DONE["answer"] in answered
    for not_told in (DONE["put_right"], CALLED["found"], WORDS, PHONE, "Hospital FY"):
        assert not_told not in answered


def test_the_form_asks_for_no_name_no_identity_and_no_code_of_a_voucher(world: World) -> None:
    page = text(Client(headers={"accept-language": "en"}).get("/voucher/"))
    assert "A complaint affects nothing" in page
    assert "Don't write what the service was" in page
    for name in ("name", "identifier", "token", "voucher", "case_number"):
        assert f'name="{name}"' not in page
        with pytest.raises(BadInput) as bad:
            complain(**{name: "x"})
        assert set(bad.value.fields) == {name}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"office": "LT1"}, "office"),
        ({"office": "WJ"}, "office"),
        ({"what": []}, "what"),
        ({"what": ["pregnant"]}, "what.0"),
        ({"words": "x" * 1001}, "words"),
        ({"phone": "林晓雯"}, "phone"),
        ({"phone": "1" * 40}, "phone"),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_kept(world: World, given: Any, field: str) -> None:
    with pytest.raises(BadInput) as bad:
        complain(**given)
    assert field in bad.value.fields
    assert api("voucher/complaints/", {"given": {**told(), **given}}).status_code == 422
    assert post({**told(), **given}).status_code == 422
    assert not Complaint.objects.exists()
    assert not Event.objects.filter(kind="complaint_filed").exists()


def test_sending_it_twice_makes_one_complaint_and_tells_the_same_number_and_code(world: World) -> None:
    key = fresh_key()
    first, again = post({"key": key, **told()}), post({"key": key, **told()})
    assert first.context["slip"] == again.context["slip"]
    assert Complaint.objects.count() == 1
    assert Event.objects.filter(kind="complaint_filed").count() == 1
    # Going back and writing something else is another complaint: nothing that was said is lost.
    assert post({"key": key, **told(words=WORDS)}).context["slip"] != first.context["slip"]
    # The same words in another form are another person's.
    assert complain().slip != complain().slip
    assert Complaint.objects.count() == 4


def test_the_interface_keeps_the_same_complaint_once_too_and_refuses_a_key_that_others_could_hit_upon(
    world: World,
) -> None:
    body = {"given": told()}
    key = {"idempotency-key": fresh_key()}
    first, again = api("voucher/complaints/", body, **key), api("voucher/complaints/", body, **key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again["Idempotent-Replayed"] == "true"
    assert Complaint.objects.count() == 1
    assert api("voucher/complaints/", body, **{"idempotency-key": "1"}).status_code == 400


def test_it_cannot_be_joined_with_a_voucher_a_case_or_a_person(world: World) -> None:
    number, token = issued(world)
    cases = Event.objects.count()
    complain(words=WORDS, phone=PHONE)
    for model in (Complaint, ComplaintWords, ComplaintCall, ComplaintAnswer):
        related = {
            field.related_model._meta.model_name
            for field in model._meta.get_fields()
            if field.is_relation and field.concrete
        }
        assert related <= {"complaint", "office", "officer"}
        for field in model._meta.get_fields():
            # The day of the complaint is kept and not the hour: nothing to lay beside the hour of a voucher.
            assert model in (ComplaintCall, ComplaintAnswer) or not isinstance(field, models.DateTimeField)
    entry = Event.objects.get(kind="complaint_filed")
    assert Event.objects.count() == cases + 1
    assert (entry.case_id, entry.actor_id, entry.actor_name, entry.office_code) == (None, None, "", "")
    assert set(entry.facts) == {"complaint", "due"}
    with connection.cursor() as cursor:
        for model in (Complaint, ComplaintWords):
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")
            kept = str([[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in cursor])
            for said in (number, token, WORDS, PHONE, "charged", "sent_away"):
                assert said not in kept
    assert ComplaintWords.objects.get().unseal("told") == {
        "what": ["charged", "sent_away"],
        "words": WORDS,
        "phone": PHONE,
    }


def test_nobody_complained_of_sees_it_and_who_supervises_above_does(world: World) -> None:
    for office in ("DT", "LT", "SQ", "FY"):
        complain(office)
    assert sees(world, "supervisor") == ["DT", "LT", "SQ", "FY"]
    for nobody in ("clerk", "head", "hall", "neighbour", "auditor", "admin", "doctor", "payer"):
        assert sees(world, nobody) == []
    # A supervisor of the office itself isn't above it; one of the bureau is above its providers.
    world.officer("town_supervisor", (Duty.SUPERVISE, "LT"))
    world.officer("bureau_supervisor", (Duty.SUPERVISE, "WJ"))
    assert sees(world, "town_supervisor") == []
    assert sees(world, "bureau_supervisor") == ["FY"]
    # Any duty or post there, now or before, one's own or somebody else's, keeps it from them.
    world.grant("supervisor", Duty.RECEIVE, "LT1")
    assert sees(world, "supervisor") == ["DT", "SQ", "FY"]
    Post.objects.create(
        officer=world.officers["supervisor"],
        office=world.offices["SQ"],
        title_zh="x",
        title_en="x",
        valid_from=date(2020, 1, 1),
        valid_until=date(2021, 1, 1),
    )
    assert sees(world, "supervisor") == ["DT", "FY"]
    Absence.objects.create(
        officer=world.officers["hall"],
        stand_in=world.officers["supervisor"],
        first_day=date(2026, 11, 16),
        last_day=date(2026, 11, 20),
    )
    assert sees(world, "supervisor") == ["FY"]


def test_whoever_is_complained_of_finds_neither_list_nor_page_nor_act(world: World) -> None:
    row = complain("LT", words=WORDS).complaint
    world.officer("town_supervisor", (Duty.SUPERVISE, "LT"))
    town = at_screen(world, "town_supervisor")
    assert WORDS not in text(town.get("/complaints/"))
    assert "No complaint waits" in text(town.get("/complaints/"))
    assert town.get(f"/complaints/{row.pk}/").status_code == 404
    assert town.post(f"/complaints/{row.pk}/", {"act": "answer_complaint", **DONE}).status_code == 404
    ask = program(world, "town_supervisor")
    assert ask.get("complaints/").json() == {"complaints": []}
    assert ask.post(f"complaints/{row.pk}/answer_complaint/", {"input": DONE}).status_code == 404
    for who in ("clerk", "auditor", "admin"):
        assert at_screen(world, who).get("/complaints/").status_code == 403
        assert program(world, who).get(f"complaints/{row.pk}/").status_code == 403
    for who in ("clerk", "town_supervisor"):
        with pytest.raises(BadInput):
            answer_complaint(by=world.by(who), complaint=row.pk, given=DONE)
    assert not ComplaintAnswer.objects.exists()
    assert not Disclosure.objects.filter(what="complaint").exists()


def test_the_supervisor_calls_puts_right_and_answers_and_each_look_is_on_record(world: World) -> None:
    row = complain(words=WORDS, phone=PHONE).complaint
    screen = at_screen(world, "supervisor")
    listed = text(screen.get("/complaints/"))
    assert "Hospital FY" in listed
    assert WORDS not in listed
    page = text(screen.get(f"/complaints/{row.pk}/"))
    for said in (WORDS, PHONE, "I was charged"):
        assert said in page
    look = Disclosure.objects.get(what="complaint")
    assert (look.case_id, look.person_ref, look.items, look.purpose) == (None, "", [row.pk], "complaint")
    path = f"/complaints/{row.pk}/"
    assert screen.post(path, {"act": "answer_complaint", **DONE}).status_code == 409  # called first
    assert screen.post(path, {"act": "call_complainant", "reached": "yes"}).status_code == 422
    assert screen.post(path, {"act": "call_complainant", **CALLED}).status_code == 302
    assert screen.post(path, {"act": "answer_complaint", **DONE}).status_code == 302
    assert screen.post(path, {"act": "answer_complaint", **DONE}).status_code == 409
    assert "answered" in text(screen.get("/complaints/"))
    assert DONE["put_right"] in text(screen.get(path))
    for kind in ("complaint_called", "complaint_answered"):
        entry = Event.objects.get(kind=kind)
        assert (entry.case_id, entry.office_code, entry.facts["in_time"]) == (None, "", True)
        assert entry.facts["complaint"] == row.pk


def test_without_a_telephone_nobody_calls(world: World) -> None:
    row = complain().complaint
    with pytest.raises(ActRefused) as refused:
        call_complainant(by=world.by("supervisor"), complaint=row.pk, given=CALLED)
    assert refused.value.code == "CMP-01"
    answer_complaint(by=world.by("supervisor"), complaint=row.pk, given=DONE)


def test_both_doors_lead_to_the_same_entries(world: World) -> None:
    by_page = post(told(phone=PHONE))
    by_program = api("voucher/complaints/", {"given": told(phone=PHONE)}).json()
    rows = list(Complaint.objects.order_by("pk"))
    screen, ask = at_screen(world, "supervisor"), program(world, "supervisor")
    assert [one["complaint"] for one in ask.get("complaints/").json()["complaints"]] == [r.pk for r in rows]
    for act, given in (("call_complainant", CALLED), ("answer_complaint", DONE)):
        assert screen.post(f"/complaints/{rows[0].pk}/", {"act": act, **given}).status_code == 302
        done = ask.post(f"complaints/{rows[1].pk}/{act}/", {"input": given})
        assert done.status_code == 200, done.content
    assert done.json()["phone"] != PHONE
    entries = [
        [
            (one.kind, one.actor_name, one.office_code, {**one.facts, "complaint": 0})
            for one in Event.objects.order_by("pk")
            if one.facts.get("complaint") == row.pk
        ]
        for row in rows
    ]
    assert entries[0] == entries[1]
    assert len(entries[0]) == 3
    slip = by_page.context["slip"]
    for number, code in ((slip.number, slip.code), (by_program["number"], by_program["code"])):
        answer = api("voucher/complaints/answer/", {"number": number, "code": code}).json()
        assert answer == {"answered": True, "answer": DONE["answer"], "answer_due": "2026-12-07"}
    assert set(Event.objects.filter(kind="complaint_filed").values_list("channel", flat=True)) == {
        "web",
        "api",
    }


def test_number_and_code_are_not_to_be_guessed_by_page_and_interface_together(world: World) -> None:
    slip = complain().slip
    for at in range(5):
        if at % 2:
            answer = post({"read": "1", "number": slip.number, "code": "WRONGWRONGWR"})
        else:
            body = {"number": slip.number, "code": "WRONGWRONGWR"}
            answer = Client(REMOTE_ADDR="198.51.100.7").post(
                "/api/v1/voucher/complaints/answer/", json.dumps(body), content_type="application/json"
            )
        assert answer.status_code == 422
    assert post({"read": "1", "number": slip.number, "code": slip.code}).status_code == 429
    assert WrongGuess.objects.values("subject").distinct().count() == 1
    other = post({"read": "1", "number": slip.number, "code": slip.code}, "203.0.113.9")
    assert other.status_code == 200
    assert complaint_of(slip.number, "") is None
    assert complaint_of("", slip.code) is None


def test_nobody_floods_the_hall_with_complaints_from_one_address(world: World) -> None:
    with override_settings(VERIFY_FAILURE_LIMIT=2):
        assert [post(told()).status_code for _at in range(3)] == [200, 200, 429]
        assert post(told(), "203.0.113.9").status_code == 200
    assert Complaint.objects.count() == 3


def test_what_was_said_goes_with_its_key_after_two_years_and_the_answer_with_it(world: World) -> None:
    filed = complain(words=WORDS)
    open_one = complain("LT")
    answer_complaint(by=world.by("supervisor"), complaint=filed.complaint.pk, given=DONE)
    assert forget_complaints().done == 0
    with moment.at(MONDAY + timedelta(days=733)):
        assert forget_complaints().done == 2
        assert forget_complaints().done == 0
        with pytest.raises(ErasedPerson):
            ComplaintAnswer.objects.get().unseal("answer")
        page = text(at_screen(world, "supervisor").get(f"/complaints/{filed.complaint.pk}/"))
        assert WORDS not in page
        assert DONE["answer"] not in page
        ask = {"read": "1", "number": filed.slip.number, "code": filed.slip.code}
        assert "nothing of what was said is kept" in text(post(ask))
        with pytest.raises(ActRefused) as refused:
            answer_complaint(by=world.by("supervisor"), complaint=open_one.complaint.pk, given=DONE)
        assert refused.value.code == "CMP-04"
    assert Complaint.objects.count() == 2


def test_the_voucher_names_the_page_and_shows_its_code_beside_its_own(world: World) -> None:
    _number, token = issued(world)
    paper = Paper.objects.select_related("case__applicant__key", "office").get(kind="D27")
    from casework.engine.lawbook import book_of

    book = book_of(paper.case.law_edition_id)
    assert "voucher/" not in reading.text(render_voucher(paper, token, book))
    with override_settings(PAPER_QR="https://hall.example/{value}"):
        printed = reading.text(render_voucher(paper, token, book)).replace("\n", "")
    assert "https://hall.example/voucher/" in printed
    assert "不与凭单或者办件关联" in printed


def test_an_office_that_no_longer_works_is_not_offered(world: World) -> None:
    Office.objects.filter(code="RY").update(active=False)
    with pytest.raises(BadInput):
        complain("RY")
