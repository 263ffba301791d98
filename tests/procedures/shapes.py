"""Procedures made up at random from the words that flows are written in."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from casework.engine.words import Begin, End, If, Join, Procedure, Split, Step, Switch, this, when
from casework.models import Duty

CONDITION = when("it rains", lambda activation: True)


@st.composite
def procedures_at_random(draw: st.DrawFn) -> type[Procedure]:
    """Any graph of the words: loops, ways back to the step itself, gates to gates, parts nobody comes to."""
    names = [f"node_{at}" for at in range(draw(st.integers(1, 9)))]
    anywhere = st.sampled_from(names)
    nodes: dict[str, Any] = {"begin": Begin(act="receive").Next(_to(draw(anywhere)))}
    for name in names:
        nodes[name] = _node(draw, anywhere)
    return type("Made", (Procedure,), {"__module__": __name__, "title": "Made up", "key": "", **nodes})


def _to(name: str) -> Any:
    return getattr(this, name)


def _node(draw: st.DrawFn, anywhere: st.SearchStrategy[str]) -> Any:
    match draw(st.sampled_from(["step", "step", "if", "switch", "split", "join", "end"])):
        case "step":
            title = draw(st.sampled_from(["Screening", "Correction by the applicant", "书面审查并提出意见"]))
            return Step(Duty.ACCEPT, acts=("prove_one",), limit="screening", title=title).Next(
                _to(draw(anywhere))
            )
        case "if":
            return If(CONDITION).Then(_to(draw(anywhere))).Else(_to(draw(anywhere)))
        case "switch":
            node = Switch()
            for name in draw(st.lists(anywhere, min_size=1, max_size=3)):
                node.Case(_to(name), cond=CONDITION)
            return node.Default(_to(draw(anywhere)))
        case "split":
            node = Split()
            for name in draw(st.lists(anywhere, min_size=1, max_size=3)):
                node.Next(_to(name), case=draw(st.sampled_from([None, CONDITION])))
            return node
        case "join":
            return Join().Next(_to(draw(anywhere)))
    return End()
