"""Which acts are there for an officer on a case at this moment, and why not the others."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.engine.act import Act, acts
from casework.engine.actor import Actor
from casework.engine.competence import Matter, Verdict, may
from casework.engine.perform import matter_of
from casework.engine.schema import plain
from casework.models import Officer

from .find_case import Opened


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
    """The acts of the open steps, then those of any time; acts that only time effects are left out."""
    matter = matter or matter_of(opened.case)
    names = [name for task in matter.open_steps for name in task.flow_task.acts]
    actor = Actor(officer=officer, door="web")
    found = []
    for name in dict.fromkeys([*names, *(() if opened.case.is_closed else matter.procedure.anytime)]):
        act = acts[name]
        if act.automatic_on is not None or (act.obstacles is not None and any(act.obstacles(matter))):
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
