"""Every page of the hall, in both languages: nothing serious for axe at 200 %, nothing that scrolls sideways at 1366 px."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import TimeoutError

from approvals.procedures.registration_2026_2 import RegistrationSeptember2026
from casework.engine.act import acts
from tests.world import World

from .conftest import IN_BOTH, LANGUAGES, faults_of, keep_picture, sideways, tick
from .hall import build_hall
from .pages import FORMS, IN_A_STORY, NO_FORM, NO_PAGE, PAGES, looks, route_names

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser]
SignIn = Callable[..., "Page"]
WIDE = {"width": 1366, "height": 768}
# A window of 1366 by 768 at 200 %.
ENLARGED = {"width": 683, "height": 384}
WHEN_SOMETHING_FAILED = ("errors/400.html", "errors/500.html", "registration/locked.html")


def test_every_page_and_every_form_stands_in_the_list() -> None:
    assert set(PAGES) | set(NO_PAGE) | set(IN_A_STORY) == route_names()
    assert not set(PAGES) & set(NO_PAGE)
    procedure = RegistrationSeptember2026
    assert set(FORMS) | set(NO_FORM) == set(procedure.acts()) - {"receive"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_has_a_serious_barrier_or_scrolls_sideways(
    world: World, sign_in: SignIn, language: str, request: pytest.FixtureRequest
) -> None:
    hall = build_hall(world)
    # Each page in one of the languages, in turn from where the seed of the run says.
    drawn = int(request.config.getoption("randomly_seed", 0))
    screens: dict[str, Page] = {}
    wrong: list[str] = []
    for place, look in enumerate(looks(hall), start=drawn):
        if not IN_BOTH and LANGUAGES[place % len(LANGUAGES)] != language:
            continue
        if look.officer not in screens:
            screens[look.officer] = sign_in(look.officer, language=language)
        page = screens[look.officer]
        page.set_viewport_size(WIDE)
        answer = page.goto(look.address)
        assert answer is not None
        if answer.status != (look.status or answer.status):
            wrong.append(f"{look}: answers {answer.status}")
        try:
            if look.then:
                look.then(page, hall)
        except TimeoutError as error:
            wrong.append(f"{look}: {error}")
            continue
        keep_picture(page, f"{language[:2]} {look}")
        wrong += [f"{look}: {fault}" for fault in _what_is_wrong(page, look.shows)]
    assert not wrong, "\n".join(wrong)


def _what_is_wrong(page: Page, shows: str) -> list[str]:
    wrong = [] if page.locator(shows).count() else [f"shows no {shows}"]
    if sideways(page) > 0:
        wrong.append(f"{sideways(page)} px wider than {WIDE['width']}")
    page.set_viewport_size(ENLARGED)
    if sideways(page) > 0:
        wrong.append(f"{sideways(page)} px wider than {ENLARGED['width']}")
    return wrong + faults_of(page)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_no_page_for_what_failed_has_a_serious_barrier(sign_in: SignIn, language: str) -> None:
    # Nobody gets there on purpose: each is drawn as the server draws it, and put into the browser.
    page = sign_in()
    wrong = {}
    for name in WHEN_SOMETHING_FAILED:
        with translation.override(language):
            page.set_content(render_to_string(name, {"minutes": 15}))
        wrong[name] = _what_is_wrong(page, "h1")
        page.set_viewport_size(WIDE)
    assert not any(wrong.values()), wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_rating_a_service_has_no_serious_barrier(world: World, sign_in: SignIn, language: str) -> None:
    received = world.receive()
    for act in ("accept", "register"):
        acts[act].perform(case_number=received.case_number, by=world.by("clerk"))
    page = sign_in(language=language)
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"/rate/?number={received.case_number}")
    page.fill("#f-code", received.secrets["query_code"])
    page.press("#f-code", "Enter")
    page.wait_for_selector("#rate-title")
    assert not faults_of(page)
    assert sideways(page) <= 0
    page.click(".btn.main")
    page.wait_for_selector(".errors")
    assert not faults_of(page)
    tick(page, "input[name=grade][value=very_bad]")
    tick(page, "input[name=may_call]")
    page.click(".btn.main")
    page.wait_for_selector("#thanks-title")
    assert not faults_of(page)
    assert sideways(page) <= 0


def test_a_barrier_would_be_found(world: World, sign_in: SignIn) -> None:
    page = sign_in()
    page.evaluate("document.querySelector('label').remove()")
    page.evaluate("document.body.style.setProperty('min-width', '2000px')")
    assert any(fault.startswith("label") for fault in faults_of(page))
    assert sideways(page) > 0
