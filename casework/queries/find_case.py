"""Open a case: the case and the officer's standing in it, or nothing at all."""

from dataclasses import dataclass

from audit.ledger.attempts import record_attempt
from casework.engine import moment
from casework.engine.access import may_see
from casework.engine.act import acts
from casework.engine.actor import Actor
from casework.engine.lock import database_moment
from casework.engine.refusal import NoSuchCase
from casework.engine.standing import Standing, standing_of
from casework.models import Case, CaseTask, HandOver, Officer, Submission
from casework.models.flow import OPEN_STATUSES
from law.errors import InvalidCaseNumber
from law.identifiers import parse_case_number

NOT_TO_BE_SEEN = "GATE-08"
# What an officer of an office that is asked may do beside answering: not answer, and say why.
ASIDE = "recuse"
# What is posted to a case beside the acts.
READINGS = frozenset({"unmask"})


@dataclass(frozen=True)
class Opened:
    """A case that the officer may open.

    `only_repeats` if they may not, and only ask for their own submission again; `only_enquiry` if they only answer what
    another office asks in it, and see no more of it than that.
    """

    case: Case
    standing: Standing
    only_repeats: bool = False
    only_enquiry: bool = False


def find_case(number: str, officer: Officer) -> Opened:
    """The case, if the officer may see it. Raises NoSuchCase in both other cases, so that nobody learns which.

    Whoever is offered a hand-over may look before answering.
    """
    case = _numbered(number)
    opened = _opened(case, officer) if case is not None else None
    if opened is None:
        raise NoSuchCase(number)
    return opened


def find_case_to_act(number: str, by: Actor, act: str) -> Opened:
    """The case, for an officer who is about to act on it. Raises NoSuchCase, and then the attempt is on record.

    It is put on record alike whether the case doesn't exist or isn't theirs to see (GATE-08), and the officer is
    answered alike. A number that can't be a case number isn't kept: it might be that of a person.
    Whoever made this submission on it before, and may no longer see the case because they stepped aside with it, is
    led to what it did then.
    """
    assert by.officer is not None
    case = _numbered(number)
    opened = _opened(case, by.officer) if case is not None else None
    if opened is not None:
        return opened
    asked = _asked(case, by.officer, act) if case is not None else None
    if asked is not None:
        return asked
    if case is not None and _submitted_before(case, by):
        return Opened(case, standing_of(by.officer, moment.today(), case), only_repeats=True)
    if act in acts or act in READINGS:
        record_attempt(
            case_id=case.pk if case is not None else None,
            case_number=number if _is_case_number(number) else "",
            act=act,
            code=NOT_TO_BE_SEEN,
            actor_id=by.officer.pk,
            actor_name=by.name,
            channel=by.door,
            request_id=by.request_id,
            moment=database_moment(),
        )
    raise NoSuchCase(number)


def _numbered(number: str) -> Case | None:
    return (
        Case.objects.select_related("office", "receiving_office", "applicant__key", "holder")
        .filter(number=number)
        .first()
    )


def _opened(case: Case, officer: Officer) -> Opened | None:
    standing = standing_of(officer, moment.today(), case)
    offered = HandOver.objects.filter(case=case, to_officer=officer, answered_at__isnull=True)
    # The page around the case asks the same about the officer, without the case.
    officer._standing_today = standing
    if may_see(standing, case) or (_may_be_asked(standing) and offered.exists()):
        return Opened(case, standing)
    return None


def find_enquiry(number: str, officer: Officer) -> tuple[Opened, CaseTask]:
    """The enquiry that waits at the officer's office in a case of another one. Raises NoSuchCase."""
    case = _numbered(number)
    if case is not None:
        standing = standing_of(officer, moment.today(), case)
        task = _enquiry(case, standing)
        if task is not None:
            officer._standing_today = standing
            return Opened(case, standing, only_enquiry=not may_see(standing, case)), task
    raise NoSuchCase(number)


def _asked(case: Case, officer: Officer, act: str) -> Opened | None:
    standing = standing_of(officer, moment.today(), case)
    task = _enquiry(case, standing)
    if task is None or (act != ASIDE and act not in task.flow_task.acts):
        return None
    return Opened(case, standing, only_enquiry=True)


def _enquiry(case: Case, standing: Standing) -> CaseTask | None:
    """The open step of the case that stands at another office, where the officer holds its duty."""
    if not _may_be_asked(standing):
        return None
    steps = CaseTask.objects.filter(process=case, status__in=OPEN_STATUSES, finished__isnull=True)
    for task in steps.exclude(duty="").exclude(office=case.office_id).select_related("office"):
        task.process = case
        if task.office and standing.capacity_for(task.duty, task.office, case.item_slug) is not None:
            return task
    return None


def _submitted_before(case: Case, by: Actor) -> bool:
    if by.submission is None:
        return False
    return Submission.objects.filter(officer=by.officer, key=by.submission.key, case=case).exists()


def _is_case_number(text: str) -> bool:
    try:
        return str(parse_case_number(text)) == text
    except InvalidCaseNumber:
        return False


def _may_be_asked(standing: Standing) -> bool:
    return standing.active and not standing.administers and standing.officer_id not in standing.recused
