"""What must hold before a paper is given a number."""

from collections.abc import Mapping
from typing import Any

from law.papers import PaperKind

from .registry import paper_checks


class ElementMissing(ValueError):
    """A paper without an element that the law asks for; it can't be issued. `elements` names what is missing."""

    def __init__(self, kind: str, elements: tuple[str, ...]) -> None:
        self.kind = kind
        self.elements = elements
        super().__init__(f"{kind} lacks {', '.join(elements)}")


def missing_elements(kind: PaperKind, elements: Mapping[str, Any]) -> tuple[str, ...]:
    """The mandatory elements that say nothing: absent, blank, or a list or a text in two languages that is blank.

    Chinese is the paper, so a text that stands in English only is missing. `False` and 0 are answers.
    """
    return tuple(name for name in kind.must if _says_nothing(elements.get(name)))


def insist_complete(kind: PaperKind, elements: Mapping[str, Any]) -> None:
    """Raises ElementMissing, naming every mandatory element that says nothing."""
    missing = missing_elements(kind, elements)
    if missing:
        raise ElementMissing(kind.id, missing)


def insist_issuable(kind: PaperKind, elements: Mapping[str, Any]) -> None:
    """Raises ElementMissing, and BadInput where the paper can't be printed as it stands."""
    insist_complete(kind, elements)
    for check in paper_checks:
        check(kind.id, elements)


def _says_nothing(value: Any) -> bool:
    if value is None:
        return True
    if isinstance(value, str):
        return not value.strip()
    if isinstance(value, Mapping):
        return _says_nothing(value["zh"]) if "zh" in value else all(map(_says_nothing, value.values()))
    if isinstance(value, list | tuple):
        return all(map(_says_nothing, value))
    return False
