"""Put a limit that has lapsed before the supervising office (超期督办)."""

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.perform import work_on
from casework.engine.reminding import lapsed, note, only_if
from casework.engine.work import Outcome
from casework.models import ReminderKind
from casework.papers.wording import both

ACT = Act(
    "escalate",
    _("Put before the supervising office"),
    completes_step=False,
    only_worker=True,
    obstacles=only_if(lapsed),
)


@ACT.performed_by
def escalate(*, case_number: str, by: Actor, seen: int | None = None) -> Outcome:
    """Put a limit that has lapsed before the office above, whose supervisors find it on their worklist.

    Once for each lapse: a limit that was extended and lapses again is another one. The case stays with whoever has it.
    Done by the worker alone. Raises ActRefused (TIME-01 if nothing has lapsed, or it was told before).
    """
    with work_on(ACT, case_number=case_number, by=by, seen=seen) as work:
        clock = lapsed(work.matter)
        assert clock is not None, "the gate has asked"
        above = work.case.office.parent or work.case.office
        due = note(work, clock, ReminderKind.LAPSED, above)
        work.tell(
            purpose=str(clock.purpose),
            due=due.isoformat(),
            office=above.code,
            office_name=both(above.name_zh, above.name_en or above.name_zh),
        )
    return work.outcome
