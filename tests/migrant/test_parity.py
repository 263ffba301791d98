"""Each journey of this item by the pages and by the interface: the same entries in the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.core.cache import cache

from audit.ledger.models import Event
from casework.models import Case
from tests.access.conftest import undone
from tests.parity.doors import Interface, Pages
from tests.parity.forms import flat, forms_of
from tests.parity.journeys import MISSING, account
from tests.world import World

from .county import ANSWERS, FROM_HOME, ITEM, SERVED, application

pytestmark = pytest.mark.django_db
Acts = tuple[tuple[str, str, Mapping[str, Any]], ...]
REGISTERS: Acts = (
    ("clerk", "accept", {}),
    ("clerk", "search_register", ANSWERS),
    ("neighbour", "answer_enquiry", FROM_HOME),
)
ISSUED: Acts = (
    *REGISTERS,
    ("clerk", "compile_extract", {}),
    ("head", "issue_extract", {"compared": True}),
)
CLOSED: Acts = (("clerk", "serve", SERVED), ("clerk", "archive", {}))
GROUND = {"ground": "identity_not_established", "facts": "证件与本人不符。", "reasons": "不能确定身份。"}
REFUSED = {
    **GROUND,
    "particulars": {"checks_made": "核对证件。"},
    "evidence": "证件。",
    "statement_handling": "本人没有陈述意见。",
}
JOURNEYS: dict[str, tuple[dict[str, Any], Acts, str]] = {
    "to the file": ({}, (*ISSUED, *CLOSED), "archived"),
    "revoked by the holder": (
        {},
        (
            *ISSUED,
            *CLOSED,
            ("clerk", "revoke_certificate", {"ground": "own_wish", "reasons": "本人要求撤销。"}),
        ),
        "archived",
    ),
    "from elsewhere": (
        {"home_office": "elsewhere"},
        (*ISSUED[:2], *ISSUED[3:]),
        "granted",
    ),
    "sent back once": (
        {},
        (
            *ISSUED[:-1],
            ("head", "return_case", {"comment": "请核对。"}),
            *ISSUED[-2:],
        ),
        "granted",
    ),
    "refused": (
        {},
        (*REGISTERS, ("clerk", "propose_refusal", GROUND), ("head", "refuse", REFUSED)),
        "refused",
    ),
    "corrected first": (
        {},
        (
            ("clerk", "request_correction", {"missing": MISSING[1:]}),
            (
                "clerk",
                "supplement",
                {"materials": {"identity": {"document": "identity_card", "pages": 1}}},
            ),
            *REGISTERS,
        ),
        "accepted",
    ),
    "withdrawn while the home township is asked": (
        {},
        (*REGISTERS[:2], ("clerk", "withdraw", {"own_wish": True, "words": "不需要了。"})),
        "withdrawn",
    ),
}


class Screens(Pages):
    """The pages, with the one of the second office among them."""

    def act(self, who: str, number: str, act: str, given: Mapping[str, Any]) -> None:
        if act != "answer_enquiry":
            return super().act(who, number, act, given)
        path = f"/cases/{number}/enquiry/"
        (form,) = [one for one in forms_of(self.get(who, path)) if "seen" in one.fields]
        for name, value in flat(given):
            form.fill(name, value)
        assert self.browser(who).post(path, form.data()).status_code == 302
        return None


@pytest.mark.parametrize("name", JOURNEYS)
def test_both_doors_leave_the_same_entries(world: World, name: str) -> None:
    form, acts, ends = JOURNEYS[name]
    told = {}
    for channel, door in (("web", Screens(world, item=ITEM)), ("api", Interface(world, ITEM))):
        cache.clear()
        with undone():
            number = door.receive("clerk", "LT", "LT", application(form=form))
            for who, act, given in acts:
                door.act(who, number, act, given)
            assert Case.objects.get(number=number).state == ends
            channels = set(Event.objects.filter(case_number=number).values_list("channel", flat=True))
            assert channels == {channel}
            told[channel] = account(number)
    assert len(told["api"]["entries"]) == len(acts) + 1
    assert told["web"] == told["api"]
