"""A clerk's work without a mouse: what is done here is done by keys alone, from the sign-in on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ruamel.yaml import YAML

from approvals.catalogue import load_items
from casework.models import Case, OfficePower, Paper, PowerKind
from tests.items.test_new_item import one_child_family
from tests.world import MONDAY, MOTHER_ID, World

from .conftest import wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser]
SignIn = Callable[..., "Page"]
COUNT_PRINTS = """() => {
  window.print = () => sessionStorage.setItem("printed", 1 + Number(sessionStorage.getItem("printed")));
}"""


# Whether so many items are shown in the list.
LISTED = """(number) => [...document.querySelectorAll("#item-list li")]
  .filter((one) => one.checkVisibility()).length === number"""


@pytest.fixture
def two_items(world: World, tmp_path: Path) -> None:
    """A second item at the counter, so that one has to be found."""
    data = one_child_family()
    with (tmp_path / "support_registration.yaml").open("w", encoding="utf-8") as file:
        YAML(typ="safe", pure=True).dump(data, file)
    load_items(tmp_path)
    OfficePower.objects.create(
        office=world.offices["LT"],
        item=data["slug"],
        kind=PowerKind.DECIDE,
        basis="RK",
        valid_from=MONDAY.date(),
    )


def tab_to(page: Page, words: str, most: int = 40) -> None:
    """Press Tab until the focus stands on what says so."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if words in page.evaluate("document.activeElement.innerText || document.activeElement.id"):
            return
    raise AssertionError(f"{words} isn't reached with Tab")


def focused(page: Page) -> str:
    """The id of what has the focus."""
    found: str = page.evaluate("document.activeElement.id")
    return found


def fill_in_by_keys(page: Page) -> None:
    """The whole form of a birth registration, field after field."""
    keys = page.keyboard
    assert focused(page) == "f-applicant-identifier"
    for typed in (MOTHER_ID, "林晓雯", "13712346208", "419923104207"):
        keys.insert_text(typed)
        keys.press("Enter")
    keys.press("Space")  # not yet born
    keys.press("Enter")
    assert focused(page) == "f-form-birth_month"
    for typed in ("02", "2027"):  # the browser of the tests speaks English: the month first
        keys.type(typed)
        keys.press("ArrowRight")
    for key in ("Enter", "Space", "Enter", "Space"):  # printed at once; declared true
        keys.press(key)


def test_a_clerk_files_an_application_and_prints_the_receipt_by_keyboard_alone(
    world: World, two_items: None, sign_in: SignIn
) -> None:
    page = sign_in()
    page.add_init_script(f"({COUNT_PRINTS})()")
    keys = page.keyboard
    for typed, key in (("clerk", "Tab"), ("correct horse battery", "Enter")):
        keys.type(typed)
        keys.press(key)
    page.wait_for_selector(".p-worklist")
    tab_to(page, "收件")
    keys.press("Enter")
    page.wait_for_selector("#item-list")
    # The initials stand in those of registration at the residence, too; typed whole they mean one, and Enter takes it.
    assert focused(page) == "find"
    keys.type("sydj")
    wait_until(page, LISTED, 2)
    keys.press("Enter")
    page.wait_for_selector(".item-chosen:has-text('生育登记')")
    fill_in_by_keys(page)
    page.wait_for_selector("text=没有重复")
    assert "还差 1：" in page.inner_text("[data-missing]")
    keys.press("F4")
    keys.press("ArrowDown")  # what was shown: the first of the list
    tab_to(page, "f-materials-identity-original_seen")
    keys.press("Space")
    for statement in ("本人户籍在柳塘镇。", "本人住在柳塘镇。"):
        tab_to(page, "现在书面承诺")
        keys.press("Enter")
        keys.press("Tab")
        keys.press("Tab")
        keys.insert_text(statement)
    keys.press("F7")
    keys.press("Space")
    page.wait_for_selector("[data-missing]:has-text('提交后取号')")
    keys.press("F9")
    page.wait_for_selector("text=查询码")
    wait_until(page, "sessionStorage.getItem('printed') === '1'")
    assert "F9" in page.evaluate("document.activeElement.innerText")
    keys.press("F9")
    wait_until(page, "sessionStorage.getItem('printed') === '2'")
    with page.expect_download() as loading:
        keys.press("F2")
    case = Case.objects.get()
    receipt = Paper.objects.get(case=case, kind="D01")
    assert loading.value.suggested_filename == f"{receipt.number}.pdf"
    assert case.state == "received"
    assert case.materials.get(code="identity").state == "provided"
    keys.press("F8")  # the next visitor
    page.wait_for_selector("#find:focus")
    assert page.locator("#f-applicant-name").count() == 0


def test_an_item_that_nobody_has_heard_of_is_not_found(
    world: World, two_items: None, sign_in: SignIn
) -> None:
    page = sign_in("clerk")
    page.goto("/counter/")
    page.wait_for_selector("#find:focus")
    # 扶助, and 复制 of one's own data.
    for typed, left in (("fz", 2), ("扶助", 1), ("jzdsydj", 1), ("xqqx", 0)):
        page.keyboard.type(typed)
        wait_until(page, LISTED, left)
        page.keyboard.press("Control+a")
        page.keyboard.press("Delete")
