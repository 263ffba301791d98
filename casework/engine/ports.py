"""Ports to the world outside: what the hall asks of others, and which adapter asks it."""

from enum import StrEnum
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from casework.models import Case, ErasedPerson, Material, MaterialState

from .lawbook import item_of


class Answer(StrEnum):
    """What another register said."""

    FOUND = "found"
    NOT_FOUND = "not_found"
    SILENT = "silent"


class DataSharing(Protocol):
    """A register of another agency. It gets what it needs to find the person, and says whether the fact is there."""

    def look_up(self, *, register: str, identifier_kind: str, identifier: str, name: str) -> Answer:
        """Whether the register holds the fact. Raises OSError or TimeoutError if it doesn't answer."""


def data_sharing() -> DataSharing:
    """The adapter of this hall, named by the setting DATA_SHARING."""
    adapter: DataSharing = import_string(settings.DATA_SHARING)()
    return adapter


def ask_registers(case_number: str) -> dict[str, Answer]:
    """Ask for every shared material of a case that isn't settled; no transaction is open while asking."""
    case = Case.objects.select_related("applicant__key").filter(number=case_number).first()
    if case is None:
        return {}
    rules = {rule.code: rule for rule in item_of(case.item_version_id).materials}
    open_ones = Material.objects.filter(case=case, state__in=[MaterialState.PENDING, MaterialState.NOT_FOUND])
    adapter = data_sharing()
    answers: dict[str, Answer] = {}
    for row in open_ones:
        try:
            answers[row.code] = adapter.look_up(
                register=rules[row.code].register,
                identifier_kind=case.applicant.identifier_kind,
                identifier=case.applicant.unseal("identifier") or "",
                name=case.applicant.unseal("name"),
            )
        except (OSError, TimeoutError, ErasedPerson):
            answers[row.code] = Answer.SILENT
    return answers
