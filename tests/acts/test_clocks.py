"""A limit rests, goes on and is extended: what each act does, who may, and what is refused."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from audit.ledger.verify import verify_case
from casework.engine import moment
from casework.engine.items import Item
from casework.models import CaseTask, Clock, ClockExtension, ClockPause, ClockState, Duty, Paper
from law.book import LawBook, read_shipped
from tests.acts.steps import do, last_event, not_taken, refused
from tests.proving.licence import apply, item_under, open_licence
from tests.world import SHANGHAI, World

D = date.fromisoformat
NEEDS = {"ground": "appraisal", "time_needed": "约十日，以鉴定意见送达为准。"}


def on(day: str, hour: int = 10) -> Any:
    """At ten in the morning of that day."""
    return moment.at(datetime.combine(D(day), datetime.min.time(), SHANGHAI).replace(hour=hour))


def decision(number: str) -> Clock:
    return Clock.objects.get(case__number=number, purpose="decision")


def step_due(number: str) -> datetime | None:
    return CaseTask.objects.exclude(duty="").get(process__number=number, finished=None).due_at


@pytest.fixture(scope="module")
def newest() -> LawBook:
    return read_shipped()


@pytest.fixture
def accepted(world: World) -> str:
    """Received and accepted on Monday 16 November: 20 working days end on Monday 14 December."""
    open_licence(world)
    number = apply(world)
    do("accept", number, world.by("clerk"))
    assert decision(number).due_on == D("2026-12-14")
    return number


def test_a_limit_rests_from_the_day_after_its_notice_and_has_no_end_meanwhile(
    world: World, accepted: str
) -> None:
    with on("2026-11-18"):
        outcome = do("suspend_clock", accepted, world.by("clerk"), **NEEDS)
    clock, pause = decision(accepted), ClockPause.objects.get()
    assert (clock.state, clock.due_on, clock.due_at) == (ClockState.PAUSED, None, None)
    assert (pause.first_day, pause.last_day, pause.ended_on) == (D("2026-11-19"), None, None)
    assert step_due(accepted) is None
    paper = Paper.objects.get(kind="D39")
    assert outcome.papers == (("D39", paper.number),)
    assert pause.paper == paper
    told = paper.unseal("elements")
    assert told["time_needed"] == NEEDS["time_needed"]
    assert told["not_counted_from"] == "2026-11-19"
    assert [one["zh"] for one in told["basis"]] == ["《中华人民共和国行政许可法》第四十五条"]
    entry = last_event(accepted)
    assert (entry.kind, entry.basis) == ("suspend_clock", ["XK 45"])
    assert entry.facts["would_end"] == "2026-12-14"
    assert "约十日" not in str(entry.facts)


def test_it_goes_on_from_the_day_on_which_the_ground_fell_away(world: World, accepted: str) -> None:
    with on("2026-11-18"):
        do("suspend_clock", accepted, world.by("clerk"), **NEEDS)
    with on("2026-11-26"):
        do("resume_clock", accepted, world.by("clerk"), ended_on="2026-11-25")
    clock, pause = decision(accepted), ClockPause.objects.get()
    # 19, 20, 23 and 24 November are taken out: four working days.
    assert (pause.first_day, pause.last_day) == (D("2026-11-19"), D("2026-11-24"))
    assert (clock.state, clock.due_on) == (ClockState.RUNNING, D("2026-12-18"))
    assert step_due(accepted) == clock.due_at
    assert [line["label"] for line in clock.derivation].count("paused") == 1
    assert last_event(accepted).facts["due"] == "2026-12-18"
    assert not verify_case(clock.case_id)


def test_a_ground_that_fell_away_before_the_first_day_takes_nothing_out(world: World, accepted: str) -> None:
    do("suspend_clock", accepted, world.by("clerk"), **NEEDS)
    do("resume_clock", accepted, world.by("clerk"), ended_on="2026-11-16")
    pause = ClockPause.objects.get()
    assert (pause.last_day, pause.ended_on) == (None, D("2026-11-16"))
    assert decision(accepted).due_on == D("2026-12-14")
    with on("2026-11-17"):
        do("suspend_clock", accepted, world.by("clerk"), **NEEDS)
    assert ClockPause.objects.count() == 2


def test_it_cannot_have_fallen_away_before_it_was_told_nor_tomorrow(world: World, accepted: str) -> None:
    with on("2026-11-18"):
        do("suspend_clock", accepted, world.by("clerk"), **NEEDS)
    with on("2026-11-24"):
        for day, rule in (("2026-11-17", "order"), ("2026-11-25", "past"), ("2026-02-30", "format")):
            with not_taken("ended_on", rule):
                do("resume_clock", accepted, world.by("clerk"), ended_on=day)


def test_only_grounds_of_the_running_limit_are_taken(world: World, accepted: str) -> None:
    with not_taken("ground", "enum"):
        do("suspend_clock", accepted, world.by("clerk"), **NEEDS | {"ground": "applicant_correction"})
    with not_taken("time_needed", "required"):
        do("suspend_clock", accepted, world.by("clerk"), **NEEDS | {"time_needed": ""})


def test_a_promised_limit_rests_for_the_applicants_correction_by_a_rule_of_ours(world: World) -> None:
    open_licence(world, decision="PS-01", promised={"decision": 10})
    number = apply(world)
    do("accept", number, world.by("clerk"))
    with on("2026-11-18"):
        do("suspend_clock", number, world.by("clerk"), **NEEDS | {"ground": "applicant_correction"})
    told = Paper.objects.get(kind="D39").unseal("elements")
    assert told["basis"]["zh"] == "本机关服务规则"
    assert last_event(number).basis == []
    with on("2026-11-23"):
        do("resume_clock", number, world.by("clerk"), ended_on="2026-11-23")
    assert decision(number).due_on == D("2026-12-02")


def test_no_limit_of_a_birth_registration_may_rest_or_be_extended(world: World) -> None:
    number = world.receive().case_number
    do("accept", number, world.by("clerk"))
    with refused("CLOCK-01") as caught:
        do("suspend_clock", number, world.by("clerk"), ground="hearing", time_needed="x")
    assert not caught.value.reasons[0].basis
    with refused("CLOCK-04"):
        do("resume_clock", number, world.by("clerk"), ended_on="2026-11-16")
    with refused("CLOCK-05"):
        do("extend_limit", number, world.by("head"), amount=1, reasons="x")


def test_what_rests_cannot_rest_again_and_what_runs_cannot_go_on(world: World, accepted: str) -> None:
    with refused("CLOCK-04"):
        do("resume_clock", accepted, world.by("clerk"), ended_on="2026-11-16")
    do("suspend_clock", accepted, world.by("clerk"), **NEEDS)
    with refused("CLOCK-02"):
        do("suspend_clock", accepted, world.by("clerk"), **NEEDS)
    with refused("CLOCK-02"):
        do("extend_limit", accepted, world.by("head"), amount=10, reasons="x")


@pytest.mark.parametrize("day", ["2026-12-14", "2026-12-15"])
def test_on_its_last_day_and_after_it_nothing_is_left_to_rest(world: World, accepted: str, day: str) -> None:
    with on(day), refused("CLOCK-03"):
        do("suspend_clock", accepted, world.by("clerk"), **NEEDS)


@pytest.mark.parametrize("name", ["colleague", "head", "neighbour", "auditor", "hall"])
def test_only_who_holds_the_step_or_supervises_lets_it_rest(world: World, accepted: str, name: str) -> None:
    with refused("STEP-05"):
        do("suspend_clock", accepted, world.by(name), **NEEDS)
    do("suspend_clock", accepted, world.by("supervisor"), **NEEDS)
    with refused("STEP-05"):
        do("resume_clock", accepted, world.by(name), ended_on="2026-11-16")


def test_a_decision_ends_the_rest_and_the_limit_is_met(world: World, accepted: str) -> None:
    with on("2026-11-18"):
        do("suspend_clock", accepted, world.by("clerk"), **NEEDS)
    with on("2027-01-05"):
        do("register", accepted, world.by("clerk"))
    clock, pause = decision(accepted), ClockPause.objects.get()
    assert (clock.state, clock.stopped_on) == (ClockState.MET, D("2027-01-05"))
    assert (pause.ended_on, pause.last_day) == (D("2027-01-05"), D("2027-01-04"))


def test_a_withdrawal_ends_the_rest(world: World, accepted: str) -> None:
    do("suspend_clock", accepted, world.by("clerk"), **NEEDS)
    do("withdraw", accepted, world.by("clerk"))
    assert decision(accepted).state == ClockState.ENDED
    assert ClockPause.objects.get().ended_on == D("2026-11-16")


def test_the_head_extends_a_limit_once_and_tells_the_reasons(world: World, accepted: str) -> None:
    with on("2026-12-14"):
        do("extend_limit", accepted, world.by("head"), amount=5, reasons="向外省核实尚未得到答复。")
    clock, extension = decision(accepted), ClockExtension.objects.get()
    assert clock.due_on == D("2026-12-21")
    assert step_due(accepted) == clock.due_at
    assert (extension.amount, extension.authority) == (5, "agency_head")
    paper = Paper.objects.get(kind="D07")
    told = paper.unseal("elements")
    assert told["new_due"] == "2026-12-21"
    assert told["reason"] == "向外省核实尚未得到答复。"
    assert told["approver"] == "officer head"
    entry = last_event(accepted)
    assert (entry.facts["would_end"], entry.facts["due"]) == ("2026-12-14", "2026-12-21")
    assert entry.basis == ["XK 42(1)"]
    assert "外省" not in str(entry.facts)
    with on("2026-12-15"), refused("CLOCK-07"):
        do("extend_limit", accepted, world.by("head"), amount=5, reasons="x")


def test_an_extension_that_reaches_a_year_without_notice_says_that_the_day_is_not_known(
    world: World, accepted: str
) -> None:
    do("extend_limit", accepted, world.by("head"), amount=10, reasons="x")
    clock = decision(accepted)
    assert clock.due_on == D("2026-12-28")
    assert clock.provisional
    second = apply(world, form={"birth_month": "2027-03"})
    with on("2026-12-10"):
        do("accept", second, world.by("clerk"))
    with on("2026-12-11"):
        do("suspend_clock", second, world.by("clerk"), **NEEDS)
    with on("2026-12-25"):
        do("resume_clock", second, world.by("clerk"), ended_on="2026-12-25")
        do("extend_limit", second, world.by("head"), amount=10, reasons="x")
    assert decision(second).due_on is None
    assert "公布后确定" in Paper.objects.filter(kind="D07").latest("id").unseal("elements")["new_due"]["zh"]


def test_what_has_ended_is_not_extended(world: World, accepted: str) -> None:
    with on("2026-12-15"), refused("CLOCK-08") as caught:
        do("extend_limit", accepted, world.by("head"), amount=1, reasons="x")
    assert caught.value.reasons[0].basis == ("XK 42(1)",)


@pytest.mark.parametrize("name", ["clerk", "colleague", "neighbour", "supervisor", "auditor", "admin"])
def test_nobody_else_extends_a_limit(world: World, accepted: str, name: str) -> None:
    code = "EX-12" if name == "admin" else "GATE-02"
    with refused(code):
        do("extend_limit", accepted, world.by(name), amount=1, reasons="x")


def test_no_limit_is_extended_by_more_than_its_article_allows(world: World, accepted: str) -> None:
    for amount, rule in ((0, "minimum"), (11, "maximum"), (-1, "minimum"), ("x", "type")):
        with not_taken("amount", rule):
            do("extend_limit", accepted, world.by("head"), amount=amount, reasons="x")
    with not_taken("reasons", "required"):
        do("extend_limit", accepted, world.by("head"), amount=1, reasons="")


def test_a_limit_that_the_government_extends_is_not_extended_by_the_agency(world: World) -> None:
    open_licence(world, decision="XK-07")
    number = apply(world)
    do("accept", number, world.by("clerk"))
    with refused("CLOCK-06") as caught:
        do("extend_limit", number, world.by("head"), amount=1, reasons="x")
    assert caught.value.reasons[0].basis == ("XK 42(2)",)


def test_calendar_days_are_extended_too(world: World) -> None:
    open_licence(world, decision="XF-05")
    number = apply(world)
    do("accept", number, world.by("clerk"))
    before = decision(number)
    do("extend_limit", number, world.by("head"), amount=30, reasons="x")
    assert (before.derivation[2]["day"], decision(number).derivation[3]["day"]) == (
        "2027-01-15",
        "2027-02-14",
    )


def test_an_item_whose_limit_may_rest_has_the_papers_for_it(newest: LawBook) -> None:
    data = {**item_under().data}
    for use, act in (("suspension", "suspend_clock"), ("extension", "extend_limit")):
        papers = {name: kind for name, kind in data["papers"].items() if name != use}
        problems = Item.from_data({**data, "papers": papers}).problems(newest)
        assert problems == [f"papers: {act} issues {use}, which is missing"]
    instant = {
        **data,
        "limits": {"decision": "PS-02"},
        "papers": {"acceptance": "D03"} | dict(data["papers"]),
    }
    assert Item.from_data(instant).problems(newest) == []


@pytest.mark.parametrize(
    ("limits", "promised", "problem"),
    [
        ({"decision": "PS-01"}, {}, "promised.decision"),
        ({"decision": "XK-06"}, {"decision": 21}, "promised.decision"),
        ({"decision": "FY-01"}, {"decision": 5}, "promised.decision"),
        ({"decision": "PS-11"}, {"decision": 5}, "promised.decision"),
        ({"renewal": "XK-06"}, {}, "limits.renewal"),
    ],
)
def test_an_item_cannot_promise_more_time_than_the_law_nor_rest_on_a_limit_not_in_force(
    newest: LawBook, limits: dict[str, str], promised: dict[str, int], problem: str
) -> None:
    problems = item_under(promised=promised, **limits).problems(newest)
    assert [one.split(":")[0] for one in problems] == [problem]


def test_duties_of_the_head_may_be_delegated_for_an_extension(world: World, accepted: str) -> None:
    world.officer("deputy", (Duty.APPROVE, "LT"))
    do("extend_limit", accepted, world.by("deputy"), amount=1, reasons="x")
    assert decision(accepted).due_on == D("2026-12-15")
