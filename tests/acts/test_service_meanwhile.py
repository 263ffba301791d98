"""Notices that are served while the case is still worked on: time not counted, an extension, what came up beside it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from casework.engine import moment
from casework.engine.standing import standing_of
from casework.models import Case, Clock, Duty, Paper, PublicNotice, ServiceOfPaper
from casework.queries.acts_now import acts_now
from casework.queries.find_case import find_case
from casework.queries.suspensions import Suspension, suspensions
from tests.proving.licence import apply, open_licence
from tests.world import SHANGHAI, World

from .steps import do, last_event, not_taken, open_steps, refused

pytestmark = pytest.mark.django_db

D = date.fromisoformat
NEEDS = {"ground": "appraisal", "time_needed": "约十日，以鉴定意见送达为准。"}
FAILED = {"way": "in_person", "reason": "whereabouts_unknown"}


def on(day: str) -> Any:
    return moment.at(datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=SHANGHAI))


@pytest.fixture
def resting(world: World) -> str:
    """Accepted on Monday 16 November, its limit at rest since the day after."""
    open_licence(world)
    number = apply(world)
    do("accept", number, world.by("clerk"))
    do("suspend_clock", number, world.by("clerk"), **NEEDS)
    return number


def seen_by_the_auditor(world: World) -> Suspension:
    (one,) = suspensions(standing_of(world.officers["auditor"], moment.today()))
    return one


def offered(number: str, world: World, who: str) -> dict[str, bool]:
    """The acts that the page offers this officer, and whether they may."""
    officer = world.officers[who]
    return {one.act.name: one.allowed for one in acts_now(find_case(number, officer), officer)}


def test_the_notice_that_a_limit_rests_is_served_and_the_case_stays_where_it_is(
    world: World, resting: str
) -> None:
    assert seen_by_the_auditor(world).findings == ("not_served",)
    notice = Paper.objects.get(kind="D39")
    with on("2026-11-17"):
        do("serve", resting, world.by("clerk"), served_on="2026-11-17", paper=notice.number)
    service = ServiceOfPaper.objects.get()
    assert (service.paper, service.served_on) == (notice, D("2026-11-17"))
    assert Paper.objects.get(kind="D08").unseal("elements")["document_number"] == notice.number
    assert open_steps(resting) == ["decide"]
    assert Case.objects.get(number=resting).state == "accepted"
    assert {one.purpose: one.state for one in Clock.objects.filter(case__number=resting)} == {
        "screening": "met",
        "decision": "paused",
    }
    found = seen_by_the_auditor(world)
    assert (found.served, found.findings) == (True, ())
    with refused("EX-16"):
        do("serve", resting, world.by("clerk"), paper=notice.number)


def test_a_notice_of_extension_is_served_meanwhile_and_the_decision_at_its_own_step(
    world: World, resting: str
) -> None:
    clerk = world.by("clerk")
    do("resume_clock", resting, clerk, ended_on="2026-11-16")
    do("extend_limit", resting, world.by("head"), amount=5, reasons="向外省核实。")
    for kind in ("D07", "D39", "D03"):  # the newest that wasn't served comes first
        do("serve", resting, clerk)
        assert last_event(resting).facts["served"] == Paper.objects.get(kind=kind).number
    with refused("SRV-01"):
        do("serve", resting, clerk)
    do("register", resting, clerk)
    do("serve", resting, clerk)
    assert Case.objects.get(number=resting).state == "served"
    assert ServiceOfPaper.objects.filter(paper__kind="D25").exists()


def test_a_decision_is_not_served_beside_its_step(world: World, resting: str) -> None:
    other = apply(world, form={"birth_month": "2027-03"})
    do("accept", other, world.by("clerk"))
    do("register", other, world.by("clerk"))
    decision = Paper.objects.get(kind="D25")
    with not_taken("paper", "enum"):
        do("serve", resting, world.by("clerk"), paper=decision.number)


def test_service_is_offered_only_while_a_paper_waits_for_it(world: World, resting: str) -> None:
    assert offered(resting, world, "clerk")["serve"] is True
    assert "serve" not in offered(resting, world, "auditor")
    for _paper in range(2):
        do("serve", resting, world.by("clerk"))
    service = {"serve", "record_failed_service", "publish_notice"}
    assert not service & offered(resting, world, "clerk").keys()


@pytest.mark.parametrize("name", ["head", "neighbour", "supervisor", "auditor", "hall"])
def test_only_who_serves_or_works_on_the_case_serves_meanwhile(world: World, resting: str, name: str) -> None:
    with refused("GATE-02"):
        do("serve", resting, world.by(name))


def test_a_messenger_with_the_duty_to_serve_needs_no_step_of_the_case(world: World, resting: str) -> None:
    world.officer("messenger", (Duty.SERVE, "LT"))
    do("serve", resting, world.by("messenger"))
    assert ServiceOfPaper.objects.get().served_by == world.officers["messenger"]
    assert open_steps(resting) == ["decide"]


def test_a_notice_nobody_could_be_found_for_is_published_and_the_decision_afterwards_too(
    world: World, resting: str
) -> None:
    """Each public notice has its own 30 days; the one doesn't end with the other."""
    clerk = world.by("clerk")
    do("record_failed_service", resting, clerk, **FAILED)
    do("publish_notice", resting, clerk)
    first = PublicNotice.objects.get()
    assert first.paper.kind == "D39"
    with on("2026-11-23"):
        do("register", resting, clerk)
        do("record_failed_service", resting, clerk, **FAILED, tried_on="2026-11-23")
        do("publish_notice", resting, clerk, published_on="2026-11-23")
    second = PublicNotice.objects.exclude(pk=first.pk).get()
    assert second.paper.kind == "D25"
    assert second.effective_on == first.effective_on + timedelta(days=7)
    with on(first.effective_on.isoformat()):
        do("serve", resting, clerk, **_by_notice(first))
        waits = Clock.objects.filter(purpose="notice").order_by("id")
        assert [one.state for one in waits] == ["ended", "running"]
    with on(second.effective_on.isoformat()):
        do("serve", resting, clerk, **_by_notice(second))
    assert [one.state for one in Clock.objects.filter(purpose="notice").order_by("id")] == ["ended", "met"]
    assert Case.objects.get(number=resting).state == "served"


def test_a_public_notice_of_another_paper_ends_no_limit_for_serving_the_decision(world: World) -> None:
    clerk = world.by("clerk")
    open_licence(world, service="XK-09")
    number = apply(world)
    for act in ("accept", "register"):
        do(act, number, clerk)
    accepted = Paper.objects.get(kind="D03")
    do("record_failed_service", number, clerk, **FAILED, paper=accepted.number)
    do("publish_notice", number, clerk, paper=accepted.number)
    assert Clock.objects.get(purpose="service").state == "running"
    do("serve", number, clerk)
    assert Clock.objects.get(purpose="service").state == "met"
    assert Clock.objects.get(purpose="notice").state == "running"


def _by_notice(notice: PublicNotice) -> dict[str, Any]:
    given = dict.fromkeys(("served_on", "place", "receiver", "received_as"), "")
    return {**given, "signed": None, "way": "notice", "paper": notice.paper.number}


def test_a_service_on_an_earlier_day_is_entered_late_meanwhile(world: World, resting: str) -> None:
    notice = Paper.objects.get(kind="D39")
    with on("2026-11-19"), refused("EX-16"):
        do("serve", resting, world.by("clerk"), served_on="2026-11-17", paper=notice.number)
