"""The person takes the mandate back (撤销代办委托): nobody acts for them any more, and the case goes on as it was."""

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.mandates import holds, without_agent
from casework.engine.perform import work_on
from casework.engine.refusal import ActRefused, Kind, Reason
from casework.engine.work import Outcome
from casework.models import Duty, Mandate

ACT = Act(
    "revoke_mandate",
    _("Take back the mandate of the agent"),
    duties=(Duty.RECEIVE, Duty.ACCEPT, Duty.SERVE),
    completes_step=False,
    papers_if_known=("mandate",),
    by_applicant=True,
    obstacles=without_agent,
    when_called_for=True,
    schema={
        "type": "object",
        "properties": {
            "own_wish": {
                "type": "boolean",
                "const": True,
                "x-label": _("The person asked for it, by word or in writing"),
            },
        },
        "required": ["own_wish"],
        "additionalProperties": False,
    },
)


@ACT.performed_by
def revoke_mandate(
    *, case_number: str, by: Actor, seen: int | None = None, own_wish: bool = False
) -> Outcome:
    """End the mandate at once, at the person's wish: at the counter, or by the person with number and query code.

    It needs no reason and nobody's consent (AP-08). What the agent did before stands. Raises ActRefused (AGENT-02 where
    no mandate holds), BadInput.
    """
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given={"own_wish": own_wish}) as work:
        mandate = Mandate.objects.filter(case=work.case).first()
        if mandate is None or not holds(mandate, work.today):
            raise ActRefused(Reason("AGENT-02", _("No mandate holds in this case."), Kind.NOT_NOW))
        mandate.revoked_on = work.today
        work.update(mandate, "revoked_on")
    return work.outcome
