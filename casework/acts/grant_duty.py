"""Charge an officer, or a group of officers, with a duty at an office (授予职责)."""

from django.utils.translation import gettext_lazy as _

from casework.engine.actor import Actor
from casework.engine.mandates import insist_not_of_a_village
from casework.engine.organisation import (
    duty_named,
    grant_row,
    granted,
    in_both,
    locked_group,
    locked_officer,
    name_of,
    office_coded,
    organise,
    refuse_mixture,
)
from casework.engine.refusal import ActRefused, BadInput, Kind, Reason
from casework.models import Duty, OfficeKind, Officer


def grant_duty(*, by: Actor, duty: str, office: str, officer: str = "", group: str = "") -> None:
    """Grant a duty on an office and everything below it, from this moment. Needs the duty to administer there.

    The grant is guardian's row for this permission and office; its history names who gave it and when. Raises
    ActRefused (GATE-02, ORG-01 to oneself, EX-12 where an administrator or a provider would come to cases or the other
    way round, AP-12 where a village would come to decide, ORG-02 if it is held already), BadInput.
    """
    with organise("duty_granted", by) as change:
        place, charge = office_coded(office), duty_named(duty)
        if bool(officer) == bool(group):
            raise BadInput.of("officer", "one", _("Name either an officer or a group."))
        holder = locked_officer(officer, "officer") if officer else locked_group(group, "group")
        change.insist_on(Duty.ADMINISTER, place)
        change.insist_on_other(holder)
        refuse_mixture(holder, charge, change.today)
        people = [holder] if isinstance(holder, Officer) else list(Officer.objects.filter(groups=holder))
        insist_not_of_a_village(people, charge, place, change.today)
        if (charge == Duty.PROVIDE) != (place.kind == OfficeKind.PROVIDER):
            raise BadInput.of(
                "duty",
                "office",
                _("At a provider there is the duty to confirm and claim vouchers, and no other anywhere."),
            )
        if place.kind == OfficeKind.VILLAGE and charge != Duty.RECEIVE:
            # AP-12: a village brings papers in and decides nothing, nor any step on the way to a decision.
            raise BadInput.of("duty", "office", _("At a village there is the duty to take in, and no other."))
        if granted(holder, charge, place) is not None:
            raise ActRefused(Reason("ORG-02", _("This duty is held there already."), Kind.NOT_NOW))
        change.save(grant_row(holder, charge, place))
        change.tell(
            place,
            duty=charge.value,
            to="officer" if officer else "group",
            to_id=holder.pk,
            officer_name=name_of(holder),
            **in_both("duty", charge.label),
        )
