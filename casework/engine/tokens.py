"""The tasks of one case while an act is at work: read once, changed in memory, written once."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from viewflow.workflow.status import STATUS
from viewflow.workflow.token import Token

from casework.models import Case, CaseTask
from casework.models.flow import OPEN_STATUSES, TASK_BITS, TASKS_A_CASE

from .statements import select

LINK = CaseTask.previous.through
_OPEN_TASKS = f"""
FROM casework_casetask WHERE process_id = %s AND status IN ({", ".join(["%s"] * len(OPEN_STATUSES))}) ORDER BY id
"""
_COME_IN = """
FROM casework_casetask_previous JOIN casework_casetask ON casework_casetask.id = to_casetask_id
WHERE from_casetask_id IN ({})
"""


def stands_in_its_flow(node: Any) -> bool:
    """Whether a step still has its node; for a name it doesn't know viewflow makes up a node that leads nowhere."""
    return node is not None and node.flow_class is not None and node.name in node.flow_class._nodes_by_name


class Tokens:
    """The open tasks of a case, those made or changed by the act, and the links between them."""

    def __init__(self, case: Case, moment: datetime, open_tasks: Iterable[CaseTask] = ()) -> None:
        self.case = case
        self.moment = moment
        self.tasks: dict[int, CaseTask] = {}
        self.created: list[CaseTask] = []
        self.changed: dict[int, CaseTask] = {}
        self.links: list[tuple[int, int]] = []
        self._previous: dict[int, list[CaseTask]] = {}
        case.tokens = self  # the activations find their unit of work here
        for task in open_tasks:
            self._take_in(task)

    @classmethod
    def read(cls, case: Case, moment: datetime) -> "Tokens":
        """The open tasks of a locked case, and what has come in to a waiting join."""
        tokens = cls(
            case, moment, [task for (task,) in select([CaseTask], _OPEN_TASKS, [case.pk, *OPEN_STATUSES])]
        )
        joins = [task for task in tokens.tasks.values() if task.flow_task_type == "JOIN"]
        if joins:
            into = [task.pk for task in joins]
            for link, task in select([LINK, CaseTask], _COME_IN.format(", ".join(["%s"] * len(into))), into):
                come_in = tokens.tasks.get(task.pk, task)
                tokens._previous.setdefault(link.from_casetask_id, []).append(come_in)
        return tokens

    def new_task(self, flow_task: Any, token: Any, data: Any = None) -> CaseTask:
        """A task with an id of its own. Raises OverflowError past 65,535 tasks in one case."""
        self.case.task_seq += 1
        if self.case.task_seq >= TASKS_A_CASE:
            raise OverflowError(f"case {self.case.number} has run through {TASKS_A_CASE} tasks")
        task = CaseTask(
            id=(self.case.pk << TASK_BITS) | self.case.task_seq,
            process=self.case,
            flow_task=flow_task,
            flow_task_type=flow_task.task_type,
            token=token if isinstance(token, Token) else Token("start"),
            created=self.moment,
            data=data or {},
        )
        self.created.append(task)
        self.tasks[task.pk] = task
        return task

    def link(self, previous: CaseTask, task: CaseTask) -> None:
        """Note that one task led to another."""
        self.links.append((task.pk, previous.pk))
        self._previous.setdefault(task.pk, []).append(previous)

    def note(self, task: CaseTask) -> None:
        """Note that a task of before has changed."""
        if task not in self.created:
            self.changed[task.pk] = task

    def previous(self, task: CaseTask) -> list[CaseTask]:
        """What led to a task, as far as a join needs it."""
        return self._previous.get(task.pk, [])

    def waiting_join(self, flow_task: Any) -> CaseTask | None:
        """The join of that node which still waits for a branch. Raises RuntimeError if there are two."""
        waiting = [task for task in self.open_tasks() if task.flow_task == flow_task]
        if len(waiting) > 1:
            raise RuntimeError(f"case {self.case.number} waits twice at {flow_task.name}")
        return waiting[0] if waiting else None

    def open_tasks(self, without: CaseTask | None = None) -> list[CaseTask]:
        """All tasks that are not finished."""
        return [task for task in self.tasks.values() if task.status in OPEN_STATUSES and task is not without]

    def open_below(self, prefix: str, without: CaseTask) -> list[CaseTask]:
        """The open tasks whose token begins with a split's prefix."""
        return [task for task in self.open_tasks(without) if task.token.token.startswith(prefix)]

    def open_steps(self) -> list[CaseTask]:
        """The steps that wait for an act."""
        return [task for task in self.open_tasks() if task.duty]

    def cancel_all(self) -> None:
        """Let every open step fall away, e.g. when the applicant withdraws."""
        for task in self.open_tasks():
            task.status = STATUS.CANCELED
            task.finished = self.moment
            self.note(task)

    def _take_in(self, task: CaseTask) -> None:
        if not stands_in_its_flow(task.flow_task):
            raise LookupError(f"step {task.pk} of case {self.case.number} has lost its place in the flow")
        task.process = self.case
        self.tasks[task.pk] = task
