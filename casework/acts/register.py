"""Register what was applied for (登记): the decision in the applicant's favour."""

from django.utils.translation import gettext_lazy as _

from casework.certificates.issuing import begin_certificate, put_on
from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.perform import work_on
from casework.engine.work import Outcome
from casework.models import CaseState, ClockPurpose
from casework.models import Outcome as CaseOutcome
from casework.papers.slip import slip_elements

ACT = Act("register", _("Register"), role="handler", decides=True, papers=("result",))


@ACT.performed_by
def register(*, case_number: str, by: Actor, seen: int | None = None) -> Outcome:
    """Enter the registration and issue its slip (D25 for a birth registration), which is a certificate anybody can verify.

    The slip is no condition for hukou, birth certificate, antenatal care, insurance or school, and says so.
    Raises ActRefused.
    """
    with work_on(ACT, case_number=case_number, by=by, seen=seen) as work:
        case = work.case
        work.turn(CaseState.GRANTED)
        case.outcome = CaseOutcome.GRANTED
        case.decided_on = work.today
        case.holder = by.officer
        work.stop_clock(ClockPurpose.DECISION)
        work.start_clock(ClockPurpose.SERVICE)
        certificate = begin_certificate(work)
        paper = work.issue(
            "result",
            slip_elements(
                case,
                work.item,
                work.book,
                number=case.number if certificate is None else certificate.identifier,
                registered_on=work.today,
                valid_until=certificate.valid_until if certificate else None,
            ),
        )
        if certificate is not None:
            put_on(work, certificate, paper)
            work.tell(certificate=certificate.identifier)
        work.tell(basis=tuple(str(one) for one in work.item.basis))
    return work.outcome
