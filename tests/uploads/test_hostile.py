"""Hostile files at the counter: none is taken, each is told why in both languages, and none is an error of ours."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from casework.models import StagedPage
from casework.scans.examine import REASONS, fault_of
from casework.scans.verdict import Unfit
from tests.world import World

from .conftest import send_to_counter
from .hostile import HOSTILE, content_of


def test_there_are_enough_of_them_and_every_reason_has_one() -> None:
    assert len(HOSTILE) >= 90
    # How much one may hold, and a file that is too large, are tried elsewhere.
    assert {rule for _name, _content, rule in HOSTILE.values()} == set(REASONS) - {"staged", "bytes"}


# A file is looked into without the database: on the second one some of them are enough.
ON_POSTGRES = "postgresql" in settings.DATABASES["default"]["ENGINE"]
SENT = [one for at, one in enumerate(HOSTILE) if not ON_POSTGRES or at % 8 == 0]


@pytest.mark.parametrize("one", SENT)
def test_a_hostile_file_is_refused_and_told_why(
    world: World, browser: Callable[..., Client], one: str
) -> None:
    name, _content, rule = HOSTILE[one]
    answer = send_to_counter(browser(language="zh-hans"), name, content_of(one))
    told = answer.content.decode()
    assert answer.status_code == 422, told
    assert StagedPage.objects.count() == 0
    plain = str(REASONS[rule]).partition("%(")[0]
    assert plain in told
    assert "\0" not in told
    assert "\u202e" not in told


@pytest.mark.parametrize("rule", REASONS)
def test_every_reason_is_told_in_both_languages(rule: str) -> None:
    told = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            told.append(str(fault_of(Unfit(rule, most=10, least=40)).text))
    assert all(told)
    assert told[0] != told[1]
    assert "%(" not in "".join(told)
