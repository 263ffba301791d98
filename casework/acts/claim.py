"""Take a step that waits for somebody (签收)."""

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act, Together
from casework.engine.actor import Actor
from casework.engine.holding import claimable_step
from casework.engine.perform import work_on
from casework.engine.work import Outcome

ACT = Act(
    "claim",
    _("Take the step"),
    completes_step=False,
    person="who_may_act",
    together=Together(_("The open step becomes yours.")),
)


@ACT.performed_by
def claim(*, case_number: str, by: Actor, seen: int | None = None) -> Outcome:
    """Take the open step, so that nobody else works on it meanwhile. Duties are asked again at the act itself.

    Raises ActRefused (the reasons for which no act of the step is the officer's; STEP-02 if somebody holds it).
    """
    with work_on(ACT, case_number=case_number, by=by, seen=seen) as work:
        step = claimable_step(work)
        work.take(step)
        work.tell(of=step.flow_task.name)
    return work.outcome
