"""A voucher from the counter to the payment, in a browser: each page is looked at by axe, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from casework.acts.claim_vouchers import claim_vouchers
from casework.engine import moment
from casework.models import VoucherUse
from tests.vouchers.county import DECEMBER, NOVEMBER, confirmed, received, with_providers
from tests.world import World

from .conftest import faults_of, sideways

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser]
SignIn = Callable[..., "Page"]


def _fine(page: Page) -> None:
    assert not faults_of(page), page.url
    for width in (683, 1366):
        page.set_viewport_size({"width": width, "height": 768})
        assert sideways(page) <= 0, (page.url, width)


def test_a_voucher_from_the_counter_to_the_payment(
    world: World, sign_in: SignIn, drawn_language: str
) -> None:
    with_providers(world)
    number = received(world)
    clerk = sign_in("clerk", language=drawn_language)
    clerk.goto("/counter/?item=free_service_voucher&receiving_office=LT")
    _fine(clerk)
    clerk.goto(f"/cases/{number}/issue_voucher/")
    _fine(clerk)
    clerk.click(".act-bar .btn.main")
    code = clerk.locator(".received .idn").inner_text()
    assert len(code.replace("-", "")) == 25
    _fine(clerk)
    with clerk.expect_download() as download:
        clerk.keyboard.press("F2")
    assert download.value.suggested_filename == "voucher.pdf"
    clerk.goto(f"/cases/{number}/hand_voucher/")
    _fine(clerk)

    doctor = sign_in("doctor", language=drawn_language)
    assert doctor.url.endswith("/provider/")
    _fine(doctor)
    doctor.fill("#f-token", code.lower())
    doctor.press("#f-token", "Enter")
    doctor.check("input[name=counselled]")
    doctor.check("input[name=own_consent]")
    _fine(doctor)
    doctor.click("form[action='/provider/confirm/'] .btn.main")
    assert doctor.url.endswith("/provider/")
    assert VoucherUse.objects.count() == 1
    doctor.fill("#f-token", code)
    doctor.press("#f-token", "Enter")
    _fine(doctor)
    doctor.click("form[action='/provider/take-back/'] .btn")
    assert not VoucherUse.objects.exists()
    doctor.fill("#f-token", "no such code")
    doctor.press("#f-token", "Enter")
    _fine(doctor)

    confirmed(world, 5)
    with moment.at(DECEMBER), pytest.MonkeyPatch.context() as patch:
        patch.setattr(moment, "injected", lambda: DECEMBER)
        batch = claim_vouchers(by=world.by("doctor"), month=NOVEMBER)
    payer = sign_in("payer", language=drawn_language)
    payer.goto("/vouchers/batches/")
    _fine(payer)
    payer.click(f"form[action='/vouchers/batches/{batch.pk}/pay/'] .btn")
    _fine(payer)
    batch.refresh_from_db()
    assert batch.paid_by == world.officers["payer"]

    anybody = sign_in(language=drawn_language)
    anybody.goto("/voucher/")
    _fine(anybody)
    anybody.click("form:has(input[name=key]) .btn.main")
    _fine(anybody)
    anybody.select_option("#f-office", "FY")
    anybody.check("input[name=what][value=charged]")
    anybody.fill("#f-phone", "13712340000")
    anybody.click("form:has(input[name=key]) .btn.main")
    _fine(anybody)
    number, code = anybody.locator("b.idn").all_inner_texts()
    supervisor = sign_in("supervisor", language=drawn_language)
    supervisor.goto("/complaints/")
    _fine(supervisor)
    supervisor.click("tbody a")
    _fine(supervisor)
    supervisor.check("input[name=reached][value=yes]")
    supervisor.fill("#f-found", "说明了经过。")
    supervisor.click(".act-bar .btn.main")
    supervisor.fill("#f-put_right", "已退还。")
    supervisor.fill("#f-answer", "多收的钱已经退还。")
    supervisor.click(".act-bar .btn.main")
    _fine(supervisor)
    anybody.goto("/voucher/")
    anybody.fill("#f-number", number)
    anybody.fill("#f-code", code)
    anybody.click("form:has(input[name=read]) .btn")
    assert "多收的钱已经退还。" in anybody.inner_text("main")
    _fine(anybody)
