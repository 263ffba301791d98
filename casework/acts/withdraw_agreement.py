"""Withdraw the draft of an agreement (撤回共享协议草案)."""

from casework.engine.actor import Actor
from casework.engine.legislating import root_office
from casework.engine.organisation import organise
from casework.engine.sharing import APPROVES, DRAFTS, locked_agreement, reason_given
from casework.models import AgreementState, SharingAgreement


def withdraw_agreement(*, by: Actor, agreement: int, reason: str) -> SharingAgreement:
    """Take a draft back, with the reason; it stays on record. Whoever may draft does it, or whoever may approve.

    Raises ActRefused (GATE-02, SHARE-02), BadInput.
    """
    with organise("agreement_withdrawn", by) as acting:
        root = root_office()
        approves = acting.standing.capacity_for(APPROVES, root, "") is not None
        acting.insist_on(APPROVES if approves else DRAFTS, root)
        row = locked_agreement(agreement, AgreementState.DRAFT)
        row.ended_because = reason_given(reason)
        row.state = AgreementState.WITHDRAWN
        row.ended_by, row.ended_on = acting.officer, acting.today
        acting.save(row)
        acting.tell(root, agreement=row.pk, partner=row.partner, number=row.number)
        return row
