"""What an act reads of its case once it holds the lock; the counterpart of `writer`."""

from collections.abc import Iterator

from casework.models import Case, Clock, ClockState, Office, Officer, Person, PersonKey

from .statements import select

_CASE = """
FROM casework_case
JOIN casework_office ON casework_office.id = casework_case.office_id
JOIN casework_person ON casework_person.id = casework_case.applicant_id
JOIN casework_personkey ON casework_personkey.id = casework_person.key_id
LEFT JOIN casework_officer ON casework_officer.id = casework_case.holder_id
WHERE casework_case.id = %s
"""
_CLOCKS = "FROM casework_clock WHERE case_id = %s AND state IN (%s, %s) ORDER BY id"


def read_case(case_id: int) -> Case:
    """The case with its office, its applicant and their key, and its holder."""
    sources = [Case, Office, Person, PersonKey, Officer]
    ((case, office, applicant, key, holder),) = select(sources, _CASE, [case_id])
    applicant.key = key
    case.office, case.applicant, case.holder = office, applicant, holder
    found: Case = case
    return found


def read_clocks(case: Case) -> Iterator[Clock]:
    """The clocks that run or rest, each with this very case."""
    for (row,) in select([Clock], _CLOCKS, [case.pk, ClockState.RUNNING, ClockState.PAUSED]):
        row.case = case
        yield row
