"""Keeping and erasing: proposed by the worker, decided by somebody; restricted data are opened by nobody."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from audit.ledger.models import Attempt, Event
from audit.ledger.sentences import sentence
from audit.ledger.verify import verify_case
from casework.acts.erase_person import erase_person
from casework.acts.keep_longer import keep_longer
from casework.acts.lift_restriction import lift_restriction
from casework.acts.propose_erasure import propose_erasure
from casework.acts.restrict_processing import restrict_processing
from casework.engine import moment
from casework.engine.act import acts
from casework.engine.actor import worker
from casework.engine.refusal import ActRefused, BadInput
from casework.engine.standing import standing_of
from casework.management.periodic import propose_erasures
from casework.models import Case, Duty, ErasureProposal, Person, RetentionHold
from casework.queries.find_case import find_case
from casework.queries.search import visible
from tests.migrant.county import program
from tests.world import FATHER_ID, MONDAY, World

from .county import FATHER, MOTHER, do, registered

pytestmark = pytest.mark.django_db
DECADE = MONDAY.replace(year=MONDAY.year + 10)


def browser(world: World, who: str) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(world.officers[who], backend="django.contrib.auth.backends.ModelBackend")
    return client


def code_of(act: Any, *args: Any, **given: Any) -> str:
    with pytest.raises(ActRefused) as refused:
        act(*args, **given)
    return refused.value.code


def test_the_worker_puts_it_before_a_supervisor_once_and_erases_nothing(world: World) -> None:
    number = registered(world)
    with moment.at(DECADE - timedelta(days=1)):
        assert propose_erasures().done == 0
    with moment.at(DECADE):
        assert (propose_erasures().done, propose_erasures().done) == (1, 0)
        assert code_of(erase_person, case_number=number, by=worker(), reason="retention_over") == "EX-11"
    (proposal,) = ErasureProposal.objects.all()
    assert (proposal.proposed_by, proposal.to_officer) == (None, world.officers["supervisor"])
    case = world.case(number)
    assert case.applicant.unseal("name") == MOTHER
    told = Event.of_case(case.pk).last()
    assert told is not None
    assert "officer supervisor" in sentence(told, "zh")
    assert verify_case(case.pk, last_seq=case.event_seq) == []


def test_who_has_an_open_case_or_a_later_file_is_not_proposed(world: World) -> None:
    registered(world)
    with moment.at(MONDAY + timedelta(days=1)):
        world.receive(form={"birth_month": "2027-05"})
    with moment.at(DECADE):
        assert propose_erasures().done == 0


def test_a_file_that_is_kept_longer_is_neither_proposed_nor_erased_until_that_day(world: World) -> None:
    number = registered(world)
    by, later = world.by("supervisor"), (DECADE + timedelta(days=90)).date().isoformat()
    with moment.at(DECADE):
        for wrong in ({"until": "2026-01-01", "reason": "档案法。"}, {"until": later}):
            with pytest.raises(BadInput):
                keep_longer(case_number=number, by=by, **wrong)
        keep_longer(case_number=number, by=by, until=later, reason="林晓雯提起诉讼，依法保存。")
        assert propose_erasures().done == 0
        assert code_of(erase_person, case_number=number, by=by, reason="retention_over") == "ERASE-05"
    told = Event.objects.get(kind="kept_longer")
    assert (told.facts, told.basis) == ({"until": later}, ["PI 72(2)"])
    assert "诉讼" not in told.body
    assert RetentionHold.objects.get().unseal("reason").endswith("依法保存。")
    with moment.at(DECADE + timedelta(days=90)):
        assert propose_erasures().done == 1
        assert erase_person(case_number=number, by=by, reason="retention_over")


def test_an_open_file_has_nothing_to_be_kept_longer(world: World) -> None:
    number = registered(world, closed=False)
    given = {"until": "2037-01-01", "reason": "档案法。"}
    assert code_of(keep_longer, case_number=number, by=world.by("supervisor"), **given) == "KEEP-01"


def test_where_the_house_wants_two_nobody_erases_alone(world: World, settings: Any) -> None:
    settings.ERASURE_BY_TWO = True
    world.officer("second", (Duty.SUPERVISE, "YX"))
    number = registered(world)
    first, second = world.by("supervisor"), world.by("second")
    with moment.at(DECADE):
        propose_erasures()
        assert code_of(erase_person, case_number=number, by=first, reason="retention_over") == "ERASE-06"
        propose_erasure(case_number=number, by=first)
        assert code_of(propose_erasure, case_number=number, by=first) == "ERASE-07"
        assert code_of(erase_person, case_number=number, by=first, reason="retention_over") == "ERASE-06"
        assert erase_person(case_number=number, by=second, reason="retention_over")
    case = world.case(number)
    assert case.applicant.is_erased
    assert verify_case(case.pk, last_seq=case.event_seq) == []


def test_restricted_data_are_opened_by_nobody_until_it_is_lifted(world: World, client: Client) -> None:
    number = registered(world)
    other = registered(world, applicant={"identifier": FATHER_ID, "name": FATHER}, other_parent=None)
    by = world.by("supervisor")
    persons = restrict_processing(case_number=number, by=by, ground="retention_not_over")
    assert persons == (world.case(number).applicant_id,)
    assert code_of(restrict_processing, case_number=number, by=by, ground="technically_hard") == "RESTRICT-01"
    for who in ("clerk", "head", "supervisor", "auditor"):
        client.force_login(world.officers[who])
        for path in (f"/cases/{number}/", f"/api/v1/cases/{number}/", f"/cases/{number}/scans/"):
            assert client.get(path).status_code == 404, (who, path)
        seen = Case.objects.filter(visible(standing_of(world.officers[who], MONDAY.date())))
        assert number not in set(seen.values_list("number", flat=True))
        assert MOTHER not in client.get("/search/", {"text": MOTHER}).content.decode()
    assert find_case(other, world.officers["clerk"]).case.number == other
    assert (
        code_of(acts["revoke_certificate"].perform, case_number=number, by=world.by("head")) == "RESTRICT-02"
    )
    told = Event.objects.get(kind="processing_restricted")
    assert (told.basis, told.facts["persons"]) == (["PI 47(2)"], list(persons))
    lift_restriction(case_number=number, by=by, reason="remedy")
    assert code_of(lift_restriction, case_number=number, by=by, reason="remedy") == "RESTRICT-03"
    assert find_case(number, world.officers["clerk"]).case.number == number
    assert Person.history.filter(id=persons[0]).count() == 3


def test_what_is_still_open_goes_on_to_its_end_though_the_person_is_restricted(world: World) -> None:
    closed = registered(world)
    still_open = registered(world, closed=False, form={"birth_month": "2027-05"})
    restrict_processing(case_number=closed, by=world.by("supervisor"), ground="retention_not_over")
    do(world, "accept", still_open)
    assert find_case(still_open, world.officers["clerk"]).case.number == still_open


@pytest.mark.parametrize("who", ["clerk", "head", "auditor", "admin", "elsewhere"])
def test_only_who_supervises_there_decides_about_the_keeping_of_data(world: World, who: str) -> None:
    number = registered(world)
    world.officer("elsewhere", (Duty.SUPERVISE, "SQ"))
    code = "EX-12" if who == "admin" else "GATE-02"
    doing = (
        (restrict_processing, {"ground": "retention_not_over"}),
        (lift_restriction, {"reason": "remedy"}),
        (keep_longer, {"until": "2037-01-01", "reason": "档案法。"}),
        (propose_erasure, {}),
    )
    for act, given in doing:
        assert code_of(act, case_number=number, by=world.by(who), **given) == code
    assert Attempt.objects.filter(code=code, case_number=number).count() == len(doing)
    page = browser(world, who)
    expected = 404 if who == "elsewhere" else 403
    assert page.get(f"/retention/?case={number}").status_code == expected
    assert page.post("/retention/", {"case": number, "act": "restrict"}).status_code == expected
    assert program(world, who)("retention/", {"case": number, "act": "lift"}).status_code == expected


STEPS = (
    ("keep_longer", {"until": "2036-12-31", "reason": "档案法。"}, 302, 200),
    ("restrict", {"ground": "retention_not_over"}, 302, 200),
    ("restrict", {"ground": "retention_not_over"}, 409, 409),
    ("lift", {}, 422, 422),
    ("lift", {"reason": "person_asks"}, 302, 200),
    ("keep_longer", {"until": "2036-11-17", "reason": "不再需要。"}, 302, 200),
    ("propose", {}, 409, 409),
)


def test_page_and_interface_leave_the_same_entries(world: World) -> None:
    told = {}
    numbers = {
        "web": registered(world),
        "api": registered(world, applicant={"identifier": FATHER_ID, "name": FATHER}, other_parent=None),
    }
    with moment.at(DECADE):
        page, ask = browser(world, "supervisor"), program(world, "supervisor")
        listed = page.get("/retention/").content.decode()
        assert all(number in listed for number in numbers.values())
        assert not [one for one in (MOTHER, FATHER) if one in listed]
        assert {one["number"] for one in ask("retention/").json()["over"]} == set(numbers.values())
        for act, given, by_page, by_program in STEPS:
            answer = page.post("/retention/", {"case": numbers["web"], "act": act, **given})
            assert answer.status_code == by_page, act
            body = {"case": numbers["api"], "act": act, "input": given}
            assert ask("retention/", body).status_code == by_program, act
    with moment.at(DECADE + timedelta(days=1)):
        page, ask = browser(world, "supervisor"), Client()
        assert page.get(f"/retention/?case={numbers['web']}&act=erase").status_code == 200
        for final, status in (({}, 422), ({"final": "on"}, 302)):
            given = {"case": numbers["web"], "act": "erase", "reason": "retention_over", **final}
            assert page.post("/retention/", given).status_code == status
        world.officers["supervisor"].auth_token_set.all().delete()
        body = {
            "case": numbers["api"],
            "act": "erase",
            "input": {"reason": "retention_over", "final": True},
        }
        assert program(world, "supervisor")("retention/", body).status_code == 200
        assert page.get(f"/retention/?case={numbers['web']}").status_code == 404
    for door, number in numbers.items():
        case = world.case(number)
        assert case.applicant.is_erased
        assert verify_case(case.pk, last_seq=case.event_seq) == []
        rows = Event.of_case(case.pk).filter(channel=door).exclude(facts__has_key="item")
        told[door] = [
            (
                one.kind,
                one.basis,
                {key: value for key, value in one.facts.items() if key not in ("persons", "cases")},
            )
            for one in rows
            if one.kind in KINDS
        ]
    assert [kind for kind, _basis, _facts in told["web"]] == [
        "kept_longer",
        "processing_restricted",
        "restriction_lifted",
        "kept_longer",
        "person_erased",
    ]
    assert told["web"] == told["api"]
    assert json.dumps(told, ensure_ascii=False).find(MOTHER) == -1


KINDS = {"kept_longer", "processing_restricted", "restriction_lifted", "person_erased", "erasure_proposed"}
