"""An auditor looks for misuse of suspensions, in both languages and at twice the size."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from casework.models import Paper
from tests.acts.steps import do
from tests.proving.licence import apply, open_licence
from tests.world import World

from .conftest import faults_of, sideways

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser]


@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
def test_an_auditor_finds_the_notice_that_nobody_served_and_how_the_day_was_found(
    world: World, sign_in: Callable[..., Page], language: str
) -> None:
    open_licence(world, promised={"decision": 15})
    told, untold = (apply(world, form={"birth_month": month}) for month in ("2027-02", "2027-03"))
    for number in (told, untold):
        do("accept", number, world.by("clerk"))
        do("suspend_clock", number, world.by("clerk"), ground="hearing", time_needed="约两日。")
    do("serve", told, world.by("clerk"), paper=Paper.objects.get(case__number=told, kind="D39").number)
    page = sign_in("auditor", language=language)
    page.click("nav a[href='/suspensions/']")
    page.wait_for_selector("#suspensions-title")
    assert page.locator("tr[data-row]").count() == 2
    page.select_option("#s-only", "not_served")
    page.click(".filters button")
    page.wait_for_url("**only=not_served**")
    assert page.locator("tr[data-row]").count() == 1
    assert untold in page.inner_text("tr[data-row]")
    page.click("button.how")
    assert "12-14" in page.inner_text("tr.detail")
    assert not faults_of(page)
    page.set_viewport_size({"width": 683, "height": 768})
    assert sideways(page) <= 0
    assert not faults_of(page)
