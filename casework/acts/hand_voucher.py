"""Hand the voucher over (当面交付): to the person themself, or to the agent they chose."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act, Schema
from casework.engine.actor import Actor
from casework.engine.mandates import RECEIVE, brought_by_agent, insist_on_power
from casework.engine.matter import Matter
from casework.engine.perform import work_on
from casework.engine.work import Outcome
from casework.models import CaseState, ClockPurpose


def _schema(matter: Matter) -> Schema:
    return {
        "type": "object",
        "properties": {
            "own_hands": {
                "type": "boolean",
                "const": True,
                "x-label": _("Given to the person themself, or to the agent named in their mandate"),
                "x-help": _("It is left with nobody else and sent nowhere; no signature is asked."),
            },
            **brought_by_agent(matter),
        },
        "required": ["own_hands"],
        "additionalProperties": False,
    }


ACT = Act("hand_voucher", _("Hand the voucher over"), schema_for=_schema)


@ACT.performed_by
def hand_voucher(
    *,
    case_number: str,
    by: Actor,
    seen: int | None = None,
    own_hands: bool = False,
    through_agent: bool = False,
) -> Outcome:
    """Record that the voucher is in the person's hands.

    No period runs from it and nothing in it is adverse, so it needs no proof of service, which would lie in a file with
    a signature on it. It is never left with family, neighbours or a village (PI 28). An agent needs the power to receive
    papers. Raises ActRefused (AGENT-*), BadInput.
    """
    given: dict[str, Any] = {"own_hands": own_hands}
    given |= {"through_agent": True} if through_agent else {}
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=given) as work:
        if work.given.get("through_agent"):
            insist_on_power(work, RECEIVE)
        work.turn(CaseState.SERVED)
        # The same day means: in the person's hands.
        work.stop_clock(ClockPurpose.DECISION)
    return work.outcome
