"""Return a case to its handler (退回) with a comment; what was proposed before stays on file."""

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.perform import work_on
from casework.engine.work import Outcome
from casework.models import CaseState, Recommendation
from casework.papers.wording import text_schema

ACT = Act(
    "return_case",
    _("Return to the handler"),
    role="approver",
    schema={
        "type": "object",
        "properties": {"comment": text_schema(_("What has to be looked at again"))},
        "required": ["comment"],
        "additionalProperties": False,
    },
)


@ACT.performed_by
def return_case(*, case_number: str, by: Actor, seen: int | None = None, comment: str = "") -> Outcome:
    """Send the case back to the step before, with what has to be looked at again. Raises ActRefused, BadInput."""
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given={"comment": comment}) as work:
        work.turn(CaseState.ACCEPTED)
        answer = Recommendation(
            case=work.case,
            officer=by.officer,
            kind=ACT.name,
            event_seq=work.case.event_seq + 1,
            made_at=work.moment,
        )
        answer.seal("words", {"comment": work.given["comment"]})
        work.insert(answer)
    return work.outcome
