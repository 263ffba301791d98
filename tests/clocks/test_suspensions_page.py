"""The page on which misuse of suspensions is found: for how long, told or not, decided and ended by whom."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit.ledger.models import Disclosure
from casework.engine import moment
from casework.models import Case, Paper, Recusal
from tests.acts.steps import do
from tests.proving.licence import apply, open_licence
from tests.web.pages import text
from tests.world import SHANGHAI, World

BACKEND = "django.contrib.auth.backends.ModelBackend"
ADDRESS = reverse("suspensions")


def on(day: str) -> Any:
    return moment.at(datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=SHANGHAI))


@pytest.fixture
def look(world: World) -> Callable[..., str]:
    def of(name: str = "auditor", language: str = "en", **asked: str) -> str:
        client = Client(headers={"accept-language": language})
        client.force_login(world.officers[name], backend=BACKEND)
        answer = client.get(ADDRESS, asked)
        assert answer.status_code == 200
        return text(answer)

    return of


@pytest.fixture
def numbers(world: World) -> list[str]:
    """One told and ended in time; one set a day before the end, never told, and ended by the decision; one resting."""
    open_licence(world, promised={"decision": 15})
    with on("2026-10-20"):
        found = [apply(world, form={"birth_month": month}) for month in ("2027-02", "2027-03", "2027-04")]
        for number in found:
            do("accept", number, world.by("clerk"))
    with on("2026-10-28"):
        do("suspend_clock", found[0], world.by("clerk"), ground="expert_review", time_needed="约十日。")
        notice = Paper.objects.get(case__number=found[0], kind="D39")
        do("serve", found[0], world.by("clerk"), served_on="2026-10-28", paper=notice.number)
    with on("2026-11-09"):
        do("resume_clock", found[0], world.by("supervisor"), ended_on="2026-11-09")
    with on("2026-11-16"):
        do("suspend_clock", found[1], world.by("clerk"), ground="testing", time_needed="约两日。")
        do("suspend_clock", found[2], world.by("supervisor"), ground="hearing", time_needed="约两日。")
    with on("2026-11-18"):
        do("register", found[1], world.by("clerk"))
    return found


def test_the_page_tells_how_long_whether_it_was_told_and_who_decided_and_ended_it(
    numbers: list[str], look: Callable[..., str]
) -> None:
    with on("2026-11-19"):
        page = look()
    for words in (
        *numbers,
        "10-29</time>",
        "11-08</time>",
        "7 working days",
        "served 2026-10-28",
        "officer supervisor: Let the limit go on",
        "no proof of service",
        "officer clerk: Register",
        "Just before the end",
        "1 working day was left",
        "rests still",
        "How 11-17 was found",
    ):
        assert words in page, words
    assert "林晓雯" not in page
    assert Disclosure.objects.get(what="suspensions").items == [
        Case.objects.get(number=number).pk for number in reversed(numbers)
    ]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"ground": "testing"}, [1]),
        ({"officer": "supervisor"}, [2]),
        ({"office": "LT"}, [0, 1, 2]),
        ({"only": "not_served"}, [1, 2]),
        ({"only": "near_the_end"}, [1, 2]),
        ({"only": "repeated"}, []),
        ({"first": "2026-11-01"}, [1, 2]),
        ({"last": "2026-11-01"}, [0]),
        ({"only": "not_served", "ground": "expert_review"}, []),
        ({"office": "nowhere", "page": "99", "first": "2026-02-30"}, [0, 1, 2]),
    ],
)
def test_it_is_narrowed_down_by_office_ground_officer_days_and_what_stands_out(
    numbers: list[str], look: Callable[..., str], asked: dict[str, str], shown: list[int]
) -> None:
    with on("2026-11-19"):
        page = look(**asked)
    assert [at for at, number in enumerate(numbers) if number in page] == shown
    assert ("None like this." in page) == (not shown)


def test_it_is_for_who_audits_or_supervises_and_stands_in_their_navigation(
    world: World, numbers: list[str], look: Callable[..., str]
) -> None:
    for name in ("auditor", "supervisor"):
        assert f'href="{ADDRESS}" aria-current="page"' in look(name)
    for name in ("clerk", "head", "admin", "neighbour"):
        client = Client()
        client.force_login(world.officers[name], backend=BACKEND)
        assert client.get(ADDRESS).status_code == 403
        assert f'href="{ADDRESS}"' not in text(client.get("/"))


def test_it_speaks_chinese(numbers: list[str], look: Callable[..., str]) -> None:
    with on("2026-11-19"):
        page = look(language="zh-hans")
    for words in ("暂停计时", "无送达证明", "临近届满", "专家评审"):
        assert words in page, words


def test_nobody_sees_those_of_a_case_in_which_they_stepped_aside(
    world: World, numbers: list[str], look: Callable[..., str]
) -> None:
    case = Case.objects.get(number=numbers[2])
    Recusal.objects.create(
        case=case,
        officer=world.officers["supervisor"],
        decided_by=world.officers["supervisor"],
        decided_at=moment.now(),
    )
    with on("2026-11-19"):
        assert numbers[2] not in look("supervisor")
        assert numbers[2] in look("auditor")


def test_a_program_of_the_auditor_gets_the_same(world: World, numbers: list[str]) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.officers["auditor"], backend=BACKEND)
    with on("2026-11-19"):
        told = json.loads(client.get("/api/v1/suspensions/", {"first": "2026-11-01"}).content)
        served = json.loads(client.get("/api/v1/suspensions/", {"ground": "expert_review"}).content)["rows"][
            0
        ]
    assert (told["total"], [one["number"] for one in told["rows"]]) == (2, [numbers[2], numbers[1]])
    assert told["rows"][1]["findings"] == ["near_the_end", "not_served"]
    assert (served["served_on"], served["taken_out"], served["ended_by"]) == (
        "2026-10-28",
        7,
        "officer supervisor",
    )
    assert served["would_have_ended"] == served["derivation"][-1]["day"] == "2026-11-17"
    for wrong in ({"first": "2026-02-30"}, {"only": "late"}, {"page": "0"}, {"who": "x"}):
        assert client.get("/api/v1/suspensions/", wrong).status_code == 422
    client.force_login(world.officers["clerk"], backend=BACKEND)
    assert client.get("/api/v1/suspensions/").status_code == 403
