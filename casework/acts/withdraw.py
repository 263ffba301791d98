"""The applicant withdraws the application (撤回)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act, Schema
from casework.engine.actor import Actor
from casework.engine.mandates import WITHDRAW, brought_by_agent, insist_on_power
from casework.engine.matter import Matter
from casework.engine.perform import work_on
from casework.engine.refusal import ActRefused, Kind, Reason
from casework.engine.work import Outcome
from casework.models import CaseState, Duty
from casework.models import Outcome as CaseOutcome
from casework.papers.wording import text_schema


def _schema(matter: Matter) -> Schema:
    """Where an agent may bring it, that is asked, too."""
    return {**ACT.schema, "properties": {**ACT.schema["properties"], **brought_by_agent(matter)}}


ACT = Act(
    "withdraw",
    _("Withdraw at the applicant's wish"),
    duties=(Duty.ACCEPT, Duty.RECEIVE),
    completes_step=False,
    dated=True,
    schema_for=_schema,
    schema={
        "type": "object",
        "properties": {
            "own_wish": {
                "type": "boolean",
                "const": True,
                "x-label": _("The applicant asked for it, in person or in writing, of their own accord"),
            },
            "words": text_schema(_("In the applicant's own words"), most=1000),
        },
        "required": ["own_wish", "words"],
        "additionalProperties": False,
    },
)

UNDECIDED = (
    CaseState.RECEIVED,
    CaseState.CORRECTING,
    CaseState.ACCEPTED,
    CaseState.DRAFTED,
    CaseState.REFUSAL_PROPOSED,
)


@ACT.performed_by
def withdraw(
    *,
    case_number: str,
    by: Actor,
    seen: int | None = None,
    own_wish: bool = False,
    words: str = "",
    through_agent: bool = False,
) -> Outcome:
    """Record that the applicant withdraws; every open step and clock falls away. Nobody is talked into it.

    An agent needs the power to withdraw. Raises ActRefused (WD-01 once the case is decided, AGENT-*), BadInput.
    """
    given: dict[str, Any] = {"own_wish": own_wish, "words": words}
    given |= {"through_agent": True} if through_agent else {}
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=given) as work:
        if work.given.get("through_agent"):
            insist_on_power(work, WITHDRAW)
        if work.case.state not in UNDECIDED:
            raise ActRefused(
                Reason("WD-01", _("The case is decided; there is nothing left to withdraw."), Kind.NOT_NOW)
            )
        work.insist_not_before(work.case.received_on, _("The application hadn't come in yet."))
        work.turn(CaseState.WITHDRAWN)
        work.case.outcome = CaseOutcome.WITHDRAWN
        work.case.closed_on = work.happened_on
        work.end()
    return work.outcome
