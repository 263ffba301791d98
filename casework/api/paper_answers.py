"""Answers about papers that aren't issued yet, and about certificates, as plain data."""

from collections.abc import Iterable, Mapping
from typing import Any

from casework.certificates.file_words import explanation, headline, remarks
from casework.certificates.verification import Answer
from casework.engine.act import Act
from casework.engine.items import Words
from casework.engine.previewing import Preview
from casework.models import Case, CaseParty, ErasedPerson, Person
from casework.papers.naming import with_names
from casework.signing.verdict import Verdict
from law.book import LawBook
from law.identifiers import mask_identifier, mask_name, mask_phone

from .answers import paper_name
from .citing import language
from .problems import fault_data


def previewed(act: Act, found: Preview) -> dict[str, Any]:
    """The papers an act would issue, in words, with everybody in the case masked as in every other answer."""
    case = found.matter.case
    masks = [mask for person in _everybody(case) for mask in _masks_of(person)]
    return {
        "act": act.name,
        "number": case.number,
        "papers": [
            {
                "kind": one.kind.id,
                "name": paper_name(found.matter.book, one.kind.id),
                "elements": [
                    {
                        "element": element,
                        "name": _element_name(found.matter.book, element),
                        "texts": [_masked_in(text, masks) for text in _in_words(value)],
                    }
                    for element, value in with_names(one.elements, found.matter.item).items()
                ],
                "missing": [
                    {"element": element, "name": _element_name(found.matter.book, element)}
                    for element in one.missing
                ],
            }
            for one in found.papers
        ],
        "fields": {field: [fault_data(fault) for fault in faults] for field, faults in found.faults.items()},
    }


def _masks_of(person: Person) -> list[tuple[str, str]]:
    """What identifies a person in the clear, and masked; the longest first, since a number may hold a shorter one."""
    known = (("name", mask_name), ("identifier", mask_identifier), ("phone", mask_phone))
    try:
        found = [(str(person.unseal(field) or ""), mask) for field, mask in known]
    except ErasedPerson:
        return []
    return sorted(((clear, mask(clear)) for clear, mask in found if clear), key=lambda one: -len(one[0]))


def _masked_in(text: str, masks: Iterable[tuple[str, str]]) -> str:
    for clear, masked_text in masks:
        text = text.replace(clear, masked_text)
    return text


def _element_name(book: LawBook, element: str) -> str:
    phrase = book.elements.get(element)
    return str(Words(zh=phrase.zh, en=phrase.en)) if phrase else element


def _in_words(value: Any) -> list[str]:
    if isinstance(value, Mapping):
        if set(value) == {"zh", "en"}:
            return [value[language()]]
        return [text for one in value.values() for text in _in_words(one)]
    if isinstance(value, list | tuple):
        return [text for one in value for text in _in_words(one)]
    return [str(value)]


def verified(answer: Answer) -> dict[str, Any]:
    """Whether a certificate stands."""
    return {
        "state": answer.state,
        "identifier": answer.identifier,
        "kind": str(answer.kind or ""),
        "issuer": str(answer.issuer or ""),
        "version": answer.version,
        "issued_on": answer.issued_on,
        "valid_until": answer.valid_until,
        "ended_on": answer.ended_on,
    }


def judged(verdict: Verdict) -> dict[str, Any]:
    """Whether a file is genuine and counts today."""
    stated = verdict.statement
    chinese = language() == "zh"
    return {
        "state": verdict.state,
        "fault": verdict.fault,
        "kind": (stated.title_zh if chinese else stated.title_en) if stated else "",
        "number": stated.number if stated else "",
        "issuer": (stated.office_zh if chinese else stated.office_en) if stated else "",
        "issued_on": stated.issued_on if stated else None,
        "identifier": stated.certificate if stated else "",
        "valid_until": stated.valid_until if stated else None,
        "ended_on": verdict.ended_on,
        "key": verdict.fingerprint,
        "demonstration": verdict.is_demonstration,
        "words": [headline(verdict), explanation(verdict), *remarks(verdict)],
    }


def _everybody(case: Case) -> list[Person]:
    parties = CaseParty.objects.filter(case=case).select_related("person__key")
    return [case.applicant, *(party.person for party in parties)]
