"""Every kind of event is one sentence, in Chinese and English."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.ledger import sentences
from audit.ledger.entry import event_row
from audit.ledger.errors import BadTemplate, DuplicateKind
from audit.ledger.models import Event

from .conftest import MakeEntry


@pytest.fixture(autouse=True)
def empty_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentences, "_sentences", {})


def register(en: str, zh: str = "{actor}作出受理决定。", **changes: Any) -> None:
    sentences.register("case.accepted", zh=zh, en=en, personal_data=changes.pop("personal_data", "none"))


def test_a_sentence_is_filled_from_columns_and_facts(entry: MakeEntry) -> None:
    register(
        en="{actor} accepted case {case_number} on {happened_on};"
        " due {due}, {days} working days, by {basis}.",
        zh="{actor}于{happened_on}受理{case_number}号案件，{due}前办结。",
    )
    event = event_row(entry())
    assert sentences.sentence(event, "en") == (
        "李静 accepted case 2026-000007-1 on March 2, 2026;"
        " due March 30, 2026, 20 working days, by XK 32(1)(5)."
    )
    assert (
        sentences.sentence(event, "zh-hans")
        == "李静于2026年3月2日受理2026-000007-1号案件，2026年3月30日前办结。"
    )
    assert sentences.sentence(event, "zh") == sentences.sentence(event, "zh-Hans")


def test_a_moment_reads_in_shanghai_time(entry: MakeEntry) -> None:
    register(en="{recorded_at}")
    event = event_row(entry(recorded_at=datetime(2026, 3, 1, 23, 5, tzinfo=UTC)))
    assert sentences.sentence(event, "en") == "March 2, 2026, 7:05 a.m."


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (True, "yes"),
        (False, "no"),
        (None, "(not recorded)"),
        ("", "(not recorded)"),
        ([], "none"),
        (["a", date(2026, 3, 2)], "a, March 2, 2026"),
        ({"fee": 12}, "fee: 12"),
        ("2026-02-30", "2026-02-30"),
        ("{actor}", "{actor}"),
    ],
    ids=repr,
)
def test_a_fact_reads_as_words(entry: MakeEntry, value: Any, words: str) -> None:
    register(en="<{value}>")
    assert sentences.sentence(event_row(entry(facts={"value": value})), "en") == f"<{words}>"


def test_a_missing_field_is_said_to_be_missing(entry: MakeEntry) -> None:
    register(en="{actor} until {due} for {on_behalf_of} {{braces}}")
    event = event_row(entry(facts={}))
    assert sentences.sentence(event, "en") == "李静 until (not recorded) for (not recorded) {braces}"


def test_a_column_wins_over_a_fact_of_the_same_name(entry: MakeEntry) -> None:
    register(en="{actor} {step}")
    event = event_row(entry(facts={"actor": "somebody else", "step": "decide"}))
    assert sentences.sentence(event, "en") == "李静 accept"


@pytest.mark.parametrize("language", ["zh-hans", "en", "fr", ""])
def test_a_kind_without_a_sentence_is_named(entry: MakeEntry, language: str) -> None:
    assert "case.accepted" in sentences.sentence(event_row(entry()), language)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    facts=st.one_of(
        st.none(),
        st.text(),
        st.lists(st.integers()),
        st.dictionaries(st.text(), st.none() | st.integers() | st.text() | st.lists(st.text()), max_size=3),
    )
)
def test_a_sentence_never_fails_whatever_the_facts_have_become(facts: Any) -> None:
    sentences._sentences["k"] = sentences.Sentence("{a}{b}", "{a}{b}", sentences.PersonalData.NONE)
    event = Event(kind="k", facts=facts)
    assert sentences.sentence(event, "zh")
    assert sentences.sentence(event, "en")


def test_a_second_sentence_for_a_kind_is_refused() -> None:
    register(en="{actor} accepted.")
    with pytest.raises(DuplicateKind):
        register(en="{actor} accepted again.")
    assert sentences.registered_kinds() == ("case.accepted",)


@pytest.mark.parametrize(
    "template",
    [
        "",
        "  ",
        "{",
        "{actor",
        "{}",
        "{0}",
        "{actor.__class__}",
        "{facts[x]}",
        "{actor!r}",
        "{days:>9}",
        "{A}",
    ],
)
def test_a_malformed_template_is_refused_in_either_language(template: str) -> None:
    with pytest.raises(BadTemplate):
        register(en=template)
    with pytest.raises(BadTemplate):
        register(en="{actor}", zh=template)
    assert sentences.registered_kinds() == ()


def test_every_kind_declares_how_it_treats_personal_data() -> None:
    with pytest.raises(ValueError, match="unknown"):
        register(en="{actor}", personal_data="unknown")
    register(en="{actor}", personal_data="commitment")
    assert sentences.policy("case.accepted") is sentences.PersonalData.COMMITMENT
