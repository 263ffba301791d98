"""Register what was applied for (登记): the decision in the applicant's favour."""

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.perform import work_on
from casework.engine.work import Outcome
from casework.models import CaseState, ClockPurpose
from casework.models import Outcome as CaseOutcome
from casework.papers.wording import both, names_of

ACT = Act("register", _("Register"), role="handler", decides=True, papers=("result",))


@ACT.performed_by
def register(*, case_number: str, by: Actor, seen: int | None = None) -> Outcome:
    """Enter the registration and issue its slip (D25 for a birth registration).

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
        work.issue(
            "result",
            {
                "registrant": case.applicant.unseal("name"),
                "item": both(work.item.name.zh, work.item.name.en),
                "number": case.number,
                "registered_on": work.today.isoformat(),
                "office": names_of(case),
                "seal": names_of(case),
                "qr": case.number,
                "not_a_condition_note": both(work.item.result_note.zh, work.item.result_note.en),
            },
        )
        work.tell(basis=tuple(str(one) for one in work.item.basis))
    return work.outcome
