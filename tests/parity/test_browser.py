"""Whole cases in a real browser, and the same cases by the interface: the same entries in the ledger."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from casework.models import Case
from tests.browser import conftest as browser
from tests.migrant.county import ITEM as MIGRANT
from tests.migrant.county import application as application_for_extract
from tests.migrant.county import give_powers
from tests.migrant.test_parity import JOURNEYS as EXTRACTS
from tests.vouchers.county import VOUCHER, asking, with_providers
from tests.vouchers.test_parity import JOURNEYS as VOUCHERS
from tests.world import ITEM, World, application, resident_id

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
# The home township finds what it is asked in its worklist, not in the case, and comes back there; a code that is told once
# stands where else it says that an act is done.
ELSEWHERE = {"answer_enquiry": "enquiry"}
SAID = {"answer_enquiry": ".p-worklist", "issue_voucher": ".received .idn"}
GRANTED_AND_NOT = (
    (MIGRANT, "to the file"),
    (MIGRANT, "refused"),
    (VOUCHER, "to the file"),
    (VOUCHER, "thought better of at the counter"),
)


class Screens:
    """A browser for each officer. Everything is done by what the screen shows."""

    def __init__(self, open_page: SignIn, item: str = ITEM) -> None:
        self.open_page = open_page
        self.item = item
        self.pages: dict[str, Page] = {}

    def page(self, who: str) -> Page:
        """The screen at which that officer has signed in."""
        if who not in self.pages:
            self.pages[who] = self.open_page(who)
        return self.pages[who]

    def receive(self, who: str, at: str, office: str, given: Mapping[str, Any]) -> str:
        page = self.page(who)
        page.goto(f"/counter/?item={self.item}&receiving_office={at}")
        for part in page.locator("details.derive").all():
            if part.get_attribute("open") is None:
                part.locator("summary").click()
        for name, value in flat(given):
            _fill(page, name, value)
        browser.settle(page)
        page.click(".act-bar .btn.main")
        page.wait_for_selector("text=查询码")
        return page.locator(".received .num").inner_text()

    def act(self, who: str, number: str, act: str, given: Mapping[str, Any]) -> None:
        page, path = self.page(who), f"/cases/{number}/{ELSEWHERE.get(act, act)}/"
        page.goto("/" if act in ELSEWHERE else f"/cases/{number}/")
        before = Case.objects.get(number=number).event_seq
        at_once = page.locator(f"form[action='{path}'] button")
        if at_once.count():
            at_once.first.click()
        else:
            page.click(f"a[href='{path}']")
            for name, value in flat(given):
                _fill(page, name, value)
            page.click("main form .act-bar .btn.main")
        asks = page.locator("dialog[open] [data-confirms]")
        if page.locator("dialog[open]").count():
            asks.click()
        page.wait_for_selector(SAID.get(act, "text=已办理"))
        assert Case.objects.get(number=number).event_seq == before + 1


def _fill(page: Page, name: str, value: Any) -> None:
    several, _dot, row = name.rpartition(".")
    box = page.locator(f"[type=checkbox][name='{several}'][value='{value}']")
    if row.isdecimal() and box.count():
        browser.settle(page)
        box.set_checked(True, force=True)
        return
    fields = page.locator(f"[name='{name}']")
    kind = fields.first.get_attribute("type")
    if kind == "radio":
        browser.tick(page, f"[name='{name}'][value='{value}']")
    elif kind == "checkbox":
        browser.settle(page)
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


@pytest.mark.parametrize(("item", "name"), GRANTED_AND_NOT)
def test_an_extract_and_a_voucher_too_granted_and_not(
    world: World, sign_in: SignIn, item: str, name: str
) -> None:
    if item == MIGRANT:
        give_powers(world)
        form, journey, ends = EXTRACTS[name]
        given = application_for_extract(form=form)
    else:
        with_providers(world)
        changed, journey, ends = VOUCHERS[name]
        given = asking(**changed)
    told = []
    for serial, door in enumerate((Screens(sign_in, item), Interface(world, item)), start=11):
        person = {**given["applicant"], "identifier": resident_id(serial)}
        number = door.receive("clerk", "LT", "LT", {**given, "applicant": person})
        for who, act, typed in journey:
            door.act(who, number, act, typed)
        assert Case.objects.get(number=number).state == ends
        told.append(account(number))
    assert len(told[0]["entries"]) == len(journey) + 1
    assert told[0] == told[1]


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
