"""The same over the interface for programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from casework.models import LawChange
from tests.api.conftest import Program
from tests.locallaw.conftest import YAML, notice
from tests.locallaw.test_notice import draft, screening
from tests.world import World


@pytest.fixture
def program(world: World) -> Callable[[str], Program]:
    from knox.models import AuthToken

    return lambda name: Program(AuthToken.objects.create(world.officers[name])[1])


def test_a_notice_is_drafted_rehearsed_and_approved(world: World, program: Callable[[str], Program]) -> None:
    number = world.receive().case_number
    jurist, supervisor = program("jurist"), program("supervisor")
    drafted = jurist.post("law/changes/", {"given": notice(), "reason": "国务院办公厅通知"})
    assert drafted.status_code == 201, drafted.content
    at = f"law/changes/{drafted.json()['change']}/"
    told = jurist.get(at).json()
    assert [(row["number"], row["limits"][0]["after"]) for row in told["moving"]] == [(number, "2027-01-04")]
    assert jurist.get(f"{at}?except={number}").json()["kept"][0]["kept"] == "named"
    refused = jurist.post(f"{at}approve/")
    assert (refused.status_code, refused.json()["code"]) == (403, "GATE-02")
    approved = supervisor.post(f"{at}approve/").json()
    assert (approved["followed"], approved["not_followed"], approved["left"]) == ([number], [], 0)
    again = supervisor.post(f"{at}approve/")
    assert (again.status_code, again.json()["code"]) == (409, "LAW-02")
    assert str(screening(number).due_on) == "2027-01-04"
    law = program("clerk").get("law/").json()
    assert law["calendar"].startswith("2004-2027/")
    assert [one["year"] for one in law["years"]][:2] == [2028, 2027]
    row = program("clerk").get("worklist/").json()["rows"][0]
    assert (row["due_on"], row["provisional"]) == ("2027-01-04", False)


def test_a_limit_without_a_day_is_told_as_provisional(
    world: World, program: Callable[[str], Program]
) -> None:
    number = world.receive().case_number
    row = program("clerk").get("worklist/").json()["rows"][0]
    assert (row["due_on"], row["provisional"], row["time_state"]) == (None, True, "provisional")
    (clock,) = program("clerk").get(f"cases/{number}/").json()["clocks"]
    assert (clock["due_on"], clock["provisional"]) == (None, True)


def test_a_file_is_drafted_and_withdrawn(world: World, program: Callable[[str], Program]) -> None:
    jurist = program("jurist")
    at = f"law/changes/{jurist.post('law/changes/', {'yaml': YAML}).json()['change']}/"
    assert jurist.post(f"{at}withdraw/", {}).json()["fields"]["reason"][0]["rule"] == "required"
    assert jurist.post(f"{at}withdraw/", {"reason": "抄错"}).json()["change_state"] == "withdrawn"
    assert jurist.get("law/changes/").json()["changes"][0]["change_state"] == "withdrawn"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"given": {**notice(), "makeup": ["2027-01-05"]}}, "makeup.0"),
        ({"given": {**notice(), "rest": "all"}}, "rest"),
        ({"given": {**notice(), "year": "2027"}}, "year"),
        ({"yaml": "year: 1\nyear: 2"}, "yaml"),
        ({"yaml": 5}, "yaml"),
        ({"given": {}}, "yaml"),
        ({"given": {"item": "birth_registration", "valid_from": "2027-01-01", "promised": {"screening": 9}}}, "promised.screening"),
        ({"given": {"slug": "x"}}, "item"),
        ({"surprise": 1}, "surprise"),
    ],
)  # fmt: skip
def test_what_cannot_be_drafted_is_told_field_and_rule(
    world: World, program: Callable[[str], Program], body: dict[str, Any], field: str
) -> None:
    answer = program("jurist").post("law/changes/", body)
    assert answer.status_code == 422, answer.content
    assert field in answer.json()["fields"]
    assert not LawChange.objects.exists()


@pytest.mark.parametrize("name", ["clerk", "admin", "neighbour"])
def test_others_neither_see_nor_decide(world: World, program: Callable[[str], Program], name: str) -> None:
    at = f"law/changes/{draft(world).pk}/"
    one = program(name)
    answers = [
        one.get("law/changes/"),
        one.get(at),
        one.post(f"{at}approve/"),
        one.post("law/changes/", {"given": notice()}),
    ]
    assert [answer.status_code for answer in answers] == [403] * 4
    assert one.get("law/changes/999/").status_code == 403
