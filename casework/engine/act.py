"""What a legal act is: its name, who may do it, what it needs, and what it does to the case."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from django.utils.functional import Promise

from casework.models import Duty

from .refusal import Reason
from .registry import Registry

F = TypeVar("F", bound=Callable[..., Any])
Schema = Mapping[str, Any]

# Whom an act without a duty of its own means: the holder of the case, the owner of a step (both: or a supervisor),
# whoever could do an act of the open step, whoever may see the case, the officer a hand-over is offered to, or anybody
# but the officer who proposed the late entry that waits.
Person = Literal["holder", "owner", "who_may_act", "who_may_see", "offered_to", "second_officer"]

EMPTY: Schema = {"type": "object", "properties": {}, "additionalProperties": False}


@dataclass(frozen=True)
class Together:
    """How an act is done to several cases in one go, each in a transaction of its own.

    `schema` is the input that all of them share; `complete` makes the act's whole input of it and of the case. `against`
    says why a case is left out that the act itself would take (given a `Matter`), or what the act would refuse it for.
    """

    effect: str | Promise
    schema: Schema = field(default_factory=lambda: EMPTY)
    complete: Callable[[Any, Mapping[str, Any]], Mapping[str, Any]] | None = None
    against: Callable[[Any], Reason | None] | None = None


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
    # The role follows from the duty of the step at which the act is done.
    role_of_step: bool = False
    adverse: bool = False
    decides: bool = False
    # The clock whose lapse alone effects this; and whether the worker may do it at any time (it changes nothing for
    # the worse: it only notes what another register answered).
    automatic_on: str | None = None
    by_worker: bool = False
    # Whether nobody but the worker does it: it puts something before an officer, who decides.
    only_worker: bool = False
    # Whether the person whose case it is may do it without an officer, by number and query code.
    by_applicant: bool = False
    duties: tuple[Duty, ...] = ()
    person: Person | None = None
    # The papers that the act issues, by their use; an item of a procedure with this act has to have them.
    papers: tuple[str, ...] = ()
    # What a closed case still allows: a certificate outlives the case it came from.
    when_closed: bool = False
    # Papers that an older edition of an item doesn't know; under such an edition the act isn't there.
    papers_if_known: tuple[str, ...] = ()
    # Whether the law counts from the day on which it happened, so that it may be entered later; the field of the form
    # in which that day stands, if it is asked; and whether it is done by way of a late entry only.
    dated: bool = False
    day_field: str = ""
    late_only: bool = False
    # Papers that it issues only for an item that has them; and papers that only some items need, told by item and law.
    may_issue: tuple[str, ...] = ()
    papers_for: Callable[[Any, Any], Iterable[str]] | None = None
    # What else about the case stands in its way, as far as it is known before the act is tried.
    obstacles: Callable[[Any], Iterator[Reason]] | None = None
    # Schema parts that only the item or the case knows.
    completes_step: bool = True
    schema_for: Callable[[Any], Schema] | None = None
    # Whether it may be done to several cases in one go, and how.
    together: Together | None = None
    # Whether it is offered beside the acts of the step only while nothing in the case stands against it: most cases
    # never call for it.
    when_called_for: bool = False
    function: list[Callable[..., Any]] = field(default_factory=list, compare=False, repr=False)

    def __post_init__(self) -> None:
        if self.adverse and (self.automatic_on or self.by_worker or self.only_worker):
            raise ValueError(f"{self.name}: an adverse act is never automatic (EX-11)")
        if self.together and (self.adverse or self.decides):
            raise ValueError(f"{self.name}: an adverse act or a decision is weighed case by case")
        acts.add(self.name, self)

    def __hash__(self) -> int:
        return hash(self.name)

    @property
    def is_time_alone(self) -> bool:
        """Whether no officer does this."""
        return self.automatic_on is not None or self.only_worker

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
