"""Two workers at the same moment: what is reminded, escalated or proposed is told once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connections

from audit.ledger.models import Event
from audit.ledger.verify import verify_case
from casework.engine import moment
from casework.management.periodic import Swept, apply_time_limits, call_attention
from casework.models import Case, Reminder
from tests.acts.steps import do
from tests.proving.licence import apply, open_licence
from tests.world import SHANGHAI, World

pytestmark = [pytest.mark.postgres]


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def at_once(work: Callable[[], Swept], workers: int = 2) -> list[Swept]:
    """The same work by several workers that begin together."""
    start, swept = threading.Barrier(workers), []

    def run() -> None:
        try:
            start.wait(timeout=30)
            swept.append(work())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _number in range(workers)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return swept


def accepted(world: World, months: list[str]) -> None:
    """Cases accepted on 18 September, whose limit ends on 22 October."""
    open_licence(world)
    with moment.at(shanghai("2026-09-18T09:30")):
        for month in months:
            do("accept", apply(world, form={"birth_month": month}), world.by("clerk"))


MONTHS = ["2027-01", "2027-02", "2027-03", "2027-04"]


@pytest.mark.parametrize(
    ("when", "kind", "entry"),
    [("2026-10-21T08:00", "near", "remind"), ("2026-11-02T08:00", "lapsed", "escalate")],
)
def test_two_workers_remind_and_escalate_each_case_once(
    committed: World, when: str, kind: str, entry: str
) -> None:
    accepted(committed, MONTHS)

    def work() -> Swept:
        with moment.at(shanghai(when)):
            return call_attention()

    swept = at_once(work)
    assert sum(one.done for one in swept) == len(MONTHS)
    assert sum(one.failed for one in swept) == 0
    assert sorted(Reminder.objects.values_list("kind", flat=True)) == [kind] * len(MONTHS)
    for case in Case.objects.all():
        assert Event.of_case(case.pk).filter(kind=entry).count() == 1
        assert verify_case(case.pk, last_seq=case.event_seq) == []
    assert work() == Swept()


def test_two_workers_propose_to_ask_a_silent_applicant_once(committed: World) -> None:
    open_licence(committed)
    with moment.at(shanghai("2026-09-18T09:30")):
        for month in MONTHS:
            do("request_correction", apply(committed, form={"birth_month": month}), committed.by("clerk"))

    def work() -> Swept:
        with moment.at(shanghai("2026-10-18T08:00")):
            return call_attention()

    swept = at_once(work, workers=3)
    assert sum(one.done for one in swept) == len(MONTHS)
    assert sum(one.failed for one in swept) == 0
    assert Reminder.objects.filter(kind="silent").count() == len(MONTHS)
    assert Event.objects.filter(kind="propose_asking").count() == len(MONTHS)


def test_a_worker_that_decides_by_silence_and_one_that_calls_attention_do_not_stand_in_each_other_s_way(
    committed: World,
) -> None:
    accepted(committed, MONTHS)
    with moment.at(shanghai("2026-10-21T09:30")):
        received = [apply(committed, form={"birth_month": month}) for month in ("2027-05", "2027-06")]
    turns = iter((apply_time_limits, call_attention))

    def work() -> Swept:
        with moment.at(shanghai("2026-11-02T08:00")):
            return next(turns)()

    swept = at_once(work)
    assert sum(one.failed for one in swept) == 0
    assert set(Case.objects.filter(number__in=received).values_list("state", flat=True)) == {"accepted"}
    assert Reminder.objects.filter(kind="lapsed", clock__purpose="decision").count() == len(MONTHS)
