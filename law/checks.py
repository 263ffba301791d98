"""Checks across an edition: nothing may name what is not there, or rest on what was not in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from law.bases import Citation, cite
from law.errors import BasisNotInForce, InvalidCitation, InvalidEdition, UnknownReference
from law.limits import Term, TimeLimit

if TYPE_CHECKING:
    from law.book import LawBook

# The clock speaks of these conventions by name.
COUNTING = ("C1", "C2", "C3", "REST")


def check(book: LawBook) -> None:
    """Raise the first inconsistency found. Raises :class:`InvalidEdition` or one of its kinds."""
    for where, citation in _citations(book):
        _check_citation(book, where, citation)
    for where, basis in _named_bases(book):
        _must_hold(basis, book.bases, where)
    for rule in COUNTING:
        _must_hold(rule, book.conventions, "conventions")
    for limit in book.limits.values():
        _check_limit(book, limit)
    for where, limit_id in _named_limits(book):
        _must_hold(limit_id, book.limits, where)
    for remedy in book.remedies.values():
        where = f"remedy {remedy.id}"
        for hint in remedy.hints:
            _must_hold(hint, book.hints, where)
    asked = {element for paper in book.papers.values() for element in paper.must}
    shown = {paper for rule in book.safeguards.values() for paper in rule.evidence}
    named = {limit.id: set(limit.suspended_by) for limit in book.limits.values()}
    _must_agree("elements", set(book.elements), asked)
    _must_agree("evidence", set(book.evidence), shown)
    _must_agree("pause_grounds", set(book.pause_grounds), set().union(*named.values()))
    for entry in book.legacy.values():
        _must_hold(entry.rule, book.transitions, f"legacy {entry.slug}")
    for act in book.blocked.values():
        for basis in act.lapsed:
            if book.bases[basis].ended_on is None:
                raise InvalidEdition(f"blocked {act.code}: {basis} has not lapsed")


def _citations(book: LawBook) -> Iterator[tuple[str, Citation]]:
    for kind, entries in (
        ("convention", book.conventions),
        ("ground", book.grounds),
        ("paper", book.papers),
        ("remedy", book.remedies),
        ("hint", book.hints),
        ("blocked", book.blocked),
        ("safeguard", book.safeguards),
        ("transition", book.transitions),
        ("catalogue", book.catalogue),
        ("legacy", book.legacy),
    ):
        for key, entry in entries.items():
            for citation in entry.footing.basis:
                yield f"{kind} {key}", citation
    for pair in book.duties.pairs:
        for citation in pair.footing.basis:
            yield f"duties {' and '.join(sorted(pair.roles))}", citation
    for limit in book.limits.values():
        for term in limit.terms:
            for citation in term.basis:
                yield f"limit {limit.id}", citation
        if limit.extension is not None:
            for citation in limit.extension.basis:
                yield f"limit {limit.id}", citation
        if limit.suspension is not None:
            for citation in limit.suspension.basis:
                yield f"limit {limit.id}", citation


def _named_limits(book: LawBook) -> Iterator[tuple[str, str]]:
    for limit in book.limits.values():
        if limit.untold is not None:
            yield f"limit {limit.id}", limit.untold
    for remedy in book.remedies.values():
        for _place, limit_id in remedy.terms:
            yield f"remedy {remedy.id}", limit_id
    for entry in book.catalogue.values():
        yield f"catalogue {entry.slug}", entry.limit
    for route in book.routes.values():
        for limit_id in route.clocks:
            yield f"route {route.code}", limit_id


def _named_bases(book: LawBook) -> Iterator[tuple[str, str]]:
    for basis in book.bases.values():
        for successor in basis.replaced_by:
            yield f"basis {basis.id}", successor
    for act in book.blocked.values():
        for lapsed in act.lapsed:
            yield f"blocked {act.code}", lapsed


def _check_citation(book: LawBook, where: str, citation: Citation) -> None:
    _must_hold(citation.basis, book.bases, where)
    basis = book.bases[citation.basis]
    if not citation.article:
        return
    article = str(citation.numbers[0])
    if not basis.names_article(article):
        raise UnknownReference(f"{where}: {citation} is not in the register of articles of {basis.id}")
    if article in basis.itemised and len(citation.numbers) > 2:
        raise InvalidCitation(f"{where}: {citation} names a paragraph, but the article has only items")


def _check_limit(book: LawBook, limit: TimeLimit) -> None:
    where = f"limit {limit.id}"
    _must_hold(limit.event, book.wording.events, where)
    if limit.counted_by is not None:
        _must_hold(limit.counted_by, book.conventions, where)
    for term in limit.terms:
        _check_term(book, where, term)
        if limit.counts_back and term.unit != "working":
            raise InvalidEdition(f"{where}: only working days are counted back")
        if limit.extension is not None and limit.extension.unit != term.unit:
            raise InvalidEdition(f"{where}: it is prolonged in another unit than it is counted in")
    if bool(limit.suspended_by) != (limit.suspension is not None):
        raise InvalidEdition(f"{where}: grounds of suspension and what they stand on go together")
    if limit.counts_back and (limit.rolls_forward or limit.suspended_by or limit.extension):
        raise InvalidEdition(f"{where}: days counted back neither roll forward nor stand still")


def _check_term(book: LawBook, where: str, term: Term) -> None:
    days = [term.version.valid_from]
    if term.version.valid_until is None:
        days.append(max(days[0], book.valid_from))
    for citation in term.basis:
        for day in days:
            try:
                cite(book, citation, day)
            except BasisNotInForce as error:
                raise InvalidEdition(f"{where}: {error}") from error


def _must_agree(where: str, held: set[str], asked: set[str]) -> None:
    if missing := asked - held:
        raise UnknownReference(f"{where}: unknown {', '.join(sorted(missing))}")
    if unused := held - asked:
        raise UnknownReference(f"{where}: nothing asks for {', '.join(sorted(unused))}")


def _must_hold(name: str, known: Iterable[str], where: str) -> None:
    if name not in known:
        raise UnknownReference(f"{where}: unknown {name}")
