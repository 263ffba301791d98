"""The way of a case through its flow, step by step."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from casework.engine.matter import Matter
from casework.models import Case, CaseTask, Officer


@dataclass(frozen=True)
class StepShown:
    """A step of the way: done, now, ahead, or not taken."""

    title: str
    state: str
    officer: str = ""
    on: datetime | None = None


def tasks_of(case: Case) -> list[CaseTask]:
    """Every node of a case that was run through or is open, in order."""
    return list(CaseTask.objects.filter(process=case).select_related("owner").order_by("id"))


def way_of(case: Case, matter: Matter, tasks: Iterable[CaseTask]) -> list[StepShown]:
    """The steps in the order of the flow; what was run through again stands once, with its latest end."""
    latest = {row.flow_task.name: row for row in tasks if row.duty and row.flow_task is not None}
    shown = []
    for step in matter.procedure.steps():
        row = latest.get(step.name)
        title = str(step.task_title or step.name)
        if row is None:
            # A closed case leaves aside what it did not need; in an open one it may still come.
            shown.append(StepShown(title, "off" if _is_over(case, step, latest, matter) else "ahead"))
        elif row.finished is None:
            shown.append(StepShown(title, "now", _name(row.owner)))
        elif row.status == "CANCELED":
            shown.append(StepShown(title, "off"))
        else:
            shown.append(StepShown(title, "done", _name(row.owner), row.finished))
    return shown


def _is_over(case: Case, step: Any, latest: Mapping[str, CaseTask], matter: Matter) -> bool:
    if case.is_closed or case.finished is not None:
        return True
    order = [one.name for one in matter.procedure.steps()]
    return any(
        name in order[order.index(step.name) + 1 :] for name, row in latest.items() if row.finished is None
    )


def _name(officer: Officer | None) -> str:
    return officer.name if officer else ""
