"""End a delegation before its last day (终止委托)."""

from django.utils.translation import gettext_lazy as _

from casework.engine.actor import Actor
from casework.engine.organisation import organise
from casework.engine.refusal import ActRefused, BadInput, Kind, Reason
from casework.models import Delegation, Duty


def end_delegation(*, by: Actor, delegation: int) -> None:
    """End it at once: by whoever gave it, by whoever holds it, by a supervisor or administrator of the office.

    Raises ActRefused (GATE-02, ORG-04 if it is over already), BadInput.
    """
    with organise("delegation_ended", by) as change:
        row = (
            Delegation.objects.select_for_update(no_key=True, of=("self",))
            .filter(pk=delegation)
            .select_related("office", "principal", "delegate")
            .first()
        )
        if row is None:
            raise BadInput.of("delegation", "unknown", _("There is no such delegation."))
        if change.officer.pk not in (row.principal_id, row.delegate_id):
            administers = change.standing.capacity_for(Duty.ADMINISTER, row.office, "")
            change.insist_on(Duty.ADMINISTER if administers else Duty.SUPERVISE, row.office)
        if row.valid_until < change.today or row.revoked_on is not None:
            raise ActRefused(Reason("ORG-04", _("This delegation is over already."), Kind.NOT_NOW))
        row.revoked_on = change.today
        change.save(row)
        change.tell(
            row.office,
            delegation=row.pk,
            principal_name=row.principal.name_zh,
            officer_name=row.delegate.name_zh,
        )
