"""Silence counts as renewal (视为准予延续): nobody decided before the licence ended."""

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.perform import work_on
from casework.engine.work import Outcome
from casework.models import CaseState, ClockPurpose, ClockState
from casework.models import Outcome as CaseOutcome

ACT = Act("deem_renewed", _("Renewed by silence"), automatic_on=ClockPurpose.RENEWAL, basis=("XK 50(2)",))


@ACT.performed_by
def deem_renewed(*, case_number: str, by: Actor, seen: int | None = None) -> Outcome:
    """The licence has ended without a decision on its renewal: it counts as renewed, as of its last day (XK 50(2)).

    What is left is to make out the renewed licence and to serve it. Only time effects this; only a limit whose lapse
    renews runs under this purpose. Raises ActRefused (TIME-01).
    """
    with work_on(ACT, case_number=case_number, by=by, seen=seen) as work:
        clock = work.running(ClockPurpose.RENEWAL)
        assert clock is not None, "the gate has asked"
        silent_since = clock.due_on or work.today
        work.turn(CaseState.GRANTED)
        work.case.outcome = CaseOutcome.GRANTED
        work.case.accepted_on = work.case.accepted_on or work.case.received_on
        work.case.decided_on = silent_since
        work.tell(silent_since=silent_since.isoformat())
        work.stop_clock(ClockPurpose.RENEWAL, ClockState.LAPSED)
        for purpose in (ClockPurpose.SCREENING, ClockPurpose.DECISION):
            work.stop_clock(purpose, ClockState.ENDED)
        work.start_clock(ClockPurpose.SERVICE)
    return work.outcome
