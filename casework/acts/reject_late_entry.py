"""Reject a late entry (补录不予确认): the evidence doesn't show the day, and nothing is entered."""

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act, acts
from casework.engine.actor import Actor
from casework.engine.late import waiting
from casework.engine.perform import work_on
from casework.engine.work import Outcome
from casework.models import Duty, Recommendation
from casework.papers.wording import bilingual, text_schema

ACT = Act(
    "reject_late_entry",
    _("Reject the late entry"),
    duties=(Duty.ACCEPT, Duty.SERVE, Duty.DECIDE, Duty.APPROVE, Duty.SUPERVISE),
    person="second_officer",
    completes_step=False,
    schema={
        "type": "object",
        "properties": {"comment": text_schema(_("Why the evidence isn't enough"), most=1000)},
        "required": ["comment"],
        "additionalProperties": False,
    },
)


@ACT.performed_by
def reject_late_entry(*, case_number: str, by: Actor, seen: int | None = None, comment: str = "") -> Outcome:
    """Put the proposal aside, with the reason; it may be proposed afresh with better evidence.

    Raises ActRefused (EX-16 for whoever proposed it, LATE-01 where nothing waits), BadInput.
    """
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given={"comment": comment}) as work:
        entry = waiting(work.case.pk)
        assert entry is not None, "the gate asked"
        entry.case = work.case
        entry.decided_by, entry.decided_at, entry.confirmed = by.officer, work.moment, False
        work.update(entry, "decided_by", "decided_at", "confirmed")
        answer = Recommendation(
            case=work.case,
            officer=by.officer,
            kind=ACT.name,
            event_seq=work.case.event_seq + 1,
            made_at=work.moment,
        )
        answer.seal("words", {"comment": work.given["comment"]})
        work.insert(answer)
        work.tell(
            what=bilingual(acts[entry.act].title),
            day=entry.happened_on.isoformat(),
            proposed_by=entry.proposed_by.name_zh,
        )
    return work.outcome
