"""The board: what waits today, by item; no office, no officer, no small number, no target."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from casework.engine import moment
from casework.engine.act import acts
from casework.models import Case, Office, Officer
from casework.queries.board import FEWEST, board
from tests.world import ITEM, MONDAY, World, resident_id

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def page() -> str:
    cache.clear()
    answer = Client(headers={"accept-language": "en"}).get("/board/")
    assert answer.status_code == 200
    return answer.content.decode()


def taken_in(world: World, how_many: int) -> list[str]:
    return [
        world.receive(applicant={"identifier": resident_id(at + 1), "name": "林晓雯"}).case_number
        for at in range(how_many)
    ]


def row() -> Any:
    cache.clear()
    (found,) = [one for one in board() if one.slug == ITEM]
    return found


def test_what_came_in_and_waits_is_told_from_five_on(world: World) -> None:
    taken_in(world, FEWEST - 1)
    assert (row().received, row().waiting) == (None, None)
    assert "fewer than 5" in page()


def test_five_are_told(world: World) -> None:
    numbers = taken_in(world, FEWEST + 1)
    assert (row().received, row().decided, row().waiting) == (6, None, 6)
    for number in numbers[:FEWEST]:
        for act in ("accept", "register"):
            acts[act].perform(case_number=number, by=world.by("clerk"))
    assert (row().received, row().decided, row().waiting) == (6, 5, None)
    assert row().usual_days == 0
    assert "the same day" in page()


def test_what_waits_for_the_applicant_does_not_wait_at_the_office(world: World) -> None:
    numbers = taken_in(world, FEWEST)
    missing = [{"what": "identity", "how": "请带户口簿。"}]
    acts["request_correction"].perform(case_number=numbers[0], by=world.by("clerk"), missing=missing)
    assert row().waiting is None


def test_the_time_in_which_the_applicant_completes_it_is_not_the_offices(world: World) -> None:
    numbers = taken_in(world, FEWEST)
    Case.objects.filter(number__in=numbers).update(
        decided_on=MONDAY.date(),
        outcome="granted",
        received_on=MONDAY.date() - timedelta(days=35),
        correction_told_on=MONDAY.date() - timedelta(days=34),
        accepted_on=MONDAY.date() - timedelta(days=3),
    )
    assert row().usual_days == 1


@pytest.mark.safeguard("PR-06", "EX-01", "EX-13")
def test_the_board_names_no_office_and_nobody(world: World) -> None:
    taken_in(world, FEWEST)
    text = page()
    names = [one.name_zh for one in Office.objects.all()] + [one.name_en for one in Office.objects.all()]
    names += [one.name_zh for one in Officer.objects.all()] + ["林晓雯"]
    hall = "云溪县便民维权服务大厅"
    assert not [name for name in names if name in text and name != hall]


@pytest.mark.safeguard("EX-01")
def test_an_item_whose_figure_would_count_procedures_is_not_counted(world: World) -> None:
    taken_in(world, FEWEST)
    (found,) = [one for one in board({ITEM}) if one.slug == ITEM]
    assert (found.counted, found.received, found.decided, found.waiting) == (False, None, None, None)


def test_yesterdays_cases_are_not_todays(world: World) -> None:
    taken_in(world, FEWEST)
    with moment.at(MONDAY + timedelta(days=1)):
        assert row().received is None
        assert row().waiting == FEWEST


def test_a_page_that_is_opened_again_and_again_asks_the_tables_once_a_minute(
    world: World, django_assert_num_queries: Any
) -> None:
    page()
    client = Client()
    with django_assert_num_queries(0):
        client.get("/board/")
