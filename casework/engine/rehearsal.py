"""An act that is rehearsed: done up to where it would be written, so that its papers can be seen before it is done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from law.papers import PaperKind


class Rehearsed(Exception):
    """The act would have gone through. Raised in place of writing it, so that its transaction leaves nothing behind."""


@dataclass(frozen=True)
class RehearsedPaper:
    """A paper as the act would issue it, but for its number."""

    kind: PaperKind
    elements: Mapping[str, Any]


@dataclass
class Rehearsal:
    """What an actor carries who only rehearses: the papers of the act, in the order of issue."""

    papers: list[RehearsedPaper] = field(default_factory=list)
