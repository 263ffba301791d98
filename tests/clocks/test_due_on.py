"""`manage.py due_on`: when a limit ends, for whoever asks; no case is touched."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation
from ruamel.yaml import YAML

from casework.models import Case, Clock, LawEdition

pytestmark = pytest.mark.django_db

VECTORS = YAML(typ="safe", pure=True).load(
    (Path(__file__).parent / "vectors.yaml").read_text(encoding="utf-8")
)
FIELDS = ["limit", "start", "raw", "due", "internal_due", "lawful_from", "provisional", "derivation"]


def due_on(*words: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("due_on", *words, "--json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def refused(*words: str) -> str:
    with pytest.raises(CommandError) as caught, translation.override("en"):
        call_command("due_on", *words, stdout=io.StringIO())
    return str(caught.value)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda one: f"{one['limit']} {one['from']}")
def test_every_vector_of_the_reference_holds(vector: dict[str, Any]) -> None:
    asked = (vector["limit"], "--from", vector["from"].isoformat())
    found = due_on(*asked)
    for field in ("raw", "due", "internal_due", "provisional"):
        if field in vector:
            wanted = vector[field]
            assert found[field] == (wanted.isoformat() if hasattr(wanted, "isoformat") else wanted), field
    if "extended_due" in vector:
        assert due_on(*asked, "--extended")["due"] == vector["extended_due"].isoformat()
    assert list(found) == FIELDS
    assert found["derivation"]


def test_a_pause_takes_out_its_first_and_its_last_day() -> None:
    plain = due_on("XK-06", "--from", "2026-11-16")
    one_day = due_on("XK-06", "--from", "2026-11-16", "--pause", "2026-11-19..2026-11-19:hearing")
    several = due_on(
        *("XK-06", "--from", "2026-11-16"),
        *("--pause", "2026-11-19..2026-11-20:hearing", "--pause", "2026-11-23..2026-11-24:appraisal"),
    )
    assert [one["due"] for one in (plain, one_day, several)] == ["2026-12-14", "2026-12-15", "2026-12-18"]


def test_the_only_ground_of_a_limit_goes_without_saying() -> None:
    promised = ("PS-01", "--from", "2026-11-16", "--promised", "5", "--pause", "2026-11-18..2026-11-20")
    assert due_on(*promised)["due"] == "2026-11-26"


def test_who_was_not_told_has_the_longest_time_and_a_wait_says_from_when() -> None:
    told = due_on("SS-01", "--from", "2025-12-10", "--told")
    untold = due_on("SS-01", "--from", "2025-12-10", "--not-told")
    assert (told["due"], untold["due"]) == ("2026-06-10", "2026-12-10")
    assert due_on("SD-01", "--from", "2026-05-21")["lawful_from"] == "2026-06-21"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("XK-99", "--from", "2026-09-18"), "no limit XK-99"),
        (("XK-06", "--from", "2026-9-18"), "--from: 2026-9-18 isn't a date"),
        (("XK-06", "--from", "2026-02-30"), "--from: 2026-02-30 isn't a date"),
        (("XK-06", "--from", "２０２６-09-18"), "isn't a date"),
        (("XK-06", "--from", "2026-09-18", "--pause", "2026-09-20"), "isn't of the form"),
        (("XK-06", "--from", "2026-09-18", "--pause", "2026-09-21..2026-09-22"), "name the ground"),
        (("XK-05", "--from", "2026-09-18", "--pause", "2026-09-21..2026-09-22"), "none"),
        (("XK-06", "--from", "2026-09-18", "--pause", "2026-09-22..2026-09-21:hearing"), "before it starts"),
        (("XK-06", "--from", "2026-09-18", "--pause", "2026-09-21..2026-09-22:holiday"), "not for holiday"),
        (("XK-99", "--from", "2026-09-18", "--pause", "2026-09-21..2026-09-22"), "no limit XK-99"),
        (("XK-05", "--from", "2026-09-18", "--extended"), "no longest extension"),
        (("PS-01", "--from", "2026-09-18"), "promise"),
        (("XK-06", "--from", "2026-09-18", "--promised", "21"), "does not lie within 20"),
        (("XK-06", "--from", "2026-09-18", "--not-told"), "does not depend on"),
        (("PS-02", "--from", "2020-01-01"), "EX-10"),
    ],
)
def test_what_does_not_fit_is_refused_and_named(words: tuple[str, ...], said: str) -> None:
    assert said in refused(*words)


def test_in_words_it_gives_each_step_with_its_article_and_touches_no_case() -> None:
    out = io.StringIO()
    with translation.override("en"):
        call_command("due_on", "XK-06", "--from", "2026-09-18", stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0] == "XK-06  2026-09-18 -> 2026-10-22"
    assert lines[1].split()[:2] == ["1", "2026-09-18"]
    assert "[XK 42(1), XK 45, XK 82]" in lines[3]
    with translation.override("zh-hans"):
        call_command("due_on", "SS-01", "--from", "2026-08-31", stdout=out)
    assert "2026-08-31 -> ?" in out.getvalue()
    assert not Case.objects.exists()
    assert not Clock.objects.exists()


@pytest.mark.parametrize("word", ["--pause=2026-09-21..2026-09-22:hearing", "--extended"])
def test_what_is_only_supposed_names_no_paper(word: str) -> None:
    out = io.StringIO()
    with translation.override("zh-hans"):
        call_command("due_on", "XK-06", "--from", "2026-09-18", word, stdout=out)
    assert "（文书：—）" in out.getvalue()


def test_before_a_database_is_made_it_reckons_by_the_law_as_shipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection.introspection, "table_names", list)
    LawEdition.objects.all().delete()
    assert due_on("XK-03", "--from", "2026-11-02")["due"] == "2026-11-09"
