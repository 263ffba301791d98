"""The desks beside the counter, in a real browser: who registers, who supervises, and several cases in one go."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from audit.ledger.models import Event
from casework.models import Assessment, Case, Certificate, Office, Paper
from tests.acts.steps import bring_to, do
from tests.browser.conftest import settle
from tests.world import World, resident_id

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser]
SignIn = Callable[..., "Page"]


def _decide(page: Page, number: str, act: str) -> None:
    """Open the screen of whoever decides, at one of the acts there."""
    page.goto(f"/cases/{number}/review/")
    if not page.locator(f".decide .seg [aria-current]:has-text('{act}')").count():
        page.click(f".decide .seg >> text='{act}'")
        page.wait_for_selector(f".decide .seg [aria-current]:has-text('{act}')")


def _send(page: Page, asked_again: bool = False) -> None:
    settle(page)
    page.click(".decide .act-bar .btn.main")
    if asked_again:
        page.click("dialog[open] [data-confirms]")


def test_the_registrar_registers_and_anybody_verifies_the_slip_without_an_account(
    world: World, sign_in: SignIn
) -> None:
    number = bring_to("accepted", world)
    page = sign_in("clerk")
    page.goto(f"/cases/{number}/")
    page.click(".acts >> text='准予登记'")
    page.click("dialog[open] [data-confirms]")
    page.wait_for_selector("text=已办理：准予登记")
    identifier = Certificate.objects.get(case__number=number).identifier
    page.click("#papers-title >> xpath=ancestor::section >> a:has-text('登记')")
    page.wait_for_selector(f".paper:has-text('{identifier}')")
    with page.expect_download() as loading:
        page.click("text=下载 PDF")
    slip = Paper.objects.get(case__number=number, kind="D25")
    assert loading.value.suggested_filename == f"{slip.number}.pdf"
    public = sign_in()
    public.goto("/verify/")
    public.fill("#identifier", identifier)
    public.press("#identifier", "Enter")
    public.wait_for_selector("text=真实有效")
    assert "林晓雯" not in public.inner_text("main")
    wrong = identifier[:-1] + ("0" if identifier[-1] != "0" else "1")
    public.goto(f"/verify/{wrong}/")
    public.wait_for_selector("main")
    assert "真实有效" not in public.inner_text("main")


def test_the_supervisor_returns_a_case_with_a_comment_and_the_first_opinion_stays(
    world: World, sign_in: SignIn
) -> None:
    number = bring_to("refusal_proposed", world)
    head = sign_in("head")
    _decide(head, number, "退回承办人")
    _send(head)
    head.wait_for_selector("#errors a[href='#f-comment']")
    head.fill("#f-comment", "请写明登记日期。")
    _send(head)
    head.wait_for_selector("text=已办理：退回承办人")
    clerk = sign_in("clerk")
    _decide(clerk, number, "提出不予意见")
    assert "已经登记。" in clerk.inner_text(".opinions")
    assert "请写明登记日期。" in clerk.inner_text(".opinions")
    clerk.check("input[name=ground][value=duplicate]", force=True)
    clerk.fill("#f-facts", "同一事项已于 2026-10-09 登记。")
    clerk.fill("#f-reasons", "无需重复登记。")
    _send(clerk, asked_again=clerk.locator(".decide [data-confirm]").count() > 0)
    clerk.wait_for_selector("text=已办理：提出不予意见")
    head.goto(f"/cases/{number}/review/")
    opinions = head.inner_text(".opinions")
    for words in ("已经登记。", "请写明登记日期。", "同一事项已于 2026-10-09 登记。"):
        assert words in opinions


def test_the_supervisor_refuses_with_marks_on_the_materials_a_ground_reasons_and_a_preview(
    world: World, sign_in: SignIn
) -> None:
    number = bring_to("refusal_proposed", world)
    page = sign_in("head")
    _decide(page, number, "不予决定")
    page.check("input[name='mark.identity.result'][value=accepted]", force=True)
    page.check("input[name='mark.household.result'][value=remark]", force=True)
    page.fill("[id='f-mark-household-comment']", "登记簿有同一事项的记录。")
    page.check("input[name='mark.residence.result'][value=rejected]", force=True)
    page.fill("[id='f-mark-residence-comment']", "住址与登记簿不符。")
    page.check("input[name=ground][value=identity_not_established]", force=True)
    page.fill("#f-particulars-checks_made", "核对证件并查询户籍信息。")
    page.fill("#f-reasons", "同一事项已经登记，无需重复登记。")
    page.fill("#f-evidence", "登记簿第十二页。")
    page.fill("#f-statement_handling", "申请人没有陈述意见。")
    page.wait_for_selector("#preview:has-text('登记簿第十二页。')")
    page.wait_for_selector("#preview .remedy")
    settle(page)
    page.click(".decide .act-bar .btn.main")
    page.click("dialog[open] [data-closes]")
    assert Case.objects.get().state == "refusal_proposed"
    assert not Assessment.objects.exists(), "nothing is on record before it was confirmed"
    _send(page, asked_again=True)
    page.wait_for_selector("text=已办理：不予决定")
    assert Case.objects.get().state == "refused"
    assert Paper.objects.get(kind="D06").issued_by == world.officers["head"]
    marks = Assessment.objects.order_by("material__code").values_list("material__code", "result")
    assert sorted(marks) == [("household", "remark"), ("identity", "accepted"), ("residence", "rejected")]
    told = Event.objects.order_by("case_seq").values_list("kind", flat=True)
    assert list(told)[-2:] == ["assess_material", "refuse"]


def test_ticked_cases_are_accepted_in_one_go_and_what_cannot_be_is_left_out_with_the_reason(
    world: World, sign_in: SignIn
) -> None:
    numbers = [
        world.receive(applicant={"identifier": resident_id(serial)}).case_number for serial in (1, 2, 3)
    ]
    bring_to("accepted", world)
    page = sign_in("clerk")
    page.goto("/?view=pool")
    for number in numbers:
        page.check(f"[data-tick][value='{number}']")
    page.uncheck(f"[data-tick][value='{numbers[2]}']")
    assert page.inner_text("[data-ticked]") == "2 件已选"
    page.select_option("#batch-act", "accept")
    page.click("text=预览办理结果")
    page.wait_for_selector("text=将办理 2 件")
    # A colleague is quicker with one of them: it is asked again when it is done, and stops nothing.
    do("accept", numbers[0], world.by("colleague"))
    page.click(".act-bar .btn.main")
    page.wait_for_selector("text=共 2 件，已办理 1 件")
    assert Case.objects.get(number=numbers[0]).holder == world.officers["colleague"]
    assert Case.objects.get(number=numbers[1]).holder == world.officers["clerk"]
    assert Case.objects.get(number=numbers[2]).state == "received"


def test_a_refusal_is_never_offered_for_several_cases(world: World, sign_in: SignIn) -> None:
    bring_to("refusal_proposed", world)
    page = sign_in("head")
    offered = page.locator("#batch-act option").evaluate_all("(all) => all.map((one) => one.value)")
    assert "refuse" not in offered
    assert "propose_refusal" not in offered


def test_beside_a_long_name_of_an_office_the_search_keeps_room_for_its_words(
    world: World, sign_in: SignIn
) -> None:
    Office.objects.update(name_en="People's Government of Yunxi County")
    room = """() => {
        const box = document.querySelector('.find-case input[type=search]'), style = getComputedStyle(box)
        const pen = document.createElement('canvas').getContext('2d')
        pen.font = style.font
        const inside = box.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)
        return [inside >= pen.measureText(box.placeholder).width, document.documentElement.scrollWidth]
    }"""
    for name in ("supervisor", "auditor"):
        page = sign_in(name, language="en-US")
        for width in (1366, 1280):
            page.set_viewport_size({"width": width, "height": 768})
            assert page.evaluate(room) == [True, width]
