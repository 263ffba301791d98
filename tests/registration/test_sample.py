"""The county looks at a sample: drawn by a seed on record, looked at by who had no part, answered by the office."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from audit.ledger.models import Attempt, Event
from casework.acts.answer_finding import answer_finding
from casework.acts.draw_sample import draw_sample
from casework.acts.record_finding import record_finding
from casework.engine import moment
from casework.engine.refusal import ActRefused, BadInput
from casework.engine.sampling import closed_registrations, draws_the_same
from casework.models import Duty, Sample, SampleAnswer, SampledCase, SampleFinding
from tests.acts.steps import bring_to, do
from tests.web.pages import text
from tests.world import MONDAY, World

pytestmark = pytest.mark.django_db
Screen = Callable[..., Client]
DAY = MONDAY.date().isoformat()
PERIOD = {"first_day": DAY, "last_day": DAY}
GOOD = {
    "right_officer": "ok",
    "in_time": "ok",
    "materials": "ok",
    "reasons": "not_here",
    "service": "ok",
}
FAULT = {**GOOD, "service": "fault", "remark": "送达回证没有写明收到的日期。"}
NEXT_DAY = MONDAY + timedelta(days=1)


@pytest.fixture
def closed(world: World) -> list[str]:
    """Three registrations whose files are closed, and what is no closed registration."""
    bring_to("served", world)
    bring_to("withdrawn", world)
    return [bring_to("archived", world) for _case in range(3)]


def drawn(world: World, by: str = "auditor") -> Sample:
    return draw_sample(by=world.by(by), given=PERIOD)


def refused_with(code: str, act: Callable[..., Any], **given: Any) -> None:
    before = (Sample.objects.count(), SampleFinding.objects.count(), SampleAnswer.objects.count())
    with pytest.raises(ActRefused) as caught:
        act(**given)
    assert caught.value.code == code
    assert before == (Sample.objects.count(), SampleFinding.objects.count(), SampleAnswer.objects.count())
    assert Attempt.objects.filter(code=code).exists()


def test_a_seed_on_record_draws_the_same_cases_again_without_this_program(
    world: World, closed: list[str], settings: Any
) -> None:
    settings.SAMPLE_CASES = 2
    with moment.at(NEXT_DAY):
        sample = drawn(world)
    recorded = list(SampledCase.objects.filter(sample=sample).values_list("case__number", flat=True))
    by_hand = sorted(closed, key=lambda one: hashlib.sha256(f"{sample.seed}/{one}".encode()).hexdigest())
    assert recorded == by_hand[:2]
    assert sample.drawn_from == hashlib.sha256("\n".join(sorted(closed)).encode()).hexdigest()
    told = Event.objects.get(kind="sample_drawn")
    assert (told.facts["seed"], told.facts["cases"]) == (sample.seed, recorded)
    assert draws_the_same(sample)
    # A registration that is cancelled afterwards was registered all the same.
    do("cancel_registration", closed[0], world.by("clerk"))
    assert closed_registrations(MONDAY.date(), MONDAY.date()) == sorted(closed)
    assert draws_the_same(sample)


def test_a_period_is_drawn_from_once_when_it_is_over_and_by_who_looks_at_the_whole_county(
    world: World, closed: list[str]
) -> None:
    for given, field in ((PERIOD, "last_day"), ({**PERIOD, "first_day": "2026-11-17"}, "first_day")):
        with pytest.raises(BadInput) as caught:
            draw_sample(by=world.by("auditor"), given=given)
        assert field in caught.value.fields
    world.officer("town_auditor", (Duty.AUDIT, "LT"))
    with moment.at(NEXT_DAY):
        for who in ("clerk", "head", "admin", "town_auditor"):
            refused_with("GATE-02", draw_sample, by=world.by(who), given=PERIOD)
        drawn(world, "supervisor")
        refused_with("SAMPLE-01", draw_sample, by=world.by("auditor"), given=PERIOD)
        longer = {"first_day": "2026-11-01", "last_day": DAY}
        refused_with("SAMPLE-01", draw_sample, by=world.by("auditor"), given=longer)
        earlier = {"first_day": "2026-10-01", "last_day": "2026-10-31"}
        refused_with("SAMPLE-02", draw_sample, by=world.by("auditor"), given=earlier)


def test_a_fault_goes_to_the_office_as_a_remark_that_its_supervisor_answers(
    world: World, closed: list[str]
) -> None:
    world.officer("town_head", (Duty.SUPERVISE, "LT"))
    world.officer("other_head", (Duty.SUPERVISE, "SQ"))
    with moment.at(NEXT_DAY):
        sample = drawn(world)
        found = {"by": world.by("auditor"), "sample": sample.pk, "case_number": closed[0]}
        for given, field in (
            ({**GOOD, "service": "fault"}, "remark"),
            ({**GOOD, "remark": "没有问题。"}, "remark"),
            ({**GOOD, "in_time": "late"}, "in_time"),
            ({"remark": "x"}, "reasons"),
        ):
            with pytest.raises(BadInput) as caught:
                record_finding(**found, given=given)
            assert field in caught.value.fields
        finding = record_finding(**found, given=FAULT)
        assert [str(one) for one in finding.faults] == ["service"]
        refused_with("SAMPLE-03", record_finding, **found, given=GOOD)
        record_finding(**{**found, "case_number": closed[1]}, given=GOOD)
        reply = {
            "sample": sample.pk,
            "case_number": closed[0],
            "given": {"answer": "已补正，并已告知承办人。"},
        }
        for who in ("clerk", "auditor", "other_head"):
            refused_with("GATE-02", answer_finding, by=world.by(who), **reply)
        answer_finding(by=world.by("town_head"), **reply)
        refused_with("SAMPLE-04", answer_finding, by=world.by("supervisor"), **reply)
        with pytest.raises(BadInput):
            answer_finding(by=world.by("town_head"), **{**reply, "case_number": closed[1]})
    for event in Event.objects.filter(kind__startswith="sample_"):
        for secret in ("林晓雯", "送达回证", "已补正"):
            assert secret not in event.body
    looked = Event.objects.filter(kind="sample_looked_at").order_by("id")
    assert [[one["en"] for one in event.facts["faults"]] for event in looked] == [
        ["What was issued reached the person, with its proof"],
        ["none"],
    ]


def test_nobody_looks_at_a_case_they_acted_in_nor_answers_their_own_remark(
    world: World, closed: list[str]
) -> None:
    number = world.receive().case_number
    do("accept", number, world.by("clerk"))
    do("release", number, world.by("supervisor"))
    for act in ("register", "serve", "archive"):
        do(act, number, world.by("clerk"))
    with moment.at(NEXT_DAY):
        sample = drawn(world)
        mine = {"by": world.by("supervisor"), "sample": sample.pk}
        refused_with("EX-12", record_finding, **mine, case_number=number, given=GOOD)
        record_finding(**mine, case_number=closed[0], given=FAULT)
        refused_with("EX-12", answer_finding, **mine, case_number=closed[0], given={"answer": "无。"})


def test_screen_and_interface_leave_the_same_entries(
    world: World, closed: list[str], at_screen: Screen
) -> None:
    def entries() -> list[tuple[str, Any]]:
        rows = Event.objects.filter(kind__startswith="sample_").order_by("id")
        kept = ("sample", "seed", "cases", "looked_at", "drawn_from", "first_day", "last_day")
        return [
            (row.kind, {name: one for name, one in row.facts.items() if name not in kept}) for row in rows
        ]

    with moment.at(NEXT_DAY):
        auditor, supervisor = at_screen("auditor"), at_screen("supervisor")
        assert auditor.post("/samples/", PERIOD).status_code == 302
        sample = Sample.objects.get()
        case = f"/samples/{sample.pk}/{closed[0]}/"
        page = text(auditor.get(f"/samples/{sample.pk}/"))
        assert sample.seed in page
        assert "the same cases" in page
        assert all(number in page for number in closed)
        assert "Keep the finding" in text(auditor.get(case))
        assert auditor.post(case, {"act": "record_finding", **FAULT, "remark": ""}).status_code == 422
        assert auditor.post(case, {"act": "record_finding", **FAULT}).status_code == 302
        assert closed[0] in text(supervisor.get("/samples/"))
        assert FAULT["remark"] in text(supervisor.get(case))
        assert supervisor.post(case, {"act": "answer_finding", "answer": "已补正。"}).status_code == 302
        assert "已补正。" in text(auditor.get(case))
        web = entries()
        for who in ("clerk", "admin"):
            for path in ("/samples/", f"/samples/{sample.pk}/", case):
                assert at_screen(who).get(path).status_code == 403
    # The same by programs, on the next day.
    served = bring_to("served", world)
    with moment.at(NEXT_DAY):
        do("archive", served, world.by("clerk"))
    with moment.at(NEXT_DAY + timedelta(days=1)):
        period = {name: NEXT_DAY.date().isoformat() for name in PERIOD}
        headers = {"accept-language": "en"}

        def send(client: Client, path: str, body: dict[str, str]) -> Any:
            return client.post(
                f"/api/v1/samples/{path}", json.dumps(body), "application/json", headers=headers
            )

        answer = send(auditor, "", period)
        assert answer.status_code == 201, answer.content
        told = answer.json()
        assert [one["number"] for one in told["cases"]] == [served]
        assert told["draws_the_same"] is True
        path = f"{told['sample']}/cases/{served}/"
        assert send(auditor, path + "finding/", FAULT).json()["stands"] == "remark"
        listed = supervisor.get("/api/v1/samples/", headers=headers).json()["remarks"]
        assert (listed[0]["number"], listed[0]["stands"]) == (served, "remark")
        assert send(supervisor, path + "answer/", {"answer": "已补正。"}).json()["faults"] == ["service"]
        assert auditor.get(f"/api/v1/samples/{told['sample']}/", headers=headers).status_code == 200
        assert at_screen("clerk").get("/api/v1/samples/", headers=headers).status_code == 403
    assert entries() == web * 2


def test_what_was_drawn_and_found_is_never_changed(world: World, closed: list[str]) -> None:
    with moment.at(NEXT_DAY):
        drawn(world)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE casework_sample SET seed = 'another'")
