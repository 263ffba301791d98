"""Approve an agreement on the sharing of data (批准共享协议): from its first day on it may be asked under."""

from casework.engine.actor import Actor
from casework.engine.legislating import root_office
from casework.engine.organisation import organise
from casework.engine.sharing import (
    APPROVES,
    insist_in_force,
    insist_lawful,
    insist_on_second_person,
    locked_agreement,
)
from casework.models import AgreementState, SharingAgreement


def approve_agreement(*, by: Actor, agreement: int) -> SharingAgreement:
    """Bring a draft into force. What it may permit, and whether its basis still holds, is asked once more.

    Needs the duty to supervise at the root office, and another person than who drafted it. Raises ActRefused (GATE-02,
    EX-12, SHARE-02, PR-10, EX-10), BadInput.
    """
    with organise("agreement_approved", by) as acting:
        root = root_office()
        acting.insist_on(APPROVES, root)
        row = locked_agreement(agreement, AgreementState.DRAFT)
        insist_on_second_person(acting, row)
        insist_lawful(row.direction, row.partner_kind, row.purposes, row.data_fields)
        insist_in_force(row.basis, acting.today)
        row.state = AgreementState.APPROVED
        row.decided_by, row.decided_at = acting.officer, acting.moment
        acting.save(row)
        acting.tell(root, agreement=row.pk, partner=row.partner, number=row.number)
        return row
