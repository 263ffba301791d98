"""The procedure as a lawyer reads it: from the flow, the acts, the item and the law, and from nowhere else."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from approvals.catalogue import read_items
from casework.engine.items import Item
from casework.engine.registry import procedures
from casework.engine.ways import nodes_of, reachable, ways_of
from casework.engine.words import Begin, End, If, Procedure, Switch, state_is, this, when
from casework.models import CaseState
from casework.queries.procedure_map import ProcedureMap, map_of_item, said
from law.book import read_shipped
from tests.every_item import APPLICATIONS
from tests.proving import flows
from tests.world import MONDAY, World

assert flows.OURS
DOCS = Path(__file__).parents[2] / "docs" / "procedures"


def _item(**changed: Any) -> Item:
    shipped = next(item for item in read_items() if item.edition == "2026-2")
    return Item.from_data({**shipped.data, **changed})


def _map(**changed: Any) -> ProcedureMap:
    return map_of_item(_item(**changed), read_shipped(), MONDAY.date())


def _run(command: str, *args: str) -> str:
    out = io.StringIO()
    call_command(command, *args, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("key", procedures.names())
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_gate_of_every_procedure_can_be_told_in_words(key: str, language: str) -> None:
    ways = ways_of(procedures[key])
    for node in nodes_of(procedures[key]):
        if isinstance(node, If | Switch):
            leaving = [way for way in ways if way.start == node.name]
            with translation.override(language):
                assert all(said(way) for way in leaving), node.name
                assert len({said(way) for way in leaving}) == len(leaving), node.name


def test_a_gate_whose_condition_has_no_words_is_named() -> None:
    gate = Switch().Case(this.end, cond=lambda activation: True).Default(this.end)
    nodes = {"begin": Begin(act="receive").Next(this.gate), "gate": gate, "end": End()}
    silent = type("Silent", (Procedure,), {"__module__": __name__, **nodes})
    with pytest.raises(TypeError, match="gate asks what nobody can read"):
        ways_of(silent)


def test_a_condition_says_its_states_in_both_languages() -> None:
    condition = state_is(CaseState.GRANTED, CaseState.REFUSED)
    assert condition.states == ("granted", "refused")
    with translation.override("en"):
        assert str(condition) == "granted or refused"
    with translation.override("zh-hans"):
        assert str(condition) == "准予或者不予"
    assert str(when("it is due", bool)) == "it is due"
    assert when("it is due", bool)(1)


def test_the_way_ahead_ends_where_the_flow_ends() -> None:
    ways = ways_of(procedures["registration-2026-2"])
    assert reachable(["serve"], ways) == {"file", "end"}
    assert {"screen", "correct", "decide"} <= reachable(["received"], ways)
    assert "received" not in reachable(["received"], ways)


def test_limits_come_from_the_item_and_the_law() -> None:
    with translation.override("en"):
        limit = _map().by_name["screen"].limit
        assert limit is not None
        assert (limit.id, limit.length) == ("PR-SCREEN", "5 working days")
        assert str(limit.basis).startswith("Administrative Licensing Law, Art. 32(1)(4)")
        assert "not cited as law" in str(limit.basis)
        promised = _map(promised={"screening": 2}).by_name["screen"].limit
        assert promised is not None
        assert promised.length == "2 working days as promised, instead of 5 working days"
        assert _map(limits={}).by_name["screen"].limit is None


def test_who_is_excluded_stands_there_with_the_reason() -> None:
    told = _map()
    with translation.override("zh-hans"):
        decide = {one.role: str(one.basis) for one in told.by_name["decide"].excluded}
    assert set(decide) == {"acceptor", "handler"}
    assert "第五十七条" in decide["handler"]
    # Whoever has returned a case as its approver can't be its handler afterwards, though the step doesn't say so.
    assert [one.role for one in told.by_name["register"].excluded] == ["approver"]
    # Nobody can have approved before the case was screened.
    assert not told.by_name["screen"].excluded


def test_where_four_eyes_are_always_needed_the_one_who_decides_is_an_approver() -> None:
    excluded = _map(four_eyes="always").by_name["register"].excluded
    found = {one.role: [act.name for act in one.acts] for one in excluded}
    assert found == {
        "acceptor": ["register"],
        "approver": ["propose_refusal", "assess_material"],
        "handler": ["register"],
    }


def test_ways_lead_to_steps_on_conditions_and_back() -> None:
    told = _map()
    leads = {lead.to: lead for lead in told.by_name["decide"].leads}
    assert leads["register"].back
    assert not leads["serve"].back
    assert [way.condition.states for way in leads["serve"].conditions if way.condition] == [("refused",)]


def test_acts_stand_there_with_the_papers_that_the_item_has() -> None:
    papers = {one.act.name: [paper.id for paper in one.papers] for one in _map().by_name["screen"].acts}
    assert (papers["request_correction"], papers["accept"]) == (["D02"], [])
    with_notice = _map(papers={**_item().papers, "acceptance": "D03"}).by_name["screen"].acts
    assert [paper.id for one in with_notice if one.act.name == "accept" for paper in one.papers] == ["D03"]
    assert [one.act.name for one in _map().by_name["decide"].acts if one.certificate] == ["refuse"]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("item", APPLICATIONS)
def test_the_printed_procedure_is_the_one_in_the_documentation(
    world: World, item: str, language: str
) -> None:
    text = _run("print_procedure", item, "--language", language)
    path = DOCS / f"{item}.{language}.md"
    if os.environ.get("WRITE_SNAPSHOTS"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8"), "WRITE_SNAPSHOTS=1 writes it anew"


def test_a_step_at_another_office_says_so(world: World) -> None:
    text = _run("print_procedure", "migrant_certificate", "--language", "en")
    enquiry = text.split("Enquiry at the home township")[-1].split("##")[0]
    assert "Turn: the home township" in enquiry


def test_an_old_edition_is_printed_and_drawn_as_of_its_last_day(world: World) -> None:
    named = ("migrant_certificate", "--edition", "2009-1")
    text = _run("print_procedure", *named, "--language", "zh")
    assert "流动人口计划生育工作条例" in text
    assert "name=" in _run("export_bpmn", *named)


def test_a_closed_edition_has_no_procedure_to_print(world: World) -> None:
    with pytest.raises(CommandError, match="migrant_certificate"):
        _run("print_procedure", "migrant_certificate", "--edition", "2021-1")


def test_an_earlier_edition_is_printed_by_its_name(world: World) -> None:
    assert "2026-1" in _run(
        "print_procedure", "birth_registration", "--edition", "2026-1", "--language", "en"
    )


@pytest.mark.parametrize("command", ["print_procedure", "export_bpmn"])
@pytest.mark.parametrize("args", [["no_such_item"], ["birth_registration", "--edition", "1999-1"]])
def test_an_item_that_is_not_there_is_named(world: World, command: str, args: list[str]) -> None:
    with pytest.raises(CommandError, match=args[0]):
        _run(command, *args)


def test_the_bpmn_file_tells_names_and_limits_in_the_language_asked_for(world: World) -> None:
    chinese = _run("export_bpmn", "birth_registration")
    assert 'name="形式审查"' in chinese
    assert "第三十二条" in chinese
    english = _run("export_bpmn", "birth_registration", "--language", "en")
    assert 'name="Screening"' in english
    assert "Art. 32(1)(4)" in english
    assert 'name="accepted"' in english
