"""The one question, asked of organisations nobody thought of, against an answer worked out in another way.

The predicate below knows only the facts as they were drawn: no model, no query, nothing of the engine.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.engine.act import acts
from casework.engine.actor import Actor
from casework.engine.competence import may
from casework.engine.perform import matter_of
from casework.engine.refusal import ActRefused
from casework.engine.standing import standing_of
from casework.models import (
    Absence,
    Case,
    CaseRole,
    CaseTask,
    Delegation,
    EnforcementCertificate,
    GroupGrant,
    Office,
    OfficeKind,
    OfficePower,
    Officer,
    OfficerGrant,
    PowerKind,
    Recusal,
)
from tests.acts.steps import bring_to, do
from tests.world import ITEM, MONDAY, World

TODAY = MONDAY.date()
OFFICERS = 4
GROUPS = 2
OFFICES = 5

# Written down by hand, not read from the flow or from the law's data.
DUTY_OF = {"received": "accept", "accepted": "decide", "refusal_proposed": "approve", "granted": "serve"}
ACTS_OF = {
    "received": ("accept", "request_correction", "decline", "take_material"),
    "accepted": ("register", "propose_refusal"),
    "refusal_proposed": ("refuse", "return_case"),
    "granted": ("serve",),
}
ROLE_OF = {
    "accept": "acceptor",
    "request_correction": "acceptor",
    "decline": "acceptor",
    "register": "handler",
    "propose_refusal": "handler",
    "refuse": "approver",
    "return_case": "approver",
}
NOT_TOGETHER = (
    {"acceptor", "approver"},
    {"handler", "approver"},
    {"handler", "legal_reviewer"},
    {"legal_reviewer", "approver"},
)
NOT_BY = {"refusal_proposed": {"acceptor", "handler"}}
NEVER_LENT = {"administer", "audit"}
NEEDS_CERTIFICATE = {"refuse"}


@dataclass(frozen=True)
class Term:
    """Days counted from today; `revoked` is the day from which it no longer holds."""

    first: int
    last: int
    revoked: int | None = None

    @property
    def runs_today(self) -> bool:
        return self.first <= 0 <= self.last and (self.revoked is None or self.revoked > 0)


@dataclass(frozen=True)
class Entrusted:
    """A delegation."""

    principal: int
    delegate: int
    office: int
    duties: tuple[str, ...]
    items: tuple[str, ...]
    term: Term


@dataclass(frozen=True)
class Facts:
    """An organisation and one case in it, in plain numbers."""

    parents: tuple[int, ...]
    case_at: int
    power: Term | None
    inactive: frozenset[int]
    members: frozenset[tuple[int, int]]
    grants: tuple[tuple[int, str, int], ...]
    group_grants: tuple[tuple[int, str, int], ...]
    delegations: tuple[Entrusted, ...]
    absences: tuple[tuple[int, int, Term], ...]
    certificates: tuple[tuple[int, Term], ...]
    recused: frozenset[int]
    roles: frozenset[tuple[int, str]]
    owner: int | None


def above(facts: Facts, office: int) -> set[int]:
    """The office and all above it."""
    line = {office}
    while office != 0:
        office = facts.parents[office - 1]
        line.add(office)
    return line


def charged(facts: Facts, officer: int, duty: str, office: int) -> bool:
    """Whether the duty is the officer's own there."""
    own = any(
        who == officer and what == duty and at in above(facts, office) for who, what, at in facts.grants
    )
    return own or any(
        (officer, group) in facts.members and what == duty and at in above(facts, office)
        for group, what, at in facts.group_grants
    )


def administrator(facts: Facts, officer: int) -> bool:
    """Whether the officer holds the keys anywhere."""
    return any(charged(facts, officer, "administer", office) for office in range(OFFICES))


def acting_for(facts: Facts, officer: int, duty: str) -> list[set[int]]:
    """Every way to hold the duty at the case's office: who acts, and for whom."""
    ways = [{officer}] if charged(facts, officer, duty, facts.case_at) else []
    if duty in NEVER_LENT:
        return ways
    for one in facts.delegations:
        if (
            one.delegate == officer
            and one.term.runs_today
            and duty in one.duties
            and (not one.items or ITEM in one.items)
            and one.office in above(facts, facts.case_at)
            and charged(facts, one.principal, duty, one.office)
            and one.principal not in facts.inactive
            and not administrator(facts, one.principal)
        ):
            ways.append({officer, one.principal})
    for away, stand_in, term in facts.absences:
        if (
            stand_in == officer
            and term.runs_today
            and charged(facts, away, duty, facts.case_at)
            and away not in facts.inactive
            and not administrator(facts, away)
        ):
            ways.append({officer, away})
    return ways


def clashes(facts: Facts, people: set[int], state: str, act: str) -> bool:
    """Whether somebody who acts, or is acted for, has had a part that can't go together with this."""
    played = {role for who, role in facts.roles if who in people}
    if played & NOT_BY.get(state, set()):
        return True
    mine = ROLE_OF.get(act)
    return any({mine, role} in NOT_TOGETHER for role in played if mine)


def expected(facts: Facts, officer: int, state: str, act: str) -> tuple[bool, set[str]]:
    """Whether the act is the officer's, and codes that must be among the reasons."""
    certain = set()
    if officer in facts.inactive:
        certain.add("GATE-01")
    if administrator(facts, officer):
        certain.add("EX-12")
    if officer in facts.recused:
        certain.add("GATE-05")
    if facts.power is None or not facts.power.runs_today:
        certain.add("POWER-01")
    if act in NEEDS_CERTIFICATE and not any(
        who == officer and term.runs_today for who, term in facts.certificates
    ):
        certain.add("GATE-04")
    ways = acting_for(facts, officer, DUTY_OF[state])
    open_ways = [
        people
        for people in ways
        if not clashes(facts, people, state, act)
        and not people & facts.recused
        and (facts.owner is None or facts.owner in people)
    ]
    return not certain and bool(open_ways), certain


# --- Drawing ----------------------------------------------------------------------------------------------


def some(strategy: st.SearchStrategy[Any], most: int) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=most).map(tuple)


@st.composite
def terms(draw: st.DrawFn, revocable: bool = True) -> Term:
    first, length = draw(st.integers(-3, 1)), draw(st.integers(0, 4))
    revoked = draw(st.none() | st.integers(-1, 1)) if revocable else None
    return Term(first, first + length, revoked)


@st.composite
def organisations(draw: st.DrawFn) -> Facts:
    officer, office = st.integers(0, OFFICERS - 1), st.integers(0, OFFICES - 1)
    # Officers 0 and 1 are busy: most of what is drawn concerns them, so that one thing alone stands in the way of many.
    busy = st.sampled_from([0, 0, 0, 1, 1, *range(OFFICERS)])
    duty = st.sampled_from([*DUTY_OF.values()] * 3 + ["supervise", "audit", "administer"])
    granted = st.sampled_from([*DUTY_OF.values()] * 5 + ["administer", "receive"])
    pair = st.tuples(busy, officer).filter(lambda two: two[0] != two[1])
    delegation = st.builds(
        lambda two, at, duties, items, term: Entrusted(two[0], two[1], at, tuple(duties), items, term),
        pair,
        st.sampled_from([0, 0, 0, *range(OFFICES)]),
        st.sets(duty, min_size=1, max_size=4).map(sorted),
        st.sampled_from([(), (), (ITEM,), ("another_item",), ("another_item", ITEM)]),
        terms() | st.just(Term(-9, 9)),
    )
    played = st.sampled_from(["acceptor", "handler", "approver", "legal_reviewer"])
    whole = [(0, each, 0) for each in DUTY_OF.values()] if draw(st.integers(0, 9)) < 8 else []
    return Facts(
        parents=tuple(draw(st.integers(0, child - 1)) for child in range(1, OFFICES)),
        case_at=draw(office),
        power=draw(st.sampled_from([Term(-9, 9)] * 12 + [Term(-9, 0), Term(-9, -1), Term(1, 9), None])),
        inactive=draw(st.sampled_from([frozenset()] * 3 + [frozenset({who}) for who in range(OFFICERS)])),
        members=draw(st.frozensets(st.tuples(officer, st.integers(0, GROUPS - 1)), max_size=3)),
        grants=(*whole, *draw(some(st.tuples(busy, granted, office), 4))),
        group_grants=draw(some(st.tuples(st.integers(0, GROUPS - 1), granted, office), 2)),
        delegations=draw(some(delegation, 3)),
        absences=draw(some(st.tuples(busy, officer, terms(revocable=False)), 2)),
        certificates=(
            *[(who, Term(-9, 9)) for who in draw(st.sets(officer))],
            *draw(some(st.tuples(busy, terms()), 2)),
        ),
        recused=draw(st.sampled_from([frozenset()] * 3 + [frozenset({0}), frozenset({1}), frozenset({2})])),
        roles=draw(st.frozensets(st.tuples(busy, played), max_size=3)),
        owner=draw(st.sampled_from([None, None, None, *range(OFFICERS)])),
    )


# --- The same facts in the database -----------------------------------------------------------------------


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


def dates(term: Term) -> dict[str, Any]:
    revoked = day(term.revoked) if term.revoked is not None else None
    return {"valid_from": day(term.first), "valid_until": day(term.last), "revoked_on": revoked}


def found(facts: Facts, base: dict[str, str], somebody: Officer) -> tuple[dict[str, Case], list[Officer]]:
    """Build the organisation around a case in each state."""
    offices: list[Office] = []
    for number in range(OFFICES):
        parent = offices[facts.parents[number - 1]] if number else None
        # Codes that begin alike: a line of offices is more than a beginning of letters.
        offices.append(
            Office.objects.create(
                code="R" * (number + 1), kind=OfficeKind.TOWNSHIP, name_zh="r", name_en="r", parent=parent
            )
        )
    people = [
        Officer.objects.create(
            username=f"r{number}", name_zh=f"r{number}", is_active=number not in facts.inactive
        )
        for number in range(OFFICERS)
    ]
    groups = [Group.objects.create(name=f"r{number}") for number in range(GROUPS)]
    for who, group in facts.members:
        people[who].groups.add(groups[group])
    content_type = ContentType.objects.get_for_model(Office)

    def permission(duty: str) -> Permission:
        return Permission.objects.get(codename=f"duty_{duty}", content_type=content_type)

    for who, duty, at in set(facts.grants):
        OfficerGrant.objects.create(user=people[who], permission=permission(duty), content_object=offices[at])
    for group, duty, at in set(facts.group_grants):
        GroupGrant.objects.create(
            group=groups[group], permission=permission(duty), content_object=offices[at]
        )
    for one in facts.delegations:
        Delegation.objects.create(
            principal=people[one.principal],
            delegate=people[one.delegate],
            office=offices[one.office],
            duties=list(one.duties),
            items=list(one.items),
            reason="drawn",
            **dates(one.term),
        )
    for away, stand_in, term in facts.absences:
        if away != stand_in:
            Absence.objects.create(
                officer=people[away],
                stand_in=people[stand_in],
                first_day=day(term.first),
                last_day=day(term.last),
            )
    for number, (who, term) in enumerate(facts.certificates):
        EnforcementCertificate.objects.create(officer=people[who], number=f"R{number}", **dates(term))
    if facts.power is not None:
        OfficePower.objects.create(
            office=offices[facts.case_at],
            item=ITEM,
            kind=PowerKind.DECIDE,
            valid_from=day(facts.power.first),
            valid_until=day(facts.power.last),
        )
    owner = people[facts.owner] if facts.owner is not None else None
    numbers = list(base.values())
    Case.objects.filter(number__in=numbers).update(office=offices[facts.case_at], holder=owner)
    CaseTask.objects.filter(process__number__in=numbers, finished=None).update(
        office=offices[facts.case_at], owner=owner, status="ASSIGNED" if owner else "NEW"
    )
    cases = Case.objects.select_related("office", "receiving_office", "applicant__key").in_bulk(
        numbers, field_name="number"
    )
    for case in cases.values():
        for who in facts.recused:
            Recusal.objects.create(case=case, officer=people[who], decided_by=somebody, decided_at=MONDAY)
        CaseRole.objects.bulk_create(
            CaseRole(case=case, officer=people[who], role=role, event_seq=1) for who, role in facts.roles
        )
    return {state: cases[number] for state, number in base.items()}, people


@pytest.mark.django_db
def test_the_verdict_is_the_one_worked_out_from_the_facts(world: World) -> None:
    base = {state: bring_to(state, world) for state in DUTY_OF}
    seen: Counter[str] = Counter()

    @settings(suppress_health_check=list(HealthCheck), max_examples=min(3 * settings().max_examples, 2000))
    @given(organisations(), st.randoms(use_true_random=False))
    def ask(facts: Facts, chance: Any) -> None:
        with transaction.atomic():
            cases, people = found(facts, base, world.officers["supervisor"])
            asked: list[tuple[str, int, str, bool]] = []
            for state, case in cases.items():
                matter = matter_of(case)
                for number, officer in enumerate(people):
                    standing = standing_of(officer, TODAY, case)
                    for act in ACTS_OF[state]:
                        verdict = may(acts[act], Actor(officer, "api"), standing, matter)
                        should, certain = expected(facts, number, state, act)
                        told = {reason.code for reason in verdict.reasons}
                        assert verdict.allowed == should, (number, act, told, facts)
                        assert certain <= told
                        assert all(str(reason.text) for reason in verdict.reasons)
                        if not acting_for(facts, number, DUTY_OF[state]):
                            assert told & {"GATE-02", "GATE-03"}
                        asked.append((state, number, act, should))
                        seen["allowed" if should else "refused"] += 1
            # And the gate itself, under the lock, says the same.
            state, number, act, should = chance.choice(asked)
            try:
                do(act, cases[state].number, Actor(people[number], "api"))
                done = True
            except ActRefused:
                done = False
            assert done == should, (number, act)
            transaction.set_rollback(True)

    ask()
    # A test that never allows anything, or refuses nothing, would prove nothing.
    assert min(seen["allowed"], seen["refused"]) > sum(seen.values()) // 50, seen
