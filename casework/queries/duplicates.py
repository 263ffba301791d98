"""Applications of the same person that may be about the same thing; shown to the officer, decided by nobody else."""

from collections.abc import Mapping
from typing import Any

from casework.engine.items import Item
from casework.engine.persons import identifier_token
from casework.engine.standing import Standing
from casework.models import CLOSED_STATES, Case, ErasedPerson, Outcome

from .search import visible

MOST_SHOWN = 6


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
    """Other cases of the same item and the same paper's number in which the item's key fields are the same."""
    number = str(person.get("identifier") or "")
    if not number or not item.duplicate_key:
        return []
    cases = (
        Case.objects.filter(item_slug=item.slug)
        .filter(
            applicant__index__kind="identifier",
            applicant__index__token=identifier_token(str(person["identifier_kind"]), number),
        )
        .exclude(outcome__in=[Outcome.REFUSED, Outcome.NOT_ACCEPTED, Outcome.WITHDRAWN])
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


def count_possible_duplicates(case: Case, item: Item, given: Mapping[str, Any]) -> int:
    """How many there are, for the ledger entry of the receipt."""
    return len(possible_duplicates(given["applicant"], item, given["form"], without=case))
