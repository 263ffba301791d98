"""The pages of the migrant certificate in a real browser: the second office, the extract, the holder's code, verification."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from casework.models import Certificate, Paper
from tests.migrant.county import FROM_HOME, ITEM, bring_to, give_powers
from tests.parity.forms import flat
from tests.world import World

from .conftest import faults_of, settle, sideways, tick

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser]
SignIn = Callable[..., "Page"]


def looked_at(page: Page, name: str) -> list[str]:
    """What is wrong with a page for axe and at both widths; with PICTURES set it is kept as a picture."""
    if os.environ.get("PICTURES"):
        page.screenshot(path=str(Path(os.environ["PICTURES"]) / f"{name}.png"), full_page=True)
    faults = faults_of(page)
    for width in (683, 1366):
        page.set_viewport_size({"width": width, "height": 768})
        if sideways(page) > 0:
            faults.append(f"wider than {width}")
    return faults


def test_no_page_of_it_has_a_serious_barrier(world: World, sign_in: SignIn, drawn_language: str) -> None:
    give_powers(world)
    asked, drafted, archived = (bring_to(stage, world) for stage in ("accepted", "drafted", "archived"))
    certificate = Certificate.objects.get(case__number=archived).identifier
    paper = Paper.objects.get(case__number=archived, kind="D26").pk
    pages = {
        "clerk": {
            "counter": f"/counter/?item={ITEM}",
            "guide": f"/items/{ITEM}/",
            "closed": f"/items/{ITEM}/?edition=2021-1",
            "procedure": f"/procedures/{ITEM}/",
            "case": f"/cases/{asked}/",
            "search": f"/cases/{asked}/search_register/",
            "extract": f"/cases/{archived}/papers/{paper}/",
            "code": f"/cases/{archived}/give_holder_code/",
        },
        "neighbour": {"worklist": "/", "enquiry": f"/cases/{asked}/enquiry/"},
        "head": {"check": f"/cases/{drafted}/issue_extract/", "drafted": f"/cases/{drafted}/"},
        "": {"verify": f"/verify/{certificate}/"},
    }
    found = {}
    for who, addresses in pages.items():
        page = sign_in(who, language=drawn_language)
        for name, address in addresses.items():
            page.goto(address)
            found[name] = looked_at(page, f"{name}-{drawn_language[:2]}")
    assert not {name: faults for name, faults in found.items() if faults}


def test_the_second_office_answers_and_the_holder_shows_what_it_says(world: World, sign_in: SignIn) -> None:
    give_powers(world)
    number = bring_to("accepted", world)
    page = sign_in("neighbour")
    page.click(f"a[href='/cases/{number}/enquiry/']")
    for name, value in flat(FROM_HOME):
        if name.endswith(".result"):
            tick(page, f"[name='{name}'][value='{value}']")
        else:
            page.fill(f"[name='{name}']", str(value))
    settle(page)
    page.click(".act-bar .btn.main")
    page.wait_for_url("**/")
    assert page.locator(f"a[href='/cases/{number}/enquiry/']").count() == 0
    served = bring_to("served", world)
    clerk = sign_in("clerk")
    clerk.goto(f"/cases/{served}/give_holder_code/")
    tick(clerk, "[name='own_wish']")
    clerk.click(".act-form .act-bar .btn.main")
    clerk.wait_for_selector("#code-title")
    code = clerk.locator("p.mono").inner_text()
    assert not looked_at(clerk, "told-once")
    anybody = sign_in()
    anybody.goto(f"/verify/{Certificate.objects.get(case__number=served).identifier}/")
    assert not looked_at(anybody, "verify-with-code")
    anybody.fill("#code", "2222-2222-2222")
    anybody.press("#code", "Enter")
    anybody.wait_for_selector("#code-error")
    assert not looked_at(anybody, "verify-wrong")
    anybody.fill("#code", code)
    anybody.press("#code", "Enter")
    anybody.wait_for_selector("#content-title")
    assert "林晓雯" in anybody.inner_text("main")
    assert not looked_at(anybody, "verify-opened")
