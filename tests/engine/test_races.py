"""At the same moment: one transition, one number, one entry, and everybody else is told so.

Full numbers with PROOF=1; what was measured then goes into the file named by PROOF_OUT. Nothing here is timed by an
assertion.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from django.db import connection, transaction

from audit.ledger.models import Attempt, Event
from audit.ledger.verify import verify_case
from casework.acts.receive import receive
from casework.engine import moment
from casework.engine.actor import SubmissionKey
from casework.engine.numbers import draw
from casework.engine.perform import Repeated
from casework.engine.refusal import ActRefused
from casework.engine.work import Outcome
from casework.models import Case, CaseTask, NumberCounter, Paper, Submission
from tests.acts.steps import bring_to, do
from tests.proving.cases import begin, open_names, open_shape
from tests.world import ITEM, MONDAY, World, application, build

from .racing import Crew

PROOF = bool(os.environ.get("PROOF"))
TOLD = {"STALE-01", "STEP-01", "BUSY-01"}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    with moment.at(MONDAY):
        yield build()


def measured(name: str, **numbers: float) -> None:
    """Keep what a proof measured."""
    place = os.environ.get("PROOF_OUT")
    if PROOF and place:
        path = Path(place)
        known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        asked = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True)
        known["commit"] = asked.stdout.strip() or "unknown"
        known[name] = {key: round(value, 6) for key, value in numbers.items()}
        path.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")


def codes_of(results: list[Any]) -> Counter[str]:
    """What everybody was told: the outcome, or the code of the refusal. Anything else is raised here."""
    told: Counter[str] = Counter()
    for result in results:
        if isinstance(result, ActRefused):
            told[result.code] += 1
        elif isinstance(result, Outcome):
            told["done"] += 1
        elif isinstance(result, Repeated):
            told["repeated"] += 1
        else:
            raise AssertionError(f"neither done nor refused: {result!r}")
    return told


@pytest.mark.postgres
def test_fifty_submissions_of_one_act_are_one_act(world: World) -> None:
    rounds, contenders = (100, 50) if PROOF else (3, 50)
    alone, contended = [], []
    with Crew(contenders) as crew:
        for turn in range(rounds):
            calm = bring_to("accepted", world)
            began = perf_counter()
            do("register", calm, world.by("clerk"))
            alone.append(perf_counter() - began)
            number = bring_to("accepted", world)
            seen = Case.objects.get(number=number).event_seq if turn % 2 else None
            job = partial(do, "register", number, world.by("clerk"), seen=seen)
            told = codes_of(crew.all_at_once([job] * contenders))
            contended += crew.seconds
            assert told["done"] == 1, told
            assert set(told) <= {"done", *TOLD}
            case = Case.objects.get(number=number)
            assert (case.state, case.event_seq) == ("granted", 3)
            assert Event.of_case(case.pk).count() == 3
            assert Paper.objects.filter(case=case, kind="D25").count() == 1
            assert open_names(number) == ["serve"]
            assert CaseTask.objects.filter(process=case).count() == case.task_seq
            assert list(verify_case(case.pk, last_seq=3)) == []
    serials = sorted(Paper.objects.filter(kind="D25").values_list("serial", flat=True))
    assert serials == list(range(1, 2 * rounds + 1))
    one, many = statistics.median(alone), statistics.median(contended)
    measured("fifty_submissions", rounds=rounds, median_alone=one, median_contended=many, times=many / one)


@pytest.mark.postgres
def test_two_branches_reaching_a_join_at_once_leave_none_stuck(world: World) -> None:
    rounds = 200 if PROOF else 10
    slug = open_shape(world, "approval")
    told: Counter[str] = Counter()
    with Crew(2) as crew:
        for _turn in range(rounds):
            number = begin(world, slug)
            do("prove_accept", number, world.by("clerk"))
            jobs = [
                partial(do, "prove_review_a", number, world.by("clerk")),
                partial(do, "prove_review_b", number, world.by("colleague")),
            ]
            told += codes_of(crew.all_at_once(jobs))
            case = Case.objects.get(number=number)
            assert open_names(number) == ["decide"]
            joins = CaseTask.objects.filter(process=case, flow_task_type="JOIN")
            assert [join.status for join in joins] == ["DONE"]
            assert joins[0].previous.count() == 2
            assert list(verify_case(case.pk, last_seq=4)) == []
            do("prove_decide", number, world.by("clerk"))
            do("prove_issue", number, world.by("clerk"))
            assert Case.objects.get(number=number).status == "DONE"
    assert told == {"done": 2 * rounds}
    measured("join", rounds=rounds)


@pytest.mark.postgres
def test_writers_of_one_series_leave_no_gap_and_draw_none_twice(world: World) -> None:
    writers, draws = (8, 200) if PROOF else (8, 20)

    class Undone(Exception):
        pass

    def write(seed: int) -> list[int]:
        chance, kept = random.Random(seed), []
        for _draw in range(draws):
            try:
                with transaction.atomic():
                    number = draw("race/2026")
                    if chance.random() < 0.3:
                        raise Undone
            except Undone:
                continue
            kept.append(number)
        return kept

    with Crew(writers) as crew:
        results = crew.all_at_once([partial(write, seed) for seed in range(writers)])
    drawn = sorted(number for kept in results for number in kept)
    assert drawn == list(range(1, len(drawn) + 1))
    assert NumberCounter.objects.get(series="race/2026").last == len(drawn)
    with pytest.raises(RuntimeError):
        draw("race/2026")


@pytest.mark.parametrize("content", ["the same", "another"])
def test_one_application_sent_twice_at_once_is_one_case(world: World, content: str) -> None:
    before = Case.objects.count()
    fingerprints = ["f" * 64, "f" * 64 if content == "the same" else "0" * 64]

    def send(fingerprint: str) -> Outcome:
        by = world.by("clerk", submission=SubmissionKey("k1", fingerprint))
        return receive(item=ITEM, receiving_office="LT", by=by, given=application())

    with Crew(2) as crew:
        results = crew.all_at_once([partial(send, one) for one in fingerprints])
    told = codes_of(results)
    assert told == {"done": 1, "repeated" if content == "the same" else "KEY-01": 1}
    assert Case.objects.count() == before + 1
    if content == "the same":
        numbers = {
            one.outcome.case_number if isinstance(one, Repeated) else one.case_number for one in results
        }
        assert len(numbers) == 1
    else:
        assert Attempt.objects.filter(code="KEY-01").count() == 1
    assert NumberCounter.objects.get(series="case/2026").last == 1


@pytest.mark.postgres
def test_one_key_on_two_cases_at_once_leads_to_one_act(world: World) -> None:
    numbers = [bring_to("accepted", world) for _case in range(2)]

    def send(number: str) -> Outcome:
        return do("register", number, world.by("clerk", submission=SubmissionKey("k1", "f" * 64)))

    with Crew(2) as crew:
        for _turn in range(20 if PROOF else 3):
            Submission.objects.all().delete()
            numbers = [bring_to("accepted", world) for _case in range(2)]
            told = codes_of(crew.all_at_once([partial(send, number) for number in numbers]))
            assert told == {"done": 1, "KEY-01": 1}
            assert Case.objects.filter(number__in=numbers, state="granted").count() == 1


def test_who_waits_too_long_for_a_case_is_told_that_it_is_busy(world: World) -> None:
    number = bring_to("received", world)
    held, told = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Case.objects.select_for_update(no_key=True).get(number=number)
            Case.objects.filter(number=number).update(event_seq=1)
            held.set()
            assert told.wait(30)

    def wait() -> Any:
        assert held.wait(30)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET lock_timeout = '200ms'")
            else:
                cursor.execute("PRAGMA busy_timeout = 200")
        try:
            return do("accept", number, world.by("clerk"))
        finally:
            told.set()

    with Crew(2) as crew:
        _held, result = crew.all_at_once([hold, wait])
    assert isinstance(result, ActRefused), result
    assert result.code == "BUSY-01"
    assert result.reasons[0].ways_out
    assert Case.objects.get(number=number).state == "received"
    do("accept", number, world.by("clerk"))


def test_two_officers_on_one_case_at_once_do_one_act(world: World) -> None:
    """On SQLite a transaction takes the write lock as it begins; on PostgreSQL the case's row is the lock."""
    for _turn in range(10 if PROOF else 2):
        number = bring_to("received", world)
        jobs = [
            partial(do, "accept", number, world.by("clerk")),
            partial(do, "decline", number, world.by("colleague")),
            partial(do, "withdraw", number, world.by("clerk"), seen=1),
        ]
        with Crew(3) as crew:
            told = codes_of(crew.all_at_once(jobs))
        case = Case.objects.get(number=number)
        # A withdrawal may still follow an acceptance, though not for a page that showed the case before it.
        assert told["done"] in (1, 2)
        assert sum(told.values()) == 3
        assert list(verify_case(case.pk, last_seq=1 + told["done"])) == []


@pytest.mark.postgres
def test_claims_at_once_give_the_step_to_one(world: World) -> None:
    with Crew(8) as crew:
        for _turn in range(20 if PROOF else 2):
            number = bring_to("received", world)
            who = ["clerk", "colleague"] * 4
            told = codes_of(crew.all_at_once([partial(do, "claim", number, world.by(name)) for name in who]))
            assert told == {"done": 1, "STEP-02": 7}
            assert Case.objects.get(number=number).event_seq == 2
