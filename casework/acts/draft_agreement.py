"""Draft an agreement on the sharing of data (起草共享协议)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.engine.actor import Actor
from casework.engine.legislating import root_office
from casework.engine.organisation import organise
from casework.engine.refusal import ActRefused, Kind, Reason
from casework.engine.sharing import DRAFTS, proposed
from casework.models import AgreementState, SharingAgreement


def draft_agreement(*, by: Actor, given: Mapping[str, Any]) -> SharingAgreement:
    """Put down with whom which data would be shared for what, until when. Nothing is asked under it until it is approved.

    Needs the duty to review the law at the root office. Raises ActRefused (GATE-02, PR-10 for what no agreement can
    permit, SHARE-03 for data of many at once, EX-10 where a basis isn't in force, SHARE-02 if it stands already), BadInput.
    """
    with organise("agreement_drafted", by) as change:
        root = root_office()
        change.insist_on(DRAFTS, root)
        columns = proposed(given, change.today)
        if SharingAgreement.objects.filter(
            partner=columns["partner"],
            number=columns["number"],
            direction=columns["direction"],
            register=columns["register"],
            state__in=(AgreementState.DRAFT, AgreementState.APPROVED),
        ).exists():
            raise ActRefused(
                Reason("SHARE-02", _("This agreement stands in the register already."), Kind.NOT_NOW)
            )
        row = SharingAgreement(
            **columns,
            drafted_by=change.officer,
            drafted_for_id=change.capacity.principal_id if change.capacity else None,
            drafted_at=change.moment,
        )
        change.save(row)
        change.tell(
            root,
            agreement=row.pk,
            partner=row.partner,
            number=row.number,
            direction=str(row.direction),
            fields=row.data_fields,
            purposes=row.purposes,
            basis=row.basis,
            valid_until=row.valid_until.isoformat(),
        )
        return row
