"""Serving a paper in a real browser by each of the five ways, and an earlier day that becomes a late entry."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from casework.engine import moment
from casework.models import Case, LateEntry, Paper, ServiceOfPaper
from tests.acts.steps import bring_to
from tests.world import MONDAY, World

from .conftest import faults_of, settle, sideways

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser]
SignIn = Callable[..., "Page"]


def _wait_until(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """So many days after the hall was opened."""
    steps = iter(range(1_000_000))
    monkeypatch.setattr(moment, "now", lambda: MONDAY + timedelta(days=days, seconds=next(steps)))
    monkeypatch.setattr(moment, "injected", moment.now)


@pytest.fixture
def number(world: World, monkeypatch: pytest.MonkeyPatch) -> str:
    """A refused case, three days later."""
    found = bring_to("refused", world)
    _wait_until(monkeypatch, 3)
    return found


def _fits(page: Page) -> None:
    assert faults_of(page) == []
    assert sideways(page) == 0


def _choose(page: Page, way: str, **fields: str) -> None:
    """Choose the way of service and fill in what it asks for."""
    page.check(f"input[name=way][value={way}]", force=True)
    settle(page)
    for name, value in fields.items():
        page.fill(f"[id='f-{name.replace('__', '-')}']", value)
    _fits(page)


def _send(page: Page, act: str = "送达") -> None:
    page.click(".act-bar .btn.main")
    page.wait_for_selector(f"text=已办理：{act}")


def _proof(number: str) -> dict[str, Any]:
    """What the proof of service (D08) says."""
    proof: dict[str, Any] = Paper.objects.get(case__number=number, kind="D08").unseal("elements")
    return proof


def test_a_decision_is_handed_over_in_person_and_the_receiver_signs(world: World, sign_in: SignIn) -> None:
    number = bring_to("refused", world)
    page = sign_in("clerk")
    page.goto(f"/cases/{number}/serve/")
    assert page.locator("#f-tracking_number").count() == 0
    _choose(page, "in_person", place="柳塘镇窗口", receiver="林晓雯")
    page.check("input[name=received_as][value=addressee]", force=True)
    page.click(".act-bar .btn.main")
    page.wait_for_selector("#errors a[href='#f-signed']")
    page.check("#f-signed", force=True)
    _send(page)
    page.wait_for_selector("text=申请人的救济期限")
    assert ServiceOfPaper.objects.get().way == "in_person"
    assert _proof(number)["received_at"] == "2026-11-16"


def test_a_decision_comes_back_acknowledged_from_the_post(world: World, sign_in: SignIn) -> None:
    number = bring_to("granted", world)
    page = sign_in("clerk")
    page.goto(f"/cases/{number}/serve/")
    _choose(page, "post", place="河口村三组", receiver="赵立新", tracking_number="XA00419923041")
    page.check("input[name=received_as][value=family]", force=True)
    page.check("#f-acknowledged", force=True)
    _send(page)
    assert ServiceOfPaper.objects.get().way == "post"
    assert Case.objects.get(number=number).state == "served"


def test_a_decision_is_sent_electronically_only_after_the_addressee_confirmed_it(
    world: World, sign_in: SignIn
) -> None:
    number = bring_to("granted", world)
    page = sign_in("clerk")
    page.goto(f"/cases/{number}/serve/")
    _choose(page, "electronic", reference="M-2026-77")
    page.check("#f-arrived", force=True)
    page.click(".act-bar .btn.main")
    page.wait_for_selector("#refusal:has-text('SRV-02')")
    assert not ServiceOfPaper.objects.exists()
    page.goto(f"/cases/{number}/confirm_electronic_service/")
    page.check("input[name=channel][value=message]", force=True)
    for name, value in (("e_address", "13712346208"), ("address", "河口村三组"), ("phone", "13712346208")):
        page.fill(f"#f-{name}", value)
    page.check("#f-own_wish", force=True)
    _send(page, "确认电子送达")
    assert Paper.objects.filter(case__number=number, kind="D09").count() == 1
    page.goto(f"/cases/{number}/serve/")
    _choose(page, "electronic", reference="M-2026-77")
    page.check("#f-arrived", force=True)
    _send(page)
    assert ServiceOfPaper.objects.get().way == "electronic"


def test_a_decision_is_left_before_two_witnesses_when_signing_is_refused(
    world: World, sign_in: SignIn
) -> None:
    number = bring_to("granted", world)
    page = sign_in("clerk")
    page.goto(f"/cases/{number}/serve/")
    _choose(page, "left", place="河口村三组", refused_by="林晓雯", refusal_note="拒绝签收，已说明情况。")
    page.click(".act-bar .btn.main")
    page.wait_for_selector("#errors a[href='#f-witnesses']")
    for at, witness in enumerate(("王强", "李敏")):
        if not page.locator(f"[id='f-witnesses-{at}']").count():
            page.click("[data-repeat-add]")
        page.fill(f"[id='f-witnesses-{at}']", witness)
    _send(page)
    assert ServiceOfPaper.objects.get().way == "left"
    assert _proof(number)["witnesses_or_media"] == ["王强", "李敏"]


def test_a_decision_is_served_by_public_notice_thirty_days_after_nobody_was_found(
    world: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = bring_to("refused", world)
    page = sign_in("clerk")
    page.goto(f"/cases/{number}/record_failed_service/")
    page.check("input[name=reason][value=whereabouts_unknown]", force=True)
    page.fill("#f-account", "邻居称已搬走，村委会也不知去向。")
    _send(page, "登记送达未成")
    page.goto(f"/cases/{number}/publish_notice/")
    page.fill("#f-medium", "镇政府公告栏和门户网站")
    page.fill("#f-course", "上门送达未成，去向不明。")
    page.check("#f-names_nobody", force=True)
    _fits(page)
    _send(page, "公告送达")
    page.goto(f"/cases/{number}/serve/")
    _choose(page, "notice")
    page.click(".act-bar .btn.main")
    page.wait_for_selector("#refusal:has-text('SRV-04')")
    _wait_until(monkeypatch, 31)
    page.goto(f"/cases/{number}/serve/")
    _choose(page, "notice")
    _send(page)
    served = ServiceOfPaper.objects.get()
    assert (served.way, served.served_on.isoformat()) == ("notice", "2026-12-17")


def test_a_paper_posted_on_tuesday_becomes_a_late_entry_that_a_colleague_confirms(
    world: World, sign_in: SignIn, number: str
) -> None:
    page = sign_in("clerk")
    page.goto(f"/cases/{number}/serve/")
    page.fill("#f-place", "河口村三组")
    page.check("input[name=way][value=post]", force=True)
    page.wait_for_selector("#f-tracking_number")
    assert page.input_value("#f-place") == "河口村三组"
    assert page.locator("#f-signed").count() == 0
    page.fill("#f-served_on", "2026-11-17")
    page.fill("#f-receiver", "林晓雯")
    page.check("input[name=received_as][value=addressee]", force=True)
    page.fill("#f-tracking_number", "XA00419923041")
    page.check("#f-acknowledged", force=True)
    page.click(".act-bar .btn.main")
    page.wait_for_selector("#refusal")
    page.click("#refusal button.main")
    page.wait_for_selector("#f-evidence_words")
    assert page.input_value("#f-happened_on") == "2026-11-17"
    assert page.input_value("#f-serve-tracking_number") == "XA00419923041"
    page.check("input[name=evidence][value=postal_receipt]", force=True)
    page.wait_for_load_state("networkidle")
    page.fill("#f-evidence_words", "邮件回执已入卷。")
    _fits(page)
    page.click(".act-bar .btn.main")
    page.wait_for_selector(".late-entry")
    _fits(page)
    assert LateEntry.objects.get().confirmed is None
    page = sign_in("colleague")
    page.goto(f"/cases/{number}/")
    page.click("text=查看并复核")
    page.check("#f-evidence_seen", force=True)
    _fits(page)
    page.click(".act-bar .btn.main")
    page.wait_for_selector("text=补录")
    page.wait_for_selector("text=申请人的救济期限")
    _fits(page)
    assert Case.objects.get(number=number).state == "served"
    assert ServiceOfPaper.objects.get().served_on.isoformat() == "2026-11-17"


def test_without_script_a_button_draws_the_fields_of_the_way(
    world: World, sign_in: SignIn, number: str
) -> None:
    page = sign_in("clerk", script=False)
    page.goto(f"/cases/{number}/serve/")
    page.check("input[name=way][value=left]", force=True)
    page.click("button[name=way-choose]")
    page.wait_for_selector("#f-refusal_note")
    assert page.is_checked("input[name=way][value=left]")
