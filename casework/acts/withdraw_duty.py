"""Take a duty back (收回职责)."""

from django.utils.translation import gettext_lazy as _

from casework.engine.actor import Actor
from casework.engine.organisation import (
    duty_named,
    granted,
    in_both,
    locked_group,
    locked_officer,
    name_of,
    office_coded,
    organise,
)
from casework.engine.refusal import ActRefused, BadInput, Kind, Reason
from casework.models import Duty


def withdraw_duty(*, by: Actor, duty: str, office: str, officer: str = "", group: str = "") -> None:
    """Withdraw a duty from this moment, also from somebody who has claimed a step with it: every act asks afresh.

    Needs the duty to administer at the office or above. What others hold through this officer falls with it.
    Raises ActRefused (GATE-02, ORG-03 if it isn't held on this very office), BadInput.
    """
    with organise("duty_withdrawn", by) as change:
        place, charge = office_coded(office), duty_named(duty)
        if bool(officer) == bool(group):
            raise BadInput.of("officer", "one", _("Name either an officer or a group."))
        holder = locked_officer(officer, "officer", active=False) if officer else locked_group(group, "group")
        change.insist_on(Duty.ADMINISTER, place)
        row = granted(holder, charge, place)
        if row is None:
            raise ActRefused(Reason("ORG-03", _("This duty isn't held there."), Kind.NOT_NOW))
        change.remove(row)
        change.tell(
            place,
            duty=charge.value,
            to="officer" if officer else "group",
            to_id=holder.pk,
            officer_name=name_of(holder),
            **in_both("duty", charge.label),
        )
