"""What a paper must say: each mandatory element of every kind of the newest edition, left out once."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from approvals.catalogue import read_items
from casework.engine import work as working
from casework.engine.issuing import ElementMissing, insist_complete
from casework.engine.work import Work
from casework.models import Case, Office
from casework.papers.render import TEMPLATES, render_elements, template_folder

from .samples import BLANKS as UNNUMBERED
from .samples import ELEMENTS, KINDS, edition, meta

EVERY = sorted(edition().papers)
MANDATORY = [(kind, name) for kind in EVERY for name in edition().papers[kind].must]
BLANKS: tuple[Any, ...] = (
    None,
    "",
    "  \n",
    [],
    [""],
    {},
    {"zh": "", "en": "Something"},
    [{"zh": " ", "en": "x"}],
)


def whole(kind: str) -> dict[str, Any]:
    """All that a paper of the kind must say; of a kind that has no template yet, any words."""
    return ELEMENTS.get(kind) or dict.fromkeys(edition().papers[kind].must, "已载明")


def test_the_newest_edition_has_every_paper_of_the_law_and_each_must_say_something() -> None:
    assert [*(f"D{number:02d}" for number in range(1, 40)), "D51", "D53", "D60", "D61", "D62"] == EVERY
    assert all(edition().papers[kind].must for kind in EVERY)
    assert len(MANDATORY) > 250


@pytest.mark.parametrize(("kind", "name"), MANDATORY)
def test_a_paper_without_a_mandatory_element_is_not_issued_and_the_element_is_named(
    kind: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "draw", lambda series: pytest.fail("a number was drawn"))
    case = Case(office=Office(code="LT"))
    actor = SimpleNamespace(officer=None, rehearsal=None)
    at_work: Any = SimpleNamespace(case=case, actor=actor, today=date(2026, 11, 16), moment=None)
    insist_complete(edition().papers[kind], whole(kind))
    for left in (
        {key: value for key, value in whole(kind).items() if key != name},
        {**whole(kind), name: " "},
    ):
        with pytest.raises(ElementMissing) as caught:
            Work.issue_kind(at_work, edition().papers[kind], left)
        assert (caught.value.kind, caught.value.elements) == (kind, (name,))


@pytest.mark.parametrize(("kind", "name"), MANDATORY)
def test_an_element_that_is_blank_in_any_way_is_missing(kind: str, name: str) -> None:
    for blank in BLANKS:
        with pytest.raises(ElementMissing):
            insist_complete(edition().papers[kind], {**whole(kind), name: blank})


@pytest.mark.parametrize(("kind", "name"), [one for one in MANDATORY if one[0] in KINDS])
def test_a_paper_without_a_mandatory_element_is_not_printed_either(kind: str, name: str) -> None:
    left = {key: value for key, value in ELEMENTS[kind].items() if key != name}
    with pytest.raises(ElementMissing) as caught:
        render_elements(kind, left, meta(kind), edition())
    assert caught.value.elements == (name,)


def test_an_element_that_truthfully_says_no_is_an_answer() -> None:
    for answer in (False, 0):
        insist_complete(edition().papers["D08"], {**ELEMENTS["D08"], "witnesses_or_media": answer})


def test_every_kind_with_a_template_has_its_sample_and_every_kind_an_item_names_its_template() -> None:
    drawn = {path.stem for path in TEMPLATES.rglob("D*.typ")}
    assert drawn == {*KINDS, *UNNUMBERED}
    named = {kind for item in read_items() for kind in item.papers.values()}
    assert named <= drawn <= set(EVERY)
    for kind in KINDS:
        assert template_folder(kind, edition().edition).name == "2026-1"
