"""Two officers at the same moment: no notice is lost, and a case follows once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

import pytest

from approvals.catalogue import load_items
from audit.ledger.models import Event
from casework.acts.apply_change import apply_change
from casework.acts.approve_change import approve_change
from casework.acts.draft_change import draft_change
from casework.engine import lawbook, moment
from casework.engine.loading import load_law
from casework.engine.notices import form_of
from casework.engine.refusal import ActRefused, BadInput
from casework.models import Duty, LawChange, LawEdition
from casework.queries.rehearsal import rehearse
from tests.engine.racing import Crew
from tests.locallaw.conftest import LATE_DECEMBER
from tests.locallaw.test_notice import draft, screening
from tests.world import World, build

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    lawbook.forget()
    load_law()
    load_items()
    with moment.at(LATE_DECEMBER):
        county = build()
        county.officer("jurist", (Duty.LEGAL_REVIEW, "YX"))
        county.officer("second", (Duty.SUPERVISE, "YX"))
        yield county
    lawbook.forget()


def told(results: list[Any]) -> list[str]:
    """What each was told: done, or the code of the refusal."""
    return sorted(
        one.code
        if isinstance(one, ActRefused)
        else "BAD"
        if isinstance(one, BadInput)
        else type(one).__name__
        for one in results
    )


def test_two_notices_approved_at_once_both_count(world: World) -> None:
    of_2026 = form_of(lawbook.newest_law().calendar.years[2026])
    of_2026["amended_by"] = [{"notice": "国办发明电〔2026〕3号", "issued_on": "2026-09-01"}]
    of_2026["makeup"] = [day for day in of_2026["makeup"] if day != "2026-10-10"]
    drafts = [draft(world), draft_change(by=world.by("jurist"), given=of_2026)]
    with Crew(2) as crew:
        jobs = [
            partial(approve_change, by=world.by(who), change=one.pk)
            for who, one in zip(("supervisor", "second"), drafts, strict=True)
        ]
        assert told(crew.all_at_once(jobs)) == ["LawChange", "LawChange"]
    _edition, book = lawbook.current_law(date(2026, 12, 25))
    assert 2027 in book.calendar.years
    assert not book.calendar.is_working_day(date(2026, 10, 10))


def test_one_draft_approved_by_two_at_once_is_approved_once(world: World) -> None:
    change = draft(world)
    with Crew(2) as crew:
        jobs = [
            partial(approve_change, by=world.by(who), change=change.pk) for who in ("supervisor", "second")
        ]
        assert told(crew.all_at_once(jobs)) == ["LAW-02", "LawChange"]
    families = LawEdition.objects.filter(base=None).count()
    assert LawEdition.objects.exclude(base=None).count() == families
    assert Event.objects.filter(kind="change_approved").count() == 1


def test_a_case_follows_once_however_many_let_it_follow(world: World) -> None:
    number = world.receive().case_number
    change = approve_change(by=world.by("supervisor"), change=draft(world).pk)
    with Crew(4) as crew:
        jobs = [partial(apply_change, case_number=number, by=world.by("second"), change=change.pk)] * 4
        assert told(crew.all_at_once(jobs)) == ["LAW-03", "LAW-03", "LAW-03", "Outcome"]
    assert Event.objects.filter(kind="apply_change").count() == 1
    assert screening(number).due_on == date(2027, 1, 4)
    assert not rehearse(LawChange.objects.get()).rows
