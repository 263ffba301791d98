"""Each way of a request on own data by the pages and by the interface: the same entries in the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.core.cache import cache

from audit.ledger.models import Event
from casework.models import Case
from tests.access.conftest import undone
from tests.parity.doors import Interface, Pages
from tests.parity.journeys import account
from tests.world import World

from .county import ITEM, SERVED, registered, request
from .test_correction import GROUND, PROOF, REFUSED, RIGHT

pytestmark = pytest.mark.django_db
Acts = tuple[tuple[str, str, Mapping[str, Any]], ...]
CLOSED: Acts = (("clerk", "serve", SERVED), ("clerk", "archive", {}))
JOURNEYS: dict[str, tuple[str, Acts, str]] = {
    "seen and copied": (
        "see_and_copy",
        (("clerk", "accept", {}), ("clerk", "issue_own_data", {"compared": True}), *CLOSED),
        "archived",
    ),
    "corrected": (
        "correct",
        (("clerk", "accept", {}), ("clerk", "correct_person", {**PROOF, "name": RIGHT})),
        "granted",
    ),
    "not corrected": (
        "correct",
        (("clerk", "accept", {}), ("clerk", "propose_refusal", GROUND), ("head", "refuse", REFUSED)),
        "refused",
    ),
    "erasure put off": (
        "erase",
        (
            ("clerk", "accept", {}),
            ("clerk", "answer_erasure", {"reasons": "依法保存十年。", "explained": True}),
            ("clerk", "serve", SERVED),
        ),
        "served",
    ),
}


@pytest.mark.parametrize("name", JOURNEYS)
def test_both_doors_leave_the_same_entries(world: World, name: str) -> None:
    ask, acts, ends = JOURNEYS[name]
    earlier = registered(world)
    told = {}
    for channel, door in (("web", Pages(world, item=ITEM)), ("api", Interface(world, ITEM))):
        cache.clear()
        with undone():
            number = door.receive("clerk", "LT", "LT", request(ask))
            for who, act, given in acts:
                door.act(who, number, act, given)
            assert Case.objects.get(number=number).state == ends
            assert set(Event.objects.filter(case_number=number).values_list("channel", flat=True)) == {
                channel
            }
            told[channel] = account(number), account(earlier)["entries"]
    assert len(told["api"][0]["entries"]) == len(acts) + 1
    assert told["web"] == told["api"]
