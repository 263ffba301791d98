"""Scans at the counter: chosen, dropped and pasted, put in order, and seen again on the case."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casework.models import Case, Scan, StagedPage
from tests.uploads.papers import drawing, encoded, jpeg, pdf, png
from tests.world import World

from .conftest import faults_of, sideways, wait_until
from .test_journeys import take_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser]
SignIn = Callable[..., "Page"]

# Puts a file where the pointer lets it go, or where the clipboard is pasted.
HAND_OVER = """([kind, selector, name, type, content]) => {
  const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name, { type }));
  const target = document.querySelector(selector);
  const more = kind === "paste" ? { clipboardData: data } : { dataTransfer: data };
  const make = kind === "paste" ? ClipboardEvent : DragEvent;
  target.dispatchEvent(new make(kind, { bubbles: true, cancelable: true, ...more }));
}"""
ZONE = "[data-scans='materials.identity.scans']"


def hand_over(page: Page, kind: str, name: str, media_type: str, content: bytes) -> None:
    page.evaluate(
        HAND_OVER, [kind, f"{ZONE} .scan-pick", name, media_type, base64.b64encode(content).decode()]
    )


def rows(page: Page, number: int) -> None:
    wait_until(
        page,
        "([zone, number]) => document.querySelectorAll(`${zone} [data-scan-row]`).length === number",
        [ZONE, number],
    )


def shot(page: Page, name: str) -> None:
    if os.environ.get("SHOTS"):
        page.screenshot(path=str(Path(os.environ["SHOTS"]) / f"{name}.png"))


def choose_drop_and_paste(page: Page) -> None:
    files = page.locator(f"{ZONE} input[type=file]")
    files.set_input_files({"name": "户口簿.pdf", "mimeType": "application/pdf", "buffer": pdf(2)})
    rows(page, 2)
    hand_over(page, "drop", "card.png", "image/png", png())
    rows(page, 3)
    files.focus()
    hand_over(page, "paste", "image.png", "image/png", encoded("PNG", drawing("L")))
    rows(page, 4)
    assert page.input_value("#f-materials-identity-pages") == "4"
    files.set_input_files({"name": "照片.gif", "mimeType": "image/gif", "buffer": b"GIF89a" + bytes(40)})
    page.wait_for_selector(f"{ZONE} .scan-states .error:has-text('照片.gif')")
    page.locator(ZONE).scroll_into_view_if_needed()
    shot(page, "counter")
    assert faults_of(page) == []
    assert sideways(page) <= 0


def put_in_order(page: Page) -> None:
    pages = page.locator(f"{ZONE} [data-scan-row]")
    first = pages.first.locator("input").input_value()
    pages.first.locator("[data-scan-move='1']").press("Enter")
    assert pages.nth(1).locator("input").input_value() == first
    pages.last.locator("[data-scan-remove]").press("Enter")
    rows(page, 3)
    assert page.input_value("#f-materials-identity-pages") == "3"


def test_scans_are_chosen_dropped_pasted_ordered_and_seen_on_the_case(world: World, sign_in: SignIn) -> None:
    page = sign_in("clerk")

    def scan() -> None:
        choose_drop_and_paste(page)
        put_in_order(page)

    number = take_in(page, scan=scan)
    assert Scan.objects.filter(material__case__number=number).count() == 3
    assert StagedPage.objects.count() == 1, "what was taken out of the form goes with time"
    page.locator(".thumbs").scroll_into_view_if_needed()
    wait_until(
        page,
        "[...document.querySelectorAll('.thumbs img')].filter((one) => one.naturalWidth).length === 3",
    )
    shot(page, "case")
    assert faults_of(page) == []
    page.click("text=对照扫描件")
    page.wait_for_selector(".scan-sheets figure >> nth=2")
    shot(page, "scans")
    assert faults_of(page) == []
    assert sideways(page) <= 0


def test_scans_come_with_the_form_where_no_script_runs(world: World, sign_in: SignIn) -> None:
    page = sign_in("clerk", script=False)

    def scan() -> None:
        page.set_input_files(
            f"{ZONE} input[type=file]", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}
        )

    number = take_in(page, script=False, scan=scan)
    assert Case.objects.get(number=number).materials.get(code="identity").pages == 1
