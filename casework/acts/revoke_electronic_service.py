"""The addressee takes back the consent to electronic service (撤回电子送达): paper again from now on."""

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.perform import work_on
from casework.engine.refusal import ActRefused, Kind, Reason
from casework.engine.work import Outcome
from casework.models import Duty
from casework.papers.serving import confirmed_address

ACT = Act(
    "revoke_electronic_service",
    _("Take back electronic service"),
    duties=(Duty.RECEIVE, Duty.ACCEPT, Duty.SERVE),
    completes_step=False,
    papers_if_known=("electronic_service",),
    schema={
        "type": "object",
        "properties": {
            "own_wish": {
                "type": "boolean",
                "const": True,
                "x-label": _("The addressee asked for it, by word or in writing"),
            },
        },
        "required": ["own_wish"],
        "additionalProperties": False,
    },
)


@ACT.performed_by
def revoke_electronic_service(
    *, case_number: str, by: Actor, seen: int | None = None, own_wish: bool = False
) -> Outcome:
    """Note that the addressee no longer wishes it. What was served before stays served.

    Raises ActRefused (SRV-07 where nothing was confirmed), BadInput.
    """
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given={"own_wish": own_wish}) as work:
        found = confirmed_address(work.case)
        if found is None:
            raise ActRefused(
                Reason("SRV-07", _("Electronic service wasn't confirmed, or was taken back."), Kind.NOT_NOW)
            )
        found.revoked_on = work.today
        work.update(found, "revoked_on")
        work.tell(confirmation=found.paper.number)
    return work.outcome
