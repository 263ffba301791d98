"""Withdraw a draft of a change (撤回), or turn down a shipped edition that waits."""

from django.utils.translation import gettext_lazy as _

from casework.engine.actor import Actor
from casework.engine.legislating import APPROVES, DRAFTS, locked_change, root_office
from casework.engine.organisation import in_both, organise
from casework.engine.refusal import BadInput
from casework.models import ChangeKind, EditionState, LawChange

REASON_MAX = 300


def withdraw_change(*, by: Actor, change: int, reason: str) -> LawChange:
    """Take back a draft, with the reason. What was drafted stays on record and comes into force no more.

    Whoever may draft withdraws, and so does whoever may approve; what is shipped only the latter turns down. Raises
    ActRefused (GATE-02, LAW-02), BadInput.
    """
    with organise("change_withdrawn", by) as acting:
        root = root_office()
        row = LawChange.objects.filter(pk=change).first()
        drafted_here = row is None or row.kind in (ChangeKind.CALENDAR, ChangeKind.ITEM)
        holds_other = acting.standing.capacity_for(APPROVES, root, "") is not None
        acting.insist_on(DRAFTS if drafted_here and not holds_other else APPROVES, root)
        row = locked_change(change)
        if not reason.strip():
            raise BadInput.of("reason", "required", _("This is needed."))
        if len(reason.strip()) > REASON_MAX:
            raise BadInput.of("reason", "maxLength", _("At most %(most)s characters.") % {"most": REASON_MAX})
        row.state = EditionState.WITHDRAWN
        row.withdrawn_because = reason.strip()
        row.decided_by, row.decided_at = acting.officer, acting.moment
        acting.save(row)
        for waiting in (row.law_editions, row.item_versions):
            waiting.update(state=EditionState.WITHDRAWN)
        acting.tell(
            root,
            change=row.pk,
            subject=row.subject,
            **in_both("kind", ChangeKind(row.kind).label),
        )
        return row
