"""Registries that the upper apps fill at start-up; each refuses the same name twice."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from .words import Procedure

T = TypeVar("T")


class Registry(Generic[T]):
    """Names and what they stand for."""

    def __init__(self, what: str) -> None:
        self.what = what
        self._entries: dict[str, T] = {}

    def add(self, name: str, entry: T) -> None:
        """Enter a name. Raises ValueError if it is taken by something else."""
        if self._entries.get(name, entry) is not entry:
            raise ValueError(f"{self.what} {name} is registered twice")
        self._entries[name] = entry

    def __getitem__(self, name: str) -> T:
        try:
            return self._entries[name]
        except KeyError:
            raise LookupError(f"there is no {self.what} {name}") from None

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[T]:
        return iter(self._entries.values())

    def names(self) -> tuple[str, ...]:
        """All names, sorted."""
        return tuple(sorted(self._entries))


class Errand(Protocol):
    """Work that goes on after an act, in the worker; called inside the act's transaction to put it in the queue."""

    def enqueue(self, *, case_number: str) -> object:
        """Put it in the queue: a row of the act's own transaction."""


class PaperCheck(Protocol):
    """What a paper has to pass before it gets its number, beside having its elements."""

    def __call__(self, kind: str, elements: Mapping[str, Any]) -> None:
        """Raises BadInput."""


procedures: "Registry[type[Procedure]]" = Registry("procedure")
errands: Registry[Errand] = Registry("errand")
paper_checks: Registry[PaperCheck] = Registry("paper check")
