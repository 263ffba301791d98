"""Each journey of a voucher by the pages and by the interface: the same entries in the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.core.cache import cache

from audit.ledger.models import Event
from casework.models import Case
from tests.access.conftest import undone
from tests.parity.doors import Interface, Pages, _with_field
from tests.parity.journeys import account
from tests.world import World, resident_id

from .county import VOUCHER, asking

pytestmark = pytest.mark.django_db
Acts = tuple[tuple[str, str, Mapping[str, Any]], ...]
HANDED: Acts = (
    ("clerk", "issue_voucher", {}),
    ("clerk", "hand_voucher", {"own_hands": True}),
    ("clerk", "archive", {}),
)
IDENTITY = {"materials": {"identity": {"document": "other_identity", "original_seen": True, "pages": 1}}}
AGENT = {
    "agent": {"identifier_kind": "passport", "identifier": "E12345678", "name": "何春生"},
    "mandate": {"signed_on": "2026-11-16", "valid_until": "2027-01-31"},
}
WITHDRAWN = ("clerk", "withdraw", {"own_wish": True, "words": "不要了。"})
JOURNEYS: dict[str, tuple[dict[str, Any], Acts, str]] = {
    "to the file": ({}, HANDED, "archived"),
    "nothing but who they are": (
        {
            "applicant": {
                "identifier_kind": "resident_id",
                "identifier": resident_id(1),
                "name": "林晓雯",
            }
        },
        HANDED,
        "archived",
    ),
    "by an agent": (AGENT, HANDED, "archived"),
    "the identity paper is brought later": (
        {"materials": {}},
        (("colleague", "take_material", IDENTITY), *HANDED[:2]),
        "served",
    ),
    "thought better of at the counter": ({}, (WITHDRAWN,), "withdrawn"),
    "from hand to hand": (
        {},
        (
            HANDED[0],
            ("clerk", "hand_over", {"to": "colleague", "reason": "换班。"}),
            ("colleague", "accept_hand_over", {}),
            ("colleague", "hand_voucher", {"own_hands": True}),
        ),
        "served",
    ),
}


class Screens(Pages):
    """The pages, with the one that tells the code of a voucher among them."""

    def act(self, who: str, number: str, act: str, given: Mapping[str, Any]) -> None:
        if act != "issue_voucher":
            return super().act(who, number, act, given)
        path = f"/cases/{number}/{act}/"
        told = self.browser(who).post(path, _with_field(self.get(who, path), "seen").data())
        assert told.status_code == 200
        assert 'name="token"' in told.content.decode()
        return None


@pytest.mark.parametrize("name", JOURNEYS)
def test_both_doors_leave_the_same_entries(world: World, name: str) -> None:
    changed, acts, ends = JOURNEYS[name]
    told = {}
    for channel, door in (("web", Screens(world, item=VOUCHER)), ("api", Interface(world, VOUCHER))):
        cache.clear()
        with undone():
            number = door.receive("clerk", "LT", "LT", asking(**changed))
            for who, act, given in acts:
                door.act(who, number, act, given)
            assert Case.objects.get(number=number).state == ends
            channels = set(Event.objects.filter(case_number=number).values_list("channel", flat=True))
            assert channels == {channel}
            told[channel] = account(number)
    assert len(told["api"]["entries"]) == len(acts) + 1
    assert told["web"] == told["api"]
