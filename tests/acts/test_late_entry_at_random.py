"""Late entries at random days: never to the citizen's disadvantage, and the two moments told apart."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from casework.engine import moment
from casework.models import Clock
from tests.access.conftest import undone
from tests.world import SHANGHAI, World

from .steps import GIVEN, bring_to, do, last_event
from .test_late_entry import SERVED, confirm, propose

pytestmark = pytest.mark.django_db


def _office_clock(number: str, purpose: str) -> Clock | None:
    return Clock.objects.filter(case__number=number, purpose=purpose).order_by("-id").first()


ENTRIES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "count_receipt": ("received", "screening", {}),
    "supplement": ("correcting", "screening", {"supplement": GIVEN["supplement"]}),
    "withdraw": ("accepted", "decision", {"withdraw": GIVEN["withdraw"]}),
    "serve": ("refused", "reconsideration", {"serve": SERVED}),
}


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    act=st.sampled_from(sorted(ENTRIES)),
    begins=st.integers(0, 60),
    back=st.integers(1, 20),
    waits=st.integers(0, 20),
    posted=st.booleans(),
    travels=st.integers(0, 20),
)
def test_a_late_entry_is_never_to_the_citizens_disadvantage(
    world: World, act: str, begins: int, back: int, waits: int, posted: bool, travels: int
) -> None:
    """Whenever it happened and was entered: the office has no more time than if it had been entered today, no lapse of
    the office is undone, the citizen's window is the whole one of the true day, and the two moments are both told."""
    state, purpose, part = ENTRIES[act]
    received = datetime(2026, 9, 7, 10, tzinfo=SHANGHAI) + timedelta(days=begins)
    happened = received.date() + timedelta(days=-back if act == "count_receipt" else waits)
    today = received if act == "count_receipt" else received + timedelta(days=waits + back)
    assume(happened >= date(2026, 9, 1))
    arrived = happened + timedelta(days=min(travels, (today.date() - happened).days))
    with undone():
        with moment.at(received):
            number = bring_to(state, world, form={"birth_month": "2027-03"})
        more = (
            {"evidence": "postmark", "postal_number": "XA1", "arrived_on": arrived.isoformat()}
            if posted and act != "serve"
            else {}
        )
        with moment.at(today):
            ordinary = _ordinary(act, number, world, purpose, today.date())
            lapsed = set(
                Clock.objects.filter(case__number=number, state="lapsed").values_list("pk", flat=True)
            )
            entry = {"late_act": act, "happened_on": happened.isoformat(), "serve": None, **part, **more}
            propose(number, world, **entry)
            confirm(number, world)
            event = last_event(number)
            assert (event.kind, event.happened_on) == (act, happened)
            assert event.recorded_at == today
        row = _office_clock(number, purpose)
        assert row is not None
        if act in ("count_receipt", "supplement"):
            assert row.started_on == (arrived if more else happened)
            assert row.due_at is None or ordinary is None or row.due_at <= ordinary
        if act == "serve":
            assert row.started_on == happened
            assert row.due_on is None or row.due_on >= happened + timedelta(days=60)
        still = Clock.objects.filter(case__number=number, state="lapsed").values_list("pk", flat=True)
        assert lapsed <= set(still)
        assert all(
            one.stopped_on is None or one.stopped_on >= one.started_on
            for one in Clock.objects.filter(case__number=number)
        )


def _ordinary(act: str, number: str, world: World, purpose: str, today: date) -> datetime | None:
    """When the office's limit would end if it had been entered as of today."""
    if act == "count_receipt":
        clock = _office_clock(number, purpose)
        return clock.due_at if clock else None
    with undone():
        given_today = {"served_on": today.isoformat()} if act == "serve" else {}
        do(act, number, world.by("clerk"), **given_today)
        clock = _office_clock(number, purpose)
        return clock.due_at if clock else None
