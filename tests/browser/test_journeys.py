"""Whole cases, worked by officers in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from audit.ledger.models import Event
from casework.engine.act import acts
from casework.models import Case, Paper
from tests.browser.conftest import settle, tick
from tests.world import MOTHER_ID, World

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser]
SignIn = Callable[..., "Page"]


def take_in(page: Page, *, script: bool = True, scan: Callable[[], None] | None = None) -> str:
    """Take in a birth registration at the counter, with scans if there are any; the number of the case."""
    page.click("nav a:has-text('收件')")
    page.select_option("#f-applicant-identifier_kind", "resident_id")
    page.fill("#f-applicant-identifier", MOTHER_ID)
    page.fill("#f-applicant-name", "林晓雯")
    if script:
        page.wait_for_selector("text=校验通过")
    page.fill("#f-applicant-phone", "13712346208")
    page.fill("#f-applicant-division_code", "419923104207")
    tick(page, "input[name='form.stage'][value=expected]")
    page.fill("#f-form-birth_month", "2027-02")
    tick(page, "input[name='form.delivery'][value=print]")
    if script:
        page.wait_for_selector("text=没有重复")
    tick(page, "#f-form-declared_true")
    page.select_option("#f-materials-identity-document", "identity_card")
    page.check("#f-materials-identity-original_seen")
    for code in ("household", "residence"):
        part = page.locator(f"#f-materials-{code}")
        part.locator("summary").click()
        part.locator("textarea").fill("本人户籍和住所在柳塘镇河口村。")
    if scan:
        scan()
    page.check("#f-privacy_notice")
    settle(page)
    page.click(".act-bar .btn.main")
    page.wait_for_selector("text=查询码")
    number = page.locator(".received .num").inner_text()
    page.click("text=打开办件")
    return number


def do(page: Page, act: str) -> None:
    """Press an act on the page of the case."""
    page.click(f".acts >> text='{act}'")


def serve(page: Page) -> None:
    """Record that the decision was handed over today."""
    do(page, "送达")
    tick(page, "input[name=way][value=in_person]")
    page.fill("#f-served_on", "2026-11-16")
    page.fill("#f-place", "柳塘镇窗口")
    page.fill("#f-receiver", "本人")
    page.check("input[name=received_as][value=addressee]", force=True)
    page.check("#f-signed", force=True)
    page.click(".act-bar .btn.main")
    page.wait_for_selector("text=已办理：送达")


@pytest.mark.parametrize("script", [True, False])
def test_a_registration_from_the_sign_in_to_the_closed_file(
    world: World, sign_in: SignIn, script: bool
) -> None:
    page = sign_in("clerk", script=script)
    number = take_in(page, script=script)
    do(page, "受理")
    page.wait_for_selector("text=已办理：受理")
    do(page, "准予登记")
    if script:
        page.click("dialog[open] [data-confirms]")
    page.wait_for_selector("text=已办理：准予登记")
    serve(page)
    do(page, "归档")
    page.wait_for_selector("text=本件已经办结")
    assert Case.objects.get(number=number).state == "archived"
    told = list(Event.objects.order_by("case_seq").values_list("kind", "channel", "case_seq"))
    assert told == [
        (kind, "web", at)
        for at, kind in enumerate(("receive", "accept", "register", "serve", "archive"), start=1)
    ]


def test_a_correction_told_once_in_two_rows(world: World, sign_in: SignIn) -> None:
    page = sign_in("clerk")
    number = take_in(page)
    do(page, "一次告知补正")
    page.select_option("[id='f-missing-0-what']", "form")
    page.fill("[id='f-missing-0-how']", "请写明预产年月。")
    page.click("[data-repeat-add]")
    page.select_option("[id='f-missing-1-what']", "identity")
    page.fill("[id='f-missing-1-how']", "请带户口簿。")
    page.click(".act-bar .btn.main")
    page.wait_for_selector("text=等申请人")
    do(page, "收取补正")
    page.fill("#f-materials-residence-statement", "本人住在柳塘镇。")
    page.click(".act-bar .btn.main")
    page.wait_for_selector("text=已办理：收取补正")
    do(page, "受理")
    page.wait_for_selector("text=已办理：受理")
    case = Case.objects.get(number=number)
    assert (case.state, str(case.correction_told_on)) == ("accepted", "2026-11-16")


def test_an_application_that_is_not_accepted(world: World, sign_in: SignIn) -> None:
    page = sign_in("clerk")
    take_in(page)
    do(page, "不予受理")
    page.check("input[name=ground][value=no_application_matter]")
    page.fill("#f-facts", "申请的不是本机关的事项。")
    page.click(".act-bar .btn.main")
    page.click("dialog[open] [data-closes]")
    assert Case.objects.get().state == "received"
    page.click(".act-bar .btn.main")
    page.click("dialog[open] [data-confirms]")
    page.wait_for_selector("text=已办理：不予受理")
    page.click("text=不予受理决定书 >> nth=-1")
    page.wait_for_selector(".paper .remedy")
    page.go_back()
    serve(page)
    assert Case.objects.get().outcome == "not_accepted"


def test_a_refusal_by_the_approver_after_one_return(world: World, sign_in: SignIn) -> None:
    clerk = sign_in("clerk")
    number = take_in(clerk)
    do(clerk, "受理")
    for facts in ("同一事项已经登记。", "同一事项已于 2026-10-09 登记。"):
        do(clerk, "提出不予意见")
        clerk.check("input[name=ground][value=identity_not_established]")
        clerk.fill("#f-facts", facts)
        clerk.fill("#f-reasons", "无需重复登记。")
        clerk.click(".act-bar .btn.main")
        clerk.wait_for_selector("text=为什么不能办理")
        assert "您在本件中的角色与这一步不相容" in clerk.inner_text(".attention")
        head = sign_in("head")
        head.goto(f"/cases/{number}/")
        if facts.startswith("同一事项已经"):
            do(head, "退回承办人")
            head.fill("#f-comment", "请写明登记日期。")
            head.click(".act-bar .btn.main")
            head.wait_for_selector("text=已办理：退回承办人")
            clerk.goto(f"/cases/{number}/")
    do(head, "不予决定")
    assert head.input_value("#f-facts") == "同一事项已于 2026-10-09 登记。"
    head.fill("#f-particulars-checks_made", "核对证件并查询户籍信息。")
    assert head.locator("#f-particulars-earlier_registration").is_hidden()
    head.fill("#f-evidence", "登记库查询结果。")
    head.fill("#f-statement_handling", "申请人没有陈述。")
    head.click(".act-bar .btn.main")
    head.click("dialog[open] [data-confirms]")
    head.wait_for_selector("text=已办理：不予决定")
    assert "请写明登记日期。" in head.inner_text(".opinions")
    assert Paper.objects.get(kind="D06").issued_by == world.officers["head"]


def test_the_keys_of_the_worklist(world: World, sign_in: SignIn) -> None:
    first = world.receive().case_number
    second = world.receive(form={"birth_month": "2027-03"}).case_number
    page = sign_in("clerk")
    page.keyboard.press("j")
    page.keyboard.press("d")
    assert page.locator("tr.detail").first.is_visible()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/cases/{second}/")
    page.goto("/?view=pool")
    page.keyboard.press("/")
    page.keyboard.type("t")
    assert page.input_value(".find-case input[type=search]") == "t"
    page.goto("/?view=pool")
    page.keyboard.press("t")
    page.wait_for_url(f"**/cases/{first}/")
    page.click(".crumb a:has-text('第 1 行')")
    page.wait_for_url("**/?view=pool#row-1")
    page.wait_for_selector("#row-1.cur")


def test_several_cases_are_ticked_and_accepted_by_keyboard(world: World, sign_in: SignIn) -> None:
    for month in ("2027-02", "2027-03"):
        world.receive(form={"birth_month": month})
    page = sign_in("clerk")
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    assert page.inner_text("[data-ticked]") == "2 件已选"
    page.select_option("#batch-act", "accept")
    page.click("text=预览办理结果")
    page.wait_for_selector("text=将办理 2 件")
    page.keyboard.press("F9")
    page.wait_for_selector("text=共 2 件，已办理 2 件")
    assert set(Case.objects.values_list("state", flat=True)) == {"accepted"}


def test_how_a_date_was_found_is_shown_on_the_way_and_goes_with_escape(world: World, sign_in: SignIn) -> None:
    world.receive()
    page = sign_in("clerk")
    page.hover("[data-tip]")
    page.wait_for_selector(".tip:has-text('如何算出')")
    page.keyboard.press("Escape")
    page.wait_for_selector(".tip", state="detached")
    page.focus("[data-derive]")
    page.wait_for_selector(".tip")


def test_a_shift_is_closed_and_countersigned(world: World, sign_in: SignIn) -> None:
    number = world.receive().case_number
    acts["accept"].perform(case_number=number, by=world.by("clerk"))
    page = sign_in("clerk")
    page.click("text=交班")
    page.select_option("#f-to", "colleague")
    page.fill("#f-reason", "交班，请接着办。")
    page.keyboard.press("F9")
    page.wait_for_selector("text=已移交陆文博，尚未答复")
    colleague = sign_in("colleague")
    colleague.click("text=查看并会签")
    colleague.wait_for_selector("text=会签接手 1 件")
    colleague.keyboard.press("F9")
    colleague.wait_for_selector("text=将办理 1 件")
    colleague.keyboard.press("F9")
    colleague.wait_for_selector("text=共 1 件，已办理 1 件")
    assert Case.objects.get().holder == world.officers["colleague"]
    page.reload()
    page.wait_for_selector("text=陆文博已接手")


def test_a_view_is_changed_in_place_and_the_address_follows(world: World, sign_in: SignIn) -> None:
    world.receive()
    page = sign_in("clerk")
    page.click("nav a:has-text('轮到我')")
    page.wait_for_url("**/?view=mine")
    assert "目前没有。" in page.inner_text("#worklist")
    page.go_back()
    page.wait_for_selector("tr[data-row]")


def test_what_was_typed_survives_bad_input(world: World, sign_in: SignIn) -> None:
    page = sign_in("clerk")
    page.goto("/counter/")
    page.fill("#f-applicant-name", "阿依古丽·䶮𠮷")
    page.select_option("#f-applicant-identifier_kind", "resident_id")
    page.fill("#f-applicant-identifier", MOTHER_ID[:-1] + "3")
    page.press("#f-applicant-identifier", "Tab")
    page.wait_for_selector(".error:has-text('校验位不符')")
    page.click(".act-bar .btn.main")
    page.wait_for_selector("#errors")
    assert page.evaluate("document.activeElement.id") == "errors"
    assert page.input_value("#f-applicant-name") == "阿依古丽·䶮𠮷"
    page.click("#errors a:has-text('手机号')")
    assert page.evaluate("document.activeElement.id") == "f-applicant-phone"


def test_numbers_are_shown_once_for_a_purpose(world: World, sign_in: SignIn) -> None:
    number = world.receive().case_number
    page = sign_in("clerk")
    page.goto(f"/cases/{number}/")
    assert MOTHER_ID not in page.content()
    page.click("text=查看完整号码")
    page.fill("#purpose", "核对登记单")
    page.click("text=查看一次")
    page.wait_for_selector(f"text={MOTHER_ID}")
    page.goto(f"/cases/{number}/")
    assert MOTHER_ID not in page.content()
