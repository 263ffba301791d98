"""Take back a reassignment the same day, as long as nothing has happened since (撤销改派)."""

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.perform import work_on
from casework.engine.refusal import ActRefused, Kind, Reason
from casework.engine.work import Outcome, Work
from casework.models import Duty, Reassignment
from law.clock import shanghai_day

ACT = Act(
    "undo_reassignment", _("Take the reassignment back"), completes_step=False, duties=(Duty.SUPERVISE,)
)


@ACT.performed_by
def undo_reassignment(*, case_number: str, by: Actor, seen: int | None = None) -> Outcome:
    """Put step and case back to who had them before. Both the reassignment and its undoing stay on file.

    Raises ActRefused (RA-02 if the last thing that happened is no reassignment, RA-03 if it was made on an earlier day).
    """
    with work_on(ACT, case_number=case_number, by=by, seen=seen) as work:
        row = _last(work)
        row.undone_at = work.moment
        work.update(row, "undone_at")
        if row.offer is not None:
            row.offer.answered_at, row.offer.accepted = work.moment, False
            work.update(row.offer, "answered_at", "accepted")
        else:
            task = next(one for one in work.tokens.open_steps() if one.pk == row.step)
            work.put_back(task)
            if row.from_owner is not None:
                work.give(task, row.from_owner)
            work.case.holder = row.from_holder
        work.tell(to=row.to_officer_id, to_name=row.to_officer.name_zh)
    return work.outcome


def _last(work: Work) -> Reassignment:
    row = (
        Reassignment.objects.filter(case=work.case, event_seq=work.case.event_seq, undone_at__isnull=True)
        .select_related("offer", "from_owner", "from_holder", "to_officer")
        .first()
    )
    if row is None:
        raise ActRefused(
            Reason(
                "RA-02",
                _("Nothing is left to be taken back: since the reassignment something else has happened."),
                Kind.NOT_NOW,
                ways_out=(_("Give the step to an officer anew."),),
            )
        )
    if shanghai_day(row.decided_at) != work.today:
        raise ActRefused(
            Reason(
                "RA-03",
                _("A reassignment can be taken back on the same day only."),
                Kind.NOT_NOW,
                ways_out=(_("Give the step to an officer anew."),),
            )
        )
    row.case = work.case
    if row.offer is not None:
        row.offer.case = work.case
    return row
