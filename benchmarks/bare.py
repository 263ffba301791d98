"""The approval by viewflow 2.4 as it is shipped: its nodes, its models, its lock, driven as its own views drive it.

No office, no duty, no clock, no history, no ledger, no encrypted data. Left out as well: forms, templates, the reading
of a page before its button is pressed, and finding the task, which a browser gets from the address.
"""

from __future__ import annotations

from functools import partial
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.lock import no_lock, select_for_update_lock
from viewflow.workflow.models import Process, Task
from viewflow.workflow.status import PROCESS

from casework.models import Officer

from .contest import Steps, ThroughDjango

STEPS = ("accept", "review_a", "review_b", "decide", "issue")


# Written twice: a viewflow class that inherits nodes would run its parent's.
class LockedApproval(flow.Flow):
    """The approval with the row lock that viewflow ships."""

    lock_impl = select_for_update_lock

    start = flow.Start(None).Next(this.accept)
    accept = flow.View(None).Next(this.fork)
    fork = flow.Split().Next(this.review_a).Next(this.review_b)
    review_a = flow.View(None).Next(this.joined)
    review_b = flow.View(None).Next(this.joined)
    joined = flow.Join().Next(this.decide)
    decide = flow.View(None).Next(this.issue)
    issue = flow.View(None).Next(this.end)
    end = flow.End()


class UnlockedApproval(flow.Flow):
    """The approval without a lock, which is viewflow's default."""

    lock_impl = no_lock

    start = flow.Start(None).Next(this.accept)
    accept = flow.View(None).Next(this.fork)
    fork = flow.Split().Next(this.review_a).Next(this.review_b)
    review_a = flow.View(None).Next(this.joined)
    review_b = flow.View(None).Next(this.joined)
    joined = flow.Join().Next(this.decide)
    decide = flow.View(None).Next(this.issue)
    issue = flow.View(None).Next(this.end)
    end = flow.End()


class Bare(ThroughDjango):
    """Bare viewflow. `at_once`: the task is assigned and completed in one transaction, which its own pages never do."""

    def __init__(self, name: str, title: str, flow_class: Any, officer: Officer, *, at_once: bool = False):
        self.name = name
        self.title = title
        self.flow = flow_class
        self.at_once = at_once
        self.request = SimpleNamespace(user=officer)

    def steps(self) -> Steps:
        """Six steps of one case."""
        process: list[int] = []
        yield "start", lambda: process.append(self._start())
        for step in STEPS:
            node = self.flow.instance.node(step)
            task = Task.objects.values_list("pk", flat=True).get(
                process=process[0], flow_task=node, finished__isnull=True
            )
            yield step, partial(self._step, process[0], node, task, step)
        if Process.objects.get(pk=process[0]).status != PROCESS.DONE:
            raise RuntimeError(f"{self.name}: the approval didn't come to its end")

    def _start(self) -> int:
        # viewflow.workflow.flow.utils.wrap_start_view and views.CreateProcessView
        node = self.flow.instance.node("start")
        activation = node.activation_class.create(node, None, None)
        if not node.can_execute(self.request.user, activation.task):
            raise PermissionDenied
        with transaction.atomic():
            activation.start(self.request)
            activation.process.data = {"applicant": "A. Nobody", "subject": "a permit"}
            activation.process.save()
            activation.execute()
        return int(activation.process.pk)

    def _step(self, process: int, node: Any, task: int, step: str) -> None:
        if self.at_once:
            with self.flow.lock(process), transaction.atomic():
                activation = self._activation(node, task)
                self._assign(activation)
                self._execute(activation, step)
            return
        with self.flow.lock(process), transaction.atomic():
            self._assign(self._activation(node, task))
        with self.flow.lock(process), transaction.atomic():
            self._execute(self._activation(node, task), step)

    def _activation(self, node: Any, task: int) -> Any:
        # viewflow.workflow.flow.utils.wrap_task_view and wrap_view
        found = get_object_or_404(Task, pk=task)
        if found.process.flow_class != self.flow:
            raise PermissionDenied
        return node.activation_class(found)

    def _assign(self, activation: Any) -> None:
        # viewflow.workflow.flow.views.AssignTaskView
        if not activation.flow_task.can_assign(self.request.user, task=activation.task):
            raise PermissionDenied
        activation.assign(self.request.user)

    def _execute(self, activation: Any, step: str) -> None:
        # viewflow.workflow.flow.views.UpdateProcessView
        if not activation.flow_task.can_execute(self.request.user, task=activation.task):
            raise PermissionDenied
        activation.start(self.request)
        activation.process.data[step] = "In order."
        activation.process.save()
        activation.execute()


def contestants(officer: Officer) -> list[Bare]:
    """Bare viewflow in its three forms."""
    return [
        Bare("bare_locked", "bare viewflow 2.4 with its shipped row lock", LockedApproval, officer),
        Bare("bare_unlocked", "bare viewflow 2.4, no lock (its default)", UnlockedApproval, officer),
        Bare(
            "bare_at_once",
            "bare viewflow 2.4 with lock, assigned and completed at once",
            LockedApproval,
            officer,
            at_once=True,
        ),
    ]
