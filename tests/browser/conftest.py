"""A hall at nine thirty on a Monday, a server in front of it, and an officer's browser."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from casework.engine import moment
from casework.engine.lawbook import forget
from casework.engine.loading import load_law
from tests.world import MONDAY, World, build

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = {
    "clerk": ("周敏", "Zhou Min"),
    "colleague": ("陆文博", "Lu Wenbo"),
    "head": ("韩志远", "Han Zhiyuan"),
}
LANGUAGES = ("zh-CN", "en-US")
# With PROOF=1 in both languages what else is looked at in one of them, drawn by the seed of the run (`make proof-pages`).
IN_BOTH = bool(os.environ.get("PROOF"))
AXE = Path(__file__).parent / "vendor" / "axe.min.js"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whoever asks for a drawn language gets one by the seed of the run, or each with PROOF=1."""
    if "drawn_language" in metafunc.fixturenames:
        seed = int(metafunc.config.getoption("randomly_seed", 0))
        metafunc.parametrize("drawn_language", LANGUAGES if IN_BOTH else [LANGUAGES[seed % len(LANGUAGES)]])


@pytest.fixture
def world(transactional_db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    """The county, in the database that the server's threads read too; the clock stands for all of them."""
    from approvals.catalogue import load_items

    steps = iter(range(1_000_000))
    monkeypatch.setattr(moment, "now", lambda: MONDAY + timedelta(seconds=next(steps)))
    monkeypatch.setattr(moment, "injected", moment.now)
    forget()
    # A test with real transactions empties the tables afterwards, those of law and items too.
    load_law()
    load_items()
    built = build()
    for name, (chinese, english) in NAMES.items():
        officer = built.officers[name]
        officer.name_zh, officer.name_en = chinese, english
        officer.save()
    return built


@pytest.fixture
def sign_in(world: World, chromium: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """A page of an officer who has signed in by name and password; an error of the browser fails the test."""
    contexts = []
    troubles: list[str] = []

    def open_page(name: str = "", language: str = "zh-CN", width: int = 1366, script: bool = True) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 768},
            locale=language,
            base_url=live_server.url,
            java_script_enabled=script,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(float(os.environ.get("BROWSER_TIMEOUT_MS", "15000")))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda message: troubles.append(message.text) if _is_trouble(message) else None)
        page.goto("/login/")
        if name:
            page.fill("#id_username", name)
            page.fill("#id_password", "correct horse battery")
            page.press("#id_password", "Enter")
            page.wait_for_url("**/")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not troubles, troubles


def _is_trouble(message: Any) -> bool:
    # An answer of 4xx is reported as an error by the browser; the tests look at such pages on purpose. What a page was
    # still asking for when somebody left it is broken off, and htmx reports that as an error, too.
    no_trouble = ("the server responded with a status of 4", "htmx:sendAbort", "htmx:afterRequest")
    return message.type in ("error", "warning") and not any(one in message.text for one in no_trouble)


def settle(page: Page) -> None:
    """Leave the field one is in, and wait until the page has taken in every answer that this brought about.

    A field is looked at once it was left; the answer puts a new one in its place, and a click that lands just then
    lands beside it.
    """
    page.evaluate("document.activeElement?.blur()")
    page.locator(".htmx-request, .htmx-swapping, .htmx-settling").first.wait_for(state="detached")


def wait_until(page: Page, expression: str, argument: object = None) -> None:
    """Ask the page until the expression holds; its policy forbids an expression that waits in the page itself."""
    until = time.monotonic() + float(os.environ.get("BROWSER_TIMEOUT_MS", "15000")) / 1000
    while not page.evaluate(expression, argument):
        assert time.monotonic() < until, expression
        page.wait_for_timeout(50)


def tick(page: Page, selector: str) -> None:
    """Choose a radio button or tick a box that is drawn by its label."""
    settle(page)
    page.check(selector, force=True)
    settle(page)


def faults_of(page: Page) -> list[str]:
    """What axe-core finds that is serious or critical."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate(
        "async () => await axe.run(document, {resultTypes: ['violations'], preload: false})"
    )
    return [
        f"{one['id']}: {one['help']}: {[node['html'][:160] for node in one['nodes'][:3]]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]


def keep_picture(page: Page, name: str) -> None:
    """With a folder named in SHOTS: the whole page as a picture, for somebody to look at."""
    if folder := os.environ.get("SHOTS"):
        page.screenshot(
            path=str(Path(folder) / f"{re.sub('[^0-9A-Za-z_=-]+', '_', name)}.png"), full_page=True
        )


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    wider: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wider
