"""Every due day on a screen or over the API opens how it was found; pauses, promise and lapse are told in words."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from casework.acts.close_shift import close_shift
from casework.engine import moment
from casework.management.periodic import call_attention
from casework.models import Paper
from casework.queries.case_file import case_file
from casework.queries.find_case import find_case
from casework.web import rulers
from tests.acts.steps import bring_to, do
from tests.proving.licence import apply, open_licence
from tests.web.pages import text
from tests.world import SHANGHAI, World

BACKEND = "django.contrib.auth.backends.ModelBackend"


def on(day: str) -> Any:
    return moment.at(datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=SHANGHAI))


def screen(world: World, name: str, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(world.officers[name], backend=BACKEND)
    return client


@pytest.fixture
def number(world: World) -> str:
    open_licence(world, promised={"decision": 15})
    with on("2026-10-20"):
        number = apply(world)
        do("accept", number, world.by("clerk"))
    with on("2026-10-28"):
        do("suspend_clock", number, world.by("clerk"), ground="expert_review", time_needed="约十日。")
    return number


def test_a_case_shows_since_when_its_limit_rests_and_who_may_let_it_go_on(world: World, number: str) -> None:
    with on("2026-11-03"):
        page = text(screen(world, "clerk").get(reverse("case", kwargs={"number": number})))
        listed = text(screen(world, "clerk").get(reverse("worklist")))
    assert "paused since 10-29" in page
    assert "expert review, paused 4 days" in page
    assert "The clock has stood still since 2026-10-29" in page
    assert "Let the limit go on" in page
    assert "paused since 10-29" in listed
    assert "Clock paused" in listed
    assert "The clock has stood still since 2026-10-29" in listed


def test_a_case_shows_its_pauses_its_promise_and_each_step_of_the_reckoning(
    world: World, number: str
) -> None:
    with on("2026-11-09"):
        do("resume_clock", number, world.by("clerk"), ended_on="2026-11-09")
        url = reverse("case", kwargs={"number": number})
        page = text(screen(world, "clerk").get(url))
        chinese = text(screen(world, "clerk", "zh-hans").get(url))
    assert "How 11-26 was found" in page
    assert "promised for 11-19" in page
    assert "How 11-19 was promised" in page
    assert "first due 11-17" in page
    paper = Paper.objects.get(kind="D39")
    assert (
        f'href="{reverse("paper", kwargs={"number": number, "paper": paper.pk})}">{paper.number}</a>' in page
    )
    assert "May still be extended once by 10 working days" in page
    for words in ("专家评审，暂停7日", "承诺 11-19 办结", "原届满 11-17", "尚可延长10个工作日一次"):
        assert words in chinese
    assert "行政许可法》第四十五条" in chinese


def test_a_paper_with_a_day_tells_how_that_day_was_found_although_it_has_moved(
    world: World, number: str
) -> None:
    acceptance = Paper.objects.get(kind="D03")
    url = reverse("paper", kwargs={"number": number, "paper": acceptance.pk})
    page = text(screen(world, "clerk").get(url))
    assert "The day it tells" in page
    assert "How 11-17 was found" in page
    notice = Paper.objects.get(kind="D39")
    page = text(screen(world, "clerk").get(reverse("paper", kwargs={"number": number, "paper": notice.pk})))
    assert "约十日。" in page
    assert "The day it tells" not in page


def test_the_api_tells_the_three_clocks_and_the_derivation_of_each_day(world: World, number: str) -> None:
    client = screen(world, "clerk")
    with on("2026-11-03"):
        case = json.loads(client.get(f"/api/v1/cases/{number}/").content)
        row = json.loads(client.get("/api/v1/worklist/").content)["rows"][0]
    clock = next(one for one in case["clocks"] if one["purpose"] == "decision")
    assert (clock["clock_state"], clock["due_on"], clock["promised_on"]) == ("paused", None, None)
    assert clock["ran"] == {"unit": "working", "counted": 6, "taken_out": 4}
    assert clock["pauses"][0] | {"paper": ""} == {
        "ground": "expert_review",
        "ground_text": "expert review",
        "first_day": "2026-10-29",
        "last_day": None,
        "ended_on": None,
        "paper": "",
    }
    assert case["time"]["resting_days"] == 4
    assert row["time_state"] == "paused"
    assert row["derivation"][-1]["text"].startswith("The clock has stood still since")
    with on("2026-11-09"):
        do("resume_clock", number, world.by("clerk"), ended_on="2026-11-09")
        do("extend_limit", number, world.by("head"), amount=2, reasons="x")
        case = json.loads(client.get(f"/api/v1/cases/{number}/").content)
        row = json.loads(client.get("/api/v1/worklist/").content)["rows"][0]
    clock = next(one for one in case["clocks"] if one["purpose"] == "decision")
    assert (clock["statutory_on"], clock["promised_on"]) == ("2026-11-30", "2026-11-19")
    assert clock["promised_derivation"][1]["text"].startswith("The limit of 20 working days is shortened")
    assert (clock["extension"]["amount"], clock["extension"]["authority"]) == (2, "agency_head")
    assert (row["due_on"], row["promised_on"]) == ("2026-11-30", "2026-11-19")
    assert row["derivation"][-1]["day"] == "2026-11-30"


def test_a_lapse_and_a_long_silence_are_told_on_the_case(world: World) -> None:
    open_licence(world)
    with on("2026-09-18"):
        late, silent = apply(world), apply(world, form={"birth_month": "2027-03"})
        do("accept", late, world.by("clerk"))
        do("request_correction", silent, world.by("clerk"))
    with on("2026-11-02"):
        assert call_attention().done == 2
        pages = [
            text(screen(world, "clerk").get(reverse("case", kwargs={"number": one})))
            for one in (late, silent)
        ]
        supervised = text(screen(world, "supervisor").get(reverse("worklist"), {"view": "escalated"}))
    assert "The limit lapsed on 2026-10-22; this is before the supervising office (Office YX)." in pages[0]
    assert "The applicant hasn&#x27;t answered since 2026-09-18" in pages[1] or (
        "The applicant hasn't answered since 2026-09-18" in pages[1]
    )
    assert "Silence alone has no consequence" in pages[1]
    assert "Lapsed, put before us" in supervised
    assert late in supervised
    assert silent not in supervised


def test_the_form_of_a_suspension_offers_the_grounds_of_the_limit_and_keeps_what_was_typed(
    world: World, number: str
) -> None:
    with on("2026-11-09"):
        do("resume_clock", number, world.by("clerk"), ended_on="2026-11-09")
        url = reverse("act", kwargs={"number": number, "act": "suspend_clock"})
        client = screen(world, "clerk")
        form = text(client.get(url))
        answer = client.post(url, {"ground": "holiday", "time_needed": "about ten days"})
    for ground in ("hearing", "quarantine", "expert review"):
        assert ground in form
    assert "correction by the applicant" not in form
    assert answer.status_code == 422
    assert "about ten days" in text(answer)


def test_the_docket_the_shift_and_the_desk_of_the_decider_open_how_their_days_were_found(
    world: World, number: str
) -> None:
    with on("2026-11-09"):
        do("resume_clock", number, world.by("clerk"), ended_on="2026-11-09")
        clerk = screen(world, "clerk")
        review = text(clerk.get(reverse("review", kwargs={"number": number})))
        shift = text(clerk.get(reverse("shift")))
        docket = text(screen(world, "supervisor").get(reverse("team")))
    for page in (review, shift, docket):
        assert "How 11-26 was found" in page
        assert "Working days counted by calendar" in page
        assert Paper.objects.get(kind="D39").number in page


def test_the_sheet_of_a_shift_opens_the_day_as_it_stood_then(world: World, number: str) -> None:
    with on("2026-11-09"):
        do("resume_clock", number, world.by("clerk"), ended_on="2026-11-09")
        entry = close_shift(by=world.by("clerk"))
    with on("2026-11-10"):
        do("extend_limit", number, world.by("head"), amount=2, reasons="x")
        page = text(screen(world, "clerk").get(reverse("shift_sheet", kwargs={"entry": entry.pk})))
    assert "How 11-26 was found" in page
    assert "11-30" not in page


def test_a_limit_that_rests_is_no_missing_limit_at_the_end_of_a_shift(world: World, number: str) -> None:
    with on("2026-11-03"):
        page = text(screen(world, "clerk").get(reverse("shift")))
    assert "paused" in page
    assert "no limit runs" not in page
    assert "The clock has stood still since 2026-10-29" in page


def test_the_flag_of_a_limit_that_ends_on_its_first_day_stands_alone(world: World) -> None:
    case = world.case(bring_to("accepted", world))
    file = case_file(find_case(case.number, world.officers["clerk"]))
    limit = next(one for one in file.limits if one.clock.purpose == "decision")
    drawn = rulers.large(file.matter.book, limit, limit.clock.due_on + timedelta(days=1))
    assert drawn is not None
    first, *_others = (cell for week in drawn["weeks"] for cell in week)
    assert "flag" in first
    assert "month" not in first
