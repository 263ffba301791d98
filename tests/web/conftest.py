"""A county at nine thirty on a Monday, and officers at their screens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from casework.engine import moment
from casework.engine.act import acts
from casework.engine.lawbook import forget
from casework.engine.work import Outcome
from tests.world import MONDAY, World, build

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def world(db: None) -> Iterator[World]:
    forget()
    with moment.at(MONDAY), translation.override("zh-hans"):
        yield build()


@pytest.fixture
def at_screen(world: World) -> Callable[..., Client]:
    """The browser of an officer who has signed in; English unless told, so that the tests can be read."""

    def sign_in(name: str, language: str = "en", **options: Any) -> Client:
        client = Client(headers={"accept-language": language}, **options)
        client.force_login(world.officers[name], backend=BACKEND)
        return client

    return sign_in


@pytest.fixture
def do(world: World) -> Callable[..., Outcome]:
    """Do an act through another door, to bring a case into a state."""

    def perform(number: str, act: str, by: str = "clerk", **given: Any) -> Outcome:
        return acts[act].perform(case_number=number, by=world.by(by), **given)

    return perform
