"""Who may open a case, who may take in an application, and whether a power still rests on law in force."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from casework.models import Case, Duty, Office, OfficePower, PowerKind
from law.bases import Citation
from law.errors import InvalidCitation

from .items import Item
from .lawbook import book_by_digest
from .refusal import Kind, Reason
from .standing import Capacity, Standing

# Rules of ours and the articles they are modelled on; never cited as law.
ADMINISTRATOR_MODEL = ("CF 58", "CF 64(4)")
RECUSED_MODEL = ("HNZF 23",)
CERTIFICATE_MODEL = ("HNZF 20", "HNZF 21")


def holds_power(office: Office, item: str, kind: PowerKind, day: date) -> bool:
    """Whether an office has a power over an item on a day."""
    return OfficePower.objects.filter(OfficePower.in_force(day), office=office, item=item, kind=kind).exists()


def without_law(bases: Iterable[str], standing: Standing) -> Iterable[Reason]:
    """Why powers carry nothing: each rests on a basis that isn't in force on the day (EX-10).

    A document that the law here doesn't know is no finding; what it knows to be repealed is.
    """
    if not standing.law:
        return
    book = book_by_digest(standing.law)
    ended = []
    for text in bases:
        try:
            known = book.bases.get(Citation.parse(text).basis)
        except InvalidCitation:
            known = None
        if known is None or known.in_force_on(standing.day):
            return
        ended.append(known.id)
    if ended:
        yield Reason(
            "EX-10",
            _("The office's power rests on %(basis)s, which isn't in force on %(day)s.")
            % {"basis": ended[0], "day": standing.day.isoformat()},
            Kind.MAY_NOT,
            model=("CF 37", "CF 38"),
        )


def is_kept_only(case: Case) -> bool:
    """Whether the case is closed and its applicant's data are restricted: stored and protected, used for nothing."""
    return case.is_closed and case.applicant.is_restricted


def may_see(standing: Standing, case: Case) -> bool:
    """Whether an officer may open the case at all: a duty at its office or above, or at the counter it came in by.

    An administrator sees no case. A recused officer doesn't either. What is restricted nobody opens (PI 47(2)).
    """
    if not standing.active or standing.administers or standing.officer_id in standing.recused:
        return False
    if is_kept_only(case):
        return False
    at_office = any(
        case.office.path.startswith(one.office_path) for one in standing.capacities if _scope(one, case)
    )
    at_counter = any(
        case.receiving_office.path.startswith(one.office_path)
        for one in standing.capacities
        if one.duty == Duty.RECEIVE and _scope(one, case)
    )
    return at_office or at_counter


def _scope(capacity: Capacity, case: Case) -> bool:
    return not capacity.items or case.item_slug in capacity.items


def may_receive(
    standing: Standing, receiving_office: Office, office: Office, item: Item, day: date
) -> tuple[Capacity | None, tuple[Reason, ...]]:
    """May this officer take in an application for this item at this office, for the office that decides it."""
    reasons: list[Reason] = []
    if not standing.active:
        reasons.append(Reason("GATE-01", _("The account is no longer active."), Kind.MAY_NOT))
    if standing.administers:
        reasons.append(
            Reason(
                "EX-12",
                _("An administrator has no part in any case."),
                Kind.MAY_NOT,
                model=ADMINISTRATOR_MODEL,
            )
        )
    capacity = standing.capacity_for(Duty.RECEIVE, receiving_office, item.slug)
    if capacity is None:
        reasons.append(
            Reason(
                "GATE-02", _("You don't hold the duty to take in applications at this office."), Kind.MAY_NOT
            )
        )
    may_take_in = receiving_office == office
    if not may_take_in:
        powers = OfficePower.objects.filter(
            OfficePower.in_force(day), office=receiving_office, item=item.slug, kind=PowerKind.RECEIVE
        )
        bases = list(powers.values_list("basis", flat=True))
        may_take_in = bool(bases)
        reasons += without_law(bases, standing)
    if not may_take_in:
        reasons.append(
            Reason("POWER-02", _("This office doesn't take in applications for this item."), Kind.MAY_NOT)
        )
    if not holds_power(office, item.slug, PowerKind.DECIDE, day):
        reasons.append(Reason("POWER-01", _("The office isn't competent for this item."), Kind.MAY_NOT))
    reasons += without_law(standing.power_bases, standing)
    return capacity, tuple(reasons)
