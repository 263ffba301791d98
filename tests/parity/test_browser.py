"""Whole cases in a real browser, and the same cases by the interface: the same entries in the ledger."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from casework.models import Case
from tests.browser import conftest as browser
from tests.world import World, application, resident_id

from .doors import Interface
from .forms import flat
from .journeys import JOURNEYS, account

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser]
world = browser.world
sign_in = browser.sign_in
SignIn = Callable[..., "Page"]


class Screens:
    """A browser for each officer. Everything is done by what the screen shows."""

    def __init__(self, open_page: SignIn) -> None:
        self.open_page = open_page
        self.pages: dict[str, Page] = {}

    def page(self, who: str) -> Page:
        """The screen at which that officer has signed in."""
        if who not in self.pages:
            self.pages[who] = self.open_page(who)
        return self.pages[who]

    def receive(self, who: str, at: str, office: str, given: Mapping[str, Any]) -> str:
        page = self.page(who)
        page.goto("/counter/")
        for part in page.locator("details.derive").all():
            if part.get_attribute("open") is None:
                part.locator("summary").click()
        for name, value in flat(given):
            _fill(page, name, value)
        page.wait_for_load_state("networkidle")
        page.click(".act-bar .btn.main")
        page.wait_for_selector("text=查询码")
        return page.locator(".received .num").inner_text()

    def act(self, who: str, number: str, act: str, given: Mapping[str, Any]) -> None:
        page, path = self.page(who), f"/cases/{number}/{act}/"
        page.goto(f"/cases/{number}/")
        before = Case.objects.get(number=number).event_seq
        at_once = page.locator(f"form[action='{path}'] button")
        if at_once.count():
            at_once.first.click()
        else:
            page.click(f"a[href='{path}']")
            for name, value in flat(given):
                _fill(page, name, value)
            page.click(".act-form .act-bar .btn.main")
        asks = page.locator("dialog[open] [data-confirms]")
        if page.locator("dialog[open]").count():
            asks.click()
        page.wait_for_selector("text=已办理")
        assert Case.objects.get(number=number).event_seq == before + 1


def _fill(page: Page, name: str, value: Any) -> None:
    fields = page.locator(f"[name='{name}']")
    kind = fields.first.get_attribute("type")
    if kind == "radio":
        page.check(f"[name='{name}'][value='{value}']", force=True)
        page.wait_for_load_state("networkidle")  # what hangs on the choice is drawn
    elif kind == "checkbox":
        fields.first.set_checked(bool(value), force=True)
    elif fields.first.evaluate("one => one.tagName") == "SELECT":
        fields.first.select_option(str(value))
    else:
        fields.first.fill(str(value))


@pytest.mark.parametrize("name", ["favourable", "refusal"])
def test_the_browser_and_the_interface_leave_the_same_entries(
    world: World, sign_in: SignIn, name: str
) -> None:
    journey = JOURNEYS[name]
    by_screen = journey.go(Screens(sign_in))
    by_program = journey.go(Interface(world), applicant={"identifier": resident_id(7)})
    assert account(by_screen) == account(by_program)


def test_the_acceptor_reads_why_the_adverse_decision_is_somebody_elses(world: World, sign_in: SignIn) -> None:
    screens, program = Screens(sign_in), Interface(world)
    number = program.receive("clerk", "LT", "LT", application())
    for who, act, given in JOURNEYS["refusal"].acts[:2]:
        program.act(who, number, act, given)
    page = screens.page("clerk")
    page.goto(f"/cases/{number}/")
    told = page.inner_text(".attention")
    assert "为什么不能办理" in told
    assert "您在本件中的角色与这一步不相容" in told
    assert not page.locator(f"a[href='/cases/{number}/refuse/']").is_visible()
    answer = program.post("clerk", f"cases/{number}/acts/refuse/", {"input": {}})
    assert answer.status_code == 403
    assert "EX-12" in [one["code"] for one in answer.json()["reasons"]]
