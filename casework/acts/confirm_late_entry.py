"""Confirm a late entry (补录复核): the second officer has seen the evidence, and the act is done for its day."""

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act, acts
from casework.engine.actor import Actor
from casework.engine.late import waiting
from casework.engine.perform import work_on
from casework.engine.work import Outcome
from casework.models import Duty
from casework.papers.wording import bilingual

ACT = Act(
    "confirm_late_entry",
    _("Confirm the late entry"),
    duties=(Duty.ACCEPT, Duty.SERVE, Duty.DECIDE, Duty.APPROVE, Duty.SUPERVISE),
    person="second_officer",
    completes_step=False,
    schema={
        "type": "object",
        "properties": {
            "evidence_seen": {
                "type": "boolean",
                "const": True,
                "x-label": _("I have seen the evidence myself; it shows this day"),
            }
        },
        "required": ["evidence_seen"],
        "additionalProperties": False,
    },
)


@ACT.performed_by
def confirm_late_entry(
    *, case_number: str, by: Actor, seen: int | None = None, evidence_seen: bool = False
) -> Outcome:
    """Let the proposed act be done for the day on which it happened, by the officer who proposed it, in one transaction.

    Two entries of the ledger: this one, and the act's own with its day and the moment of now. Raises ActRefused
    (EX-16 for whoever proposed it, LATE-01 where nothing waits, LATE-02 and what the act raises where it can no longer
    be done), BadInput.
    """
    given = {"evidence_seen": evidence_seen}
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=given) as work:
        entry = waiting(work.case.pk)
        assert entry is not None, "the gate asked"
        entry.case = work.case
        entry.decided_by, entry.decided_at, entry.confirmed = by.officer, work.moment, True
        entry.confirmed_seq = work.case.event_seq + 1
        work.update(entry, "decided_by", "decided_at", "confirmed", "confirmed_seq")
        work.enters = entry
        work.tell(
            what=bilingual(acts[entry.act].title),
            day=entry.happened_on.isoformat(),
            proposed_by=entry.proposed_by.name_zh,
        )
    return work.outcome
