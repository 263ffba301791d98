"""Revoke an agreement on the sharing of data (终止共享协议): from now on nothing is asked under it."""

from casework.engine.actor import Actor
from casework.engine.legislating import root_office
from casework.engine.organisation import organise
from casework.engine.sharing import APPROVES, locked_agreement, reason_given
from casework.models import AgreementState, SharingAgreement


def revoke_agreement(*, by: Actor, agreement: int, reason: str) -> SharingAgreement:
    """End an agreement at once. An answer that arrives afterwards is not taken in; what was noted before stays.

    One person is enough: it only stops data from flowing. Needs the duty to supervise at the root office. Raises
    ActRefused (GATE-02, SHARE-02), BadInput.
    """
    with organise("agreement_revoked", by) as acting:
        root = root_office()
        acting.insist_on(APPROVES, root)
        row = locked_agreement(agreement, AgreementState.APPROVED)
        row.ended_because = reason_given(reason)
        row.state = AgreementState.REVOKED
        row.ended_by, row.ended_on = acting.officer, acting.today
        acting.save(row)
        acting.tell(root, agreement=row.pk, partner=row.partner, number=row.number)
        return row
