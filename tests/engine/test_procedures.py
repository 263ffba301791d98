"""Procedures as they stand: whoever changes one writes a new class, since open cases run through the old one."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from viewflow.workflow.fields import get_flow_ref

from casework.engine.act import acts
from casework.engine.registry import procedures
from casework.engine.words import EVERYWHERE, Procedure, Step, Switch

SNAPSHOT = Path(__file__).parent / "snapshots" / "procedures.json"
ADVICE = (
    "A procedure that cases may be running through has changed. Write a new class named by its date, with a key of its "
    "own, and let new item editions name it; keep the old one as it is. Only a procedure no case has ever run through "
    "may be changed in place: then write the snapshot anew with WRITE_SNAPSHOTS=1."
)


def _own_acts(procedure: type[Procedure]) -> set[str]:
    """What a procedure names itself; what every procedure knows is no part of it."""
    return {name for name in procedure.acts() if name not in EVERYWHERE or name in procedure.anytime}


def shape_of(procedure: type[Procedure]) -> dict[str, Any]:
    """Everything an open case depends on: names, edges, duties, acts, roles, limits, who is excluded."""
    nodes: dict[str, Any] = {}
    for name, node in sorted(procedure._nodes_by_name.items()):
        shape: dict[str, Any] = {
            "type": type(node).__name__,
            # In order: the first way whose condition holds is taken.
            "to": [f"{edge.dst.name} ({edge.edge_class})" for edge in node._outgoing()],
        }
        if isinstance(node, Switch):
            shape["if"] = [list(states_of(condition)) for _node, condition in node._branches]
        if isinstance(node, Step):
            shape |= {
                "duty": str(node.duty),
                "acts": list(node.acts),
                "limit": node.limit,
                "not_by": list(node.not_by),
                "kept_by_holder": node.kept_by_holder,
                "waits_for_applicant": node.waits_for_applicant,
            }
            shape |= {"at": node.at.office_of.__name__} if node.at is not None else {}
        elif hasattr(node, "acts"):
            shape["acts"] = list(node.acts)
        nodes[name] = shape
    return {
        "class": get_flow_ref(procedure),
        "anytime": list(procedure.anytime),
        "nodes": nodes,
        "acts": {name: face_of(name) for name in sorted(_own_acts(procedure))},
    }


def states_of(condition: Any) -> tuple[str, ...]:
    """The states that a condition asks for; the default way asks for none."""
    return condition.states if condition else ()


def face_of(name: str) -> dict[str, Any]:
    """What the gate asks about an act."""
    act = acts[name]
    return {
        "role": "of the step" if act.role_of_step else act.role or "",
        "adverse": act.adverse,
        "decides": act.decides,
        "automatic_on": str(act.automatic_on or ""),
        "by_worker": act.by_worker,
        "only_worker": act.only_worker,
        "duties": [str(duty) for duty in act.duties],
        "person": act.person or "",
        "completes_step": act.completes_step,
        "papers": list(act.papers),
    }


def test_no_procedure_changes_unseen() -> None:
    present = {
        procedure.key: shape_of(procedure)
        for procedure in procedures
        if not procedure.__module__.startswith("tests.")
    }
    if os.environ.get("WRITE_SNAPSHOTS"):
        SNAPSHOT.write_text(json.dumps(present, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    known = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    for key, shape in known.items():
        assert present.get(key) == shape, f"{key}: {ADVICE}"
    assert set(present) == set(known), "A new procedure goes into the snapshot too: WRITE_SNAPSHOTS=1."


def test_every_step_runs_under_a_limit_or_says_why_not() -> None:
    """A step without a limit is one where the hall waits for nobody, or for the applicant."""
    for procedure in procedures:
        if procedure.__module__.startswith("tests."):
            continue
        for step in procedure.steps():
            assert step.limit or step.waits_for_applicant or step.name == "file", step.name
            assert str(step.task_title)


def test_the_order_of_steps_is_the_order_in_which_they_are_written() -> None:
    steps = [step.name for step in procedures["registration-2026-2"].steps()]
    assert steps == ["screen", "correct", "register", "decide", "serve", "file"]
