"""Viewflow 2.4.0 as it is, trap by trap, and that the engine doesn't step into any.

The first half of each test holds the library to what we know of it: an upgrade that behaves otherwise fails here and
has to be thought through. The second half holds our own engine.
"""

from __future__ import annotations

import importlib.metadata
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.checks import run_checks
from django.db import models, transaction
from django.db.models import ProtectedError
from viewflow import this
from viewflow.workflow import flow as stock
from viewflow.workflow import lock
from viewflow.workflow.base import Flow
from viewflow.workflow.context import Context, context
from viewflow.workflow.fields import get_task_ref
from viewflow.workflow.models import AbstractTask, Process, Task
from viewflow.workflow.nodes import Obsolete
from viewflow.workflow.nodes.if_gate import IfActivation
from viewflow.workflow.signals import flow_finished, flow_started, task_finished, task_started
from viewflow.workflow.status import STATUS

from approvals.procedures.registration_2026_2 import RegistrationSeptember2026
from casework import checks
from casework.engine import lawbook, words
from casework.engine.perform import matter_of
from casework.engine.refusal import ActRefused
from casework.engine.registry import procedures
from casework.engine.words import Begin, End, If, Join, Procedure, Split, Step, Switch
from casework.models import HISTORIED, Case, CaseTask, Duty, Office, Officer
from tests.acts.steps import bring_to, do
from tests.proving import flows
from tests.proving.cases import begin, open_shape
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Procedures made by a test are forgotten after it."""
    monkeypatch.setattr(procedures, "_entries", dict(procedures._entries))


def shipped_step(officer: Officer | None = None) -> Any:
    """The first open step of a shipped six-step approval."""
    with transaction.atomic():
        process = flows.SHIPPED["approval"].start.run()
    return Task.objects.get(process=process, status=STATUS.NEW)


def test_viewflow_is_the_version_these_tests_know() -> None:
    assert importlib.metadata.version("django-viewflow") == "2.4.0"


def test_trap_1_assigning_is_a_question_to_viewflow_and_no_gate(world: World) -> None:
    stranger = world.officers["auditor"]
    task = shipped_step()
    task.flow_task.activation_class(task).assign(stranger)
    task.refresh_from_db()
    assert task.owner == stranger
    assert not task.flow_task.can_assign(stranger, task)
    # Ours: an open step knows no assign, and whoever comes through an act is asked for the duty.
    ours = RegistrationSeptember2026.instance.node("screen").activation_class
    for open_door in ("assign", "reassign", "start", "execute"):
        assert not hasattr(ours, open_door)


def test_trap_2_viewflow_asks_an_owner_for_no_permission_any_more(world: World) -> None:
    task = shipped_step()
    task.owner, task.status = world.officers["auditor"], STATUS.ASSIGNED
    task.owner_permission = "workflow.no_such_permission"
    assert task.flow_task.can_execute(world.officers["auditor"], task)
    number = bring_to("received", world)
    do("claim", number, world.by("clerk"))
    world.officers["clerk"].officergrant_set.all().delete()
    with pytest.raises(ActRefused) as caught:
        do("accept", number, world.by("clerk"))
    assert caught.value.code == "GATE-02"


def test_trap_3_a_flow_has_no_lock_unless_it_is_given_one(world: World) -> None:
    assert Flow.lock_impl is lock.no_lock
    for procedure in procedures:
        assert procedure.lock_impl is words.case_lock
    number = bring_to("received", world)
    with RegistrationSeptember2026.lock(Case.objects.get(number=number).pk):
        pass


def test_trap_4_a_flow_that_inherits_runs_its_parent_s_nodes(registry: None) -> None:
    class Parent(Flow):
        begin = stock.StartHandle(lambda activation: activation.process).Next(this.end)
        end = stock.End()

    class Child(Parent):
        pass

    assert Child.begin.flow_class is Child
    assert Child.begin._next.flow_class is Parent
    with pytest.raises(TypeError, match="inherits the nodes of RegistrationSeptember2026"):
        type("Copy", (RegistrationSeptember2026,), {"__module__": flows.__name__})


def test_every_edge_of_every_procedure_leads_within_it() -> None:
    for procedure in procedures:
        for node in procedure.instance.nodes():
            assert node.flow_class is procedure
            assert node._boundary_events == []
            for edge in node._outgoing():
                assert edge.src.flow_class is edge.dst.flow_class is procedure
    assert checks.procedures_hold(None) == []


def test_nodes_shared_through_a_mixin_still_belong_to_their_own_flow(registry: None) -> None:
    class Shared:
        begin = Begin(act="receive").Next(this.screen)
        screen = Step(Duty.ACCEPT, acts=("accept",)).Next(this.end)
        end = End()

    one = type("MixedOne", (Shared, Procedure), {"__module__": flows.__name__})
    two = type("MixedTwo", (Shared, Procedure), {"__module__": flows.__name__})
    for procedure in (one, two):
        assert [edge.dst.flow_class for edge in procedure.screen._outgoing()] == [procedure]
        assert procedure.screen._next is procedure.end


def test_trap_5_a_renamed_node_orphans_the_step_and_is_reported(world: World) -> None:
    screen = RegistrationSeptember2026.instance.node("screen")
    assert get_task_ref(screen) == "approvals/procedures.registration_2026_2.RegistrationSeptember2026.screen"
    # Viewflow makes a node up for a name it doesn't know.
    assert isinstance(RegistrationSeptember2026.instance.node("vanished"), Obsolete)
    assert checks.open_steps_have_a_home(None, databases=["default"]) == []
    for place in (
        "approvals/procedures.registration_2026_2.RegistrationSeptember2026.vanished",
        "approvals/procedures.registration.Registration1999.screen",
        "approvals/procedures.vanished.RegistrationSeptember2026.screen",
        "vanished/procedures.registration_2026_2.RegistrationSeptember2026.screen",
    ):
        number = bring_to("received", world)
        task = CaseTask.objects.filter(process__number=number, finished=None)
        task.update(flow_task=place)
        found = checks.open_steps_have_a_home(None, databases=["default"])
        assert [one.id for one in found] == ["casework.E004"], place
        with pytest.raises(LookupError):
            matter_of(Case.objects.get(number=number))
        task.update(flow_task="approvals/procedures.registration_2026_2.RegistrationSeptember2026.screen")
    assert checks.open_steps_have_a_home(None, databases=None) == []


class Failing(Exception):
    """An error with somebody's data beside it."""


def failing(activation: Any) -> bool:
    name = "林晓雯"
    raise Failing(name)


class ShippedFailure(Flow):
    """A gate that fails, as shipped."""

    begin = stock.StartHandle(lambda activation: activation.process).Next(this.gate)
    gate = stock.If(failing).Then(this.end).Else(this.end)
    end = stock.End()


def test_trap_6_an_error_swallowed_keeps_the_local_variables_in_the_task(world: World) -> None:
    assert context.propagate_exception is True
    process = Process.objects.create(flow_class=flows.SHIPPED["approval"])
    task = Task(process=process, flow_task=ShippedFailure.gate)
    activation = IfActivation(task)
    with Context(propagate_exception=False), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(Task, "save", lambda self, **options: None)
        activation.activate.original()
    assert task.status == STATUS.ERROR
    assert "林晓雯" in json.dumps(task.data, ensure_ascii=False)
    # Ours lets it out under the same context: the act is rolled back, and nothing of it is kept.
    ours = words.If.activation_class(task)
    task.data, task.status = {}, STATUS.NEW
    with Context(propagate_exception=False), pytest.raises(Failing):
        ours.activate.original()
    assert task.data == {}
    assert task.status == STATUS.NEW


def test_trap_7_deleting_a_user_deletes_viewflow_s_tasks_but_none_of_ours(world: World) -> None:
    assert AbstractTask._meta.get_field("owner").remote_field.on_delete is models.CASCADE
    assert CaseTask._meta.get_field("owner").remote_field.on_delete is models.PROTECT
    number = bring_to("received", world)
    do("claim", number, world.by("clerk"))
    with pytest.raises(ProtectedError):
        world.officers["clerk"].delete()
    for model in apps.get_app_config("casework").get_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and field.related_model in (Officer, Case, Office):
                kind = field.remote_field.on_delete
                # A grant goes with its officer, as guardian has it; nothing of a case does.
                if "Historical" not in model.__name__ and field.model.__name__ != "OfficerGrant":
                    assert kind is models.PROTECT, (model, field.name)


def test_trap_8_bulk_changes_leave_no_history_so_nobody_makes_them(world: World) -> None:
    office = world.offices["LT"]
    before = office.history.count()
    Office.objects.filter(pk=office.pk).update(telephone="1")
    assert office.history.count() == before
    office.refresh_from_db()
    office.telephone = "2"
    office.save()
    assert office.history.count() == before + 1
    for model in HISTORIED:
        assert model.history.model._meta.get_field("history_change_reason")


def test_trap_9_signals_tell_nothing_reliable_and_ours_send_none(world: World) -> None:
    seen: list[tuple[str, str]] = []

    def note(sender: Any, **options: Any) -> None:
        task = options.get("task")
        seen.append((sender.__name__, task.flow_task.name if task else ""))

    signals = (task_started, task_finished, flow_started, flow_finished)
    for signal in signals:
        signal.connect(note)
    try:
        walk = ["accept", "review_a", "review_b", "decide", "issue"]
        slug = open_shape(world, "approval")
        number = begin(world, slug)
        for step in walk:
            do(f"prove_{step}", number, world.by("clerk"))
        do("accept", bring_to("received", world), world.by("clerk"))
        assert seen == []
        task = shipped_step()
        activation = task.flow_task.activation_class(task)
        seen.clear()
        activation.assign(world.officers["clerk"])
        assert seen == [], "nothing is told about an assignment"
    finally:
        for signal in signals:
            signal.disconnect(note)


def test_trap_9_an_end_finishes_twice_in_viewflow(world: World) -> None:
    ends: list[str] = []

    def note(sender: Any, task: Any = None, **options: Any) -> None:
        if task.flow_task.name == "end":
            ends.append(task.flow_task.name)

    task_finished.connect(note)
    try:
        with transaction.atomic():
            process = flows.SHIPPED["loop"].start.run()
            for _step in range(2):
                task = Task.objects.get(process=process, status=STATUS.NEW)
                activation = task.flow_task.activation_class(task)
                activation.assign(world.officers["clerk"])
                activation.start(None)
                activation.execute()
    finally:
        task_finished.disconnect(note)
    assert ends == ["end", "end"]


def test_trap_11_ids_are_integers_and_no_generic_link_is_left_open(world: World) -> None:
    assert isinstance(Process._meta.get_field("seed_object_id"), models.PositiveIntegerField)
    assert isinstance(Case._meta.pk, models.BigAutoField)
    assert isinstance(CaseTask._meta.pk, models.BigIntegerField)
    columns = {field.name for field in [*Case._meta.concrete_fields, *CaseTask._meta.concrete_fields]}
    assert not columns & {"seed_object_id", "artifact_object_id", "external_task_id", "scheduled"}


def test_trap_12_and_13_viewflow_adds_nothing_of_its_own(world: World) -> None:
    assert settings.VIEWFLOW == {"AUTOREGISTER": False}
    assert not any("viewflow" in name for name in settings.MIDDLEWARE)
    task = shipped_step()
    task.flow_task.activation_class(task).assign(world.officers["clerk"])
    task.refresh_from_db()
    assert task.assigned is None
    number = bring_to("received", world)
    do("claim", number, world.by("clerk"))
    assert CaseTask.objects.get(process__number=number, finished=None).assigned is not None


@pytest.mark.parametrize(
    "stranger",
    [
        stock.View(lambda request: None).Next(this.end),
        stock.Function(lambda activation: None).Next(this.end),
        stock.Handle(lambda activation: None).Next(this.end),
        stock.SplitFirst().Next(this.end),
        stock.TerminateEnd(),
        stock.Obsolete(),
        Step(Duty.ACCEPT, acts=("accept",)).OnTimeout(5, then=this.end).Next(this.end),
        Step(Duty.ACCEPT, acts=("accept",)).OnError(then=this.end).Next(this.end),
    ],
    ids=lambda node: type(node).__name__,
)
def test_trap_14_only_our_own_words_make_a_procedure(registry: None, stranger: Any) -> None:
    nodes = {"begin": Begin(act="receive").Next(this.step), "step": stranger, "end": End()}
    with pytest.raises(TypeError, match="isn't one of the words"):
        type("Strange", (Procedure,), {"__module__": flows.__name__, **nodes})
    with pytest.raises(TypeError):
        Join(continue_on_condition=lambda activation, tasks: True)


def test_a_key_names_one_procedure_for_ever(registry: None) -> None:
    nodes = {"begin": Begin(act="receive").Next(this.end), "end": End()}
    with pytest.raises(ValueError, match="registered twice"):
        type(
            "Twin",
            (Procedure,),
            {"__module__": flows.__name__, "key": RegistrationSeptember2026.key, **nodes},
        )
    with pytest.raises(LookupError):
        procedures["registration-1999"]
    assert RegistrationSeptember2026.key in procedures.names()


def test_viewflow_has_the_inner_names_that_the_engine_touches() -> None:
    assert Switch()._activate_next == []
    assert hasattr(Split(), "_branches")
    assert If(failing)._condition is failing
    assert RegistrationSeptember2026._nodes_by_name["screen"] is RegistrationSeptember2026.screen


def test_no_way_on_is_an_error_of_the_flow_not_a_stuck_case(registry: None, world: World) -> None:
    from viewflow.workflow.exceptions import FlowRuntimeError

    number = bring_to("received", world)
    case = Case.objects.get(number=number)
    task = CaseTask(process=case, flow_task=RegistrationSeptember2026.instance.node("screened"))
    with pytest.raises(FlowRuntimeError, match="no way leads on from screened"):
        task.flow_task.activation_class(task).activate.original()


def test_the_diagram_of_a_switch_names_its_default_way() -> None:
    again = flows.OURS["loop_through_reviews"].instance.node("again")
    assert again.bpmn_attrs() == {"default": "id_edge_again__sign"}
    assert RegistrationSeptember2026.instance.node("screened").bpmn_attrs() == {}


def test_the_system_checks_pass_as_the_hall_stands() -> None:
    assert [one for one in run_checks(databases=["default"]) if one.id.startswith("casework")] == []


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    yield
    lawbook.forget()
