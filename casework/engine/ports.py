"""Ports to the world outside: what the hall asks of others, under which agreement, and which adapter asks it."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from django.conf import settings
from django.utils.module_loading import import_string

from casework.models import (
    Case,
    Direction,
    ErasedPerson,
    Material,
    MaterialState,
    Officer,
    SharedQuery,
    SharingAgreement,
)

from .items import Item
from .lawbook import item_of
from .sharing import covering, in_force

ASKABLE = (MaterialState.PENDING, MaterialState.NOT_FOUND)


class Answer(StrEnum):
    """What another register said."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    SILENT = "silent"


@dataclass(frozen=True)
class Question:
    """What another register is told, which is what it needs to find one person, and what it is asked for."""

    mark: str
    register: str
    item: str
    fields: tuple[str, ...]
    identifier_kind: str
    identifier: str
    name: str


@dataclass(frozen=True)
class Reply:
    """What it answered, and the facts asked for as far as it told them."""

    answer: Answer
    facts: Mapping[str, str] = field(default_factory=dict)


class DataSharing(Protocol):
    """The registers of other agencies."""

    def ask(self, question: Question) -> Reply:
        """What the register holds; SILENT if the answer comes later. Raises OSError or TimeoutError without an answer."""


class Arrived(Protocol):
    """An answer that came later: to which question, and what becomes of it."""

    mark: str
    reply: Reply

    def done(self) -> None:
        """It was taken in, or nobody needs it any more: nothing of it is kept."""

    def aside(self, reason: str) -> None:
        """It can't be taken in, and somebody has to look; `reason` is a code."""


@runtime_checkable
class AnswersLater(Protocol):
    """An adapter whose answers arrive by themselves, so that nobody is asked twice for the same."""

    def arrived(self) -> Iterable[Arrived]:
        """What has arrived since."""


@dataclass(frozen=True)
class Asked:
    """What came of asking: the answer to each question, and what no agreement let us ask."""

    replies: Mapping[str, tuple[SharedQuery, Reply]]
    uncovered: tuple[str, ...] = ()


def data_sharing() -> DataSharing:
    """The adapter of this hall, named by the setting DATA_SHARING."""
    adapter: DataSharing = import_string(settings.DATA_SHARING)()
    return adapter


def may_be_asked(rows: Iterable[tuple[str, str, int]], day: date) -> set[str]:
    """Of (case number, code of a material, item version) the numbers for which an agreement lets us ask today."""
    agreements = in_force(Direction.IN, day)
    return {number for number, code, version in rows if _agreement(agreements, item_of(version), code)}


def _agreement(agreements: list[SharingAgreement], item: Item, code: str) -> SharingAgreement | None:
    """The agreement under which the register of a material may be asked for what the item needs of it."""
    rules = {rule.code: rule for rule in item.materials}
    return covering(agreements, rules[code].register, item.slug, rules[code].asks)


def ask_registers(case_number: str, by: Officer | None, at: datetime, day: date) -> Asked:
    """Ask for every shared material of a case that isn't settled; no transaction is open while asking.

    Each question is a row of its own before it goes out, so that none leaves the hall unseen.
    """
    case = Case.objects.select_related("applicant__key").filter(number=case_number).first()
    if case is None:
        return Asked({})
    item = item_of(case.item_version_id)
    rules = {rule.code: rule for rule in item.materials}
    agreements = in_force(Direction.IN, day)
    codes = Material.objects.filter(case=case, state__in=ASKABLE).values_list("code", flat=True)
    found = {code: _agreement(agreements, item, code) for code in codes}
    adapter = data_sharing()
    waiting = _waiting(case) if isinstance(adapter, AnswersLater) else set()
    replies: dict[str, tuple[SharedQuery, Reply]] = {}
    for code, agreement in found.items():
        if agreement is None or code in waiting:
            continue
        try:
            identifier, name = case.applicant.unseal("identifier") or "", case.applicant.unseal("name")
        except ErasedPerson:
            continue
        query = SharedQuery.objects.create(
            mark=secrets.token_hex(16),
            case=case,
            agreement=agreement,
            material=code,
            data_fields=list(rules[code].asks),
            asked_on=day,
            asked_at=at,
            officer=by,
        )
        question = Question(
            mark=query.mark,
            register=rules[code].register,
            item=case.item_slug,
            fields=rules[code].asks,
            identifier_kind=case.applicant.identifier_kind,
            identifier=identifier,
            name=name,
        )
        try:
            replies[code] = query, adapter.ask(question)
        except (OSError, TimeoutError):
            replies[code] = query, Reply(Answer.SILENT)
    return Asked(replies, tuple(sorted(code for code, agreement in found.items() if agreement is None)))


def _waiting(case: Case) -> set[str]:
    """The materials for which a question is out whose answer arrives later."""
    out = SharedQuery.objects.filter(case=case, reply__isnull=True).exclude(material="")
    return set(out.values_list("material", flat=True))
