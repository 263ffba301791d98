"""What stands on an extract of a person's own data, and on the certificate of the old regulations."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from casework.engine.enquiries import FOUND, HOME, NOWHERE, answers_of, fact_labels, facts_of, home_of
from casework.engine.items import Item
from casework.models import AnswerState, Case, Office, RegisterAnswer
from law.book import LawBook
from law.clock import shanghai_day
from law.identifiers import mask_identifier

from .wording import both, names_of, said, said_with


def extract_elements(
    case: Case, item: Item, book: LawBook, *, number: str, day: date, valid_until: date | None = None
) -> dict[str, Any]:
    """The elements of the extract (D26): the facts the person chose, what each register said, what isn't confirmed."""
    answers = answers_of(case)
    own, home = answers.get(case.office_id), home_of(case)
    asked = answers.get(home.pk) if home else None
    validity = {}
    if valid_until is not None:
        until = book.wording.day(valid_until)
        validity["validity"] = said_with("valid_until", day=both(until.zh, until.en))
    unconfirmed = _unconfirmed(case, home, asked)
    return {
        "person": _person(case),
        "chosen_facts": [
            {
                "name": dict(fact_labels(item)[fact]),
                "lines": [*_line(own, case.office, fact), *(_line(asked, home, fact) if home else ())],
            }
            for fact in facts_of(case)
        ],
        "source_register": _sources([case.office, *([home] if home else [])]),
        "searched_on": (shanghai_day(own.made_at) if own else day).isoformat(),
        "not_a_condition_note": both(item.result_note.zh, item.result_note.en),
        "seal": names_of(case),
        "date": day.isoformat(),
        "qr": number or said("given_on_issue"),
        **({"not_confirmed": unconfirmed} if unconfirmed else {}),
        **validity,
    }


def old_certificate_elements(
    case: Case, item: Item, found: Mapping[str, Any], *, day: date
) -> dict[str, Any]:
    """The elements of the certificate of 2009 (D51), without what this product doesn't keep."""
    return {
        "person": _person(case),
        "chosen_facts": [
            {"name": dict(fact_labels(item)[fact]), "lines": [_entry(case.office, one)]}
            for fact, one in found.items()
        ],
        "source_register": _sources([case.office]),
        "searched_on": day.isoformat(),
        "seal": names_of(case),
        "date": day.isoformat(),
    }


def _person(case: Case) -> str:
    number = case.applicant.unseal("identifier")
    name: str = case.applicant.unseal("name")
    return f"{name}（{mask_identifier(number)}）" if number else name


def _line(answer: RegisterAnswer | None, office: Office, fact: str) -> list[dict[str, Any]]:
    if answer is None or answer.state != AnswerState.ANSWERED:
        return [_at(office, said("not_confirmed"))]
    one = answer.unseal("words").get(fact)
    return [_at(office, said("not_confirmed"))] if one is None else [_entry(office, one)]


def _entry(office: Office, one: Mapping[str, Any]) -> dict[str, Any]:
    return _at(office, one["entry"] if one["result"] == FOUND else said("not_in_register"))


def _at(office: Office, words: Any) -> dict[str, Any]:
    return {"office": both(office.name_zh, office.name_en), "words": words}


def _sources(offices: list[Office]) -> dict[str, str]:
    return said_with(
        "source_registers",
        offices=both("、".join(one.name_zh for one in offices), ", ".join(one.name_en for one in offices)),
    )


def _unconfirmed(case: Case, home: Office | None, asked: RegisterAnswer | None) -> dict[str, str] | None:
    """What wasn't confirmed at the home township, and why; None where nothing is missing."""
    if home is None:
        form = case.unseal("form") or {}
        return said("home_not_joined") if form.get(HOME) == NOWHERE else None
    if asked is None or asked.state != AnswerState.ANSWERED:
        return said_with("home_silent", office=both(home.name_zh, home.name_en))
    return None
