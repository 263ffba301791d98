"""Where an application may be taken in, and which office may decide it."""

from datetime import date

from django.db.models import Q

from casework.engine.standing import Standing
from casework.models import Duty, Office, OfficeKind, OfficePower, PowerKind


def receiving_offices(standing: Standing, item: str, day: date) -> list[Office]:
    """The offices at which an officer may take in applications for an item."""
    within = Q(pk__in=[])
    for one in standing.capacities:
        if one.duty == Duty.RECEIVE and (not one.items or item in one.items):
            within |= Q(path__startswith=one.office_path)
    powers = OfficePower.objects.filter(OfficePower.in_force(day), item=item)
    return list(Office.objects.filter(within, active=True, pk__in=powers.values("office")).order_by("path"))


def items_taken_in(day: date) -> set[str]:
    """The items that any office may take in or decide on a day, by their slugs."""
    return set(
        OfficePower.objects.filter(OfficePower.in_force(day)).values_list("item", flat=True).distinct()
    )


def deciding_offices(receiving: Office, item: str, day: date) -> list[Office]:
    """The offices that may decide what is taken in there: itself, a village's township, or any for a hall."""
    powers = OfficePower.objects.filter(OfficePower.in_force(day), item=item, kind=PowerKind.DECIDE)
    competent = Office.objects.filter(active=True, pk__in=powers.values("office")).order_by("path")
    for one in competent:
        if one.pk == receiving.pk or (receiving.kind == OfficeKind.VILLAGE and receiving.parent_id == one.pk):
            return [one]
    return list(competent)


def offices_within(standing: Standing) -> list[Office]:
    """The offices at and below those where an officer holds a duty, in the order of the organisation."""
    within = Q(pk__in=[])
    for one in standing.capacities if not standing.administers else ():
        within |= Q(path__startswith=one.office_path)
    return list(Office.objects.filter(within, active=True).order_by("path"))
