"""Today: an extract of the person's own data, from two registers at the same time, checked by a second officer."""

from __future__ import annotations

import pytest

from casework.models import Case, CaseTask, Certificate, Paper
from tests.acts.steps import open_steps
from tests.world import World

from .county import bring_to

pytestmark = pytest.mark.django_db


def extract(number: str) -> dict[str, object]:
    """What stands on the extract of a case."""
    paper = Paper.objects.select_related("case__applicant__key").get(case__number=number, kind="D26")
    elements: dict[str, object] = paper.unseal("elements")
    return elements


def test_after_acceptance_the_own_register_is_searched_and_the_home_township_asked_at_once(
    world: World,
) -> None:
    number = bring_to("accepted", world)
    assert sorted(open_steps(number)) == ["enquire", "search"]
    offices = dict(
        CaseTask.objects.filter(process__number=number, finished__isnull=True)
        .exclude(duty="")
        .values_list("duty", "office__code")
    )
    assert set(
        CaseTask.objects.filter(process__number=number, finished__isnull=True)
        .exclude(duty="")
        .values_list("office__code", flat=True)
    ) == {"LT", "SQ"}, offices


def test_the_extract_holds_the_facts_the_person_chose_as_each_register_told_them(world: World) -> None:
    number = bring_to("granted", world)
    case = Case.objects.get(number=number)
    assert (case.state, case.outcome) == ("granted", "granted")
    told = extract(number)
    assert told["person"] == "林晓雯（4199**********4522）"
    assert [one["name"]["en"] for one in told["chosen_facts"]] == [  # type: ignore[attr-defined]
        "Place of household registration",
        "Own birth registrations",
    ]
    assert Certificate.objects.get(case=case).state == "valid"
