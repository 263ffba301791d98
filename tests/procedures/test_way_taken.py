"""The picture of a case: the way it took is drawn as taken, what can still come as ahead, the rest as not taken."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.engine import moment
from casework.engine.act import acts
from casework.engine.actor import worker
from casework.engine.perform import matter_of
from casework.models import CaseTask
from casework.queries.way_taken import tasks_of
from casework.web.flow_picture import flow_picture
from tests.acts.steps import do
from tests.proving.cases import begin, open_names, open_shape
from tests.proving.flows import ANSWERS, SHAPES
from tests.world import MONDAY, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Any:
    with translation.override("en"):
        yield


def picture(world: World, number: str) -> dict[str, Any]:
    case = world.case(number)
    return flow_picture(matter_of(case), tasks_of(case))


def lines(drawn: dict[str, Any], css: str) -> set[tuple[str, str]]:
    return {(line["way"].start, line["way"].to) for line in drawn["lines"] if line["css"] == css}


def nodes(drawn: dict[str, Any], css: str) -> set[str]:
    return {node["name"] for node in drawn["nodes"] if node["css"] == css}


def beside(drawn: dict[str, Any], name: str) -> str:
    node = next(node for node in drawn["nodes"] if node["name"] == name)
    return " ".join(note["text"] for note in node["notes"]).replace("\u00a0", " ")


def gone(number: str) -> set[tuple[str, str]]:
    """The ways between the tasks of a case, as the rows have them."""
    return {
        (before.flow_task.name, task.flow_task.name)
        for task in CaseTask.objects.filter(process__number=number)
        for before in task.previous.all()
    }


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=3)
@given(answers=st.lists(st.booleans(), max_size=4), data=st.data())
@pytest.mark.parametrize("shape", [shape.__name__ for shape in SHAPES])
def test_every_way_that_was_taken_is_drawn_as_taken_at_every_step(
    world: World, shape: str, answers: list[bool], data: st.DataObject
) -> None:
    slug = f"proving_{shape}"
    if not world.offices["LT"].powers.filter(item=slug).exists():
        open_shape(world, shape)
    ANSWERS.clear()
    ANSWERS.extend(answers)
    number = begin(world, slug)
    for _round in range(12):
        drawn = picture(world, number)
        waiting = set(open_names(number))
        assert lines(drawn, "done") == gone(number)
        assert nodes(drawn, "now") >= waiting
        done = CaseTask.objects.filter(process__number=number, finished__isnull=False)
        assert nodes(drawn, "done") | nodes(drawn, "now") >= {task.flow_task.name for task in done}
        if not waiting:
            assert not lines(drawn, "")
            return
        act = f"prove_{data.draw(st.sampled_from(sorted(waiting)))}"
        acts[act].perform(case_number=number, by=world.by("clerk"))


def test_a_case_that_has_just_come_in(world: World) -> None:
    drawn = picture(world, world.receive().case_number)
    assert nodes(drawn, "now") == {"screen"}
    assert nodes(drawn, "done") == {"received"}
    assert not nodes(drawn, "off")
    assert beside(drawn, "received") == "11-16 officer clerk"
    assert beside(drawn, "screen") == "nobody has taken it"


def test_what_is_no_longer_possible_is_drawn_as_not_taken(world: World) -> None:
    number = world.receive().case_number
    do("accept", number, world.by("clerk"))
    drawn = picture(world, number)
    assert nodes(drawn, "off") == {"correct"}
    assert {("screened", "correct"), ("screened", "serve"), ("correct", "screen")} == lines(drawn, "dash")
    assert ("examined", "decide") in lines(drawn, "")
    assert beside(drawn, "register") == "with officer clerk"


def test_each_round_of_a_correction_and_of_a_return_is_told(world: World) -> None:
    number = world.receive(materials={"household": None}).case_number
    clerk, head = world.by("clerk"), world.by("head")
    do("request_correction", number, clerk)
    assert beside(picture(world, number), "correct") == "the applicant's turn"
    do("supplement", number, clerk)
    do("take_material", number, clerk)
    assert beside(picture(world, number), "screen").startswith("time 1: 11-16 officer clerk time 2: ")
    do("accept", number, clerk)
    for _time in range(3):
        do("propose_refusal", number, clerk)
        do("return_case", number, head)
    drawn = picture(world, number)
    assert ("decided", "register") in lines(drawn, "done")
    assert beside(drawn, "decide") == " ".join(f"time {at}: 11-16 officer head" for at in (1, 2, 3))
    assert beside(drawn, "register") == (
        "2 times before time 3: 11-16 officer clerk time 4: with officer clerk"
    )
    words = {step["title"]: step["words"] for step in drawn["steps"]}
    assert words["Registration"].count("time") == 4
    assert words["Service"] == "may follow"


def test_a_case_that_was_withdrawn_goes_no_further(world: World) -> None:
    number = world.receive().case_number
    do("withdraw", number, world.by("clerk"))
    drawn = picture(world, number)
    assert nodes(drawn, "done") == {"received"}
    assert not nodes(drawn, "now")
    assert not lines(drawn, "")
    assert lines(drawn, "done") == {("received", "screen")}
    assert beside(drawn, "screen") == "not finished"


def test_what_only_the_lapse_of_time_has_done_names_nobody(world: World) -> None:
    number = world.receive().case_number
    with moment.at(MONDAY + timedelta(days=14)):
        acts["deem_accepted"].perform(case_number=number, by=worker())
        assert beside(picture(world, number), "screen") == "11-30 by lapse of time"
