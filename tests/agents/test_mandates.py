"""Agents: each power ticked on its own, for a time, taken back whenever the person wishes; the person follows without them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from audit.ledger.models import Attempt, Event
from casework.acts.delegate_duties import delegate_duties
from casework.acts.grant_duty import grant_duty
from casework.engine import moment
from casework.engine.actor import applicant
from casework.engine.refusal import ActRefused, BadInput
from casework.models import Duty, Mandate, Paper, Post
from tests.acts.steps import do, refused
from tests.web.pages import text
from tests.world import MONDAY, SHANGHAI, World

from .conftest import through_agent

ALL = ("file", "correct", "receive_papers", "withdraw")


def test_the_mandate_names_each_power_that_the_person_ticked_and_no_other(world: World) -> None:
    number = through_agent(world, "file", "correct").case_number
    mandate = Mandate.objects.get(case__number=number)
    assert mandate.powers == ["file", "correct"]
    paper = Paper.objects.select_related("case__applicant__key").get(case__number=number, kind="D24")
    scope = paper.unseal("elements")["scope"]
    assert scope["zh"].startswith("代为填写、递交申请、代为补正材料；不得")
    assert "receive papers" not in scope["en"]
    assert Mandate.objects.get(case__number=through_agent(world).case_number).powers == ["file"]
    with pytest.raises(BadInput) as caught:
        through_agent(world, "withdraw")
    assert "mandate.powers" in caught.value.fields


def test_an_agent_s_act_beyond_the_powers_or_after_the_end_is_refused(world: World) -> None:
    number = through_agent(world, "file").case_number
    do("request_correction", number, world.by("clerk"))
    with refused("AGENT-01"):
        do("supplement", number, world.by("clerk"), through_agent=True)
    do("supplement", number, world.by("clerk"))  # the person may, as ever
    with refused("AGENT-01") as caught:
        do("withdraw", number, world.by("clerk"), through_agent=True)
    assert caught.value.reasons[0].basis == ()
    do("accept", number, world.by("clerk"))
    do("register", number, world.by("clerk"))
    with refused("AGENT-01"):
        do("serve", number, world.by("clerk"), received_as="agent")
    do("serve", number, world.by("clerk"))
    free = through_agent(world, *ALL).case_number
    with moment.at(datetime(2026, 12, 1, 9, 0, tzinfo=SHANGHAI)), refused("AGENT-02"):
        do("withdraw", free, world.by("clerk"), through_agent=True)
    do("withdraw", free, world.by("clerk"), through_agent=True)
    own = world.receive().case_number
    with pytest.raises(BadInput):
        do("withdraw", own, world.by("clerk"), through_agent=True)


def test_the_person_takes_the_mandate_back_at_the_counter_and_nothing_else_changes(world: World) -> None:
    number = through_agent(world, *ALL).case_number
    state = world.case(number).state
    with refused("GATE-02"):
        do("revoke_mandate", number, world.by("head"))
    do("revoke_mandate", number, world.by("colleague"))
    assert (world.case(number).state, Mandate.objects.get().revoked_on) == (state, MONDAY.date())
    with refused("AGENT-02"):
        do("revoke_mandate", number, world.by("clerk"))
    with refused("AGENT-02"):
        do("withdraw", number, world.by("clerk"), through_agent=True)
    do("accept", number, world.by("clerk"))


def test_the_person_follows_the_case_without_the_agent_and_ends_the_mandate_there(world: World) -> None:
    outcome = through_agent(world, "file", "receive_papers")
    client = Client(headers={"accept-language": "en"})
    asked = {"number": outcome.case_number, "code": outcome.secrets["query_code"]}
    page = client.post("/progress/", asked)
    told = text(page)
    assert "An agent acts for you until 2026-11-30" in told
    assert "to receive papers" in told
    assert "to withdraw the application" not in told
    assert "代办人甲" not in told
    assert client.post("/progress/", {"stop_agent": "1", "pass": "x"}).status_code == 422
    assert Mandate.objects.get().revoked_on is None
    mark = page.context["agent_pass"]
    ended = client.post("/progress/", {"stop_agent": "1", "pass": mark})
    assert "You took the mandate back on 2026-11-16" in text(ended)
    entry = Event.objects.get(kind="revoke_mandate")
    person = world.case(outcome.case_number).applicant_id
    assert (entry.actor_kind, entry.actor_id, entry.actor_name) == ("applicant", person, "")
    assert client.post("/progress/", {"stop_agent": "1", "pass": mark}).status_code == 409
    assert "nobody acts for the person any more" in text(_screen(world).get(f"/cases/{outcome.case_number}/"))


def _screen(world: World) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.officers["clerk"], backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_person_does_by_number_and_code_what_is_theirs_and_no_officer_s_act(world: World) -> None:
    number = through_agent(world, *ALL).case_number
    for act in ("accept", "withdraw", "check_shared_data", "claim"):
        with pytest.raises(ActRefused) as caught:
            do(act, number, applicant("r"))
        assert "GATE-08" in [one.code for one in caught.value.reasons], act
    assert Attempt.objects.filter(actor_kind="applicant", code="GATE-08").exists()


def test_nobody_of_a_village_comes_to_accept_or_decide(world: World) -> None:
    village, head = world.officers["village"], world.by("head")
    Post.objects.create(
        officer=village, office=world.offices["LT1"], title_zh="代办员", valid_from=date(2026, 1, 1)
    )
    for duty, office in (("accept", "LT"), ("decide", "LT"), ("approve", "YX"), ("examine", "LT1")):
        with pytest.raises(ActRefused) as caught:
            grant_duty(by=world.by("admin"), duty=duty, office=office, officer="village")
        assert caught.value.code == "AP-12", duty
    with pytest.raises(ActRefused) as caught:
        grant_duty(by=world.by("admin"), duty="decide", office="LT1", officer="clerk")
    assert caught.value.code == "AP-12"
    with pytest.raises(ActRefused) as caught:
        delegate_duties(
            by=head,
            delegate="village",
            office="LT",
            duties=["approve"],
            valid_from=MONDAY.date(),
            valid_until=MONDAY.date() + timedelta(days=5),
            reason="外出。",
        )
    assert caught.value.code == "AP-12"
    # Who was charged before, or otherwise: then the application isn't taken in through them.
    world.grant("village", Duty.DECIDE, "LT")
    with pytest.raises(ActRefused) as caught:
        world.receive("village", at="LT1", mandate={"signed_on": "2026-11-16", "valid_until": "2026-12-31"})
    assert caught.value.code == "AP-12"
