"""Cases walked through viewflow as it is shipped and through our unit of work leave the same rows and tokens."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS, STATUS

from casework.engine.act import acts
from casework.models import Case, CaseTask
from tests.proving.cases import begin, open_names, open_shape
from tests.proving.flows import ANSWERS, SHAPES, SHIPPED
from tests.world import World

pytestmark = pytest.mark.django_db

Trace = tuple[list[list[str]], list[Any], str]
MOST_ACTS = 30


@pytest.fixture(autouse=True)
def no_answer_is_left() -> Iterator[None]:
    """What a walk didn't ask for would be answered to the next test that comes to a gate."""
    yield
    ANSWERS.clear()


def rows_of(tasks: Sequence[Any]) -> list[Any]:
    """What viewflow itself would have written of each task, ids replaced by what they stand for."""
    named = {task.pk: task.flow_task.name for task in tasks}
    order = {task.pk: place for place, task in enumerate(sorted(tasks, key=lambda one: one.pk))}
    # The nth task of a node, so that rounds of a loop are told apart.
    nth = {
        pk: sum(named[other] == name and order[other] < order[pk] for other in named)
        for pk, name in named.items()
    }

    def at(pk: int) -> str:
        return f"{named[pk]}#{nth[pk]}"

    def token(text: str) -> str:
        return re.sub(r"/(\d+)_", lambda found: f"/{at(int(found[1]))}_", text)

    return sorted(
        (
            at(task.pk),
            task.flow_task_type,
            task.status,
            token(task.token.token),
            task.finished is not None,
            tuple(sorted(at(previous.pk) for previous in task.previous.all())),
        )
        for task in tasks
    )


def walk_shipped(shape: str, answers: list[bool], choose: Callable[[list[str]], str], officer: Any) -> Trace:
    ANSWERS.clear()
    ANSWERS.extend(answers)
    flow = SHIPPED[shape]
    trace = []
    with transaction.atomic():
        process = flow.start.run()
    while len(trace) < MOST_ACTS:
        waiting = {
            task.flow_task.name: task
            for task in Task.objects.filter(process=process, status__in=[STATUS.NEW, STATUS.ASSIGNED])
            if task.flow_task_type == "HUMAN"
        }
        trace.append(sorted(waiting))
        if not waiting:
            break
        with transaction.atomic():
            task = waiting[choose(sorted(waiting))]
            activation = task.flow_task.activation_class(task)
            activation.assign(officer)
            activation.start(None)
            activation.execute()
    process = Process.objects.get(pk=process.pk)
    return trace, rows_of(list(Task.objects.filter(process=process))), process.status


def walk_ours(
    world: World, slug: str, answers: list[bool], choose: Callable[[list[str]], str]
) -> tuple[Trace, str]:
    ANSWERS.clear()
    ANSWERS.extend(answers)
    number = begin(world, slug)
    trace = []
    while len(trace) < MOST_ACTS:
        waiting = open_names(number)
        trace.append(waiting)
        if not waiting:
            break
        acts[f"prove_{choose(waiting)}"].perform(case_number=number, by=world.by("clerk"))
    case = Case.objects.get(number=number)
    return (trace, rows_of(list(CaseTask.objects.filter(process=case))), case.status), number


class Choices:
    """The same choices for both walks."""

    def __init__(self, numbers: list[int]) -> None:
        self.numbers = numbers
        self.at = 0

    def __call__(self, names: list[str]) -> str:
        self.at += 1
        return names[self.numbers[(self.at - 1) % len(self.numbers)] % len(names)]


@pytest.mark.parametrize("shape", [one.__name__ for one in SHAPES])
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=min(settings().max_examples // 5, 100),
)
@given(
    answers=st.lists(st.booleans(), max_size=4),
    choices=st.lists(st.integers(0, 5), min_size=1, max_size=8),
)
@example(answers=[True, True], choices=[0])
@example(answers=[True, False], choices=[1, 0])
@example(answers=[], choices=[2, 1])
def test_the_same_walk_leaves_the_same_rows(
    world: World, shape: str, answers: list[bool], choices: list[int]
) -> None:
    slug = f"proving_{shape}"
    if not world.offices["LT"].powers.filter(item=slug).exists():
        open_shape(world, shape)
    shipped = walk_shipped(shape, answers, Choices(choices), world.officers["clerk"])
    ours, number = walk_ours(world, slug, answers, Choices(choices))
    assert ours[0] == shipped[0]
    assert ours[1] == shipped[1]
    assert ours[2] == shipped[2] == PROCESS.DONE
    # Ids rise within the case from the case's own range, without a gap.
    case = Case.objects.get(number=number)
    numbers = sorted(task.number_in_case for task in case.tasks.all())
    assert numbers == list(range(1, case.task_seq + 1))


def test_every_shape_ends(world: World) -> None:
    assert {shape.__name__ for shape in SHAPES} == set(SHIPPED)
