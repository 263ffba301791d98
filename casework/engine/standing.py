"""What is on record about one officer with regard to one case, read in one question to the database."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from casework.models import (
    CASE_DUTIES,
    Absence,
    Case,
    Delegation,
    Duty,
    GroupGrant,
    Office,
    Officer,
    OfficerGrant,
    PowerKind,
)

PREFIX = "duty_"


@dataclass(frozen=True)
class Capacity:
    """One way in which an officer holds a duty at an office: their own grant, a delegation, or as a stand-in."""

    duty: str
    office_path: str
    principal_id: int | None = None
    principal_name: str = ""
    delegation_id: int | None = None
    absence_id: int | None = None
    items: tuple[str, ...] = ()

    def covers(self, duty: str, office: Office, item: str) -> bool:
        """Whether this is enough for a duty at an office for an item."""
        return (
            self.duty == duty
            and office.path.startswith(self.office_path)
            and (not self.items or item in self.items)
        )


@dataclass(frozen=True)
class Standing:
    """An officer's standing on a day: active, charged with what, certified, recused, in which roles."""

    officer_id: int
    day: date
    active: bool
    capacities: tuple[Capacity, ...] = ()
    certified: bool = False
    recused: frozenset[int] = field(default_factory=frozenset)
    # Whether the case's office has the power to decide the item on that day.
    competent: bool = False
    # On what that power rests, and the digest of the law in force on the day, by which it is judged.
    power_bases: tuple[str, ...] = ()
    law: str = ""
    roles: tuple[tuple[int, str], ...] = ()
    # Whether anything entrusted to the officer has ended before that day.
    was_entrusted: bool = True

    @property
    def administers(self) -> bool:
        """Whether the officer holds an administrator's keys anywhere."""
        return any(one.duty == Duty.ADMINISTER and one.principal_id is None for one in self.capacities)

    def capacity_for(self, duty: str, office: Office, item: str) -> Capacity | None:
        """How the officer holds a duty there: the own grant before somebody else's."""
        held = [one for one in self.capacities if one.covers(duty, office, item)]
        return min(held, key=lambda one: one.principal_id or 0, default=None)

    def capacities_for(self, duty: str, office: Office, item: str) -> list[Capacity]:
        """All ways in which the officer holds a duty there, own grants first."""
        held = [one for one in self.capacities if one.covers(duty, office, item)]
        return sorted(held, key=lambda one: one.principal_id or 0)

    @cached_property
    def ended_delegations(self) -> list[Delegation]:
        """What others had entrusted to the officer until before this day; asked only to explain a refusal, and once."""
        if not self.was_entrusted:
            return []
        ended = Q(valid_until__lt=self.day) | Q(revoked_on__lte=self.day)
        begun = Delegation.objects.filter(delegate=self.officer_id, valid_from__lte=self.day)
        return list(begun.filter(ended).select_related("office"))

    def roles_of(self, officer_id: int) -> frozenset[str]:
        """The roles somebody has played in the case."""
        return frozenset(role for who, role in self.roles if who == officer_id)


def standing_of(officer: Officer, day: date, case: Case | None = None) -> Standing:
    """Ask the database afresh; nothing is taken from the session or from an earlier claim."""
    facts = _facts(officer.pk, day, case)
    active = any(tag == "active" for tag, *_rest in facts)
    capacities = [
        Capacity(duty=word.removeprefix(PREFIX), office_path=place)
        for tag, _ref, word, place in facts
        if tag == "grant"
    ]
    delegations = [ref for tag, ref, *_rest in facts if tag == "delegation"]
    absences = [ref for tag, ref, *_rest in facts if tag == "absence"]
    if delegations or absences:
        capacities += _borrowed(delegations, absences)
    return Standing(
        officer_id=officer.pk,
        day=day,
        active=active,
        capacities=tuple(dict.fromkeys(capacities)),
        certified=any(tag == "certificate" for tag, *_rest in facts),
        competent=any(tag == "power" for tag, *_rest in facts),
        power_bases=tuple(word for tag, _ref, word, _place in facts if tag == "power"),
        law=next((word for tag, _ref, word, _place in facts if tag == "law"), ""),
        recused=frozenset(ref for tag, ref, *_rest in facts if tag == "recusal"),
        roles=tuple((ref, word) for tag, ref, word, _place in facts if tag == "role"),
        was_entrusted=any(tag == "entrusted_before" for tag, *_rest in facts),
    )


def grants(officers: Q, groups: Q) -> QuerySet[OfficerGrant, tuple[int, str, str]]:
    """(officer, codename, path) of every duty granted to officers directly or through a group."""
    own = OfficerGrant.objects.filter(officers).values_list(
        "user_id", "permission__codename", "content_object__path"
    )
    by_group = GroupGrant.objects.filter(groups).values_list(
        "group__user", "permission__codename", "content_object__path"
    )
    return own.union(by_group, all=True)


def _facts(officer_id: int, day: date, case: Case | None) -> list[tuple[str, int, str, str]]:
    """Everything in one question to the database: rows of (what, whom or which, word, place)."""
    values: dict[str, Any] = {"officer": officer_id, "day": connection.ops.adapt_datefield_value(day)}
    asked = ABOUT_OFFICER
    if case is not None:
        values |= {
            "case": case.pk,
            "office": case.office_id,
            "item": case.item_slug,
            "decide": PowerKind.DECIDE.value,
        }
        asked += ABOUT_POWER if case.pk is None else ABOUT_POWER + ABOUT_CASE
    with connection.cursor() as cursor:
        cursor.execute(asked, values)
        found: list[tuple[str, int, str, str]] = cursor.fetchall()
    return found


# Plain SQL, because every act asks it: putting eight querysets together takes longer than the answer. A test asks the
# same of the models.
IN_FORCE = "valid_from <= %(day)s AND valid_until >= %(day)s AND (revoked_on IS NULL OR revoked_on > %(day)s)"
ABOUT_OFFICER = f"""
SELECT 'active', id, '', '' FROM casework_officer WHERE id = %(officer)s AND is_active
UNION ALL
SELECT 'grant', 0, permission.codename, office.path
  FROM casework_officergrant AS held
  JOIN auth_permission AS permission ON permission.id = held.permission_id
  JOIN casework_office AS office ON office.id = held.content_object_id
 WHERE held.user_id = %(officer)s
UNION ALL
SELECT 'grant', 0, permission.codename, office.path
  FROM casework_officer_groups AS member
  JOIN casework_groupgrant AS held ON held.group_id = member.group_id
  JOIN auth_permission AS permission ON permission.id = held.permission_id
  JOIN casework_office AS office ON office.id = held.content_object_id
 WHERE member.officer_id = %(officer)s
UNION ALL
SELECT 'delegation', id, '', '' FROM casework_delegation WHERE delegate_id = %(officer)s AND {IN_FORCE}
UNION ALL
SELECT 'entrusted_before', id, '', '' FROM casework_delegation
 WHERE delegate_id = %(officer)s AND valid_from <= %(day)s AND (valid_until < %(day)s OR revoked_on <= %(day)s)
UNION ALL
SELECT 'absence', id, '', '' FROM casework_absence
 WHERE stand_in_id = %(officer)s AND first_day <= %(day)s AND last_day >= %(day)s
UNION ALL
SELECT 'certificate', id, '', '' FROM casework_enforcementcertificate
 WHERE officer_id = %(officer)s AND {IN_FORCE}
"""
ABOUT_POWER = """
UNION ALL
SELECT 'power', id, basis, '' FROM casework_officepower
 WHERE office_id = %(office)s AND item = %(item)s AND kind = %(decide)s
   AND valid_from <= %(day)s AND (valid_until IS NULL OR valid_until >= %(day)s)
UNION ALL
SELECT 'law', id, sha256, '' FROM (
  SELECT id, sha256 FROM casework_lawedition WHERE state = 'approved' AND valid_from <= %(day)s
   ORDER BY valid_from DESC, id DESC LIMIT 1
) AS newest
"""
ABOUT_CASE = """
UNION ALL
SELECT 'recusal', officer_id, '', '' FROM casework_recusal WHERE case_id = %(case)s
UNION ALL
SELECT 'role', officer_id, role, '' FROM casework_caserole WHERE case_id = %(case)s
"""


def _borrowed(delegation_ids: list[int], absence_ids: list[int]) -> list[Capacity]:
    """Duties held through others. Only a principal's own grants count: what was borrowed can't be lent on."""
    delegations = Delegation.objects.filter(pk__in=delegation_ids).select_related("principal", "office")
    absences = Absence.objects.filter(pk__in=absence_ids).select_related("officer")
    principals = {one.principal_id for one in delegations} | {one.officer_id for one in absences}
    own: dict[int, list[tuple[str, str]]] = {}
    for officer_id, codename, path in grants(Q(user__in=principals), Q(group__user__in=principals)):
        own.setdefault(officer_id, []).append((codename.removeprefix(PREFIX), path))
    capacities = []
    for delegation in delegations:
        principal = delegation.principal
        held = own.get(principal.pk, [])
        if not principal.is_active or any(duty == Duty.ADMINISTER for duty, _path in held):
            continue
        for duty in set(delegation.duties) & set(CASE_DUTIES):
            if any(duty == mine and delegation.office.path.startswith(path) for mine, path in held):
                capacities.append(
                    Capacity(
                        duty=duty,
                        office_path=delegation.office.path,
                        principal_id=principal.pk,
                        principal_name=principal.name_zh,
                        delegation_id=delegation.pk,
                        items=tuple(delegation.items),
                    )
                )
    for absence in absences:
        held = own.get(absence.officer_id, [])
        if not absence.officer.is_active or any(duty == Duty.ADMINISTER for duty, _path in held):
            continue
        capacities += [
            Capacity(
                duty=duty,
                office_path=path,
                principal_id=absence.officer_id,
                principal_name=absence.officer.name_zh,
                absence_id=absence.pk,
            )
            for duty, path in held
            if duty in CASE_DUTIES
        ]
    return capacities
