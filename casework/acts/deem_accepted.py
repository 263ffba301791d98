"""Silence counts as acceptance (视为受理), as of the day of receipt."""

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.enquiries import begin_enquiry
from casework.engine.perform import work_on
from casework.engine.work import Outcome
from casework.models import CaseState, ClockPurpose, ClockState

ACT = Act("deem_accepted", _("Accepted by silence"), automatic_on=ClockPurpose.SCREENING)


@ACT.performed_by
def deem_accepted(*, case_number: str, by: Actor, seen: int | None = None) -> Outcome:
    """The limit for screening has lapsed without a word: the application counts as accepted as of its receipt.

    For permits this is Art. 32(1)(4) of the Administrative Licensing Law; for a registration it is a rule of ours by
    analogy, and is never cited as law. Only time effects it. Raises ActRefused (TIME-01, EX-11).
    """
    with work_on(ACT, case_number=case_number, by=by, seen=seen) as work:
        since = work.complete_since
        work.turn(CaseState.ACCEPTED)
        work.case.accepted_on = since
        work.case.deemed_accepted = True
        clock = work.running(ClockPurpose.SCREENING)
        work.tell(silent_since=clock.due_on.isoformat() if clock and clock.due_on else "")
        work.stop_clock(ClockPurpose.SCREENING, ClockState.LAPSED)
        work.start_clock(ClockPurpose.DECISION, start=since)
        begin_enquiry(work)
    return work.outcome
