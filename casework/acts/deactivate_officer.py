"""Close an officer's account (停用账号). It is never deleted: what the officer did stands in the ledger."""

from django.utils.translation import gettext_lazy as _

from casework.engine.actor import Actor
from casework.engine.organisation import locked_officer, organise, places_of
from casework.engine.refusal import ActRefused, Kind, Reason
from casework.models import Duty


def deactivate_officer(*, by: Actor, officer: str) -> None:
    """Close the account from this moment; sessions and tokens end with it, and so does what others hold through it.

    Needs the duty to administer wherever the officer works. Steps the officer holds wait for a supervisor.
    Raises ActRefused (GATE-02, ORG-01 for one's own account, ORG-05 if it is closed already), BadInput.
    """
    with organise("officer_deactivated", by) as change:
        who = locked_officer(officer, "officer", active=False)
        change.insist_on(Duty.ADMINISTER, *places_of(who, change.today))
        change.insist_on_other(who)
        if not who.is_active:
            raise ActRefused(Reason("ORG-05", _("This account is closed already."), Kind.NOT_NOW))
        who.is_active = False
        change.save(who)
        change.tell(None, officer=who.pk, officer_name=who.name_zh)
