"""The journey by the pages and the journey by the interface leave the same entries in the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import translation

from audit.ledger.models import Disclosure, Event
from casework.engine import moment
from casework.engine.lawbook import forget
from tests.access.conftest import undone
from tests.world import MONDAY, World, build

from .doors import Interface, Pages
from .journeys import JOURNEYS, account


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The county, for all journeys."""
    with django_db_blocker.unblock():
        forget()
        with undone(), moment.at(MONDAY), translation.override("zh-hans"):
            yield build()
    forget()


@pytest.fixture(autouse=True)
def db(world: World) -> Iterator[None]:
    """The database of a test: the county; what a journey does is undone. Stands in for the usual one."""
    cache.clear()
    with undone(), moment.at(MONDAY), translation.override("zh-hans"):
        yield


@pytest.mark.parametrize("name", JOURNEYS)
def test_both_doors_leave_the_same_entries(world: World, name: str) -> None:
    journey, told = JOURNEYS[name], {}
    for channel, door in (("web", Pages(world)), ("api", Interface(world))):
        with undone():
            number = journey.go(door)
            told[channel] = account(number)
            channels = set(Event.objects.filter(case_number=number).values_list("channel", flat=True))
            assert channels == {channel}
    # A confirmed late entry is two entries: the confirmation, and the act itself with its day.
    late = sum(1 for _who, act, _given in journey.acts if act == "confirm_late_entry")
    assert len(told["api"]["entries"]) == len(journey.acts) + 1 + late
    assert told["web"] == told["api"]


def test_the_pages_tell_who_looked_at_the_case(world: World) -> None:
    number = JOURNEYS["favourable"].go(Pages(world))
    looked: Any = Disclosure.objects.filter(case_number=number).values_list("what", "actor_name", "channel")
    assert set(looked) == {("case", "officer clerk", "web"), ("act_form", "officer clerk", "web")}
