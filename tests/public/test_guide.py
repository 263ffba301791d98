"""The guide: every item of the hall, for everybody, without a word that the law of today doesn't carry."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from approvals.guide.reading import HERE, NEVER_ASKED, GuideRefused, read_guide, the_guide
from approvals.guide.sample import sample_of
from approvals.guide.telling import guide_of, items_told
from casework.engine import moment
from casework.engine.items import Words
from casework.engine.lawbook import current_items
from casework.engine.schema import clean
from casework.models import Case, OfficePower
from casework.queries.told import Basis
from law.book import read_shipped
from tests.world import ITEM, MONDAY, World, build

pytestmark = pytest.mark.django_db


def page(path: str, language: str = "en") -> str:
    answer = Client(headers={"accept-language": language}).get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def told(slug: str) -> Any:
    found = guide_of(slug, MONDAY.date())
    assert found is not None
    return found


def test_all_23_items_of_the_catalogue_are_told_to_who_has_no_account(world: World) -> None:
    shown = items_told(MONDAY.date())
    assert [one.number for one in shown] == list(range(1, 24))
    for language in ("zh-hans", "en"):
        listed = page("/guide/", language)
        for one in shown:
            name = one.name.en if language == "en" else one.name.zh
            assert name.replace("'", "&#x27;") in listed
            item = page(f"/guide/{one.slug}/", language)
            assert name.replace("'", "&#x27;") in item


def test_an_item_that_runs_tells_basis_who_materials_limits_fee_remedies_offices_and_a_sample(
    world: World,
) -> None:
    text = page(f"/guide/{ITEM}/")
    for wanted in (
        "Population and Family Planning Law",
        "The parents, or either of them",
        "Identity card or household book",
        "the office gets it itself",
        "administrative reconsideration within 60 days",
        "takes in and decides",
        "Sample form, filled in",
        "Month of birth or expected birth",
        "This slip is no permission to give birth",
    ):
        assert wanted in text, wanted
    assert '<span class="num">0</span> yuan' in text


def test_an_item_that_does_not_run_yet_says_where_to_go(world: World) -> None:
    text = page("/guide/special_assistance/")
    assert "worked on in this system yet" in text
    assert "county health bureau" in text
    assert not told("special_assistance").sample


def test_the_offices_are_those_whose_power_is_in_force_today(world: World) -> None:
    before = {one.name.zh for one in told(ITEM).offices if one.decides}
    gone = OfficePower.objects.filter(item=ITEM, kind="decide").first()
    assert gone is not None
    gone.valid_until = MONDAY.date().replace(day=13)
    gone.save()
    after = {one.name.zh for one in told(ITEM).offices if one.decides}
    assert before - after == {gone.office.name_zh}


@pytest.mark.parametrize("name", ["准生证", " 再生育证 ", "birth permit"])
def test_who_looks_for_the_birth_permit_is_told_that_there_is_none_and_led_to_the_registration(
    world: World, name: str
) -> None:
    text = page(f"/guide/?q={name}")
    assert "the permit doesn&#x27;t exist any more" in text
    assert "Ended on 2021-08-20." in text
    assert f"/guide/{ITEM}/" in text


def test_who_is_asked_for_the_old_fee_is_told_that_it_was_abolished_and_where_to_complain(
    world: World,
) -> None:
    text = page("/guide/?q=社会抚养费", "zh-hans")
    assert "社会抚养费已经取消" in text
    assert "/guide/petition_intake/" in text


def test_every_former_name_leads_to_an_item_that_is_told(world: World) -> None:
    for one in the_guide().former:
        for name in one.names:
            assert f"/guide/{one.leads_to}/" in page(f"/guide/?q={name}")


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        (ITEM, "No marriage certificate is needed"),
        ("birth_medical_certificate", "No marriage certificate is needed"),
        ("free_service_voucher", "no signature of a spouse or relative is needed"),
        ("free_service_voucher", "No chain of signatures"),
        ("migrant_certificate", "No employer, landlord or school may ask"),
        ("pre_pregnancy_check", "The sex of an unborn child is neither asked nor kept"),
        ("petition_intake", "Nothing is charged"),
    ],
)
def test_what_nobody_may_ask_is_told_as_the_citizens_right(world: World, slug: str, words: str) -> None:
    assert words in page(f"/guide/{slug}/")


def test_a_rule_of_our_own_is_never_told_as_law(world: World) -> None:
    book = read_shipped()
    for one in items_told(MONDAY.date()):
        for right in told(one.slug).rights:
            footing = (
                book.blocked[right.code].footing
                if right.code in book.blocked
                else book.safeguards[right.code].footing
            )
            track = book.limits[book.catalogue[one.slug].limit].track
            ours = footing.ground_for(track) in ("analogy", "product")
            with override("en"):
                assert ("not cited as law" in str(right.basis)) == ours


def test_no_repealed_law_stands_on_any_page(world: World) -> None:
    book = read_shipped()
    over = [one for one in book.bases.values() if one.ended_on is not None and one.ended_on <= MONDAY.date()]
    assert over
    for item in items_told(MONDAY.date()):
        articles = [
            *told(item.slug).basis.articles,
            *(a for r in told(item.slug).rights for a in r.basis.articles),
        ]
        for basis in over:
            assert not [one for one in articles if f"《{basis.title_zh}》" in one.zh], (item.slug, basis.id)


def test_the_sample_form_is_one_that_the_form_takes(world: World) -> None:
    for _version, item in current_items(MONDAY.date()):
        sample = sample_of(item, MONDAY.date())
        assert clean(item.form, sample, MONDAY.date()) == sample


def test_programs_read_the_same_in_both_languages_without_a_token(world: World) -> None:
    listed = Client().get("/api/v1/guide/").json()
    assert len(listed["items"]) == 23
    one = Client().get(f"/api/v1/guide/{ITEM}/").json()
    assert one["fee"] == 0
    assert one["name"] == {"zh": "生育登记", "en": "Birth registration"}
    assert one["basis"]["articles"][0]["zh"].startswith("《中华人民共和国人口与计划生育法》")
    assert {right["code"] for right in one["rights"]} >= {"AP-10", "EX-05", "EX-09"}
    assert Client().get("/api/v1/guide/birth_permit/").status_code == 404
    assert Client().get("/guide/birth_permit/").status_code == 404


def test_the_guide_asks_for_no_login_and_reading_it_writes_nothing(
    world: World, django_assert_max_num_queries: Any
) -> None:
    client = Client()
    # Once read, an edition is kept: however many items there are, that is no part of a page.
    client.get("/guide/")
    with django_assert_max_num_queries(5) as asked:
        client.get(f"/guide/{ITEM}/")
    assert not [one for one in asked.captured_queries if not one["sql"].upper().startswith("SELECT")]
    assert Case.objects.count() == 0


def test_the_shipped_guide_holds_against_the_shipped_law() -> None:
    assert the_guide().problems(read_shipped()) == []


@pytest.mark.safeguard("AP-01", "EX-05")
def test_a_guide_that_leaves_an_item_out_or_asks_for_what_nobody_may_ask_is_refused(tmp_path: Path) -> None:
    book, guide = read_shipped(), the_guide()
    entries = dict(guide.entries)
    del entries["petition_intake"]
    assert any("petition_intake" in one for one in replace(guide, entries=entries).problems(book))
    entry = guide.entries[ITEM]
    for word in NEVER_ASKED:
        asked = replace(entry, person=(type(entry.who)(word, "x"),))
        problems = replace(guide, entries={**guide.entries, ITEM: asked}).problems(book)
        assert any(word in one for one in problems), word
    lost = replace(guide.rights[0], rests_on="AP-99")
    assert any("AP-99" in one for one in replace(guide, rights=(lost,)).problems(book))


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("who: {zh: 任何人, en: Anyone}", "who: {zh: 任何人}"),
        ("en: Anyone", 'en: " "'),
        ("items:\n", "things:\n"),
    ],
)
def test_a_guide_with_a_text_missing_in_one_language_is_not_read(
    tmp_path: Path, was: str, becomes: str
) -> None:
    for name in ("items", "rights", "former_names"):
        text = (HERE / f"{name}.yaml").read_text(encoding="utf-8")
        (tmp_path / f"{name}.yaml").write_text(
            text.replace(was, becomes) if name == "items" else text, encoding="utf-8"
        )
    with pytest.raises(GuideRefused):
        read_guide(tmp_path)


class WhateverIsTyped(TestCase):
    """Nothing that is typed into the search breaks it."""

    @classmethod
    def setUpTestData(cls) -> None:
        with moment.at(MONDAY):
            build()

    @given(st.text(max_size=60))
    def test_whatever_is_looked_for_gets_an_answer(self, typed: str) -> None:
        with moment.at(MONDAY):
            answer = Client().get("/guide/", {"q": typed.encode("utf-8", "replace").decode()})
        assert answer.status_code == 200


def test_a_law_is_named_once_for_articles_that_follow_each_other() -> None:
    law, other = "《人口法》第四条", "《人口法》第二十条"
    rule = Basis("statute", tuple(Words(zh, "") for zh in (law, other, "《民法典》", "《人口法》第一条")))
    assert str(rule).startswith("《人口法》第四条、第二十条、《民法典》、《人口法》第一条")
    with override("en"):
        english = Basis("statute", (Words("", "Family Law, Art. 4(1)"), Words("", "Family Law, Art. 20")))
        assert str(english).startswith("Family Law, Art. 4(1), 20 (")
