"""The county at the end of the year, before and after the notice for the next one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from casework.engine import lawbook, moment
from casework.models import Duty
from tests.world import SHANGHAI, World, build

# A Friday: five working days from here lead into a year whose notice isn't known.
LATE_DECEMBER = datetime(2026, 12, 25, 9, 30, tzinfo=SHANGHAI)


def notice(**changed: Any) -> dict[str, Any]:
    """A notice for 2027 as it may come; the days are invented."""
    given: dict[str, Any] = {
        "year": 2027,
        "notice": "国办发明电〔2026〕9号",
        "issued_on": "2026-11-10",
        "rest": [
            {"first": "2027-01-01", "last": "2027-01-03"},
            {"first": "2027-02-05", "last": "2027-02-13"},
        ],
        "makeup": ["2027-01-30", "2027-02-20"],
    }
    return {**given, **changed}


YAML = """
year: 2027
notice: 国办发明电〔2026〕9号
issued_on: 2026-11-10
rest:
  - [2027-01-01, 2027-01-03]
  - [2027-02-05, 2027-02-13]
makeup: [2027-01-30, 2027-02-20]
amended_by: []
confidence: high
source: text
note: null
"""


@pytest.fixture
def world(db: None) -> Iterator[World]:
    lawbook.forget()
    with moment.at(LATE_DECEMBER):
        county = build()
        county.officer("jurist", (Duty.LEGAL_REVIEW, "YX"))
        yield county
    lawbook.forget()
