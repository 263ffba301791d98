"""What a legal act is: its name, who may do it, what it needs, and what it does to the case."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from django.utils.functional import Promise

from casework.models import Duty

from .refusal import Reason
from .registry import Registry

F = TypeVar("F", bound=Callable[..., Any])
Schema = Mapping[str, Any]

# Whom an act without a duty of its own means: the holder of the case, the owner of a step (both: or a supervisor),
# whoever could do an act of the open step, whoever may see the case, or the officer a hand-over is offered to.
Person = Literal["holder", "owner", "who_may_act", "who_may_see", "offered_to"]

EMPTY: Schema = {"type": "object", "properties": {}, "additionalProperties": False}


@dataclass(frozen=True)
class Act:
    """The face of one legal act. Its function stands in the same file and is set by `performed_by`.

    Which step an act belongs to is said in the flow, not here. An act that belongs to no step (withdrawal, hand-over)
    names its own duties; an empty tuple then means that the act asks for a particular person instead.
    """

    name: str
    title: str | Promise
    schema: Schema = field(default_factory=lambda: EMPTY)
    basis: tuple[str, ...] = ()
    role: str | None = None
    adverse: bool = False
    decides: bool = False
    # The clock whose lapse alone effects this; and whether the worker may do it at any time (it changes nothing for
    # the worse: it only notes what another register answered).
    automatic_on: str | None = None
    by_worker: bool = False
    duties: tuple[Duty, ...] = ()
    person: Person | None = None
    # The papers that the act issues, by their use; an item of a procedure with this act has to have them.
    papers: tuple[str, ...] = ()
    # Schema parts that only the item or the case knows.
    completes_step: bool = True
    schema_for: Callable[[Any], Schema] | None = None
    # What in the case itself stands against the act, beyond its step: reasons, given the matter. An act that nothing
    # calls for isn't offered.
    obstacles: Callable[[Any], Iterable[Reason]] | None = None
    function: list[Callable[..., Any]] = field(default_factory=list, compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.adverse and (self.automatic_on or self.by_worker):
            raise ValueError(f"{self.name}: an adverse act is never automatic (EX-11)")
        acts.add(self.name, self)

    def __hash__(self) -> int:
        return hash(self.name)

    def performed_by(self, function: F) -> F:
        """Name the one function that performs this act."""
        if self.function:
            raise ValueError(f"{self.name} has its function already")
        self.function.append(function)
        return function

    def perform(self, **arguments: Any) -> Any:
        """Perform the act: web, API and commands come through here."""
        return self.function[0](**arguments)


acts: Registry[Act] = Registry("act")
