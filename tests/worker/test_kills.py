"""The worker, and whoever issues papers, killed in the middle again and again: each once in effect, none lost.

What was sent is written down outside the database by the adapter, under the key of the message: a message may be tried twice,
but under one key, by which whoever sends it knows it. Five kills; fifty with PROOF=1 (`make proof-kills`).
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured

from audit.ledger.models import Event
from audit.ledger.verify import verify_case
from casework.engine import moment
from casework.engine.act import acts
from casework.models import Case, Message, NumberCounter, Paper
from tests.engine.racing import PROOF, measured
from tests.world import SHANGHAI, World, resident_id

from .conftest import environment
from .test_process import PATIENCE, until

KILLS = 50 if PROOF else 5
# New before each kill, so that there is something to be in the middle of, however fast the machine.
PER_KILL = 6
# One of them was accepted by nobody, and is by silence as soon as a worker looks: its day is long past by any clock.
SILENT = 1
LONG_AGO = datetime(2026, 10, 12, 9, 30, tzinfo=SHANGHAI)
WORKER = "worker --interval 0.05 --every 0.1"
ISSUE = "issue"
Spawn = Callable[[str], int]


@pytest.fixture
def sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Path:
    """Where the adapter of the workers writes down what it took on."""
    file = tmp_path / "sent"
    file.touch()
    settings.NOTICES = "tests.worker.sender.Slow"
    monkeypatch.setenv("NOTICES", settings.NOTICES)
    monkeypatch.setenv("NOTICES_FILE", str(file))
    monkeypatch.setenv("NOTICES_LEASE_SECONDS", "1")
    return file


@pytest.fixture
def spawn(committed: World, tmp_path: Path, sent: Path) -> Iterator[Spawn]:
    """Starts processes on the database of this test; none is left behind."""
    nursery = subprocess.Popen(
        [sys.executable, "-m", "tests.worker.nursery"],
        cwd=configured.BASE_DIR,
        env=environment(tmp_path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert nursery.stdin is not None
    assert nursery.stdout is not None
    begun: list[int] = []

    def begin(what: str) -> int:
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        nursery.stdin.write(f"{what}\n")
        nursery.stdin.flush()
        begun.append(int(nursery.stdout.readline()))
        return begun[-1]

    yield begin
    for one in begun:
        end(one)
    nursery.stdin.close()
    assert nursery.wait(PATIENCE) == 0
    nursery.stdout.close()


def end(process: int, how: signal.Signals = signal.SIGKILL) -> None:
    """It is gone afterwards."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, how)
        while True:
            time.sleep(0.01)
            os.kill(process, 0)


def test_killed_again_and_again_in_the_middle_each_is_once_in_effect_and_none_is_lost(
    committed: World, sent: Path, spawn: Spawn
) -> None:
    begun = time.perf_counter()
    chance = random.Random(20261128)

    def progress() -> tuple[int, int]:
        return len(sent.read_text(encoding="utf-8").split()), Paper.objects.count()

    in_the_middle = 0
    for kill in range(KILLS):
        _put_in_new_cases(committed, kill)
        messages, papers = progress()
        # In turn whoever sends, whoever issues papers, or both at the same moment: once something new is there, and then
        # at any moment of what comes next.
        running = [spawn(what) for what in ((WORKER,), (ISSUE,), (WORKER, ISSUE))[kill % 3]]
        until(
            lambda kill=kill, messages=messages, papers=papers: (
                progress()[0] > messages if kill % 3 == 0 else progress()[1] > papers
            )
        )
        time.sleep(chance.random() / 10)
        for one in running:
            end(one)
        in_the_middle += _open() > 0
    assert in_the_middle > KILLS / 2, "they were killed in the middle, not after everything was done"
    issuing, working = spawn(ISSUE), spawn(WORKER)
    until(lambda: not _open(), 20 * PATIENCE if PROOF else 2 * PATIENCE)
    end(issuing)
    end(working, signal.SIGTERM)

    _papers_each_once()
    tried = _messages_each_once(sent)
    measured(
        "killed_in_the_middle",
        kills=KILLS,
        kills_in_the_middle=in_the_middle,
        cases=PER_KILL * KILLS,
        papers=Paper.objects.count(),
        messages=Message.objects.count(),
        messages_tried_again_under_their_key=tried,
        lost=0,
        double=0,
        seconds=time.perf_counter() - begun,
    )


def _put_in_new_cases(world: World, kill: int) -> None:
    """New cases, accepted but for the silent one; each brings a message, and is to be registered with its papers."""
    with moment.at(LONG_AGO):
        for place in range(PER_KILL):
            person = {"identifier": resident_id(PER_KILL * kill + place + 1)}
            number = world.receive(applicant=person).case_number
            if place >= SILENT:
                acts["accept"].perform(case_number=number, by=world.by("clerk"))


def _open() -> int:
    return Case.objects.exclude(state="granted").count() + Message.objects.filter(end="").count()


def _papers_each_once() -> None:
    """Each case went each step once, has each paper once, and no number of a series was lost."""
    for case in Case.objects.all():
        kinds = list(Event.of_case(case.pk).order_by("case_seq").values_list("kind", flat=True))
        accepted = kinds.count("deem_accepted") + kinds.count("accept")
        assert (kinds.count("receive"), accepted, kinds.count("register")) == (1, 1, 1)
        assert verify_case(case.pk, last_seq=case.event_seq) == []
        papers = list(Paper.objects.filter(case=case).values_list("kind", flat=True))
        assert sorted(papers) == ["D01", "D25"]
    counters = NumberCounter.objects.exclude(series__startswith="case/")
    drawn = sum(counters.values_list("last", flat=True))
    assert drawn == Paper.objects.count() == Paper.objects.values("number").distinct().count()


def _messages_each_once(sent: Path) -> int:
    """None is lost: what its case says last was sent, and what wasn't had been overtaken. How many were tried twice."""
    tried = sent.read_text(encoding="utf-8").split()
    ends = {str(key): end for key, end in Message.objects.values_list("key", "end")}
    assert set(ends.values()) <= {"sent", "overtaken"}
    assert {key for key, end in ends.items() if end == "sent"} <= set(tried) <= set(ends)
    for case in Case.objects.all():
        last = Message.objects.filter(case=case).latest("pk")
        assert (last.turn, last.end) == ("result", "sent")
    again = len(tried) - len(set(tried))
    assert again <= KILLS
    return again
