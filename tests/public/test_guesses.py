"""Ten thousand guesses at one query code, really sent: by an attacker who changes the address and has patience.

A sample of them in an ordinary run, all of them with PROOF=1.
"""

from __future__ import annotations

import os
import random
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from audit.ledger.models import Disclosure
from casework.engine import moment
from casework.engine.guessing import FOR_ONE_SUBJECT, WINDOW
from casework.management.periodic import forget_guesses
from casework.models import WrongGuess
from tests.world import MONDAY, World

pytestmark = pytest.mark.django_db
GUESSES = 10_000 if os.environ.get("PROOF") else 60
# So often the right code is tried from the kiosk and from home meanwhile.
EVERY = GUESSES // 6
KIOSK, HOME = "192.0.2.10", "203.0.113.7"
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def ask(number: str, code: str, address: str, path: str) -> Any:
    return Client(REMOTE_ADDR=address).post(path, {"number": number, "code": code})


@pytest.mark.parametrize("path", ["/progress/", "/rate/"])
def test_guesses_from_everywhere_get_nowhere_and_the_halls_kiosk_answers_throughout(
    world: World, settings: Any, path: str
) -> None:
    settings.KIOSKS = ["192.0.2.0/28"]
    outcome = world.receive()
    number, code = outcome.case_number, outcome.secrets["query_code"]
    chance = random.Random(20261128)
    answers: dict[int, int] = {}
    at = MONDAY
    for guess in range(GUESSES):
        at += timedelta(seconds=1)
        # A subject has so many addresses as the attacker likes; one of them is the holder's own.
        address = HOME if guess % 50 == 0 else f"2001:db8::{chance.randrange(1, 0xFFFF):x}:{guess:x}"
        guessed = "".join(chance.choice(LETTERS) for _letter in range(12))
        with moment.at(at):
            status = ask(number, guessed, address, path).status_code
            answers[status] = answers.get(status, 0) + 1
            if guess % EVERY == EVERY - 1:
                assert ask(number, code, KIOSK, "/progress/").status_code == 200
                if path == "/progress/" and guess > FOR_ONE_SUBJECT:
                    assert ask(number, code, "198.51.100.9", path).status_code in (200, 429)
                forget_guesses()
    # Not one was taken for the code, and so few were looked at that all of them together are no chance at all.
    assert set(answers) == {422, 429}
    windows = GUESSES // int(WINDOW.total_seconds()) + 2
    assert answers[422] <= FOR_ONE_SUBJECT * windows
    assert WrongGuess.objects.filter(at__gt=at - WINDOW).count() <= FOR_ONE_SUBJECT
    # Every answer that was given went to whoever had the code.
    with moment.at(at + WINDOW + timedelta(seconds=1)):
        assert ask(number, code, HOME, "/progress/").status_code == 200
    assert Disclosure.objects.filter(what="progress").count() == Disclosure.objects.count() > GUESSES // EVERY
