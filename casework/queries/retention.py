"""Whose data need no longer be kept, whose are restricted, and which files are kept longer: numbers and days, no names."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from casework.engine.items import Words
from casework.engine.lawbook import item_of
from casework.engine.retention import holds_of, retention_ends
from casework.engine.standing import Standing
from casework.models import (
    CLOSED_STATES,
    Case,
    CaseParty,
    Duty,
    ErasureProposal,
    ItemVersion,
    Mandate,
    PersonIndex,
    RetentionHold,
)
from law.clock import add_months

MOST = 100
# The worker looks further: many wait for a later file of the same person.
MOST_SWEPT = 1000


@dataclass(frozen=True)
class Kept:
    """A closed file: until when it is kept, what was decided about it, and whether the person may be erased now."""

    case: Case
    item: Words
    kept_until: date
    held_until: date | None
    restricted_at: datetime | None
    proposal: ErasureProposal | None
    may_be_erased: bool


def within(standing: Standing) -> Q:
    """The cases whose keeping an officer decides about: those of the offices they supervise."""
    found = Q(pk__in=[])
    if not standing.active or standing.administers:
        return found
    for one in standing.capacities:
        if one.duty == Duty.SUPERVISE:
            scope = Q(item_slug__in=one.items) if one.items else Q()
            found |= scope & Q(office__path__startswith=one.office_path)
    return found & ~Q(recusals__officer=standing.officer_id)


def not_proposed(today: date) -> list[str]:
    """The numbers of the files of which the worker hasn't said yet that their time is over."""
    told = ErasureProposal.objects.filter(case=OuterRef("pk"), proposed_by=None)
    return [one.case.number for one in retention_over(today, Q(~Exists(told)), MOST_SWEPT)]


def retention_over(today: date, scope: Q, most: int = MOST) -> list[Kept]:
    """The files whose person may be erased today, the one that was kept longest of each person; the oldest first."""
    lapsed = Q(pk__in=[])
    for version in ItemVersion.objects.values_list("pk", flat=True):
        last = add_months(today, -12 * item_of(version).retention_years)
        lapsed |= Q(item_version=version, closed_on__lte=last)
    unheld = ~Exists(RetentionHold.objects.filter(case=OuterRef("pk"), until__gt=today))
    rows = _closed(scope).filter(lapsed, unheld).order_by("closed_on", "pk")[:most]
    found: dict[frozenset[int], Case] = {}
    families = _families({one.applicant_id for one in rows})
    for case in rows:
        found[families[case.applicant_id]] = case
    free = _free(found, today)
    return _shown([case for family, case in found.items() if family in free], free=True)


def kept_only(scope: Q, most: int = MOST) -> list[Kept]:
    """The closed files of persons whose data are restricted, the latest first."""
    rows = _closed(scope).filter(applicant__restricted_at__isnull=False)
    return _shown(rows.order_by("-applicant__restricted_at", "-pk")[:most])


def kept_longer(today: date, scope: Q, most: int = MOST) -> list[Kept]:
    """The closed files that are kept longer than their item says, by a decision that holds today."""
    rows = _closed(scope).filter(holds__until__gt=today).distinct().order_by("closed_on", "pk")[:most]
    return [one for one in _shown(rows) if one.held_until and one.held_until > today]


def kept_case(number: str, today: date, scope: Q) -> Kept | None:
    """One file, if the officer decides about it and its person wasn't erased."""
    case = _closed(scope).filter(number=number).first()
    if case is None:
        return None
    families = _families({case.applicant_id})
    free = _free({families[case.applicant_id]: case}, today)
    return _shown([case], free=bool(free))[0]


def _closed(scope: Q) -> QuerySet[Case]:
    return Case.objects.filter(
        scope, state__in=CLOSED_STATES, applicant__erased_at__isnull=True
    ).select_related("office", "applicant")


def _families(persons: Collection[int]) -> dict[int, frozenset[int]]:
    """Everybody under the same paper's number, for each of some persons."""
    own = PersonIndex.objects.filter(person__in=persons, kind="identifier")
    tokens = set(own.values_list("token", flat=True))
    under: dict[str, set[int]] = {}
    numbers: dict[int, set[str]] = {}
    for person, token in PersonIndex.objects.filter(kind="identifier", token__in=tokens).values_list(
        "person", "token"
    ):
        under.setdefault(token, set()).add(person)
        numbers.setdefault(person, set()).add(token)
    return {one: frozenset({one}.union(*(under[token] for token in numbers.get(one, ())))) for one in persons}


def _free(families: Iterable[frozenset[int]], today: date) -> set[frozenset[int]]:
    """The families none of whose cases is open, or has still to be kept."""
    families = list(families)
    everybody = set().union(*families)
    applied: dict[int, set[int]] = {}
    takes_part: dict[int, set[int]] = {}
    for case, person in Case.objects.filter(applicant__in=everybody).values_list("pk", "applicant"):
        applied.setdefault(person, set()).add(case)
    for case, person in CaseParty.objects.filter(person__in=everybody).values_list("case", "person"):
        takes_part.setdefault(person, set()).add(case)
    for case, person in Mandate.objects.filter(agent__in=everybody).values_list("case", "agent"):
        takes_part.setdefault(person, set()).add(case)
    cases = Case.objects.in_bulk(set().union(*applied.values(), *takes_part.values()))
    holds = holds_of(cases.values())
    needed = {pk for pk, case in cases.items() if case.state not in CLOSED_STATES}
    kept = {pk for pk in cases if pk not in needed and _until(cases[pk], holds) > today}

    def is_free(person: int) -> bool:
        mine = applied.get(person, set())
        return not ((mine | takes_part.get(person, set())) & needed or mine & kept)

    return {family for family in families if all(map(is_free, family))}


def _until(case: Case, holds: dict[int, date]) -> date:
    return max(retention_ends(case), holds.get(case.pk, date.min))


def _shown(rows: Iterable[Case], *, free: bool = False) -> list[Kept]:
    rows = list(rows)
    holds = holds_of(rows)
    proposals = {
        one.case_id: one
        for one in ErasureProposal.objects.filter(case__in=rows).select_related("to_officer", "proposed_by")
    }
    return [
        Kept(
            case=one,
            item=item_of(one.item_version_id).name,
            kept_until=retention_ends(one),
            held_until=holds.get(one.pk),
            restricted_at=one.applicant.restricted_at,
            proposal=proposals.get(one.pk),
            may_be_erased=free,
        )
        for one in rows
    ]
