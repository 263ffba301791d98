"""What the gate asks in plain SQL is what the models would answer."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from casework.engine import moment
from casework.engine.standing import standing_of
from casework.models import (
    Absence,
    Case,
    CaseRole,
    Delegation,
    Duty,
    EnforcementCertificate,
    GroupGrant,
    OfficePower,
    Officer,
    OfficerGrant,
    PowerKind,
    Recusal,
)
from tests import world
from tests.world import World

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 16)
DAYS = [TODAY + timedelta(days=shift) for shift in (-400, -1, 0, 1, 2, 400)]


@pytest.fixture
def county() -> World:
    """Duties by grant, by group, by delegation and as a stand-in, some of them over or not yet begun."""
    county = world.build()
    county.officer("grouped", certified=False)
    group = Group.objects.create(name="window")
    county.officers["grouped"].groups.add(group)
    GroupGrant.objects.create(
        group=group,
        permission=Permission.objects.get(codename=Duty.SERVE.codename),
        content_object=county.offices["SQ"],
    )
    for days, revoked in ((0, None), (1, None), (1, TODAY), (-1, None)):
        Delegation.objects.create(
            principal=county.officers["head"],
            delegate=county.officers["colleague"],
            office=county.offices["LT"],
            duties=["approve"],
            valid_from=TODAY - timedelta(days=2),
            valid_until=TODAY + timedelta(days=days),
            revoked_on=revoked,
            reason="leave",
        )
    Absence.objects.create(
        officer=county.officers["clerk"],
        stand_in=county.officers["hall"],
        first_day=TODAY,
        last_day=TODAY + timedelta(days=1),
    )
    EnforcementCertificate.objects.filter(officer=county.officers["neighbour"]).update(revoked_on=TODAY)
    Officer.objects.filter(username="auditor").update(is_active=False)
    OfficePower.objects.filter(office=county.offices["LT"]).update(valid_until=TODAY)
    return county


@pytest.mark.parametrize("day", DAYS)
def test_the_question_in_sql_is_answered_as_by_the_models(county: World, day: date) -> None:
    with moment.at(world.MONDAY):
        case = Case.objects.get(number=county.receive().case_number)
    Recusal.objects.create(
        case=case,
        officer=county.officers["colleague"],
        decided_by=county.officers["head"],
        decided_at=case.received_at,
    )
    CaseRole.objects.create(case=case, officer=county.officers["head"], role="approver", event_seq=1)
    in_force = Q(valid_from__lte=day, valid_until__gte=day) & (
        Q(revoked_on__isnull=True) | Q(revoked_on__gt=day)
    )
    for officer in Officer.objects.all():
        standing = standing_of(officer, day, case)
        own = [one for one in standing.capacities if one.principal_id is None]
        granted = OfficerGrant.objects.filter(user=officer).values_list(
            "permission__codename", "content_object__path"
        )
        by_group = GroupGrant.objects.filter(group__user=officer).values_list(
            "permission__codename", "content_object__path"
        )
        assert {(f"duty_{one.duty}", one.office_path) for one in own} == {*granted, *by_group}
        assert standing.active == officer.is_active
        assert standing.certified == officer.certificates.filter(in_force).exists()
        borrowed = {one.delegation_id for one in standing.capacities if one.delegation_id}
        assert borrowed == set(officer.delegations_held.filter(in_force).values_list("pk", flat=True))
        stood_in_for = {one.absence_id for one in standing.capacities if one.absence_id}
        away = officer.standing_in.filter(first_day__lte=day, last_day__gte=day)
        assert stood_in_for == set(away.values_list("pk", flat=True))
        assert standing.recused == {county.officers["colleague"].pk}
        assert standing.roles == ((county.officers["head"].pk, "approver"),)
        assert (
            standing.competent
            == OfficePower.objects.filter(
                OfficePower.in_force(day), office=case.office, item=case.item_slug, kind=PowerKind.DECIDE
            ).exists()
        )


def test_without_a_case_nothing_is_said_about_one(county: World) -> None:
    standing = standing_of(county.officers["clerk"], TODAY)
    assert (standing.competent, standing.recused, standing.roles) == (False, frozenset(), ())
    assert standing.capacities
