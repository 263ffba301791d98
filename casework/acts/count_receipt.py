"""Count the receipt of an application (收件) from the earlier day on which it was posted, or taken in without a connection."""

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.perform import work_on
from casework.engine.reckoning import RECKONED, reckon_into
from casework.engine.refusal import ActRefused, Kind, Reason
from casework.engine.work import Outcome
from casework.models import CaseState, ClockPurpose, Material
from casework.papers.wording import both, names_of, said, silence_after
from law.clock import shanghai_day

ACT = Act(
    "count_receipt",
    _("Count the receipt from an earlier day"),
    completes_step=False,
    papers=("receipt",),
    dated=True,
    late_only=True,
)


@ACT.performed_by
def count_receipt(*, case_number: str, by: Actor, seen: int | None = None) -> Outcome:
    """Let the application count as received on the day of the late entry, and issue a receipt (D01) that says so.

    For the applicant it counts from its postmark (MS 85); the office's limit for screening is reckoned from the day on
    which the office, or the village that takes in for it, had the application. It moves once, and only to an earlier
    day. Raises ActRefused (EX-16 outside a late entry, or if it was moved before), BadInput.
    """
    with work_on(ACT, case_number=case_number, by=by, seen=seen) as work:
        case = work.case
        entered_on = shanghai_day(case.received_at)
        if by.late is None or case.received_on != entered_on:
            raise ActRefused(
                Reason(
                    "EX-16",
                    _("The day of receipt is counted from an earlier one once, by a late entry."),
                    Kind.NOT_NOW,
                    model=("CF 47",),
                )
            )
        work.insist_not_before(
            work.item.valid_from, _("On that day this edition of the item wasn't in force yet.")
        )
        case.received_on = work.happened_on
        screening = work.running(ClockPurpose.SCREENING)
        # After a correction the limit runs from what the applicant handed in then.
        if screening is not None and case.state == CaseState.RECEIVED and case.correction_told_on is None:
            screening.started_on = min(screening.started_on, work.office_day)
            reckon_into(screening, work.book, work.item.promised.get(ClockPurpose.SCREENING))
            work.update(screening, "started_on", *RECKONED)
            for step in work.matter.open_steps:
                if step.flow_task.limit == ClockPurpose.SCREENING:
                    step.due_at = screening.due_at
                    work.update(step, "due_at")
        work.issue(
            "receipt",
            {
                "applicant": case.applicant.unseal("name"),
                "item": both(work.item.name.zh, work.item.name.en),
                "number": case.number,
                "material_list_with_counts": [
                    {"code": row.code, "state": row.state, "pages": row.pages}
                    for row in Material.objects.filter(case=case)
                ],
                "received_at": work.happened_on.isoformat(),
                "receiver": work.actor.name,
                "correction_deadline": silence_after(work.book, screening.due_on if screening else None),
                "unit_seal": names_of(case),
                "query_code": said("query_code_told"),
            },
        )
        work.tell(received_on=work.happened_on.isoformat())
    return work.outcome
