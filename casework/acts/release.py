"""Put a step back that one had taken; a supervisor may take it back from anybody."""

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act, Together
from casework.engine.actor import Actor
from casework.engine.holding import supervises
from casework.engine.perform import work_on
from casework.engine.refusal import ActRefused, Kind, Reason
from casework.engine.work import Outcome

ACT = Act(
    "release",
    _("Put the step back"),
    completes_step=False,
    person="owner",
    together=Together(_("The step goes back to where the group takes from.")),
)


@ACT.performed_by
def release(*, case_number: str, by: Actor, seen: int | None = None) -> Outcome:
    """Let others of the duty take the step again. Whoever handled the case first keeps it until a hand-over.

    Raises ActRefused (STEP-05 if one holds no step; STEP-06 for the first handler, who hands over instead).
    """
    with work_on(ACT, case_number=case_number, by=by, seen=seen) as work:
        held = [task for task in work.tokens.open_steps() if task.owner_id is not None]
        mine = [task for task in held if by.officer and task.owner_id == by.officer.pk]
        if not mine and supervises(work):
            mine = held
        if not mine:
            raise ActRefused(Reason("STEP-05", _("You hold no step of this case."), Kind.NOT_NOW))
        own = by.officer is not None and work.case.holder_id == mine[0].owner_id == by.officer.pk
        if own and mine[0].flow_task.kept_by_holder:
            raise ActRefused(
                Reason(
                    "STEP-06",
                    _("You are the first handler; the case stays with you until another officer accepts it."),
                    Kind.NOT_NOW,
                    ways_out=(_("Hand the case over."),),
                )
            )
        work.put_back(mine[0])
        work.tell(of=mine[0].flow_task.name)
    return work.outcome
