"""The examples of the documentation work, and say what they claim."""

from __future__ import annotations

import json
import re

from tests.api.conftest import Program
from tests.house.sources import ROOT

TEXT = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


def test_the_examples_of_the_documentation_work(clerk: Program) -> None:
    reception, acceptance = (json.loads(body) for body in re.findall(r"-d '(\{.*?\})'", TEXT, re.S))
    received = clerk.post("cases/", reception, idempotency_key="counter-3-0001")
    assert received.status_code == 201, received.content.decode()
    number = received.json()["number"]
    assert clerk.post(f"cases/{number}/acts/accept/", acceptance).json()["state"] == "accepted"


def test_the_error_of_the_documentation_has_the_shape_of_an_error(clerk: Program) -> None:
    (shown,) = (json.loads(body) for body in re.findall(r"```json\n(.*?)```", TEXT, re.S))
    told = clerk.act(clerk.receive().json()["number"], "serve").json()
    assert set(shown) == set(told)
    assert set(shown["reasons"][0]) == set(told["reasons"][0])
