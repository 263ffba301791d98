"""The paper beside its form follows what is typed; the public page of a certificate needs nothing but a browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from casework.models import Certificate, Paper
from casework.papers.render import render
from tests.acts.steps import bring_to
from tests.world import World

from .conftest import faults_of, sideways

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser]
SignIn = Callable[..., "Page"]


def test_the_preview_follows_the_form_and_sending_still_works(world: World, sign_in: SignIn) -> None:
    earlier = bring_to("served", world)
    number = bring_to("refusal_proposed", world)
    page = sign_in("head")
    page.goto(f"/cases/{number}/refuse/")
    page.fill("#f-evidence", "登记簿第十二页。")
    page.wait_for_selector("#preview .live:has-text('登记簿第十二页。')")
    # Its own tab for the sheet as a PDF; the form stays, and can still be sent.
    page.fill("#f-particulars-earlier_registration", earlier)
    page.fill("#f-reasons", "同一事项已经登记。")
    page.fill("#f-statement_handling", "申请人没有陈述意见。")
    with page.expect_download() as loading:
        page.click(".preview-bar >> text=PDF预览")
    assert loading.value.suggested_filename == "preview-D06.pdf"
    assert faults_of(page) == []
    assert sideways(page) <= 0
    page.click(".act-bar .btn.main")
    page.click("dialog[open] [data-confirms]")
    page.wait_for_selector("text=已办理")
    assert Paper.objects.filter(case__number=number, kind="D06").count() == 1


@pytest.mark.parametrize(("language", "words"), [("zh-CN", "真实有效"), ("en-US", "Genuine and valid")])
def test_anybody_verifies_a_certificate_and_looks_at_the_register_by_width(
    world: World, sign_in: SignIn, language: str, words: str
) -> None:
    bring_to("granted", world)
    identifier = Certificate.objects.get().identifier
    for width in (1366, 683, 320):
        page = sign_in(language=language, width=width)
        page.goto("/verify/")
        page.fill("#identifier", identifier.lower())
        page.press("#identifier", "Enter")
        page.wait_for_selector(f"text={words}")
        assert faults_of(page) == []
        assert sideways(page) <= 0
    page = sign_in("clerk", language=language)
    page.goto("/papers/?kind=D25")
    page.wait_for_selector(".register .dn")
    assert faults_of(page) == []
    assert sideways(page) <= 0


@pytest.mark.parametrize("width", [1366, 320])
def test_anybody_verifies_a_file_and_sees_the_published_keys(
    world: World, sign_in: SignIn, width: int
) -> None:
    number = bring_to("granted", world)
    paper = Paper.objects.select_related("case__applicant__key", "office").get(
        case__number=number, kind="D25"
    )
    whole = render(paper)
    page = sign_in(width=width)
    for content, words in ((whole, "真实：由本大厅签署"), (whole[:-9], "不真实")):
        page.goto("/verify/")
        page.set_input_files("#file", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": content})
        page.click("text=核验该文件")
        page.wait_for_selector(f"#verdict:has-text('{words}')")
        assert faults_of(page) == []
        assert sideways(page) <= 0
    page.click("text=自行核验")
    page.wait_for_selector("text=指纹")
    assert faults_of(page) == []
    assert sideways(page) <= 0
