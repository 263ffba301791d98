"""Serving a paper in a real browser: the fields of the way, and an earlier day that becomes a late entry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from casework.engine import moment
from casework.models import Case, LateEntry, ServiceOfPaper
from tests.acts.steps import bring_to
from tests.world import MONDAY, World

from .conftest import faults_of, sideways

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser]
SignIn = Callable[..., "Page"]


@pytest.fixture
def number(world: World, monkeypatch: pytest.MonkeyPatch) -> str:
    """A refused case, three days later."""
    found = bring_to("refused", world)
    steps = iter(range(1_000_000))
    monkeypatch.setattr(moment, "now", lambda: MONDAY + timedelta(days=3, seconds=next(steps)))
    monkeypatch.setattr(moment, "injected", moment.now)
    return found


def _fits(page: Page) -> None:
    assert faults_of(page) == []
    assert sideways(page) == 0


def test_a_paper_posted_on_tuesday_becomes_a_late_entry_that_a_colleague_confirms(
    world: World, sign_in: SignIn, number: str
) -> None:
    page = sign_in("clerk")
    page.goto(f"/cases/{number}/serve/")
    page.fill("#f-place", "河口村三组")
    page.check("input[name=way][value=post]", force=True)
    page.wait_for_selector("#f-tracking_number")
    assert page.input_value("#f-place") == "河口村三组"
    assert page.locator("#f-signed").count() == 0
    page.fill("#f-served_on", "2026-11-17")
    page.fill("#f-receiver", "林晓雯")
    page.check("input[name=received_as][value=addressee]", force=True)
    page.fill("#f-tracking_number", "XA00419923041")
    page.check("#f-acknowledged", force=True)
    page.click(".act-bar .btn.main")
    page.wait_for_selector("#refusal")
    page.click("#refusal button.main")
    page.wait_for_selector("#f-evidence_words")
    assert page.input_value("#f-happened_on") == "2026-11-17"
    assert page.input_value("#f-serve-tracking_number") == "XA00419923041"
    page.check("input[name=evidence][value=postal_receipt]", force=True)
    page.wait_for_load_state("networkidle")
    page.fill("#f-evidence_words", "邮件回执已入卷。")
    _fits(page)
    page.click(".act-bar .btn.main")
    page.wait_for_selector(".late-entry")
    _fits(page)
    assert LateEntry.objects.get().confirmed is None
    page = sign_in("colleague")
    page.goto(f"/cases/{number}/")
    page.click("text=查看并复核")
    page.check("#f-evidence_seen", force=True)
    _fits(page)
    page.click(".act-bar .btn.main")
    page.wait_for_selector("text=补录")
    page.wait_for_selector("text=申请人的救济期限")
    _fits(page)
    assert Case.objects.get(number=number).state == "served"
    assert ServiceOfPaper.objects.get().served_on.isoformat() == "2026-11-17"


def test_without_script_a_button_draws_the_fields_of_the_way(
    world: World, sign_in: SignIn, number: str
) -> None:
    page = sign_in("clerk", script=False)
    page.goto(f"/cases/{number}/serve/")
    page.check("input[name=way][value=left]", force=True)
    page.click("button[name=way-choose]")
    page.wait_for_selector("#f-refusal_note")
    assert page.is_checked("input[name=way][value=left]")
