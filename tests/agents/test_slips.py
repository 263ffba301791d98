"""Originals that go through an agent: a slip at each hand-over, back the same day, and the supervisor sees what isn't."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from audit.ledger.models import Event
from casework.engine import moment
from casework.engine.refusal import ActRefused
from casework.models import HandSlip, Paper
from tests.acts.steps import do, refused
from tests.web.pages import text
from tests.world import MONDAY, World

from .conftest import through_agent

BOTH = ["identity_card", "household_book"]


def team(world: World) -> str:
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.officers["supervisor"], backend="django.contrib.auth.backends.ModelBackend")
    return text(client.get("/team/"))


def test_each_hand_over_has_its_slip_with_both_sides_and_the_way_has_no_gap(world: World) -> None:
    number = through_agent(world, "file").case_number
    by = world.by("clerk")
    with refused("AGENT-03"):
        do("hand_slip", number, by, step="delivered")
    for step, sides in (
        ("taken", ("委托人本人", "代办人")),
        ("delivered", ("代办人", "受理窗口")),
        ("given_back", ("受理窗口", "代办人")),
        ("returned", ("代办人", "委托人本人")),
    ):
        outcome = do("hand_slip", number, by, step=step, originals=BOTH)
        paper = Paper.objects.select_related("case__applicant__key").get(number=outcome.papers[0][1])
        told = paper.unseal("elements")
        assert (told["handed_by"]["zh"], told["received_by"]["zh"]) == sides
        assert [one["zh"] for one in told["originals"]] == ["居民身份证", "户口簿"]
    assert HandSlip.objects.count() == 8
    entry = Event.objects.filter(case_number=number, kind="hand_slip").last()
    assert entry.facts["moved"] == "returned"
    with refused("AGENT-03"):
        do("hand_slip", number, by, step="returned", originals=BOTH)
    with refused("GATE-02"):
        do("hand_slip", number, world.by("head"))
    own = world.receive().case_number
    with refused("AGENT-02"):
        do("hand_slip", own, by)


def test_what_an_agent_keeps_over_night_is_shown_to_the_supervisor_until_it_is_back(world: World) -> None:
    number = through_agent(world, "file").case_number
    do("hand_slip", number, world.by("clerk"), originals=BOTH)
    assert "kept over night" not in team(world), "the day isn't over"
    with moment.at(MONDAY + timedelta(days=1)):
        told = team(world)
        assert number in told
        assert "2 originals since 2026-11-16" in told
        assert "代办人甲" not in told
        do("revoke_mandate", number, world.by("clerk"))
        do("withdraw", number, world.by("clerk"))
        # Neither the end of the mandate nor that of the case ends the duty to give back; nothing more is taken.
        do("hand_slip", number, world.by("clerk"), step="returned", originals=["household_book"])
        with pytest.raises(ActRefused) as caught:
            do("hand_slip", number, world.by("clerk"), step="taken", originals=["household_book"])
        assert caught.value.code == "AGENT-02"
        assert "1 original since 2026-11-16" in team(world)
        do("hand_slip", number, world.by("clerk"), step="returned")
        assert "kept over night" not in team(world)
