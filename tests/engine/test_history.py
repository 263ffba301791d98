"""History rows written with the act are what simple-history itself would have written, and the entry names them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import models

from audit.ledger.models import Event
from audit.ledger.verify import verify_case
from casework.engine import moment
from casework.engine.writer import history_digest
from casework.models import HISTORIED, Case, Clock, HandOver, Mandate, Material, Person, Recusal
from tests.acts.steps import bring_to, do
from tests.world import MONDAY, World, resident_id

pytestmark = pytest.mark.django_db
WRITTEN_BY_ACTS = (Case, Clock, HandOver, Mandate, Material, Person, Recusal)


@pytest.fixture
def journeys(world: World) -> list[str]:
    """Cases that between them wrote every kind of row, inserted and changed."""
    mandate = {"signed_on": "2026-11-10", "valid_until": "2026-12-31"}
    first = world.receive("village", at="LT1", mandate=mandate).case_number
    do("request_correction", first, world.by("clerk"))
    with moment.at(MONDAY + timedelta(days=1)):
        do("supplement", first, world.by("clerk"))
        do("accept", first, world.by("clerk"))
        do("hand_over", first, world.by("clerk"))
        do("accept_hand_over", first, world.by("colleague"))
        do("recuse", first, world.by("supervisor"), officer="clerk")
    second = bring_to("refused", world, applicant={"phone": "13900001111"}, form={"birth_month": "2027-03"})
    third = bring_to("withdrawn", world, applicant={"identifier": resident_id(9), "name": "王芳"})
    return [first, second, third]


def values_of(row: Any) -> dict[str, Any]:
    values = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        values[field.attname] = bytes(value) if isinstance(value, memoryview) else value
    return values


@pytest.mark.usefixtures("journeys")
@pytest.mark.parametrize("model", WRITTEN_BY_ACTS, ids=lambda model: model.__name__)
def test_a_history_row_is_what_simple_history_writes_for_the_same_change(model: type[models.Model]) -> None:
    history: Any = model.history
    rows = list(model._default_manager.all())
    assert rows
    for row in rows:
        # The newest row of ours tells the state as it is; saving the row once more makes simple-history tell it too.
        ours = history.filter(id=row.pk).latest("history_id")
        row._change_reason = ours.history_change_reason
        row._history_date = ours.history_date
        row._history_user = ours.history_user
        row.save()
        theirs = history.filter(id=row.pk).latest("history_id")
        assert theirs.history_id != ours.history_id
        assert theirs.history_type == "~"
        told, expected = values_of(ours), values_of(theirs)
        for own in ("history_id", "history_type"):
            told.pop(own), expected.pop(own)
        assert told == expected
        first = history.filter(id=row.pk).earliest("history_id")
        assert first.history_type == "+"
        assert history.filter(id=row.pk).exclude(pk=first.pk).exclude(history_type="~").count() == 0


def test_every_history_row_of_an_act_is_named_by_its_entry(journeys: list[str]) -> None:
    named: set[tuple[str, int]] = set()
    for event in Event.objects.exclude(case_id=None):
        for reference in json.loads(event.body)["history"]:
            model = next(one for one in HISTORIED if one._meta.label_lower == reference["model"])
            history: Any = model.history
            row = history.get(history_id=reference["id"])
            assert history_digest(row) == reference["sha256"]
            assert row.history_change_reason == event.kind
            assert row.history_date == event.recorded_at
            assert row.history_user_id == event.actor_id
            named.add((reference["model"], reference["id"]))
    for model in WRITTEN_BY_ACTS:
        history = model.history
        written = {(model._meta.label_lower, row.history_id) for row in history.all()}
        assert written <= named


def test_the_ledger_of_each_case_holds_together(journeys: list[str]) -> None:
    for number in journeys:
        case = Case.objects.get(number=number)
        assert list(verify_case(case.pk, last_seq=case.event_seq)) == []


def test_a_change_that_is_no_change_of_fact_leaves_no_history(world: World) -> None:
    """Task numbers and the query code's hash are left out of the history; an act that changes only those tells none."""
    number = bring_to("received", world)
    case = Case.objects.get(number=number)
    left_out = set(case.history.model._history_excluded_fields)
    assert left_out == {"task_seq", "query_code_hash"}
    [only] = case.history.all()
    assert only.history_type == "+"
    assert not hasattr(only, "query_code_hash")
