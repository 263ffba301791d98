"""The same pages at the same moment: each is taken in once, and a file sent twice at once is kept once."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from casework.engine import moment
from casework.engine.refusal import BadInput
from casework.engine.work import Outcome
from casework.models import Scan, StagedPage
from casework.scans.staging import stage
from tests.acts.steps import do
from tests.engine.racing import Crew
from tests.world import MONDAY, World, build

from .papers import jpeg, mark, staged

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
AT_ONCE, ROUNDS = 4, 3


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    with moment.at(MONDAY):
        yield build()


def test_a_page_named_by_several_acts_at_once_is_taken_in_by_one(world: World) -> None:
    numbers = [world.receive(form={"birth_month": f"2027-0{at + 1}"}).case_number for at in range(AT_ONCE)]
    with Crew(AT_ONCE) as crew:
        for turn in range(ROUNDS):
            staged(world.officers["clerk"], mark(turn))
            jobs = [
                partial(do, "attach_scan", number, world.by("clerk"), scans=[mark(turn)])
                for number in numbers
            ]
            told = crew.all_at_once(jobs)
            assert sum(isinstance(one, Outcome) for one in told) == 1
            assert all("scans" in one.fields for one in told if isinstance(one, BadInput))
            assert sum(isinstance(one, BadInput) for one in told) == AT_ONCE - 1
    assert Scan.objects.count() == ROUNDS
    assert StagedPage.objects.count() == 0


def test_a_file_sent_several_times_at_once_is_kept_once(world: World) -> None:
    with Crew(AT_ONCE) as crew:
        told = crew.all_at_once(
            [partial(stage, world.officers["clerk"], jpeg(), "a.jpg", "form/field")] * AT_ONCE
        )
    assert len({page.token for pages in told for page in pages}) == 1
    assert StagedPage.objects.count() == 1
