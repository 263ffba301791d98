"""Papers as the acts issue them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import override_settings

from casework.acts import receive as receipt
from casework.engine import moment
from casework.engine.issuing import ElementMissing
from casework.engine.refusal import BadInput
from casework.models import Case, ErasedPerson, NumberCounter, Paper
from casework.papers.render import render
from casework.papers.seal import Impression
from tests.acts.steps import GIVEN, bring_to, do, everything
from tests.world import SHANGHAI, World

from . import reading

pytestmark = pytest.mark.django_db
# The state in which an act has just issued the paper.
ISSUED = {
    "D01": "received",
    "D02": "correcting",
    "D04": "not_accepted",
    "D06": "refused",
    "D25": "granted",
    "D08": "served",
}


AGENT = {"identifier_kind": "none", "name": "陈立诚"}
MANDATE = {"signed_on": "2026-11-16", "valid_until": "2027-02-15"}


def paper_of(number: str, kind: str) -> Paper:
    """The paper as a request finds it."""
    return Paper.objects.select_related("case__applicant__key", "office").get(case__number=number, kind=kind)


@pytest.mark.parametrize("kind", ["D09", "D23", "D24"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_papers_that_the_newer_edition_of_the_item_brings_can_be_printed(
    world: World, kind: str, language: Any
) -> None:
    number = world.receive(privacy_paper=True, agent=AGENT, mandate=MANDATE).case_number
    if kind == "D09":
        do("confirm_electronic_service", number, world.by("clerk"))
    paper = paper_of(number, kind)
    found = reading.text(render(paper, language))
    assert paper.number in found
    expected = {"D09": "13712346208", "D23": "0399-6000123", "D24": "陈立诚"}[kind]
    assert expected in found


def test_under_the_older_edition_the_receipt_is_the_only_paper_of_the_counter(world: World) -> None:
    with moment.at(datetime(2026, 8, 31, 9, tzinfo=SHANGHAI)):
        form = {"birth_month": "2026-12"}
        early = {"signed_on": "2026-08-31", "valid_until": "2026-12-31"}
        number = world.receive(agent=AGENT, mandate=early, form=form).case_number
        assert [one.kind for one in Paper.objects.filter(case__number=number)] == ["D01"]
        with pytest.raises(BadInput) as caught:
            world.receive(privacy_paper=True, form=form)
        assert "privacy_paper" in caught.value.fields


class SealService:
    """Says what it was asked for."""

    def impression(self, *, office: str, kind: str, number: str) -> Impression:
        if kind == "D06":
            raise OSError("the seal service doesn't answer")
        return Impression(note="placeholder")


@pytest.mark.parametrize(("kind", "state"), ISSUED.items())
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_an_act_issued_can_be_printed(world: World, kind: str, state: str, language: Any) -> None:
    paper = paper_of(bring_to(state, world), kind)
    pdf = render(paper, language)
    found = reading.text(pdf)
    assert paper.number in found
    assert "林晓雯" in found
    assert paper.case.number in found
    assert pdf == render(paper_of(paper.case.number, kind), language)


def test_the_correction_notice_calls_the_material_by_its_name(world: World) -> None:
    found = reading.text(render(paper_of(bring_to("correcting", world), "D02")))
    assert "居民身份证或户口簿" in found
    assert "identity" not in found
    assert GIVEN["request_correction"]["missing"][0]["how"] in found


def test_the_receipt_lists_the_materials_and_names_the_day_in_words(world: World) -> None:
    found = reading.text(render(paper_of(bring_to("received", world), "D01")))
    for words in (
        "居民身份证或户口簿",
        "已提交",
        "已书面承诺",
        "至2026年11月23日",
        "2026年11月16日9时30分",
        "officerclerk",
    ):
        assert words in found


def test_the_query_code_is_told_once_in_the_minute_of_the_receipt(world: World) -> None:
    outcome = world.receive()
    paper = paper_of(outcome.case_number, "D01")
    code = outcome.secrets["query_code"]
    assert code in reading.text(render(paper, with_query_code=True))
    later = reading.text(render(paper))
    assert code not in later
    assert "已在收件时告知" in later


def test_the_paper_shows_the_office_as_it_was_called_when_it_was_issued(world: World) -> None:
    paper = paper_of(bring_to("granted", world), "D25")
    before = render(paper)
    paper.office.name_zh = "柳塘街道办事处"
    paper.office.save()
    assert "柳塘街道办事处" not in reading.text(render(paper_of(paper.case.number, "D25")))
    assert render(paper_of(paper.case.number, "D25")) == before


def test_a_name_that_no_font_has_is_found_before_anything_is_issued(world: World) -> None:
    before = everything()
    counters = list(NumberCounter.objects.values_list("series", "last"))
    with pytest.raises(BadInput) as caught:
        world.receive(applicant={"name": "林שם"})
    assert "ש (U+05E9), ם (U+05DD)" in str(next(iter(caught.value.fields.values()))[0].text)
    assert everything() == before
    assert list(NumberCounter.objects.values_list("series", "last")) == counters


def test_an_officer_s_text_that_no_font_has_stops_the_decision_and_draws_no_number(world: World) -> None:
    number = bring_to("refusal_proposed", world)
    with pytest.raises(BadInput) as caught:
        do("refuse", number, world.by("head"), facts="已经登记\U0001f600。")
    assert set(caught.value.fields) == {"facts"}
    assert not Paper.objects.filter(kind="D06").exists()
    do("refuse", number, world.by("head"))
    assert Paper.objects.get(kind="D06").serial == 1


def test_no_act_issues_a_paper_without_a_mandatory_element(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receipt, "names_of", lambda case: {"zh": " ", "en": "Office"})
    with pytest.raises(ElementMissing) as caught:
        world.receive()
    assert caught.value.elements == ("unit_seal",)
    assert not Case.objects.exists()


def test_a_receipt_whose_last_day_is_not_fixed_yet_says_so(
    world: World,
) -> None:
    with moment.at(datetime(2026, 12, 30, 9, 30, tzinfo=SHANGHAI)):
        number = world.receive().case_number
    assert Case.objects.get(number=number).clocks.get().due_on is None
    assert "下一年度节假日安排公布后" in reading.text(render(paper_of(number, "D01")))


def test_a_paper_is_not_printed_without_the_seal_its_service_would_give(world: World) -> None:
    number = bring_to("refused", world)
    with override_settings(PAPER_SEAL=f"{__name__}.SealService"):
        render(paper_of(number, "D01"))
        with pytest.raises(OSError, match="doesn't answer"):
            render(paper_of(number, "D06"))


def test_the_paper_of_an_erased_person_can_no_longer_be_printed(world: World) -> None:
    paper = paper_of(bring_to("granted", world), "D25")
    key = paper.case.applicant.key
    type(key).objects.filter(pk=key.pk).update(wrapped=None)
    with pytest.raises(ErasedPerson):
        render(paper_of(paper.case.number, "D25"))
