"""Which acts are there for an officer on a case at this moment, and why not the others."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.engine.act import Act, acts
from casework.engine.actor import Actor
from casework.engine.competence import Verdict, may
from casework.engine.matter import Matter
from casework.engine.perform import matter_of
from casework.engine.schema import plain
from casework.engine.standing import Standing
from casework.models import CaseTask, Officer

from .find_case import Opened

TAKING_SCANS = ("attach_scan", "take_material", "supplement")


@dataclass(frozen=True)
class ActNow:
    """One act of the present step or of any time, with the answer to the one question."""

    act: Act
    verdict: Verdict
    schema: Mapping[str, Any]
    of_step: bool

    @property
    def allowed(self) -> bool:
        """Whether the officer may do it now."""
        return self.verdict.allowed

    @property
    def plain_schema(self) -> Any:
        """The input as JSON Schema, with its texts in the language at hand."""
        return plain(self.schema)


def acts_now(opened: Opened, officer: Officer, matter: Matter | None = None) -> list[ActNow]:
    """The acts of the open steps, then those of any time; those that only time or a late entry effects are left out."""
    matter = matter or matter_of(opened.case)
    names = [name for task in matter.open_steps for name in task.flow_task.acts]
    actor = Actor(officer=officer, door="web")
    found = []
    for name in dict.fromkeys([*names, *matter.procedure.at_any_time()]):
        act = acts[name]
        known = set(act.papers_if_known) <= set(matter.item.papers)
        open_to_all = not opened.case.is_closed or act.when_closed
        if act.is_time_alone or act.late_only or not known or not open_to_all:
            continue
        if act.when_called_for and name not in names and not _is_called_for(act, opened.standing, matter):
            continue
        found.append(
            ActNow(
                act=act,
                verdict=may(act, actor, opened.standing, matter),
                schema=act.schema_for(matter) if act.schema_for else act.schema,
                of_step=name in names,
            )
        )
    return found


def _is_called_for(act: Act, standing: Standing, matter: Matter) -> bool:
    """Whether the officer holds a duty for the act, and nothing in the case stands against it."""
    held = {one.duty for one in standing.capacities}
    return bool(held & set(act.duties)) and not any(act.obstacles(matter) if act.obstacles else ())


def taking_scans(opened: Opened, by: Actor) -> Verdict:
    """May this officer bring scans to the case now, by any of the acts that take them; else why not the first one."""
    matter = matter_of(opened.case)
    verdicts = [
        may(acts[name], by, opened.standing, matter)
        for name in TAKING_SCANS
        if name in matter.procedure.acts()
    ]
    return next((one for one in verdicts if one.allowed), verdicts[0])


def choices_of(step: CaseTask | None) -> list[Act]:
    """The acts by which an officer ends a step."""
    if step is None:
        return []
    return [
        acts[name]
        for name in step.flow_task.acts
        if acts[name].completes_step and not acts[name].is_time_alone and not acts[name].late_only
    ]


def is_decided_at(step: CaseTask | None) -> bool:
    """Whether a step ends with an act that decides, or may end against the applicant."""
    return any(act.decides or act.adverse for act in choices_of(step))
