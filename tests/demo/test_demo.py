"""The demonstration: the same each time, safe to repeat, and made through the acts."""

from __future__ import annotations

import io
from collections import Counter
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import TestCase, override_settings
from django.utils import translation

from approvals.demo import county
from approvals.demo.accounts import shown
from approvals.demo.data import read
from approvals.demo.days import Days
from approvals.demo.drawing import drawn
from audit.ledger.models import Attempt, Event
from audit.ledger.verify import verify_case
from casework.engine import moment
from casework.engine.standing import standing_of
from casework.models import (
    Case,
    CaseState,
    CaseTask,
    Duty,
    EnforcementCertificate,
    Mandate,
    Office,
    Officer,
    Person,
)
from law.book import read_shipped
from law.calendar import Calendar
from law.clock import shanghai_day
from tests.organisation.dump import all_tables
from tests.world import SHANGHAI, build

SUNDAY = datetime(2026, 11, 22, 11, 0, tzinfo=SHANGHAI)


TOLD = len(read("stories")["cases"])


def demo(at: datetime = SUNDAY, cases: int = TOLD) -> str:
    out = io.StringIO()
    with moment.at(at), translation.override("en"):
        call_command("demo", cases=cases, stdout=out)
    return out.getvalue()


def told() -> list[tuple[Any, ...]]:
    rows = Event.objects.order_by("id")
    return list(rows.values_list("case_number", "case_seq", "kind", "actor_name", "recorded_at"))


def nothing_out_of_order(now: datetime) -> None:
    calendar = read_shipped().calendar
    moments = list(Event.objects.order_by("id").values_list("kind", "recorded_at"))
    assert [at for _kind, at in moments] == sorted(at for _kind, at in moments)
    assert max(at for _kind, at in moments) <= now
    for kind, at in moments:
        assert kind == "deem_accepted" or calendar.is_working_day(shanghai_day(at))


@pytest.mark.django_db
@override_settings(DEMO=True)
class TestTheDemonstration(TestCase):
    """Set up once for all of these."""

    said: str

    @classmethod
    def setUpTestData(cls) -> None:
        cls.said = demo()

    def test_cases_in_every_state_are_told_without_a_single_refusal(self) -> None:
        assert str(TOLD) in self.said
        states = Counter(Case.objects.values_list("state", flat=True))
        assert sum(states.values()) == TOLD
        # Birth registrations, and extracts of one's own data: one waits at the home township, one for a second officer.
        assert set(states) == set(CaseState.values)
        asked = [one for one in CaseTask.objects.filter(finished=None) if one.duty and one.office_id]
        assert [one.office.code for one in asked if one.office_id != one.process.office_id] == ["SQ"]
        assert Case.objects.filter(deemed_accepted=True).count() == 3
        assert not Attempt.objects.exists()
        for case in Case.objects.all():
            assert verify_case(case.pk, last_seq=case.event_seq) == []

    def test_a_second_run_changes_nothing_and_says_so(self) -> None:
        before = all_tables()
        assert "nothing was changed" in demo(SUNDAY.replace(day=24))
        assert all_tables() == before

    def test_there_is_an_officer_for_every_duty_and_the_special_standings(self) -> None:
        with moment.at(SUNDAY):
            day = moment.today()
            held = {one.username: standing_of(one, day) for one in Officer.objects.all()}
        assert {one.duty for standing in held.values() for one in standing.capacities} == set(Duty.values)
        assert held["zheng"].administers
        assert {one.duty for one in held["zheng"].capacities} == {Duty.ADMINISTER}
        assert [one.principal_name for one in held["luo"].capacities if one.delegation_id] == ["韩志远"]
        assert {one.principal_name for one in held["bai"].capacities if one.absence_id} == {"杜明辉"}
        assert not held["qiu"].certified
        assert EnforcementCertificate.objects.filter(officer__username="qiu").exists()
        assert Duty.RECEIVE in {one.duty for one in held["zhou"].capacities}
        kinds = Counter(Office.objects.values_list("kind", flat=True))
        expected = {"county": 1, "bureau": 1, "hall": 1, "township": 3, "village": 6, "provider": 2}
        assert kinds == expected

    def test_the_invented_people_are_of_many_kinds_and_sealed(self) -> None:
        kinds = set(Person.objects.values_list("identifier_kind", flat=True))
        assert kinds == {"resident_id", "passport", "hmt_residence", "permanent_resident", "none"}
        names = {one.unseal("name") for one in Person.objects.select_related("key")}
        assert {"买买提·艾力", "䶮小川", "𠮷田樱"} <= names
        held = all_tables()
        assert not [name for name in names if len(name) > 2 and name in held]
        assert Mandate.objects.filter(agent_officer__isnull=False).count() >= 5
        found = set(Case.objects.values_list("materials__state", flat=True))
        assert {"found", "not_found", "declared", "pending", "missing", "provided"} <= found

    def test_the_accounts_are_shown_in_a_demonstration_only_and_open_it(self) -> None:
        rows = shown()
        assert [one.username for one in rows][:1] == ["zhou"]
        assert len(rows) == len(read("county")["officers"]) + 1
        assert all(one.name and one.office and one.duties for one in rows)
        assert authenticate(username=rows[0].username, password=rows[0].password) is not None
        with override_settings(DEMO=False):
            assert shown() == []

    def test_nothing_happens_in_the_future_or_on_a_day_of_rest(self) -> None:
        nothing_out_of_order(SUNDAY)


def test_the_same_moment_gives_the_same_numbers_states_and_entries(db: None, settings: Any) -> None:
    settings.DEMO = True
    runs = []
    for _run in range(2):
        with transaction.atomic():
            demo()
            runs.append(told())
            transaction.set_rollback(True)
    assert runs[0] == runs[1]


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 11, 23, 0, 0, 30, tzinfo=SHANGHAI),
        datetime(2026, 12, 31, 23, 59, tzinfo=SHANGHAI),
    ],
)
def test_it_ends_with_the_last_working_day_whenever_it_is_set_up(
    db: None, settings: Any, now: datetime
) -> None:
    settings.DEMO = True
    demo(now)
    nothing_out_of_order(now)


def test_after_the_known_years_the_story_ends_with_the_last_of_them(db: None, settings: Any) -> None:
    settings.DEMO = True
    calendar: Calendar = read_shipped().calendar
    days = Days(calendar, datetime(max(calendar.years) + 3, 5, 5, tzinfo=SHANGHAI))
    assert days.last.year == max(calendar.years)
    demo(datetime(max(calendar.years) + 3, 5, 5, tzinfo=SHANGHAI))


def test_more_cases_are_drawn_the_same_each_time_and_nobody_shares_a_number(db: None, settings: Any) -> None:
    settings.DEMO = True
    data = read("stories")
    assert drawn(data, 160) == drawn(data, 160)
    assert len({one["born"] for one in drawn(data, 4_000)}) == 4_000
    assert drawn(data, 160)[:20] == drawn(data, 20)
    assert {one["script"] for one in drawn(data, 400)} == {
        rule["script"] for rule in data["drawn"]["scripts"]
    }
    assert str(TOLD + 30) in demo(cases=TOLD + 30)
    assert Case.objects.count() == TOLD + 30
    assert not Attempt.objects.exists()
    nothing_out_of_order(SUNDAY)
    numbers = [one.unseal("identifier") for one in Person.objects.select_related("key")]
    assert len([one for one in numbers if one]) == len({one for one in numbers if one})


@pytest.mark.parametrize("cases", [-1, 4_001])
def test_a_number_of_cases_that_cannot_be_drawn_is_refused(db: None, settings: Any, cases: int) -> None:
    settings.DEMO = True
    with pytest.raises(CommandError):
        demo(cases=cases)
    assert not Office.objects.exists()


def test_nowhere_else(db: None, settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError):
        demo()
    assert not Office.objects.exists()


def test_a_hall_of_its_own_is_left_alone(db: None, settings: Any) -> None:
    settings.DEMO = True
    with moment.at(SUNDAY):
        world = build()
    Office.objects.filter(code="YX").update(code="OTHER")
    with pytest.raises(CommandError):
        demo()
    assert Officer.objects.count() == len(world.officers)


def test_an_interrupted_run_leaves_an_empty_hall(
    db: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEMO = True
    from approvals.demo import stories

    def breaks(*given: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(stories, "perform", breaks)
        with pytest.raises(KeyboardInterrupt):
            demo()
    assert not county.is_there()
    assert not connection.needs_rollback
    assert str(TOLD) in demo()
