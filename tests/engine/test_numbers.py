"""Numbers drawn by many at once: no gap, none twice, and a number that was made void stays in the register.

Full numbers with PROOF=1 (`make proof-numbers`).
"""

from __future__ import annotations

import contextlib
import random
from collections import Counter
from collections.abc import Iterator
from functools import partial
from time import perf_counter
from typing import Any

import pytest
from django.db import transaction

from casework.engine import moment
from casework.engine.act import acts
from casework.engine.numbers import draw
from casework.engine.previewing import preview
from casework.engine.refusal import BadInput
from casework.engine.work import Outcome
from casework.models import Case, EndedPaper, NumberCounter, Paper
from casework.queries.paper_register import paper_register
from tests.acts.steps import bring_to, do
from tests.world import MONDAY, World, build

from .racing import PROOF, Crew, codes_of, measured

WRITERS = 8

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    with moment.at(MONDAY):
        yield build()


def test_writers_of_one_series_leave_no_gap_and_draw_none_twice(world: World) -> None:
    """Each draws so many numbers; of every ten acts about three fail after they have drawn."""
    wanted = 1000 if PROOF else 20

    class Undone(Exception):
        pass

    def write(seed: int) -> tuple[list[int], int]:
        chance, kept, undone = random.Random(seed), [], 0
        while len(kept) < wanted:
            try:
                with transaction.atomic():
                    number = draw("race/2026")
                    if chance.random() < 0.3:
                        raise Undone
            except Undone:
                undone += 1
                continue
            kept.append(number)
        return kept, undone

    began = perf_counter()
    with Crew(WRITERS) as crew:
        results = crew.all_at_once([partial(write, seed) for seed in range(WRITERS)])
    drawn = sorted(number for kept, _undone in results for number in kept)
    assert drawn == list(range(1, WRITERS * wanted + 1))
    assert all(kept == sorted(kept) for kept, _undone in results)
    assert NumberCounter.objects.get(series="race/2026").last == len(drawn)
    with pytest.raises(RuntimeError):
        draw("race/2026")
    undone = sum(one for _kept, one in results)
    assert undone
    measured(
        "one_series",
        writers=WRITERS,
        numbers_of_each=wanted,
        numbers=len(drawn),
        rolled_back=undone,
        gaps=0,
        double=len(drawn) - len(set(drawn)),
        seconds=perf_counter() - began,
    )


def test_papers_issued_made_void_and_refused_at_once_leave_no_gap(world: World) -> None:
    """Each writer ends and issues anew; what is refused after it was tried, or only looked at, draws no number."""
    rounds = 125 if PROOF else 3
    cases = [bring_to("granted", world) for _writer in range(WRITERS)]

    def write(number: str) -> Outcome:
        for turn in range(rounds):
            slip = Paper.objects.get(case__number=number, kind="D25", ended__isnull=True)
            given: dict[str, Any] = {"paper": slip.number, "reason": "spoilt"}
            with contextlib.suppress(BadInput):
                do("void_paper", number, world.by("clerk"), **given)  # it is needed: not without another one
            case = Case.objects.select_related("office", "applicant__key").get(number=number)
            preview(acts["void_paper"], case=case, by=world.by("clerk"), given={**given, "again": True})
            outcome = do("void_paper", number, world.by("clerk"), **given, again=True)
            assert outcome.papers[0][1] != slip.number, turn
        return outcome

    began = perf_counter()
    with Crew(WRITERS) as crew:
        told = codes_of(crew.all_at_once([partial(write, number) for number in cases]))
    seconds = perf_counter() - began
    assert told == {"done": WRITERS}
    papers = list(Paper.objects.filter(kind="D25").order_by("serial"))
    assert [one.serial for one in papers] == list(range(1, WRITERS * (rounds + 1) + 1))
    assert len({one.number for one in papers}) == len(papers)
    assert EndedPaper.objects.count() == WRITERS * rounds
    assert in_the_register(world) == {"void": WRITERS * rounds, "issued": WRITERS}
    measured(
        "papers_made_void",
        writers=WRITERS,
        numbers=len(papers),
        made_void_and_still_in_the_register=WRITERS * rounds,
        refused_without_a_number=WRITERS * rounds,
        looked_at_without_a_number=WRITERS * rounds,
        gaps=0,
        double=0,
        seconds=seconds,
    )


def in_the_register(world: World) -> Counter[str]:
    """The states of all slips of the office, as its register shows them page by page, none left out."""
    read = partial(paper_register, world.officers["clerk"], MONDAY.date(), office="LT", kind="D25")
    found = read()
    pages = [read(page=at) for at in range(1, found.pages + 1)]
    serials = [one.paper.serial for page in pages for one in page.entries]
    assert serials == list(range(1, len(serials) + 1))
    assert next(one for one in found.series if one.kind == "D25").is_whole
    return Counter(one.state for page in pages for one in page.entries)
