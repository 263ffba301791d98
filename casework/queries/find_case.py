"""Open a case: the case and the officer's standing in it, or nothing at all."""

from dataclasses import dataclass

from casework.engine import moment
from casework.engine.competence import may_see
from casework.engine.persons import identifier_token, name_token
from casework.engine.refusal import NoSuchCase
from casework.engine.standing import Standing, standing_of
from casework.models import Case, HandOver, IdentifierKind, Officer

MOST_FOUND = 50


@dataclass(frozen=True)
class Opened:
    """A case that the officer may open."""

    case: Case
    standing: Standing


def find_case(number: str, officer: Officer) -> Opened:
    """The case, if the officer may see it. Raises NoSuchCase in both other cases, so that nobody learns which.

    Whoever is offered a hand-over may look before answering.
    """
    case = (
        Case.objects.select_related("office", "receiving_office", "applicant__key", "holder")
        .filter(number=number)
        .first()
    )
    if case is None:
        raise NoSuchCase(number)
    standing = standing_of(officer, moment.today(), case)
    offered = HandOver.objects.filter(case=case, to_officer=officer, answered_at__isnull=True)
    if not may_see(standing, case) and not (_may_be_asked(standing) and offered.exists()):
        raise NoSuchCase(number)
    return Opened(case, standing)


def cases_of_person(typed: str, officer: Officer) -> list[Case]:
    """Cases whose applicant has exactly this name or this paper's number, as far as the officer may open them."""
    tokens = [name_token(typed)]
    tokens += [identifier_token(str(kind), typed) for kind in IdentifierKind.values]
    cases = (
        Case.objects.filter(applicant__index__token__in=tokens)
        .select_related("office", "receiving_office", "applicant__key")
        .distinct()
    )
    found = []
    for case in cases[:MOST_FOUND]:
        standing = standing_of(officer, moment.today(), case)
        if may_see(standing, case):
            found.append(case)
    return found


def _may_be_asked(standing: Standing) -> bool:
    return standing.active and not standing.administers and standing.officer_id not in standing.recused
