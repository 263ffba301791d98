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


def items_taken_in(standing: Standing, day: date) -> set[str]:
    """The items for which an officer may take in applications at some office."""
    found: set[str] = set()
    for one in standing.capacities:
        if one.duty == Duty.RECEIVE:
            powers = OfficePower.objects.filter(
                OfficePower.in_force(day), office__path__startswith=one.office_path, office__active=True
            )
            powers = powers.filter(item__in=one.items) if one.items else powers
            found |= set(powers.values_list("item", flat=True))
    return found


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


def divisions() -> list[tuple[str, str]]:
    """The divisions that the hall's own offices stand for, by code and name, the widest first: nobody knows codes by heart."""
    found: dict[str, str] = {}
    for one in Office.objects.filter(active=True).exclude(division_code="").order_by("path"):
        found.setdefault(one.division_code, one.name)
    return list(found.items())
