"""Viewflow's state machine, with every row handed to the unit of work instead of being saved on the spot.

Viewflow declares the flow, moves the tokens and decides what is next, all in memory. The activations here differ from
its own in one thing: where those save a task or ask the database, these note the task in the case's unit of work and
ask what it holds. Node classes that aren't overridden here are not offered by `words`, so nothing slips past.
"""

from typing import TYPE_CHECKING, Any

from viewflow.workflow.activation import Activation
from viewflow.workflow.exceptions import FlowRuntimeError
from viewflow.workflow.nodes.if_gate import IfActivation
from viewflow.workflow.nodes.join import JoinActivation
from viewflow.workflow.nodes.mixins import NextNodeActivationMixin
from viewflow.workflow.nodes.split import SplitActivation
from viewflow.workflow.nodes.switch import SwitchActivation
from viewflow.workflow.status import PROCESS, STATUS

if TYPE_CHECKING:
    from .tokens import Tokens


class Recorded:
    """An activation whose rows go to the unit of work."""

    task: Any
    process: Any
    flow_task: Any

    @property
    def tokens(self) -> "Tokens":
        """The tasks of the case at hand."""
        tokens: Tokens = self.process.tokens
        return tokens

    @classmethod
    def create(
        cls: Any, flow_task: Any, prev_activation: Any, token: Any, data: Any = None, seed: Any = None
    ) -> Any:
        """A new task behind another one."""
        task = prev_activation.tokens.new_task(flow_task, token, data)
        prev_activation.tokens.link(prev_activation.task, task)
        return cls(task)

    def _finish(self) -> None:
        self.task.finished = self.tokens.moment
        self.tokens.note(self.task)


class BeginActivation(Recorded, NextNodeActivationMixin, Activation):
    """The start of a case: the application is received."""

    @Activation.status.super()
    def activate(self) -> None:
        """Nothing happens before the act."""

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.DONE)
    def perform(self, officer: Any) -> None:
        """The act that opens the case."""
        self.task.owner = officer
        self.task.started = self.tokens.moment
        self._finish()

    @Activation.status.transition(source=STATUS.STARTED, target=STATUS.DONE)
    def complete(self) -> None:
        """Never reached: the start ends through `perform` alone."""


class StepActivation(Recorded, NextNodeActivationMixin, Activation):
    """A step that waits for an officer's act."""

    @classmethod
    def create(
        cls: Any, flow_task: Any, prev_activation: Any, token: Any, data: Any = None, seed: Any = None
    ) -> Any:
        """Open the step: at the case's office or the one it names, for its duty, with the holder of the case if it is his."""
        activation = super().create(flow_task, prev_activation, token, data, seed)
        case, task = activation.process, activation.task
        place = flow_task.at.office_of(case) if flow_task.at is not None else None
        task.office = place or case.office
        task.duty = str(flow_task.duty)
        task.waits_for_applicant = flow_task.waits_for_applicant
        if flow_task.kept_by_holder and case.holder_id:
            task.owner = case.holder
            task.status = STATUS.ASSIGNED
        return activation

    @Activation.status.super()
    def activate(self) -> None:
        """A step is open as soon as it exists."""

    @Activation.status.transition(source=STATUS.STARTED, target=STATUS.DONE)
    def complete(self) -> None:
        """Never reached: a step is never STARTED in the database, it ends through `perform` alone."""

    @Activation.status.transition(source=[STATUS.NEW, STATUS.ASSIGNED], target=STATUS.DONE)
    def perform(self, officer: Any) -> None:
        """The act that ends the step; claimed and completed in one go."""
        if officer is not None:
            self.task.owner = officer
        self.task.started = self.tokens.moment
        self._finish()

    @Activation.status.transition(source=[STATUS.NEW, STATUS.ASSIGNED], target=STATUS.ASSIGNED)
    def claim(self, officer: Any) -> None:
        """An officer takes the step."""
        self.task.owner = officer
        self.task.assigned = self.tokens.moment
        self.tokens.note(self.task)

    @Activation.status.transition(source=STATUS.ASSIGNED, target=STATUS.NEW)
    def release(self) -> None:
        """An officer puts the step back."""
        self.task.owner = None
        self.task.assigned = None
        self.tokens.note(self.task)

    @Activation.status.transition(source=[STATUS.NEW, STATUS.ASSIGNED], target=STATUS.CANCELED)
    def cancel(self) -> None:
        """The step falls away with its case."""
        self._finish()


class RecordedSwitchActivation(Recorded, SwitchActivation):
    """A choice between ways."""

    @Activation.status.super()
    def activate(self) -> None:
        """Take the first way whose condition holds, else the default one. Raises FlowRuntimeError."""
        for node, condition in self.flow_task._branches:
            if condition is None or condition(self):
                self.next_task = node
                break
        else:
            raise FlowRuntimeError(f"no way leads on from {self.flow_task.name}")

    @Activation.status.super()
    def complete(self) -> None:
        """Done at once."""
        self._finish()


class RecordedIfActivation(Recorded, IfActivation):
    """A choice between two ways."""

    @Activation.status.super()
    def activate(self) -> None:
        """Ask the condition; an error in it ends the act, never hides in the task."""
        self._condition_result = self.flow_task._condition(self)

    @Activation.status.super()
    def complete(self) -> None:
        """Done at once."""
        self._finish()


class RecordedSplitActivation(Recorded, SplitActivation):
    """Several ways at once."""

    @Activation.status.super()
    def complete(self) -> None:
        """Done at once."""
        self._finish()


class RecordedJoinActivation(Recorded, JoinActivation):
    """Waits until every branch of a split has come in."""

    @classmethod
    def create(
        cls: Any, flow_task: Any, prev_activation: Any, token: Any, data: Any = None, seed: Any = None
    ) -> Any:
        """The one waiting join of this case, made by whichever branch comes first."""
        tokens = prev_activation.tokens
        task = tokens.waiting_join(flow_task)
        if task is None:
            base = token.get_base_split_token() if token.is_split_token() else token
            task = tokens.new_task(flow_task, base, data)
        tokens.link(prev_activation.task, task)
        return cls(task)

    @Activation.status.transition(source=STATUS.NEW, target=STATUS.STARTED)
    @Activation.status.transition(source=STATUS.STARTED)
    def activate(self) -> None:
        """The first branch is in."""
        if self.task.started is None:
            self.task.started = self.tokens.moment
        self.tokens.note(self.task)

    def is_done(self) -> bool:
        """Whether no task of the split is open any more. Raises FlowRuntimeError if two splits came in."""
        prefixes = {
            previous.token.get_common_split_prefix(self.task.token, previous.pk)
            for previous in self.tokens.previous(self.task)
            if previous.status not in (STATUS.CANCELED, STATUS.REVIVED)
        }
        if len(prefixes) > 1:
            raise FlowRuntimeError(f"branches of different splits came to {self.flow_task.name}")
        return bool(prefixes) and not self.tokens.open_below(prefixes.pop(), without=self.task)

    @Activation.status.transition(
        source=STATUS.STARTED, target=STATUS.DONE, conditions=[lambda join: join.is_done()]
    )
    def complete(self) -> None:
        """All branches are in."""
        self._finish()


class RecordedEndActivation(Recorded, Activation):
    """The end of a way; of the case, if nothing else is open."""

    @Activation.status.super()
    def activate(self) -> None:
        """Close the process when no other task is open."""
        self.task.started = self.tokens.moment
        if not self.tokens.open_tasks(without=self.task):
            self.process.status = PROCESS.DONE
            self.process.finished = self.tokens.moment

    @Activation.status.super()
    def complete(self) -> None:
        """Done at once."""
        self._finish()

    @Activation.status.super()
    def create_next(self) -> list[Any]:
        """Nothing comes behind the end."""
        return []
