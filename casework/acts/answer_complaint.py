"""Put right what somebody complained of without a name, and answer them (投诉处理答复)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.engine import schema
from casework.engine.actor import Actor
from casework.engine.complaints import complaint_to_deal_with
from casework.engine.organisation import organise
from casework.engine.refusal import ActRefused, Kind, Reason
from casework.models import ComplaintAnswer, ComplaintCall, Duty
from casework.papers.wording import text_schema

ANSWERED = "complaint_answered"
SCHEMA = {
    "type": "object",
    "properties": {
        "put_right": text_schema(
            _("What was put right"),
            help_text=_("Or why there was nothing to put right. Not shown to the person."),
        ),
        "answer": text_schema(
            _("Answer to the person"),
            help_text=_("Read with the number and the code of the complaint."),
        ),
    },
    "required": ["put_right", "answer"],
    "additionalProperties": False,
}


def answer_complaint(*, by: Actor, complaint: int, given: Mapping[str, Any]) -> ComplaintAnswer:
    """Keep what was put right and the answer, once (the limit HP-02 is practice, set by configuration).

    Whoever left a telephone is called first. Only who supervises above may, never an office complained of. Raises
    ActRefused (GATE-01, CMP-02 if it was answered, CMP-03 before the call, CMP-04 once its time is over), BadInput.
    """
    with organise(ANSWERED, by) as change:
        row = complaint_to_deal_with(change.officer, change.standing, complaint)
        change.capacity = change.standing.capacity_for(Duty.SUPERVISE, row.office, row.item)
        if ComplaintAnswer.objects.filter(complaint=row).exists():
            raise ActRefused(Reason("CMP-02", _("This was done before."), Kind.NOT_NOW))
        if row.wants_call and not ComplaintCall.objects.filter(complaint=row).exists():
            raise ActRefused(Reason("CMP-03", _("The person wants to be called first."), Kind.NOT_NOW))
        told = schema.clean(SCHEMA, given, change.today)
        answer = ComplaintAnswer(complaint=row, officer=change.officer, answered_at=change.moment)
        answer.seal("put_right", told["put_right"])
        answer.seal("answer", told["answer"])
        answer.save()
        due = row.answer_due
        # No office: nobody counts the complaints of an office out of the ledger.
        change.tell(
            None,
            complaint=row.pk,
            due=due.isoformat() if due else "",
            in_time=due is None or change.today <= due,
        )
    return answer
