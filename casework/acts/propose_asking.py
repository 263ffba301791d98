"""Propose to ask an applicant who has long been silent whether they want to withdraw (提请询问申请人)."""

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.perform import work_on
from casework.engine.reminding import note, only_if, silent
from casework.engine.work import Outcome
from casework.models import ReminderKind

ACT = Act(
    "propose_asking",
    _("Propose to ask the applicant"),
    completes_step=False,
    only_worker=True,
    obstacles=only_if(silent),
)


@ACT.performed_by
def propose_asking(*, case_number: str, by: Actor, seen: int | None = None) -> Outcome:
    """Put it to the holder to ask the applicant, who was told long ago what is missing, whether they want to withdraw.

    The time for a correction has no end set by law: nothing is refused or closed for silence (EX-11). Once for each
    notice. Done by the worker alone. Raises ActRefused (TIME-01 if nobody is silent for long, or it was told before).
    """
    with work_on(ACT, case_number=case_number, by=by, seen=seen) as work:
        clock = silent(work.matter)
        assert clock is not None, "the gate has asked"
        since = note(work, clock, ReminderKind.SILENT, work.case.office)
        holder = work.case.holder
        work.tell(since=since.isoformat(), officer=holder.pk if holder else None)
    return work.outcome
