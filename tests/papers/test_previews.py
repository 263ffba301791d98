"""What an act would issue, before it is done: the same paper, and no trace."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.ledger.models import Attempt
from casework.acts import check_shared_data
from casework.engine.act import acts
from casework.engine.previewing import Preview, preview
from casework.engine.refusal import ActRefused
from casework.models import NumberCounter, Paper
from casework.papers.render import render_preview
from tests.acts.steps import GIVEN, bring_to, do, everything
from tests.world import World

from . import reading

pytestmark = pytest.mark.django_db
# Each act that issues a paper: the state before, who does it, the kind, and what is given when it is issued.
ISSUING = {
    "request_correction": ("received", "clerk", "D02"),
    "decline": ("received", "clerk", "D04"),
    "register": ("accepted", "clerk", "D25"),
    "refuse": ("refusal_proposed", "head", "D06"),
    "serve": ("granted", "clerk", "D08"),
    "revoke_certificate": ("served", "clerk", "D21"),
    "replace_certificate": ("archived", "clerk", "D25"),
    "correct_registration": ("archived", "clerk", "D25"),
    "refuse_correction": ("archived", "head", "D06"),
    "cancel_registration": ("archived", "clerk", "D21"),
}
ON_ISSUE = {"number", "qr"}
# Field of the refusal, and the element of its paper that rests on it.
OWN_WORDS = ("facts", "evidence", "reasons", "statement_handling")


def looked_at(world: World, act: str, number: str, by: str, given: dict[str, Any]) -> Preview:
    """The preview, and that it left nothing behind: no row, no number, no attempt."""
    before = everything()
    kept = list(NumberCounter.objects.order_by("pk").values()), Attempt.objects.count()
    found = preview(acts[act], case=world.case(number), by=world.by(by), given=given)
    assert everything() == before
    assert (list(NumberCounter.objects.order_by("pk").values()), Attempt.objects.count()) == kept
    return found


@pytest.mark.parametrize("act", ISSUING)
def test_the_preview_is_the_paper_that_is_issued_but_for_its_number(world: World, act: str) -> None:
    state, by, kind = ISSUING[act]
    number = bring_to(state, world)
    given = GIVEN.get(act, {})
    (shown,) = looked_at(world, act, number, by, given).papers
    assert (shown.kind.id, shown.missing) == (kind, ())
    do(act, number, world.by(by))
    issued = Paper.objects.filter(case__number=number, kind=kind).order_by("-id").first()
    assert issued is not None
    left_out = ON_ISSUE if kind == "D25" else set()
    assert {name: value for name, value in shown.elements.items() if name not in left_out} == {
        name: value for name, value in issued.unseal("elements").items() if name not in left_out
    }


@pytest.fixture
def proposed(world: World) -> tuple[World, str]:
    return world, bring_to("refusal_proposed", world)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.sampled_from([*OWN_WORDS, "ground", "particulars"])))
def test_what_is_not_written_yet_is_a_gap_and_what_is_stands_as_it_was_written(
    proposed: tuple[World, str], written: set[str]
) -> None:
    world, number = proposed
    given = {name: GIVEN["refuse"][name] for name in written}
    found = preview(acts["refuse"], case=world.case(number), by=world.by("head"), given=given)
    (paper,) = found.papers
    assert set(paper.missing) == set(OWN_WORDS) - written
    assert {name: paper.elements[name] for name in OWN_WORDS if name in written} == {
        name: given[name] for name in OWN_WORDS if name in written
    }
    assert ("ground" in paper.elements) == ("ground" in written)
    wanted = (set(OWN_WORDS) | {"ground"}) - written
    # What the ground requires is told once there is a ground to require it.
    if "ground" in written and "particulars" not in written:
        wanted.add("particulars.checks_made")
    assert set(found.faults) == wanted


def test_what_is_wrong_is_named_and_the_rest_is_shown(world: World) -> None:
    number = bring_to("granted", world)
    given = {
        "way": "left",
        "served_on": "2026-02-30",
        "place": "柳塘镇河口村十二号",
        "refused_by": "林晓雯",
        "refusal_note": "已说明内容，本人仍不签收。",
        "witnesses": ["甲"],
    }
    found = looked_at(world, "serve", number, "clerk", given)
    (paper,) = found.papers
    assert set(found.faults) == {"served_on", "witnesses"}
    assert paper.elements["place"] == given["place"]
    assert paper.missing == ("witnesses_or_media",)


def test_a_list_keeps_what_is_there_of_it(world: World) -> None:
    number = bring_to("received", world)
    rows = [{"what": "identity", "how": "请补交。"}, {"what": "form"}]
    (paper,) = looked_at(world, "request_correction", number, "clerk", {"missing": rows}).papers
    assert paper.elements["all_missing_items"] == ["identity", "form"]
    assert paper.elements["how_to_fix"] == ["请补交。", "……"]


def test_a_character_that_cannot_be_printed_is_told_before_anything_is_issued(world: World) -> None:
    number = bring_to("refusal_proposed", world)
    given = {**GIVEN["refuse"], "facts": "已经登记\U0001f600。"}
    found = looked_at(world, "refuse", number, "head", given)
    assert set(found.faults) == {"facts"}
    assert found.papers[0].missing == ("facts",)


@pytest.mark.parametrize(
    ("who", "code"), [("colleague", "GATE-02"), ("clerk", "GATE-02"), ("admin", "EX-12")]
)
def test_who_may_not_do_the_act_sees_no_preview_and_leaves_no_attempt(
    world: World, who: str, code: str
) -> None:
    number = bring_to("refusal_proposed", world)
    before, attempts = everything(), Attempt.objects.count()
    with pytest.raises(ActRefused) as caught:
        preview(acts["refuse"], case=world.case(number), by=world.by(who), given=GIVEN["refuse"])
    assert code in [reason.code for reason in caught.value.reasons]
    assert (everything(), Attempt.objects.count()) == (before, attempts)


def test_a_rehearsal_asks_no_other_register(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(*_asked: Any) -> Any:
        raise AssertionError("a person's data would have left the hall")

    monkeypatch.setattr(check_shared_data, "ask_registers", ask)
    number = bring_to("received", world)
    assert looked_at(world, "check_shared_data", number, "clerk", {}).papers == ()


def test_an_act_that_issues_nothing_has_no_papers(world: World) -> None:
    number = bring_to("received", world)
    assert looked_at(world, "withdraw", number, "clerk", GIVEN["withdraw"]).papers == ()


def test_the_pdf_of_a_preview_says_what_it_is_and_shows_the_gaps(world: World) -> None:
    number = bring_to("refusal_proposed", world)
    given = {**GIVEN["refuse"], "reasons": ""}
    (paper,) = looked_at(world, "refuse", number, "head", given).papers
    case = world.case(number)
    pdf = reading.text(render_preview("D06", paper.elements, case, case.received_on))
    for words in ("预览", "签发时编号", "【待填：理由】", GIVEN["refuse"]["facts"]):
        assert words in pdf
    assert "〔2026〕" not in pdf.replace("柳政登", "")
