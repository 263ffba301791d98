"""A county, and officers who reach it through tokens."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation
from knox.models import AuthToken

from casework.engine import moment
from tests.world import ITEM, MONDAY, World, application, build

ROOT = "/api/v1/"


@dataclass
class Program:
    """Another system that works for one officer."""

    token: str
    client: Client = field(default_factory=Client)

    def get(self, path: str, **headers: str) -> Any:
        """GET an address below the root."""
        return self.client.get(ROOT + path, headers=self._headers(headers))

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """POST JSON to an address below the root."""
        text = body if isinstance(body, str | bytes) else json.dumps({} if body is None else body)
        return self.client.post(
            ROOT + path, text, content_type="application/json", headers=self._headers(headers)
        )

    def act(self, number: str, act: str, seen: int | None = None, key: str = "", **given: Any) -> Any:
        """Do an act."""
        headers = {"idempotency_key": key} if key else {}
        return self.post(f"cases/{number}/acts/{act}/", {"seen": seen, "input": given}, **headers)

    def receive(self, key: str = "", at: str = "LT", office: str = "LT", **changed: Any) -> Any:
        """Take in a birth registration."""
        body = {"item": ITEM, "receiving_office": at, "office": office, "given": application(**changed)}
        return self.post("cases/", body, **({"idempotency_key": key} if key else {}))

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        given = {"Accept-Language": "en", **{name.replace("_", "-"): value for name, value in more.items()}}
        return {"Authorization": f"Token {self.token}", **given} if self.token else given


@dataclass
class County:
    """The world of the tests, with a program for each officer."""

    world: World

    def program(self, name: str) -> Program:
        """A program of that officer."""
        return Program(AuthToken.objects.create(self.world.officers[name])[1])


@pytest.fixture(autouse=True)
def _monday_morning() -> Iterator[None]:
    cache.clear()
    before = translation.get_language()
    with moment.at(MONDAY):
        yield
    translation.activate(before or "zh-hans")


@pytest.fixture
def county(db: None) -> County:
    """A fresh county."""
    return County(build())


@pytest.fixture
def clerk(county: County) -> Program:
    """A program of the clerk who takes in, accepts, registers and serves."""
    return county.program("clerk")


@pytest.fixture
def head(county: County) -> Program:
    """A program of the approver."""
    return county.program("head")
