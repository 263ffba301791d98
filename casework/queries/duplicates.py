"""Applications of the same person that may be about the same thing; shown to the officer, decided by nobody else."""

from collections.abc import Mapping
from typing import Any

from casework.engine.items import Item
from casework.engine.persons import identifier_token
from casework.engine.standing import Standing
from casework.models import (
    CLOSED_STATES,
    Case,
    Certificate,
    CertificateState,
    ErasedPerson,
    Outcome,
    Paper,
)

from .search import visible

MOST_SHOWN = 6
# What came to nothing, or was ended by the person, stands in nobody's way.
NOT_STANDING = (Outcome.REFUSED, Outcome.NOT_ACCEPTED, Outcome.WITHDRAWN, Outcome.CANCELLED)


def cases_of(kind: str, number: str, standing: Standing) -> list[Case]:
    """Cases of the applicant with this paper's number that an officer may open: open ones first, then the latest."""
    cases = Case.objects.filter(
        visible(standing),
        applicant__index__kind="identifier",
        applicant__index__token=identifier_token(kind, number),
    ).select_related("applicant__key")
    return sorted(cases, key=lambda one: (one.state in CLOSED_STATES, -one.pk))[:MOST_SHOWN]


def possible_duplicates(
    person: Mapping[str, Any], item: Item, form: Mapping[str, Any], *, without: Case | None = None
) -> list[Case]:
    """Other cases about the same matter under the same paper's number in which the item's key fields are the same.

    The item says under which other items the same matter may stand.
    """
    number = str(person.get("identifier") or "")
    if not number or not item.duplicate_key:
        return []
    cases = (
        Case.objects.filter(item_slug__in=[item.slug, *item.same_matter_as])
        .filter(
            applicant__index__kind="identifier",
            applicant__index__token=identifier_token(str(person["identifier_kind"]), number),
        )
        .exclude(outcome__in=NOT_STANDING)
        .select_related("applicant__key")
    )
    wanted = [form.get(field) for field in item.duplicate_key]
    found = []
    for case in cases:
        if without is not None and case.pk == without.pk:
            continue
        try:
            earlier = case.unseal("form") or {}
        except ErasedPerson:
            continue
        if [earlier.get(field) for field in item.duplicate_key] == wanted:
            found.append(case)
    return found


def registered_already(case: Case, item: Item) -> set[str]:
    """The numbers of registrations that stand, of the same applicant and about the same matter: of case, slip, certificate.

    An expected month that turned out another one is not the same matter: in doubt it is registered once more, which
    harms nobody.
    """
    try:
        person = {
            "identifier_kind": case.applicant.identifier_kind,
            "identifier": case.applicant.unseal("identifier"),
        }
        form = case.unseal("form") or {}
    except ErasedPerson:
        return set()
    found = possible_duplicates(person, item, form, without=case)
    standing = [one for one in found if one.outcome == Outcome.GRANTED]
    slips = Paper.objects.filter(case__in=standing, ended__isnull=True)
    certificates = Certificate.objects.filter(case__in=standing, state=CertificateState.VALID)
    return {
        *(one.number for one in standing),
        *slips.values_list("number", flat=True),
        *certificates.values_list("identifier", flat=True),
    }


def count_possible_duplicates(case: Case, item: Item, given: Mapping[str, Any]) -> int:
    """How many there are, for the ledger entry of the receipt."""
    return len(possible_duplicates(given["applicant"], item, given["form"], without=case))
