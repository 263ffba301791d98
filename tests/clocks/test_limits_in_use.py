"""Every limit that an item or a procedure names exists, and was in force on the day from which it is used."""

from __future__ import annotations

from datetime import date

import pytest

from approvals.catalogue import read_items
from casework.engine.items import Item
from casework.engine.registry import procedures
from casework.models import ClockPurpose
from law.book import LawBook, read_shipped, shipped_editions
from law.clock import due

ITEMS = read_items()
TODAY = date(2026, 11, 25)
PAIRS = [
    (item, purpose, edition) for item in ITEMS for purpose in item.limits for edition in shipped_editions()
]


@pytest.mark.parametrize(
    ("item", "purpose", "edition"),
    PAIRS,
    ids=[f"{one.slug} {one.edition} {on} {law}" for one, on, law in PAIRS],
)
def test_a_limit_of_an_item_is_in_force_on_every_day_on_which_a_case_may_be_pinned_to_it(
    item: Item, purpose: str, edition: str
) -> None:
    book: LawBook = read_shipped(edition)
    limit = book.limits[item.limits[purpose]]
    days = {item.valid_from, max(item.valid_from, book.valid_from), TODAY}
    for pinned in (day for day in days if item.valid_until is None or day <= item.valid_until):
        assert limit.term_on(pinned)
        assert due(book, limit.id, pinned, promised=item.promised.get(purpose)).limit == limit.id


def test_every_step_runs_under_a_purpose_for_which_the_items_of_its_procedure_have_a_limit() -> None:
    for procedure in procedures:
        wanted = {step.limit for step in procedure.steps() if step.limit}
        assert wanted <= set(ClockPurpose.values), procedure.key
        for item in (one for one in ITEMS if one.procedure == procedure.key):
            # Service has a limit of its own only where the law sets one (XK 44).
            assert wanted - {ClockPurpose.SERVICE} <= set(item.limits), (item.slug, item.edition)
