"""What stands on a copy of own data (D60): what the hall holds, told to the person and never about anybody else."""

from collections.abc import Sequence
from typing import Any

from casework.engine.items import Item, Words
from casework.engine.looks import looks_at
from casework.engine.own_data import APPLICANT, Held, cases_held, doubtful_entries, entries_of
from casework.models import Case, CaseState, IdentifierKind, PartyRole, Person
from law.book import LawBook
from law.clock import SHANGHAI

from .wording import bilingual, both, names_of, said, said_with

FIELDS = ("name", "identifier", "phone", "division_code")
LABELS = {"division_code": "own_division"}


def copy_elements(case: Case, item: Item, book: LawBook, *, day: str, with_looks: bool) -> dict[str, Any]:
    """The elements of the copy: the person's data, their cases, and, if it was asked, who looked."""
    entries = entries_of(case.applicant)
    held = cases_held(entries, but=case)
    doubtful = doubtful_entries(case.applicant)
    limits = said("limits_of_the_copy")
    if doubtful:
        more = said_with("doubtful_entries", count=str(doubtful))
        limits = both(limits["zh"] + more["zh"], f"{limits['en']} {more['en']}")
    return {
        "person": case.applicant.unseal("name"),
        "own_data": [
            {"name": field_label(field), "lines": values_of(entries, field) or [said("not_recorded")]}
            for field in FIELDS
        ],
        "cases_held": [_case(one, book) for one in held] or said("no_cases_held"),
        "looked": _looks([case.pk, *(one.case.pk for one in held)], entries)
        if with_looks
        else said("looks_not_asked"),
        "limits_of_the_copy": limits,
        "not_a_condition_note": _both(item.result_note),
        "seal": names_of(case),
        "date": day,
    }


def field_label(field: str) -> dict[str, str]:
    """A field of a person's data by its name."""
    return said(LABELS.get(field, f"own_{field}"))


def shown_as(person: Person, field: str) -> Any:
    """What is recorded in a field of an entry, as the person themself may read it; None where nothing is."""
    value = person.unseal(field)
    if field != "identifier" or not value:
        return value
    kind = bilingual(IdentifierKind(person.identifier_kind).label)
    return both(f"{kind['zh']} {value}", f"{kind['en']} {value}")


def values_of(entries: Sequence[Person], field: str) -> list[Any]:
    """Everything that is recorded in a field, each once."""
    found: list[Any] = []
    for one in entries:
        value = shown_as(one, field)
        if value and value not in found:
            found.append(value)
    return found


def _case(held: Held, book: LawBook) -> dict[str, Any]:
    case = held.case
    received, state = book.wording.day(case.received_on), bilingual(CaseState(case.state).label)
    own = held.part == APPLICANT
    part = (
        said("own_applicant") if own else said_with("own_party", part=bilingual(PartyRole(held.part).label))
    )
    return {
        "number": case.number,
        "item": _both(held.item.name),
        "part": part,
        "received": said_with("own_received", day=both(received.zh, received.en)),
        "state": state if own else "",
        "papers": [paper.number for paper in held.papers],
    }


def _looks(cases: list[int], entries: list[Person]) -> Any:
    return [
        {
            "at": f"{one.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            "office": _both(one.office),
            "purpose": _both(one.purpose),
        }
        for one in looks_at(cases, entries)
    ] or said("nobody_looked")


def _both(words: Words) -> dict[str, str]:
    return both(words.zh, words.en)
