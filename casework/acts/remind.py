"""Remind whoever works on a case that its limit is about to end (临期提醒)."""

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.perform import work_on
from casework.engine.reminding import near, note, only_if
from casework.engine.work import Outcome
from casework.models import ReminderKind

ACT = Act("remind", _("Reminder"), completes_step=False, only_worker=True, obstacles=only_if(near))


@ACT.performed_by
def remind(*, case_number: str, by: Actor, seen: int | None = None) -> Outcome:
    """Note on the case that a limit ends on the next working day; once for each last day. A rule of ours.

    Done by the worker alone. Raises ActRefused (TIME-01 if no limit is near, or it was told before).
    """
    with work_on(ACT, case_number=case_number, by=by, seen=seen) as work:
        clock = near(work.matter)
        assert clock is not None, "the gate has asked"
        due = note(work, clock, ReminderKind.NEAR, work.case.office)
        work.tell(purpose=str(clock.purpose), due=due.isoformat())
    return work.outcome
