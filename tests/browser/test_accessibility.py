"""Every page, in both languages and at two widths: nothing serious for axe, nothing that scrolls sideways."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from casework.engine.act import acts
from casework.models import Paper
from tests.world import World, resident_id

from .conftest import faults_of, sideways

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser]
SignIn = Callable[..., "Page"]


@pytest.fixture
def cases(world: World) -> dict[str, str]:
    """A case in each of the states that look different."""

    def do(number: str, act: str, by: str = "clerk", **given: Any) -> None:
        acts[act].perform(case_number=number, by=world.by(by), **given)

    names = ("received", "correcting", "proposed", "served", "offered")
    found = {
        name: world.receive(applicant={"identifier": resident_id(at + 1), "name": "林晓雯"}).case_number
        for at, name in enumerate(names)
    }
    do(found["correcting"], "request_correction", missing=[{"what": "form", "how": "请写明。"}])
    for name in ("proposed", "served", "offered"):
        do(found[name], "accept")
    do(found["proposed"], "propose_refusal", ground="duplicate", facts="已登记。", reasons="重复。")
    do(found["served"], "register")
    do(
        found["served"],
        "serve",
        way="in_person",
        served_on="2026-11-16",
        place="窗口",
        receiver="本人",
    )
    do(found["offered"], "hand_over", to="colleague", reason="外出培训。")
    return found


def _pages(cases: dict[str, str]) -> list[tuple[str, str]]:
    """(officer, address) of every kind of page."""
    paper = Paper.objects.filter(case__number=cases["correcting"]).last()
    assert paper is not None
    return [
        ("", "/progress/"),
        ("clerk", "/"),
        ("clerk", "/?view=applicant"),
        ("admin", "/"),
        ("clerk", "/counter/"),
        ("hall", "/counter/"),
        ("village", "/counter/"),
        ("clerk", "/find/"),
        ("clerk", "/password/"),
        ("clerk", "/nowhere/"),
        *[("clerk", f"/cases/{number}/") for number in cases.values()],
        ("colleague", f"/cases/{cases['offered']}/"),
        ("auditor", f"/cases/{cases['served']}/"),
        ("clerk", f"/cases/{cases['received']}/request_correction/"),
        ("clerk", f"/cases/{cases['received']}/take_material/"),
        ("clerk", f"/cases/{cases['received']}/decline/"),
        ("clerk", f"/cases/{cases['correcting']}/supplement/"),
        ("clerk", f"/cases/{cases['proposed']}/refuse/"),
        ("head", f"/cases/{cases['proposed']}/refuse/"),
        ("clerk", f"/cases/{cases['offered']}/withdraw/"),
        ("clerk", f"/cases/{cases['proposed']}/hand_over/"),
        ("clerk", f"/cases/{cases['proposed']}/who/?act=refuse"),
        ("clerk", f"/cases/{cases['correcting']}/papers/{paper.pk}/"),
    ]


@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
def test_no_page_has_a_serious_barrier_or_scrolls_sideways(
    world: World, cases: dict[str, str], sign_in: SignIn, language: str
) -> None:
    found: dict[str, Any] = {}
    screens = {"": sign_in(language=language)}
    faults = faults_of(screens[""])
    if faults or sideways(screens[""]):
        found["/login/"] = faults
    for officer, address in _pages(cases):
        if officer not in screens:
            screens[officer] = sign_in(officer, language=language)
        page = screens[officer]
        page.goto(address)
        faults = faults_of(page)
        page.set_viewport_size({"width": 683, "height": 768})
        narrow = sideways(page)
        page.set_viewport_size({"width": 1366, "height": 768})
        if faults or narrow > 0 or sideways(page) > 0:
            found[f"{officer} {address}"] = (faults, narrow, sideways(page))
    assert not found, "\n".join(f"{key}: {value}" for key, value in found.items())


@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
def test_pages_that_say_no_have_no_serious_barrier(
    world: World, cases: dict[str, str], sign_in: SignIn, language: str
) -> None:
    page = sign_in("clerk", language=language)
    page.goto("/counter/")
    page.click(".act-bar .btn.main")
    page.wait_for_selector("#errors")
    assert not faults_of(page)
    page.goto(f"/cases/{cases['received']}/decline/")
    page.check("input[name=ground][value=no_application_matter]")
    page.click(".act-bar .btn.main")
    page.wait_for_selector("dialog[open]")
    assert not faults_of(page)
    page.goto("/")
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")
    assert not faults_of(page)


@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
def test_the_answer_to_an_applicant_has_no_serious_barrier(
    world: World, sign_in: SignIn, language: str
) -> None:
    received = world.receive()
    acts["request_correction"].perform(
        case_number=received.case_number,
        by=world.by("clerk"),
        missing=[{"what": "identity", "how": "请带户口簿。"}],
    )
    page = sign_in(language=language)
    page.goto(f"/progress/?number={received.case_number}")
    page.fill("#f-code", "WRONG-WRONG-WR")
    page.press("#f-code", "Enter")
    page.wait_for_selector("#errors")
    assert not faults_of(page)
    page.fill("#f-code", received.secrets["query_code"])
    page.press("#f-code", "Enter")
    page.wait_for_selector("#turn-title")
    assert not faults_of(page)
    page.set_viewport_size({"width": 683, "height": 768})
    assert sideways(page) <= 0


def test_a_barrier_would_be_found(world: World, sign_in: SignIn) -> None:
    page = sign_in()
    page.evaluate("document.querySelector('label').remove()")
    page.evaluate("document.body.style.setProperty('min-width', '2000px')")
    assert any(fault.startswith("label") for fault in faults_of(page))
    assert sideways(page) > 0
