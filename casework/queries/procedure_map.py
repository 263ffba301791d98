"""A procedure as one value to read: what the flow class, its acts, the item and the law say, put together once.

The printed procedure, the picture and the BPMN file are made from this. Nothing is written down here that stands
elsewhere; a title, an article or a number that changes there changes everywhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.engine.access import ADMINISTRATOR_MODEL, CERTIFICATE_MODEL, RECUSED_MODEL
from casework.engine.act import Act, acts
from casework.engine.items import Item, Words
from casework.engine.registry import procedures
from casework.engine.roles import ROLE_NAMES, role_of
from casework.engine.ways import Way, nodes_of, reachable, ways_of
from casework.engine.words import Begin, End, Join, Procedure, Split, Step
from casework.models import Duty
from law.bases import Citation
from law.book import LawBook

from .flow_places import Link, places_of
from .told import (
    Basis,
    LimitTold,
    PaperTold,
    articles,
    basis_of_rule,
    limit_told,
    papers_told,
    track_of,
    words,
)

Kind = Literal["begin", "step", "choice", "split", "join", "end"]


@dataclass(frozen=True)
class ActTold:
    """One act: what it issues, whether it needs a certificate, and whether time alone effects it."""

    act: Act
    papers: tuple[PaperTold, ...]
    certificate: bool

    @property
    def title(self) -> str:
        """Its title."""
        return str(self.act.title)


@dataclass(frozen=True)
class Exclusion:
    """Who can't do the acts of a step: whoever has had that part in the case, and on what that stands.

    `acts` are those it is about, none where it is about the whole step.
    """

    role: str
    title: Any
    basis: Basis | None
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True)
class Lead:
    """Where one comes from a step: to which node, on what conditions, back or ahead, beside others, after whom."""

    to: str
    conditions: tuple[Way, ...] = ()
    back: bool = False
    together: bool = False
    waits: bool = False


@dataclass(frozen=True)
class Node:
    """A node of the flow, as far as one reads of it."""

    name: str
    kind: Kind
    title: Any
    number: int | None = None
    duty: Duty | None = None
    acts: tuple[ActTold, ...] = ()
    purpose: str = ""
    limit: LimitTold | None = None
    excluded: tuple[Exclusion, ...] = ()
    waits_for_applicant: bool = False
    kept_by_holder: bool = False
    # The office at which it is done, if that isn't the case's own.
    at: Any = None
    leads: tuple[Lead, ...] = ()


@dataclass(frozen=True)
class ProcedureMap:
    """The whole procedure, for one edition of an item under one edition of the law, or for none in particular."""

    procedure: type[Procedure]
    item: Item | None
    book: LawBook | None
    day: date | None
    nodes: tuple[Node, ...]
    ways: tuple[Way, ...]
    back: frozenset[int]
    anytime: tuple[ActTold, ...]
    # Who has no part in any step, and what a certificate is asked for.
    never: tuple[Exclusion, ...] = ()
    certificate: Basis | None = None
    basis: tuple[Words, ...] = ()
    by_name: dict[str, Node] = field(default_factory=dict, compare=False)

    @property
    def links(self) -> list[Link]:
        """The ways by names alone, for whoever draws them."""
        return [Link(way.start, way.to) for way in self.ways]

    @property
    def steps(self) -> list[Node]:
        """Where something is done: the beginning and the steps, in the order in which they are written."""
        return [node for node in self.nodes if node.number is not None]


def map_of_item(item: Item, book: LawBook, day: date) -> ProcedureMap:
    """The procedure of an item under a law, with its limits as they stand on a day."""
    return _Mapping(procedures[item.procedure], item, book, day).map()


@lru_cache(maxsize=64)
def map_of(procedure: type[Procedure]) -> ProcedureMap:
    """The procedure alone: its nodes, acts and ways, without what only an item and a law can say."""
    return _Mapping(procedure, None, None, None).map()


@dataclass
class _Mapping:
    procedure: type[Procedure]
    item: Item | None
    book: LawBook | None
    day: date | None
    ways: tuple[Way, ...] = ()
    back: frozenset[int] = frozenset()

    def map(self) -> ProcedureMap:
        """Read the flow, then what is said of each of its nodes."""
        flow = sorted(nodes_of(self.procedure), key=lambda node: not isinstance(node, Begin))
        self.ways = ways_of(self.procedure)
        self.back = places_of(
            [node.name for node in flow], [Link(one.start, one.to) for one in self.ways]
        ).back
        numbered = [node.name for node in flow if isinstance(node, Begin | Step)]
        numbers = {name: at + 1 for at, name in enumerate(numbered)}
        nodes = tuple(self._node(node, numbers.get(node.name)) for node in flow)
        return ProcedureMap(
            procedure=self.procedure,
            item=self.item,
            book=self.book,
            day=self.day,
            nodes=nodes,
            ways=self.ways,
            back=self.back,
            anytime=tuple(self._act(name) for name in self.procedure.anytime),
            never=(
                Exclusion(
                    "recused",
                    gettext_lazy("whoever has stepped aside in this case"),
                    self._modelled(RECUSED_MODEL),
                ),
                Exclusion(
                    "administrator", gettext_lazy("an administrator"), self._modelled(ADMINISTRATOR_MODEL)
                ),
            ),
            certificate=self._modelled(CERTIFICATE_MODEL)
            if self.item and self.item.certificate_for
            else None,
            basis=articles(self.book, self.item.basis) if self.book and self.item else (),
            by_name={node.name: node for node in nodes},
        )

    def _node(self, node: Any, number: int | None) -> Node:
        kind = kind_of(node)
        done = tuple(self._act(name) for name in node.acts) if number is not None else ()
        leads = tuple(self._leads(node.name)) if number is not None else ()
        if not isinstance(node, Step):
            title = done[0].act.title if done else node.task_title
            duty = Duty.RECEIVE if isinstance(node, Begin) else None
            return Node(node.name, kind, title, number, duty, acts=done, leads=leads)
        return Node(
            name=node.name,
            kind=kind,
            title=node.task_title or node.name,
            number=number,
            duty=Duty(node.duty),
            acts=done,
            purpose=node.limit,
            limit=self._limit(node.limit),
            excluded=tuple(self._excluded(node)),
            waits_for_applicant=node.waits_for_applicant,
            kept_by_holder=node.kept_by_holder,
            at=node.at,
            leads=leads,
        )

    def _act(self, name: str) -> ActTold:
        act = acts[name]
        if self.item is None or self.book is None:
            return ActTold(act, (), certificate=False)
        papers = papers_told(self.book, self.item, (*act.papers, *act.may_issue))
        return ActTold(act, papers, certificate=name in self.item.certificate_for)

    def _limit(self, purpose: str) -> LimitTold | None:
        if not purpose or self.item is None or self.book is None or self.day is None:
            return None
        return limit_told(self.book, self.item, purpose, self.day)

    def _excluded(self, step: Step) -> Iterator[Exclusion]:
        """The roles that stand in the way of a step's acts, as far as somebody can have played them before it."""
        own = self._roles_at(step)
        played = {
            role
            for other in self.procedure.steps()
            if step.name in reachable([other.name], self.ways)
            for role in self._roles_at(other).values()
        }
        pairs = self.book.duties.pairs if self.book else ()
        for role in sorted({*step.not_by, *played}):
            found = {
                act: pair
                for act, wanted in own.items()
                for pair in pairs
                if wanted != role and pair.roles == {wanted, role}
            }
            if role not in step.not_by and not found:
                continue
            basis = None
            if found and self.book and self.item:
                footing = next(iter(found.values())).footing
                basis = basis_of_rule(self.book, footing, track_of(self.book, self.item))
            whole = role in step.not_by or set(found) == set(own)
            yield Exclusion(role, self._role(role), basis, () if whole else tuple(found))

    def _modelled(self, model: tuple[str, ...]) -> Basis | None:
        """A rule of the engine by analogy."""
        if self.book is None:
            return None
        return Basis("analogy", articles(self.book, map(Citation.parse, model)))

    def _role(self, role: str) -> Any:
        phrase = self.book.duties.roles.get(role) if self.book else None
        return words(phrase) if phrase else ROLE_NAMES.get(role, role)

    def _roles_at(self, step: Step) -> dict[Act, str]:
        """The acts of a step that make a role of the officer, each with that role."""
        done = [acts[name] for name in step.acts]
        roles = {act: role_of(act, self.item, step.duty) if self.item else act.role for act in done}
        return {act: role for act, role in roles.items() if role}

    def _leads(
        self, name: str, seen: frozenset[str] = frozenset(), so_far: Lead | None = None
    ) -> Iterator[Lead]:
        """Through gates, splits and joins to the next steps; each gate is passed once."""
        before = so_far or Lead("")
        nodes = self.procedure._nodes_by_name
        for at, way in enumerate(self.ways):
            if way.start != name:
                continue
            asked = (way,) if way.asks or way.is_default else ()
            lead = Lead(
                to=way.to,
                conditions=(*before.conditions, *asked),
                back=before.back or at in self.back,
                together=before.together or isinstance(nodes[name], Split),
                waits=before.waits or isinstance(nodes[way.to], Join),
            )
            if isinstance(nodes[way.to], Begin | Step | End):
                yield lead
            elif way.to not in seen:
                yield from self._leads(way.to, seen | {way.to}, lead)


def kind_of(node: Any) -> Kind:
    """What a node is to whoever reads the procedure."""
    match node:
        case Begin():
            return "begin"
        case Step():
            return "step"
        case Split():
            return "split"
        case Join():
            return "join"
        case End():
            return "end"
    return "choice"


def said(way: Way) -> str:
    """The condition of a way in words."""
    if way.condition is None:
        return _("otherwise") if way.is_default else ""
    return str(way.condition) if way.holds else _("not: %(condition)s") % {"condition": way.condition}
