"""The benchmark runs on this database from end to end. How fast is not asked here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

KIND = "sqlite" if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") else "postgres"
ROOT = Path(settings.BASE_DIR)
STEPS = ["start", "accept", "review_a", "review_b", "decide", "issue"]
ACTS = ["receive", "accept", "register", "serve", "archive"]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, Any]]:
    """What a quick run prints, and the figures it writes."""
    path = tmp_path_factory.mktemp("bench") / "figures.json"
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", "--databases", KIND, "--json", str(path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONWARNINGS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, json.loads(path.read_text(encoding="utf-8"))


def test_all_contestants_carry_an_approval_to_its_end(run: tuple[str, dict[str, Any]]) -> None:
    printed, figures = run
    approval = figures["databases"][KIND]["approval"]
    assert list(approval) == ["permit", "bare_locked", "bare_unlocked", "bare_at_once", "floor"]
    for one in approval.values():
        assert list(one["steps"]) == STEPS
        assert one["title"] in printed
        assert one["a_second"]["least"] <= one["a_second"]["median"] <= one["a_second"]["most"]
    assert approval["bare_locked"]["of_bare_viewflow_with_lock"]["median"] == 1
    assert approval["floor"]["of_the_floor"]["median"] == 1


def test_an_act_is_one_transaction_and_the_floor_five_statements(run: tuple[str, dict[str, Any]]) -> None:
    approval = run[1]["databases"][KIND]["approval"]
    assert {step["transactions"] for step in approval["permit"]["steps"].values()} == {1}
    assert {step["transactions"] for step in approval["bare_at_once"]["steps"].values()} == {1}
    assert approval["bare_locked"]["transactions"] == 1 + 2 * 5  # assigned in one, executed in another
    for step in approval["floor"]["steps"].values():
        assert (step["statements"], step["transactions"]) == (5, 1)


def test_our_engine_sends_fewer_statements_than_bare_viewflow(run: tuple[str, dict[str, Any]]) -> None:
    approval = run[1]["databases"][KIND]["approval"]
    assert approval["permit"]["statements_a_step"] <= 15
    assert approval["permit"]["statements_a_step"] < approval["bare_locked"]["statements_a_step"]


def test_a_whole_registration_is_counted_act_by_act(run: tuple[str, dict[str, Any]]) -> None:
    registration = run[1]["databases"][KIND]["registration"]
    assert list(registration["steps"]) == ACTS
    for act in registration["steps"].values():
        assert act["transactions"] == 1
        assert 0 < act["statements"] <= 35


def test_a_worklist_asks_at_most_twenty_statements(
    run: tuple[str, dict[str, Any]],
) -> None:
    printed, figures = run
    pages = figures["databases"][KIND]["pages"]
    asked = {title: page["statements"] for title, page in pages.items()}
    meant = {title: number for title, number in asked.items() if title.startswith("worklist")}
    assert {title: number for title, number in meant.items() if number > 20} == {}
    assert len(meant) == 2
    for title in pages:
        assert title in printed


def test_the_figures_say_where_they_come_from(run: tuple[str, dict[str, Any]]) -> None:
    figures = run[1]
    assert figures["command"].startswith("python -m benchmarks --quick")
    assert figures["commit"]
    versions = figures["databases"][KIND]["versions"]
    assert set(versions) == {"database", "durability", "python", "django", "viewflow", "processors"}
