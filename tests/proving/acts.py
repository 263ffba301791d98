"""Light acts, one for each step of the proving flows: they move the case on and write nothing else."""

from __future__ import annotations

from collections.abc import Callable

from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.perform import work_on
from casework.engine.work import Outcome

STEPS = ("accept", "review_a", "review_b", "decide", "issue", "write", "one", "two", "three", "sign")
PROVING_ACTS = tuple(f"prove_{step}" for step in STEPS)


def _light(act: Act) -> Callable[..., Outcome]:
    def perform(*, case_number: str, by: Actor, seen: int | None = None) -> Outcome:
        with work_on(act, case_number=case_number, by=by, seen=seen) as work:
            work.tell(light=True)
        return work.outcome

    return perform


for _name in PROVING_ACTS:
    _act = Act(_name, _name.replace("_", " "))
    _act.performed_by(_light(_act))
