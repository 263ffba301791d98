"""The ways between the nodes of a procedure, as the flow class itself has them, with their conditions.

Everything that tells of a procedure - the printed text, the picture, the BPMN file - reads these; nothing is written
down a second time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from .words import Condition, If, Procedure, Split, Switch


@dataclass(frozen=True)
class Way:
    """One way from node to node. `asks`: its gate asks whether `condition` holds (If: or doesn't, `holds` False)."""

    start: str
    to: str
    condition: Condition | None = None
    holds: bool = True
    is_default: bool = False

    @property
    def asks(self) -> bool:
        """Whether a condition decides on this way."""
        return self.condition is not None


def ways_of(procedure: type[Procedure]) -> tuple[Way, ...]:
    """All ways in the order in which the flow is written. Raises TypeError for a condition that has no words."""
    return tuple(way for node in nodes_of(procedure) for way in _leaving(node))


def nodes_of(procedure: type[Procedure]) -> tuple[Any, ...]:
    """All nodes in the order in which the flow is written; what leads there first comes first if it is built anew."""
    named = procedure._nodes_by_name
    written = [name for name in vars(procedure) if name in named]
    return tuple(named[name] for name in dict.fromkeys([*written, *named]))


def _leaving(node: Any) -> Iterator[Way]:
    match node:
        case Switch():
            for to, condition in node._branches:
                yield Way(node.name, to.name, _told(node, condition), is_default=condition is None)
        case If():
            condition = _told(node, node._condition)
            yield Way(node.name, node._on_true.name, condition)
            yield Way(node.name, node._on_false.name, condition, holds=False, is_default=True)
        case Split():
            for to, condition, _data in node._activate_next:
                yield Way(node.name, to.name, _told(node, condition))
        case _:
            for edge in node._outgoing():
                yield Way(node.name, edge.dst.name)


def _told(node: Any, condition: Any) -> Condition | None:
    if condition is None or isinstance(condition, Condition):
        return condition
    raise TypeError(f"{node.name} asks what nobody can read: give its condition words with `when`")


def reachable(starts: Iterable[str], ways: Iterable[Way]) -> frozenset[str]:
    """The nodes that can still be come to from these, they themselves only by a way back."""
    leaving: dict[str, list[str]] = {}
    for way in ways:
        leaving.setdefault(way.start, []).append(way.to)
    found: set[str] = set()
    ahead = [to for start in starts for to in leaving.get(start, ())]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += leaving.get(name, ())
    return frozenset(found)
