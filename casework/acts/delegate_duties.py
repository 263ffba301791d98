"""Entrust one's own duties to a colleague for a term (委托)."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from casework.engine.actor import Actor
from casework.engine.lawbook import current_items
from casework.engine.mandates import insist_not_of_a_village
from casework.engine.organisation import (
    duty_named,
    in_both,
    locked_officer,
    office_coded,
    organise,
    own_duties,
    refuse_lending,
)
from casework.engine.refusal import ActRefused, Faults, Kind, Reason
from casework.models import DELEGABLE_DUTIES, Delegation

LONGEST = timedelta(days=366)
REASON_MAX = 200


def delegate_duties(
    *,
    by: Actor,
    delegate: str,
    office: str,
    duties: Sequence[str],
    valid_from: date,
    valid_until: date,
    reason: str,
    items: Sequence[str] = (),
) -> Delegation:
    """Entrust duties that one holds oneself, at an office, for some items or all, from a first to a last day.

    Both days count. What one holds only through others can't be passed on, nor can an administrator's keys.
    Raises ActRefused (GATE-02 for a duty that isn't one's own, ORG-01 to oneself, EX-12 with an administrator on
    either side, AP-12 for what nobody of a village may do), BadInput (terms that begin in the past, end before they begin or last more than a year).
    """
    with organise("duties_delegated", by) as change:
        place = office_coded(office)
        charges = sorted({duty_named(one, "duties") for one in duties})
        other = locked_officer(delegate, "delegate")
        _check_terms(change.today, charges, valid_from, valid_until, reason, items)
        change.insist_on_other(other)
        refuse_lending(change.officer, other)
        for charge in charges:
            insist_not_of_a_village([other], charge, place, change.today)
        held = own_duties(change.officer)
        if any(one not in DELEGABLE_DUTIES for one in charges) or not all(
            any(one == duty and place.path.startswith(path) for duty, path in held) for one in charges
        ):
            raise ActRefused(
                Reason(
                    "GATE-02", _("One can only entrust duties that one holds oneself there."), Kind.MAY_NOT
                )
            )
        row = Delegation(
            principal=change.officer,
            delegate=other,
            office=place,
            duties=[one.value for one in charges],
            items=sorted(set(items)),
            valid_from=valid_from,
            valid_until=valid_until,
            reason=reason.strip(),
        )
        change.save(row)
        names = {
            f"duties_{language}": [in_both("duty", one.label)[f"duty_{language}"] for one in charges]
            for language in ("zh", "en")
        }
        change.tell(
            place,
            delegation=row.pk,
            duties=[one.value for one in charges],
            items=sorted(set(items)),
            officer=other.pk,
            officer_name=other.name_zh,
            valid_from=valid_from,
            valid_until=valid_until,
            **names,
        )
        return row


def _check_terms(
    today: date, charges: Sequence[str], first: date, last: date, reason: str, items: Sequence[str]
) -> None:
    faults = Faults()
    if not charges:
        faults.add("duties", "required", _("This is needed."))
    if first < today:
        faults.add("valid_from", "past", _("This can't lie in the past."))
    if last < first:
        faults.add("valid_until", "order", _("The last day can't lie before the first."))
    elif last - first > LONGEST:
        faults.add("valid_until", "longest", _("A delegation lasts a year at most."))
    if not reason.strip():
        faults.add("reason", "required", _("This is needed."))
    elif len(reason.strip()) > REASON_MAX:
        faults.add("reason", "maxLength", _("At most %(most)s characters.") % {"most": REASON_MAX})
    if set(items) - {item.slug for _version, item in current_items(today)}:
        faults.add("items", "unknown", _("There is no such item."))
    faults.raise_if_any()
