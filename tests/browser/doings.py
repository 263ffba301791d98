"""What is done on a page of the hall before it is looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.world import FATHER_ID

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from .hall import Hall

Doing = Callable[["Page", "Hall"], object]


def send(page: Page, hall: Hall) -> None:
    """Send the form as it is: empty where it asks for something."""
    page.click(".act-bar .btn.main, form button.main >> nth=0")
    page.wait_for_selector("#errors, dialog[open]")


def press_question_mark(page: Page, hall: Hall) -> None:
    page.keyboard.press("?")
    page.wait_for_selector("dialog[open]")


def tick_all_and_preview(page: Page, hall: Hall) -> None:
    page.check("[data-tick-all]")
    page.select_option("#batch-act", "accept")
    page.click(".batch-bar button >> nth=0")
    page.wait_for_selector(".p-batch .act-bar")


def preview_nothing(page: Page, hall: Hall) -> None:
    page.click(".batch-bar button >> nth=0")
    page.wait_for_selector("#words-title")


def tick_all_and_accept(page: Page, hall: Hall) -> None:
    tick_all_and_preview(page, hall)
    page.click(".act-bar .btn.main")
    page.wait_for_selector("#done-title")


def unfold_all(page: Page, hall: Hall) -> None:
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true })")


def derive(page: Page, hall: Hall) -> None:
    page.locator("[data-derive]").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("tr.detail >> visible=true")


def unmask(page: Page, hall: Hall) -> None:
    page.click(".unmask summary")
    page.fill("#purpose", "核对登记单")
    page.press("#purpose", "Enter")
    page.wait_for_url("**/unmask/")


def unmask_without_purpose(page: Page, hall: Hall) -> None:
    page.click(".unmask summary")
    page.click(".unmask button")
    page.wait_for_selector("#purpose-error")


def preview_on_its_own(page: Page, hall: Hall) -> None:
    """The papers of an act without the form beside them, as a browser without script shows them."""
    page.evaluate(
        """() => {
          const form = document.querySelector("#act-form, #review");
          form.action = form.ownerDocument.location.pathname + "preview/";
          HTMLFormElement.prototype.submit.call(form);
        }"""
    )
    page.wait_for_url("**/preview/")


def progress_of(case: str) -> Doing:
    def ask(page: Page, hall: Hall) -> None:
        page.fill("#f-code", hall.codes[case])
        page.press("#f-code", "Enter")
        page.wait_for_selector("#turn-title")

    ask.__name__ = f"progress_of_{case}"
    return ask


def wrong_code(page: Page, hall: Hall) -> None:
    page.fill("#f-code", "WRONG-WRONG-WR")
    page.press("#f-code", "Enter")
    page.wait_for_selector("#errors")


def wrong_password(page: Page, hall: Hall) -> None:
    page.fill("#id_username", "clerk")
    page.fill("#id_password", "wrong")
    page.press("#id_password", "Enter")
    page.wait_for_selector("[role=alert], .errors, .error")


def verify(case: str) -> Doing:
    def ask(page: Page, hall: Hall) -> None:
        identifier = hall.certificate(case)
        page.fill("#identifier", identifier)
        page.press("#identifier", "Enter")
        page.wait_for_url(f"**/verify/{identifier}/")

    ask.__name__ = f"verify_{case}"
    return ask


def search_for(words: str) -> Doing:
    def ask(page: Page, hall: Hall) -> None:
        page.fill(".find-case input[type=search]", words)
        page.press(".find-case input[type=search]", "Enter")
        page.wait_for_selector("#found-title")

    ask.__name__ = f"search_for_{words}"
    return ask


def choose(way: str) -> Doing:
    def pick(page: Page, hall: Hall) -> None:
        page.check(f"input[name=way][value={way}]", force=True)
        page.wait_for_load_state("networkidle")

    pick.__name__ = f"choose_{way}"
    return pick


def take_in(page: Page, hall: Hall) -> None:
    """A whole application, to look at the page with the receipt."""
    for name, value in (
        ("applicant-identifier", FATHER_ID),
        ("applicant-name", "赵立新"),
        ("applicant-phone", "13712346208"),
        ("applicant-division_code", "419923104207"),
        ("form-birth_month", "2027-02"),
    ):
        if name == "form-birth_month":
            page.check("input[name='form.stage'][value=expected]", force=True)
        page.fill(f"#f-{name}", value)
    page.check("input[name='form.delivery'][value=print]", force=True)
    page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true })")
    page.wait_for_load_state("networkidle")
    page.check("#f-form-declared_true", force=True)
    page.select_option("#f-materials-identity-document", "identity_card")
    for code in ("household", "residence"):
        page.fill(f"#f-materials-{code} textarea", "本人户籍在柳塘镇河口村。")
    page.check("#f-materials-identity-original_seen", force=True)
    page.check("#f-privacy_notice", force=True)
    page.wait_for_load_state("networkidle")
    page.click(".act-bar .btn.main")
    page.wait_for_selector(".received")
