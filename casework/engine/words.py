"""The words that flows are written in.

A flow reads like the law: each step names its duty, the acts that may be done there, the role they make of an officer,
and whom it excludes. Everything else - permission, clock, history, ledger - is the engine's.

    class Permit(Procedure):
        begin = Begin(act="receive").Next(this.screen)
        screen = Step(Duty.ACCEPT, acts=("accept", "decline")).Next(this.screened)
        screened = Switch().Case(this.examine, state_is(CaseState.ACCEPTED)).Default(this.serve)

Only these words are offered. Viewflow's timers, jobs and pages are not: a statutory limit moves with suspensions and
calendars (see `law.clock`), and its pages and permission gate let through what the law forbids.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow.base import Flow, Node
from viewflow.workflow.nodes.end import End as ViewflowEnd
from viewflow.workflow.nodes.if_gate import If as ViewflowIf
from viewflow.workflow.nodes.join import Join as ViewflowJoin
from viewflow.workflow.nodes.mixins import NextNodeMixin
from viewflow.workflow.nodes.split import Split as ViewflowSplit
from viewflow.workflow.nodes.start import StartHandle
from viewflow.workflow.nodes.switch import Switch as ViewflowSwitch
from viewflow.workflow.nodes.view import View

from casework.models import Case, CaseState, CaseTask, Duty, Office

from . import activations
from .lock import case_lock
from .registry import procedures

__all__ = [
    "Begin",
    "End",
    "If",
    "Join",
    "Place",
    "Procedure",
    "Split",
    "Step",
    "Switch",
    "state_is",
    "this",
    "when",
]


@dataclass(frozen=True)
class Place:
    """Another office than the case's own, at which a step stands: how one says it, and which it is for a case."""

    words: Any
    office_of: Callable[[Case], Office | None]

    def __str__(self) -> str:
        return str(self.words)


class Begin(StartHandle):
    """The application comes in."""

    activation_class = activations.BeginActivation

    def __init__(self, act: str) -> None:
        super().__init__()
        self.acts = (act,)


class Step(NextNodeMixin, Node):
    """A step that an officer with the duty ends through one of its acts."""

    activation_class = activations.StepActivation
    task_type = "HUMAN"
    bpmn_element = "userTask"
    shape = View.shape

    def __init__(
        self,
        duty: Duty,
        *,
        acts: tuple[str, ...],
        limit: str = "",
        not_by: tuple[str, ...] = (),
        kept_by_holder: bool = True,
        waits_for_applicant: bool = False,
        usual_days: int = 0,
        at: Place | None = None,
        title: Any = "",
    ) -> None:
        """`limit` is the purpose of the clock the step runs under; `not_by` the roles whose officers are out.

        `at` is the office at which the step stands, if that isn't the case's own: its officers do it, from their own
        worklist, and see of the case what the step needs.

        `usual_days` are the working days that this step usually still takes: set here, never measured on anybody.
        """
        super().__init__()
        self.duty = duty
        self.acts = acts
        self.limit = limit
        self.not_by = not_by
        self.kept_by_holder = kept_by_holder
        self.waits_for_applicant = waits_for_applicant
        self.usual_days = usual_days
        self.at = at
        self.task_title = title


class Switch(ViewflowSwitch):
    """The first way whose condition holds, else the default."""

    activation_class = activations.RecordedSwitchActivation

    def bpmn_attrs(self) -> dict[str, str]:
        """Name the default way for the BPMN file."""
        default = [node for node, condition in self._activate_next if condition is None]
        return {"default": f"id_edge_{self.name}__{default[0].name}"} if default else {}


class If(ViewflowIf):
    """One of two ways."""

    activation_class = activations.RecordedIfActivation


class Split(ViewflowSplit):
    """Several ways at once."""

    activation_class = activations.RecordedSplitActivation


class Join(ViewflowJoin):
    """Waits for all ways of a split."""

    activation_class = activations.RecordedJoinActivation

    def __init__(self) -> None:
        super().__init__()


class End(ViewflowEnd):
    """The end."""

    activation_class = activations.RecordedEndActivation


# What every procedure knows, those written before it too: a change of the law reaches any open case, the person takes a
# mandate back whatever the case, and what a register answered otherwise is settled wherever it was asked.
EVERYWHERE = ("apply_change", "revoke_mandate", "settle_mismatch")
WORDS = (Begin, Step, Switch, If, Split, Join, End)


class Procedure(Flow):
    """Base of every flow. `key` is the name an item pins, with the edition in it; it is never reused.

    Written afresh for each procedure, never inherited from another one: a viewflow class that inherits nodes runs its
    parent's nodes, and its cases would end up in another procedure.
    """

    key: str = ""
    title: Any = ""
    # Acts that belong to no step: withdrawal, hand-over, recusal.
    anytime: tuple[str, ...] = ()

    process_class = Case
    task_class = CaseTask
    lock_impl = staticmethod(case_lock)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Register the procedure under its key. Raises TypeError for a shape that doesn't hold in service."""
        parents = [base for base in cls.__mro__[1:] if issubclass(base, Procedure) and base is not Procedure]
        if parents:
            raise TypeError(f"{cls.__name__} inherits the nodes of {parents[0].__name__}; write it afresh")
        super().__init_subclass__(**kwargs)
        for node in cls._nodes_by_name.values():
            if not isinstance(node, WORDS):
                raise TypeError(f"{cls.__name__}.{node.name} isn't one of the words of a procedure")
        if cls.key:
            procedures.add(cls.key, cls)

    @classmethod
    def steps(cls) -> Iterator[Step]:
        """The steps, in the order in which they are written."""
        return (
            node for name, node in vars(cls).items() if isinstance(node, Step) and not name.startswith("_")
        )

    @classmethod
    def begin_node(cls) -> Begin:
        """Where a case begins."""
        return next(node for node in cls._nodes_by_name.values() if isinstance(node, Begin))

    @classmethod
    def acts(cls) -> tuple[str, ...]:
        """Every act of this procedure, each once."""
        step_acts = [act for step in cls.steps() for act in step.acts]
        return tuple(dict.fromkeys([*cls.begin_node().acts, *step_acts, *cls.at_any_time()]))

    @classmethod
    def at_any_time(cls) -> tuple[str, ...]:
        """The acts that belong to no step: its own, and those that every procedure knows."""
        return tuple(dict.fromkeys([*cls.anytime, *EVERYWHERE]))


@dataclass(frozen=True)
class Condition:
    """What a gate asks, and how one says it; `states` are those of the case under which it holds, if it asks for those."""

    words: Any
    holds: Callable[[Any], bool]
    states: tuple[str, ...] = ()

    def __call__(self, activation: Any) -> bool:
        """Whether it holds now."""
        return self.holds(activation)

    def __str__(self) -> str:
        return str(self.words)


def state_is(*states: str) -> Condition:
    """A condition of a gate: the case is in one of these states."""
    labels = [CaseState(state).label for state in states]
    words = labels[0]
    for label in labels[1:]:
        words = format_lazy(_("{one} or {other}"), one=words, other=label)
    return Condition(words, lambda activation: activation.process.state in states, tuple(map(str, states)))


def when(words: Any, holds: Callable[[Any], bool]) -> Condition:
    """A condition of a gate that asks something else; `words` says what, and is read by officers and lawyers."""
    return Condition(words, holds)
