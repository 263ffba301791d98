"""Screening: acceptance, the one correction notice, non-acceptance, materials, silence."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import override_settings

from casework.engine import moment
from casework.engine.ports import Answer, Asked, Question, Reply, ask_registers
from casework.engine.refusal import BadInput
from casework.models import Case, CaseRole, Clock, Material, Paper, SharingAgreement
from tests.world import MONDAY, SHANGHAI, World

from .steps import GIVEN, bring_to, by_nobody, do, everything, last_event, not_taken, open_steps, refused

pytestmark = pytest.mark.django_db
PENDING = {"materials": {"household": {}, "residence": {}}}


class Registers:
    """Other registers as a test wants them."""

    asked: list[str] = []
    answers: dict[str, Any] = {}

    def ask(self, question: Question) -> Reply:
        self.asked.append(question.register)
        answer = self.answers[question.register]
        if isinstance(answer, Exception):
            raise answer
        return Reply(Answer(answer))


@pytest.fixture
def registers() -> Any:
    Registers.asked, Registers.answers = [], {}
    with override_settings(DATA_SHARING=f"{__name__}.Registers"):
        yield Registers


def history_of(number: str) -> list[tuple[str, str]]:
    rows = Case.objects.get(number=number).history.order_by("history_id")
    return list(rows.values_list("history_change_reason", "state"))


def test_an_application_is_accepted_today_and_the_decision_clock_runs_from_receipt(world: World) -> None:
    number = bring_to("received", world)
    tuesday = MONDAY + timedelta(days=1)
    with moment.at(tuesday):
        do("accept", number, world.by("clerk"))
    case = Case.objects.get(number=number)
    assert (case.state, case.accepted_on, case.deemed_accepted) == ("accepted", tuesday.date(), False)
    assert case.holder == world.officers["clerk"]
    screening, decision = Clock.objects.filter(case=case)
    assert (screening.state, screening.stopped_on) == ("met", tuesday.date())
    assert (decision.purpose, decision.state, decision.started_on) == ("decision", "running", MONDAY.date())
    assert history_of(number) == [("receive", "received"), ("accept", "accepted")]
    event = last_event(number)
    assert (event.kind, event.step, event.from_state, event.to_state) == (
        "accept",
        "screen",
        "received",
        "accepted",
    )
    assert event.facts["decision_due"] == decision.due_on.isoformat()
    assert CaseRole.objects.get(case=case).role == "acceptor"
    task = case.tasks.get(finished=None)
    assert (task.owner, task.due_at) == (world.officers["clerk"], decision.due_at)
    # Written by hand beside the case: the digests name the history rows of this very act.
    models = [one["model"] for one in json.loads(event.body)["history"]]
    assert sorted(models) == ["casework.case", "casework.clock", "casework.clock"]


def test_an_open_material_forbids_acceptance_until_it_is_declared(world: World, registers: Any) -> None:
    number = bring_to("received", world, **PENDING)
    with refused("MAT-01") as caught:
        do("accept", number, world.by("clerk"))
    assert caught.value.reasons[0].ways_out
    registers.answers = {"household": "found", "residence": "not_found"}
    do("check_shared_data", number, by_nobody())
    with refused("MAT-01"):
        do("accept", number, world.by("clerk"))
    do(
        "take_material",
        number,
        world.by("clerk"),
        materials={"residence": {"statement": "本人住在河口村。"}},
    )
    do("accept", number, world.by("clerk"))
    states = dict(Material.objects.values_list("code", "state"))
    assert states == {"identity": "provided", "household": "found", "residence": "declared"}


def test_registers_are_asked_only_for_what_is_open_and_silence_changes_nothing(
    world: World, registers: Any
) -> None:
    number = bring_to("received", world, materials={"household": {}})
    registers.answers = {"household": TimeoutError()}
    do("check_shared_data", number, by_nobody())
    assert registers.asked == ["household"]
    event = last_event(number)
    agreement = SharingAgreement.objects.get(register="household")
    assert event.facts == {
        "answers": {},
        "found": [],
        "not_found": [],
        "unanswered": ["household"],
        "uncovered": [],
        "differs": [],
        "agreements": [agreement.pk],
    }
    assert (event.actor_kind, event.actor_id, event.actor_name) == ("system", None, "worker")
    assert Material.objects.get(code="household").state == "pending"
    registers.answers = {"household": "not_found"}
    do("check_shared_data", number, world.by("clerk"))
    assert Material.objects.get(code="household").state == "not_found"
    registers.answers = {"household": "found"}
    do("check_shared_data", number, world.by("clerk"))
    assert Material.objects.get(code="household").state == "found"
    registers.asked.clear()
    do("check_shared_data", number, world.by("clerk"))
    assert registers.asked == []


def test_nobody_s_data_goes_to_another_register_before_the_gate_is_asked(
    world: World, registers: Any
) -> None:
    number = bring_to("received", world, **PENDING)
    registers.answers = {"household": "found", "residence": "found"}
    for who in ("neighbour", "admin", "auditor", "head"):
        with refused("EX-12" if who == "admin" else "GATE-02"):
            do("check_shared_data", number, world.by(who))
    assert registers.asked == []
    do("withdraw", number, world.by("clerk"))
    with refused("STEP-03"):
        do("check_shared_data", number, by_nobody())
    assert registers.asked == []


def test_what_is_missing_is_told_once_and_the_waiting_has_no_clock(world: World) -> None:
    number = bring_to("correcting", world)
    case = Case.objects.get(number=number)
    assert (case.correction_told_on, case.holder) == (MONDAY.date(), world.officers["clerk"])
    [clock] = Clock.objects.filter(case=case)
    assert clock.state == "met"
    paper = Paper.objects.get(case=case, kind="D02")
    elements = paper.unseal("elements")
    assert elements["all_missing_items"] == ["identity"]
    assert elements["how_to_fix"] == ["请补交身份证。"]
    assert open_steps(number) == ["correct"]
    task = case.tasks.get(finished=None)
    assert task.waits_for_applicant
    assert task.due_at is None
    assert last_event(number).facts["missing"] == ["identity"]
    assert "请补交" not in last_event(number).body


def test_a_second_correction_notice_is_refused(world: World) -> None:
    number = bring_to("correcting", world)
    wednesday = MONDAY + timedelta(days=2)
    with moment.at(wednesday):
        do("supplement", number, world.by("clerk"))
        with refused("COR-01") as caught:
            do("request_correction", number, world.by("clerk"))
        assert caught.value.reasons[0].ways_out
        [screening] = Clock.objects.filter(case__number=number, state="running")
        assert (screening.started_on, screening.due_on) == (wednesday.date(), date(2026, 11, 25))
        # Acceptance is still possible, and its clock runs from what was handed in last.
        do("accept", number, world.by("clerk"))
    decision = Clock.objects.get(case__number=number, purpose="decision")
    assert decision.started_on == wednesday.date()


def test_nothing_handed_in_is_no_correction(world: World) -> None:
    number = bring_to("correcting", world)
    with not_taken("materials", "required"):
        do("supplement", number, world.by("clerk"), materials={})
    with not_taken("materials", "required"):
        do("supplement", number, world.by("clerk"), materials={"identity": {}})
    with not_taken("form.birth_month", "future"):
        do(
            "supplement",
            number,
            world.by("clerk"),
            materials={},
            form={"stage": "expected", "birth_month": "2020-01", "delivery": "print", "declared_true": True},
        )
    corrected = {"stage": "expected", "birth_month": "2027-05", "delivery": "post", "declared_true": True}
    do("supplement", number, world.by("clerk"), materials={}, form=corrected)
    assert Case.objects.get(number=number).unseal("form") == corrected
    assert last_event(number).facts["materials"] == ["form"]
    assert open_steps(number) == ["screen"]


@pytest.mark.parametrize(
    "missing",
    [
        [],
        [{"what": "identity"}],
        [{"what": "marriage_certificate", "how": "交来。"}],
        [{"what": "identity", "how": "一"}, {"what": "identity", "how": "二"}],
        ["identity"],
    ],
)
def test_a_notice_names_what_is_missing_and_how_to_put_it_right(world: World, missing: Any) -> None:
    number = bring_to("received", world)
    before = everything()
    with pytest.raises(BadInput) as caught:
        do("request_correction", number, world.by("clerk"), missing=missing)
    assert all(name.startswith("missing") for name in caught.value.fields)
    assert everything() == before


def test_a_material_taken_in_leaves_the_step_open(world: World) -> None:
    number = bring_to("received", world, **PENDING)
    do("take_material", number, world.by("clerk"))
    assert open_steps(number) == ["screen"]
    event = last_event(number)
    assert event.facts["materials"] == ["household"]
    assert event.from_state == event.to_state == "received"
    with not_taken("materials", "required"):
        do("take_material", number, world.by("clerk"), materials={"residence": {}})
    with not_taken("materials.identity.document", "required"):
        do("take_material", number, world.by("clerk"), materials={"identity": {"original_seen": True}})


def test_non_acceptance_is_written_with_ground_facts_and_remedies(world: World) -> None:
    number = bring_to("not_accepted", world)
    case = Case.objects.get(number=number)
    assert (case.outcome, case.decided_on, case.accepted_on) == ("not_accepted", MONDAY.date(), None)
    paper = Paper.objects.get(case=case, kind="D04")
    elements = paper.unseal("elements")
    assert elements["facts"] == GIVEN["decline"]["facts"]
    assert elements["competent_agency_if_any"] == "云溪县公安局"
    assert "60" in elements["remedies"]["zh"] or "六十" in elements["remedies"]["zh"]
    assert elements["article"]
    event = last_event(number)
    assert event.facts["ground"] == "other_agency"
    assert event.basis == ["RK 18", "SYDJ"]
    assert "户口登记" not in event.body
    assert open_steps(number) == ["serve"]


def test_a_ground_that_asks_for_a_fact_is_not_enough_alone(world: World) -> None:
    number = bring_to("received", world)
    with not_taken("particulars.competent_agency", "required"):
        do("decline", number, world.by("clerk"), particulars={})
    with not_taken("ground", "enum"):
        do("decline", number, world.by("clerk"), ground="duplicate")
    with not_taken("facts", "required"):
        do("decline", number, world.by("clerk"), facts="  ")
    do("decline", number, world.by("clerk"), ground="no_application_matter", particulars={})


def test_silence_counts_as_acceptance_as_of_receipt(world: World) -> None:
    number = bring_to("received", world, **PENDING)
    midnight = datetime(2026, 11, 24, 0, 0, tzinfo=SHANGHAI)
    with moment.at(midnight - timedelta(seconds=1)), refused("TIME-01"):
        do("deem_accepted", number, by_nobody())
    with moment.at(midnight):
        with refused("TIME-02"):
            do("deem_accepted", number, world.by("clerk"))
        do("deem_accepted", number, by_nobody())
        case = Case.objects.get(number=number)
        assert (case.state, case.accepted_on, case.deemed_accepted) == ("accepted", MONDAY.date(), True)
        assert case.holder is None
        assert Clock.objects.get(case=case, purpose="screening").state == "lapsed"
        decision = Clock.objects.get(case=case, purpose="decision")
        assert decision.started_on == MONDAY.date()
        event = last_event(number)
        assert event.facts["silent_since"] == "2026-11-23"
        assert event.basis == []
        assert not CaseRole.objects.filter(case=case).exists()
        with refused("STEP-01"):
            do("deem_accepted", number, by_nobody())
        # Nobody accepted it, so anybody with the duty goes on.
        do("register", number, world.by("colleague"))
    assert Clock.objects.get(case=case, purpose="decision").state == "lapsed"


def test_silence_after_a_correction_counts_from_the_correction(world: World) -> None:
    number = bring_to("correcting", world)
    wednesday = MONDAY + timedelta(days=2)
    with moment.at(MONDAY + timedelta(days=30)), refused("STEP-01"):
        do("deem_accepted", number, by_nobody())
    with moment.at(wednesday):
        do("supplement", number, world.by("clerk"))
    with moment.at(MONDAY + timedelta(days=14)):
        do("deem_accepted", number, by_nobody())
    assert Case.objects.get(number=number).accepted_on == wednesday.date()


def test_a_case_nobody_has_is_asked_about_nowhere(world: World, registers: Any) -> None:
    assert ask_registers("2026-999999-9", None, MONDAY, MONDAY.date()) == Asked({})
    assert registers.asked == []


@pytest.mark.parametrize("day", [date(2026, 12, 30), date(2026, 12, 31), date(2027, 1, 4)])
def test_no_day_is_guessed_while_next_year_s_holidays_are_not_published(world: World, day: date) -> None:
    with moment.at(datetime(day.year, day.month, day.day, 9, 30, tzinfo=SHANGHAI)):
        number = world.receive(form={"birth_month": "2027-06"}).case_number
        clock = Clock.objects.get(case__number=number)
        assert (clock.due_on, clock.due_at, clock.provisional) == (None, None, True)
        told = Paper.objects.get(case__number=number).unseal("elements")["correction_deadline"]
        assert "公布后确定" in told["zh"]
        assert "once the holidays" in told["en"]
        # Time that can't be counted runs out for nobody.
        with refused("TIME-01"):
            do("deem_accepted", number, by_nobody())
        do("accept", number, world.by("clerk"))
