"""The county with a jurist who drafts agreements; its supervisor approves them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from casework.engine import moment
from casework.models import Duty
from tests.acts import conftest as acts
from tests.world import ITEM, MONDAY, World, build

queue = acts.queue


def agreement(**changed: Any) -> dict[str, Any]:
    """An agreement under which we ask."""
    given: dict[str, Any] = {
        "direction": "in",
        "partner": "云溪县民政局",
        "partner_kind": "civil_affairs",
        "register": "household",
        "number": "云政数协〔2026〕7号",
        "agreed_by": "县民政局分管副局长",
        "basis": "ZX 7, ZWSJ 19",
        "fields": ["exists"],
        "purposes": [ITEM],
        "way": "single",
        "valid_from": "2026-11-16",
        "valid_until": "2027-11-15",
    }
    return {**given, **changed}


def outward(**changed: Any) -> dict[str, Any]:
    """An agreement under which we are asked."""
    return agreement(
        **{
            "direction": "out",
            "partner": "云溪县医疗保障局",
            "partner_kind": "social_insurance",
            "register": "",
            "fields": ["registered"],
            "purposes": ["benefit"],
            **changed,
        }
    )


@pytest.fixture
def world(db: None, queue: Any) -> Iterator[World]:
    with moment.at(MONDAY):
        county = build()
        county.officer("jurist", (Duty.LEGAL_REVIEW, "YX"))
        county.officer("both", (Duty.LEGAL_REVIEW, "YX"), (Duty.SUPERVISE, "YX"))
        yield county
