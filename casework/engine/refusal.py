"""How the engine says no: with a code, a reason in words, its legal basis, and nothing changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

Text = str | Promise


class Kind(StrEnum):
    """Whether the officer may not, or the case is not there."""

    MAY_NOT = "may_not"
    NOT_NOW = "not_now"


@dataclass(frozen=True)
class Reason:
    """One reason why an act is refused.

    `basis` cites the statute that imposes the rule. A rule of ours has none; `model` then names the articles it follows
    by analogy, which are never cited as law.
    """

    code: str
    text: Text
    kind: Kind
    basis: tuple[str, ...] = ()
    ways_out: tuple[Text, ...] = ()
    detail: Text = ""
    model: tuple[str, ...] = ()


class Refused(Exception):
    """Base of every refusal."""


class ActRefused(Refused):
    """An act the rules refuse. Nothing was changed; the attempt is on record."""

    def __init__(self, *reasons: Reason, state: Mapping[str, Any] | None = None) -> None:
        if not reasons:
            raise ValueError("a refusal needs a reason")
        self.reasons = reasons
        self.state = dict(state or {})
        super().__init__(reasons[0].code)

    @property
    def code(self) -> str:
        """The code of the first reason."""
        return self.reasons[0].code

    @property
    def kind(self) -> Kind:
        """MAY_NOT if any reason lies in the officer, else NOT_NOW."""
        return Kind.MAY_NOT if any(reason.kind is Kind.MAY_NOT for reason in self.reasons) else Kind.NOT_NOW

    @property
    def basis(self) -> tuple[str, ...]:
        """The articles of all reasons, each once."""
        return tuple(dict.fromkeys(article for reason in self.reasons for article in reason.basis))

    def __str__(self) -> str:
        return " ".join(f"{reason.code}: {reason.text}" for reason in self.reasons)


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field, and by which rule."""

    rule: str
    text: Text
    basis: tuple[str, ...] = ()
    model: tuple[str, ...] = ()


class BadInput(Refused):
    """Input that can't be taken; names each field and rule."""

    def __init__(self, fields: Mapping[str, Sequence[Fault]]) -> None:
        self.fields = {name: tuple(faults) for name, faults in fields.items()}
        super().__init__(", ".join(sorted(self.fields)))

    @classmethod
    def of(cls, name: str, rule: str, text: Text) -> "BadInput":
        """Bad input in one field."""
        return cls({name: [Fault(rule, text)]})


class NoSuchCase(Refused):
    """There is no case of that number that this officer may see."""


@dataclass
class Faults:
    """Collects what is wrong until everything was looked at."""

    found: dict[str, list[Fault]] = field(default_factory=dict)

    def add(self, name: str, rule: str, text: Text, model: tuple[str, ...] = ()) -> None:
        """Note a fault; `model` names the articles that a rule of ours follows by analogy."""
        self.found.setdefault(name, []).append(Fault(rule, text, model=model))

    def raise_if_any(self) -> None:
        """Raises BadInput if anything was noted."""
        if self.found:
            raise BadInput(self.found)
