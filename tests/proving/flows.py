"""Each shape written once and built twice: in the words of a Procedure, and in viewflow's own nodes as they are shipped.

A test walks both with the same choices and compares what they leave behind.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

from viewflow.workflow import flow as stock
from viewflow.workflow.base import Flow
from viewflow.workflow.lock import select_for_update_lock

from casework.engine.words import Begin, End, If, Join, Procedure, Split, Step, Switch, this, when
from casework.models import Duty

from . import acts

assert acts.PROVING_ACTS

# What the gates of a shape are answered, one after the other; a test fills it before each walk.
ANSWERS: deque[bool] = deque()


def _next_answer(_activation: Any) -> bool:
    """The next answer; no, when there is none left, so that every loop ends."""
    return ANSWERS.popleft() if ANSWERS else False


answered = when("the answer is yes", _next_answer)


class Words(Protocol):
    """The words a shape is written in."""

    begin: Callable[[], Any]
    step: Callable[[str], Any]
    either: Callable[[Callable[[Any], bool]], Any]
    switch: Callable[[], Any]
    split: Callable[[], Any]
    join: Callable[[], Any]
    end: Callable[[], Any]


class Ours:
    """The words of a Procedure."""

    begin = staticmethod(lambda: Begin(act="receive"))
    step = staticmethod(lambda name: Step(Duty.ACCEPT, acts=(f"prove_{name}",), kept_by_holder=False))
    either, switch, split, join, end = If, Switch, Split, Join, End


class Shipped:
    """Viewflow's own nodes."""

    begin = staticmethod(lambda: stock.StartHandle(lambda activation: activation.process))
    step = staticmethod(lambda name: stock.View(lambda request: None))
    either, switch, split, join, end = stock.If, stock.Switch, stock.Split, stock.Join, stock.End


def approval(w: Any) -> dict[str, Any]:
    """Six steps: two reviews at once, then a decision."""
    return {
        "start": w.begin().Next(this.accept),
        "accept": w.step("accept").Next(this.reviews),
        "reviews": w.split().Next(this.review_a).Next(this.review_b),
        "review_a": w.step("review_a").Next(this.reviewed),
        "review_b": w.step("review_b").Next(this.reviewed),
        "reviewed": w.join().Next(this.decide),
        "decide": w.step("decide").Next(this.issue),
        "issue": w.step("issue").Next(this.end),
        "end": w.end(),
    }


def loop(w: Any) -> dict[str, Any]:
    """A step, and back to it as often as it takes."""
    return {
        "start": w.begin().Next(this.write),
        "write": w.step("write").Next(this.good),
        "good": w.either(answered).Then(this.write).Else(this.sign),
        "sign": w.step("sign").Next(this.end),
        "end": w.end(),
    }


def loop_through_reviews(w: Any) -> dict[str, Any]:
    """A split and a join inside a loop: the second round has a join of its own."""
    return {
        "start": w.begin().Next(this.reviews),
        "reviews": w.split().Next(this.one).Next(this.two),
        "one": w.step("one").Next(this.reviewed),
        "two": w.step("two").Next(this.reviewed),
        "reviewed": w.join().Next(this.again),
        "again": w.switch().Case(this.reviews, cond=answered).Default(this.sign),
        "sign": w.step("sign").Next(this.end),
        "end": w.end(),
    }


def loop_in_a_branch(w: Any) -> dict[str, Any]:
    """One branch goes round while the join waits for it."""
    return {
        "start": w.begin().Next(this.reviews),
        "reviews": w.split().Next(this.write).Next(this.two),
        "write": w.step("write").Next(this.good),
        "good": w.either(answered).Then(this.write).Else(this.reviewed),
        "two": w.step("two").Next(this.reviewed),
        "reviewed": w.join().Next(this.sign),
        "sign": w.step("sign").Next(this.end),
        "end": w.end(),
    }


def nested(w: Any) -> dict[str, Any]:
    """A split inside a branch of a split, joined from the inside out."""
    return {
        "start": w.begin().Next(this.outer),
        "outer": w.split().Next(this.inner).Next(this.three),
        "inner": w.split().Next(this.one).Next(this.two),
        "one": w.step("one").Next(this.inner_done),
        "two": w.step("two").Next(this.inner_done),
        "inner_done": w.join().Next(this.write),
        "write": w.step("write").Next(this.outer_done),
        "three": w.step("three").Next(this.outer_done),
        "outer_done": w.join().Next(this.sign),
        "sign": w.step("sign").Next(this.end),
        "end": w.end(),
    }


def conditional(w: Any) -> dict[str, Any]:
    """Branches taken only if they are needed."""
    return {
        "start": w.begin().Next(this.needed),
        "needed": w.split().Next(this.one, case=answered).Next(this.two, case=answered).Always(this.three),
        "one": w.step("one").Next(this.all_in),
        "two": w.step("two").Next(this.all_in),
        "three": w.step("three").Next(this.all_in),
        "all_in": w.join().Next(this.sign),
        "sign": w.step("sign").Next(this.end),
        "end": w.end(),
    }


def straight_to_the_join(w: Any) -> dict[str, Any]:
    """One branch has nothing to do."""
    return {
        "start": w.begin().Next(this.parts),
        "parts": w.split().Next(this.all_in).Next(this.one),
        "one": w.step("one").Next(this.all_in),
        "all_in": w.join().Next(this.sign),
        "sign": w.step("sign").Next(this.end),
        "end": w.end(),
    }


def two_ends(w: Any) -> dict[str, Any]:
    """Two ways that never meet: the case ends with the last."""
    return {
        "start": w.begin().Next(this.ways),
        "ways": w.split().Next(this.one).Next(this.two),
        "one": w.step("one").Next(this.end_of_one),
        "two": w.step("two").Next(this.write),
        "write": w.step("write").Next(this.end_of_two),
        "end_of_one": w.end(),
        "end_of_two": w.end(),
    }


SHAPES = (
    approval,
    loop,
    loop_through_reviews,
    loop_in_a_branch,
    nested,
    conditional,
    straight_to_the_join,
    two_ends,
)
OURS: dict[str, type[Procedure]] = {}
SHIPPED: dict[str, type[Flow]] = {}


def _build(shape: Callable[[Any], dict[str, Any]]) -> None:
    title = "".join(part.title() for part in shape.__name__.split("_"))
    words = {"__module__": __name__, "__doc__": shape.__doc__}
    key = f"proving-{shape.__name__.replace('_', '-')}"
    OURS[shape.__name__] = type(
        f"Our{title}", (Procedure,), {"key": key, "title": title, **words, **shape(Ours)}
    )
    SHIPPED[shape.__name__] = type(
        # Walked by one thread at a time; the lock is here because a join without one is warned of.
        f"Shipped{title}",
        (Flow,),
        {"lock_impl": select_for_update_lock, **words, **shape(Shipped)},
    )
    # Rows name a flow by module and class: it has to stand there.
    globals()[f"Our{title}"], globals()[f"Shipped{title}"] = (
        OURS[shape.__name__],
        SHIPPED[shape.__name__],
    )


for _shape in SHAPES:
    _build(_shape)
