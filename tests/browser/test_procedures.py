"""The procedure in a real browser: what a modelling tool makes of the file, and the picture at 200 %."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation

from casework.engine.registry import procedures
from casework.queries.guide import read_item
from casework.queries.procedure_bpmn import bpmn
from casework.queries.procedure_map import map_of, map_of_item
from tests.proving import flows
from tests.world import MONDAY, World

from .conftest import sideways

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser]
SignIn = Callable[..., "Page"]
assert flows.OURS
MODDLE = Path(__file__).parent / "vendor" / "bpmn-moddle.min.js"
# Resolves once the keys have moved the picture; the page's policy lets nothing be evaluated that waits in the page itself.
MOVED = """(one) => new Promise((done) => {
  const look = () => (one.scrollLeft > 0 ? done() : requestAnimationFrame(look));
  look();
})"""
READ = """async (xml) => {
  const read = await new BpmnModdle().fromXML(xml);
  const [process] = read.rootElement.rootElements.filter((one) => one.$type === "bpmn:Process");
  return {
    warnings: read.warnings.map((one) => one.message),
    nodes: process.flowElements.filter((one) => one.$type !== "bpmn:SequenceFlow").length,
    shapes: read.rootElement.diagrams[0].plane.planeElement.length,
  };
}"""


def read_by_moddle(page: Page, xml: str) -> dict[str, Any]:
    """What bpmn-moddle, which the common modelling tools are built on, reads in a file."""
    read: dict[str, Any] = page.evaluate(READ, xml)
    return read


@pytest.fixture
def empty_page(chromium: Browser) -> Any:
    page = chromium.new_page()
    page.add_script_tag(content=MODDLE.read_text(encoding="utf-8"))
    yield page
    page.close()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_modelling_tool_reads_the_file_of_an_item_without_a_warning(
    world: World, empty_page: Page, language: str
) -> None:
    item, book = read_item("birth_registration")
    told = map_of_item(item, book, MONDAY.date())
    with translation.override(language):
        read = read_by_moddle(empty_page, bpmn(told))
    assert read["warnings"] == []
    assert read["nodes"] == len(told.nodes)
    assert read["shapes"] > len(told.nodes) + len(told.ways)


def test_a_modelling_tool_reads_every_procedure_without_a_warning(empty_page: Page) -> None:
    for key in procedures.names():
        read = read_by_moddle(empty_page, bpmn(map_of(procedures[key])))
        assert read["warnings"] == [], key


def test_a_modelling_tool_would_warn(empty_page: Page) -> None:
    xml = bpmn(map_of(procedures["registration-2026-2"]))
    assert read_by_moddle(empty_page, xml.replace('targetRef="node_serve"', 'targetRef="node_gone"'))[
        "warnings"
    ]


@pytest.mark.parametrize("language", ["zh-CN", "en-US"])
def test_the_picture_fits_beside_the_facts_and_scrolls_alone_when_it_is_enlarged(
    world: World, sign_in: SignIn, language: str
) -> None:
    number = world.receive().case_number
    page = sign_in("clerk", language=language)
    page.goto(f"/cases/{number}/")
    hidden = "(one) => one.scrollWidth - one.clientWidth"
    assert page.locator(".flow-scroll").evaluate(hidden) <= 0
    page.set_viewport_size({"width": 683, "height": 768})
    assert sideways(page) <= 0
    assert page.locator(".flow-scroll").evaluate(hidden) > 0
    page.locator(".flow-scroll").focus()
    page.keyboard.press("ArrowRight")
    page.locator(".flow-scroll").evaluate(MOVED)
