"""The parts of the engine at their edges."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, transaction
from django.test import override_settings
from viewflow import this
from viewflow.workflow.exceptions import FlowRuntimeError
from viewflow.workflow.models import Task
from viewflow.workflow.status import STATUS
from viewflow.workflow.token import Token

from casework.engine import moment
from casework.engine.act import Act, acts
from casework.engine.actor import Actor, worker
from casework.engine.competence import may
from casework.engine.lock import bounded, database_moment
from casework.engine.perform import matter_of, work_on
from casework.engine.refusal import ActRefused, Kind, Reason
from casework.engine.registry import procedures
from casework.engine.sentences import load_sentences
from casework.engine.standing import standing_of
from casework.engine.tokens import Tokens
from casework.engine.words import Procedure
from casework.engine.writer import Rows
from casework.models import Case, CaseTask, Clock
from casework.models.flow import TASKS_A_CASE
from tests.acts.steps import bring_to, do, everything
from tests.proving import flows
from tests.proving.cases import begin, open_names, open_shape
from tests.world import MONDAY, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def registries(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test registers is forgotten after it."""
    for registry in (acts, procedures):
        monkeypatch.setattr(registry, "_entries", dict(registry._entries))


def test_an_adverse_act_is_never_automatic(registries: None) -> None:
    for automatic in ({"automatic_on": "screening"}, {"by_worker": True}):
        with pytest.raises(ValueError, match="EX-11"):
            Act("drop_it", "Drop it", adverse=True, **automatic)
    assert "drop_it" not in acts.names()


def test_an_act_has_one_name_and_one_function(registries: None) -> None:
    act = Act("try_it", "Try it")
    act.performed_by(len)
    with pytest.raises(ValueError, match="has its function already"):
        act.performed_by(len)
    with pytest.raises(ValueError, match="registered twice"):
        Act("try_it", "Try it differently")
    assert {act: 1}[acts["try_it"]] == 1


def test_an_act_the_procedure_does_not_know_is_refused(world: World) -> None:
    number = bring_to("received", world)
    case = Case.objects.select_related("office", "receiving_office").get(number=number)
    standing = standing_of(world.officers["clerk"], MONDAY.date(), case)
    verdict = may(acts["prove_decide"], world.by("clerk"), standing, matter_of(case))
    assert "STEP-04" in [reason.code for reason in verdict.reasons]
    with pytest.raises(ActRefused):
        do("prove_decide", number, world.by("clerk"))


def test_the_clock_of_a_hall_in_service_is_not_set() -> None:
    with override_settings(CLOCK_MAY_BE_SET=False), pytest.raises(ImproperlyConfigured), moment.at(MONDAY):
        pass
    with pytest.raises(ValueError, match="time zone"), moment.at(datetime.fromisoformat("2026-11-16")):
        pass
    assert moment.injected() is None
    assert abs((database_moment() - moment.now()).total_seconds()) < 60


def test_an_error_of_the_database_that_is_no_wait_stays_an_error() -> None:
    with pytest.raises(OperationalError), bounded():
        raise OperationalError("disk I/O error")
    with pytest.raises(ActRefused) as caught, bounded():
        raise OperationalError("database is locked")
    assert caught.value.code == "BUSY-01"


def test_a_refusal_gives_its_reasons() -> None:
    with pytest.raises(ValueError, match="needs a reason"):
        ActRefused()
    one = Reason("A-1", "one", Kind.NOT_NOW, ("XK 32",))
    two = Reason("B-2", "two", Kind.MAY_NOT, ("XK 32", "XK 38"))
    refusal = ActRefused(one, two)
    assert (refusal.code, refusal.kind, refusal.basis) == ("A-1", Kind.MAY_NOT, ("XK 32", "XK 38"))
    assert str(refusal) == "A-1: one B-2: two"
    assert ActRefused(one).kind is Kind.NOT_NOW


def test_sentences_are_registered_once() -> None:
    load_sentences()


def test_the_worker_is_nobody() -> None:
    assert (worker().kind, worker().name, worker().is_system) == ("system", "worker", True)


def test_a_case_runs_through_its_numbers_and_no_further(world: World) -> None:
    number = bring_to("received", world)
    Case.objects.filter(number=number).update(task_seq=TASKS_A_CASE - 2)
    before = everything()
    with pytest.raises(OverflowError):
        do("request_correction", number, world.by("clerk"))
    assert everything() == before


def test_a_paper_that_lacks_what_it_must_say_is_not_issued(world: World) -> None:
    number = bring_to("accepted", world)
    before = everything()
    with (
        pytest.raises(ValueError, match="D25 lacks"),
        work_on(acts["register"], case_number=number, by=world.by("clerk")) as work,
    ):
        work.issue("result", {"registrant": "林晓雯"})
    assert everything() == before


def test_an_errand_nobody_runs_is_not_given(world: World) -> None:
    number = bring_to("accepted", world)
    with (
        pytest.raises(LookupError),
        work_on(acts["register"], case_number=number, by=world.by("clerk")) as work,
    ):
        work.errand("no_such_errand")


def test_a_row_of_before_is_changed_once_and_a_new_one_not_at_all(world: World) -> None:
    bring_to("accepted", world)
    clock, new = Clock.objects.all()[0], Clock()
    rows = Rows()
    rows.insert(new)
    rows.update(new, "state")
    rows.update(clock, "state")
    rows.update(clock, "stopped_on")
    assert rows.inserts == [new]
    [(row, columns)] = rows.updates.values()
    assert (row, columns) == (clock, {"state", "stopped_on"})


def shared_inner(w: Any) -> dict[str, Any]:
    """Written wrongly: both branches of a split run through the same inner join."""
    return {
        "start": w.begin().Next(this.outer),
        "outer": w.split().Next(this.one).Next(this.two),
        "one": w.step("one").Next(this.inner),
        "two": w.step("two").Next(this.inner),
        "inner": w.split().Next(this.write).Next(this.sign),
        "write": w.step("write").Next(this.inner_done),
        "sign": w.step("sign").Next(this.inner_done),
        "inner_done": w.join().Next(this.outer_done),
        "outer_done": w.join().Next(this.end),
        "end": w.end(),
    }


def test_branches_of_different_splits_at_one_join_are_an_error_in_both(
    world: World, registries: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flows, "OURS", dict(flows.OURS))
    monkeypatch.setattr(flows, "SHIPPED", dict(flows.SHIPPED))
    flows._build(shared_inner)
    with transaction.atomic():
        process = flows.SHIPPED["shared_inner"].start.run()
    clerk = world.officers["clerk"]

    def shipped(step: str) -> None:
        task = min(
            (
                task
                for task in Task.objects.filter(process=process, status=STATUS.NEW)
                if task.flow_task.name == step
            ),
            key=lambda task: task.pk,
        )
        activation = task.flow_task.activation_class(task)
        activation.assign(clerk)
        activation.start(None)
        with transaction.atomic():
            activation.execute()

    number = begin(world, open_shape(world, "shared_inner"))
    for step in ("one", "two", "write"):
        shipped(step)
        do(f"prove_{step}", number, world.by("clerk"))
    assert open_names(number) == ["sign", "sign", "write"]
    before = everything()
    with pytest.raises(FlowRuntimeError):
        shipped("write")
    with pytest.raises(FlowRuntimeError):
        do("prove_write", number, world.by("clerk"))
    assert everything() == before


def test_a_join_that_waits_twice_is_an_error(world: World) -> None:
    case = Case.objects.get(number=bring_to("received", world))
    join = flows.OURS["approval"].instance.node("reviewed")
    tasks = [
        CaseTask(
            id=number,
            process=case,
            flow_task=join,
            flow_task_type="JOIN",
            status=STATUS.STARTED,
            token=Token("start"),
        )
        for number in (1, 2)
    ]
    with pytest.raises(RuntimeError, match="waits twice"):
        Tokens(case, MONDAY, tasks).waiting_join(join)
    assert Tokens(case, MONDAY, tasks[:1]).waiting_join(join) == tasks[0]


def test_every_officer_s_act_needs_an_officer(world: World) -> None:
    assert Actor(world.officers["clerk"], "web").kind == "officer"
    assert issubclass(flows.OURS["loop"], Procedure)
