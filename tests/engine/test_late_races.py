"""Two officers confirm one late entry at the same moment: it is entered once, and the other one is told so."""

from __future__ import annotations

from functools import partial

import pytest

from audit.ledger.models import Event
from audit.ledger.verify import verify_case
from casework.engine import moment
from casework.engine.refusal import ActRefused
from casework.models import Case, LateEntry, Paper
from tests.acts.steps import do
from tests.world import MONDAY, build

from .racing import Crew

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def test_a_late_entry_is_confirmed_once(transactional_db: None) -> None:
    with moment.at(MONDAY), Crew(2) as crew:
        world = build()
        for turn in range(5):
            number = world.receive(form={"birth_month": f"2027-{turn + 2:02d}"}).case_number
            do("propose_late_entry", number, world.by("clerk"))
            jobs = [
                partial(do, "confirm_late_entry", number, world.by(who))
                for who in ("colleague", "supervisor")
            ]
            told = crew.all_at_once(jobs)
            refusals = [one.code for one in told if isinstance(one, ActRefused)]
            assert refusals == ["LATE-01"], told
            case = Case.objects.get(number=number)
            kinds = list(Event.of_case(case.pk).values_list("kind", flat=True))
            assert kinds == ["receive", "propose_late_entry", "confirm_late_entry", "count_receipt"]
            assert LateEntry.objects.get(case=case).confirmed
            assert Paper.objects.filter(case=case, kind="D01").count() == 2
            assert not verify_case(case.pk)
