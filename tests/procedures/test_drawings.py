"""Every flow can be drawn, told and exported: the hall's, the proving ones, and whatever the words can make."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from casework.engine.registry import procedures
from casework.engine.words import Procedure
from casework.queries.flow_layout import Drawing, Kind, Part, draw
from casework.queries.flow_places import Link
from casework.queries.flow_shapes import Point
from casework.queries.procedure_bpmn import MEASURES, bpmn
from casework.queries.procedure_map import map_of, said
from casework.queries.procedure_text import printed
from casework.web.flow_picture import OF_A_CASE, OF_A_PROCEDURE, SHAPES, SIZES, procedure_picture
from tests.proving import flows

from . import bpmn_faults
from .drawings import faults_of
from .shapes import procedures_at_random

assert flows.OURS
KEYS = procedures.names()


def _drawn(procedure: type[Procedure], *, conditions: bool) -> list[str]:
    told = map_of(procedure)
    sizes = {at: (92, 28) for at, way in enumerate(told.ways) if said(way)}
    found = []
    for measures in (OF_A_CASE, OF_A_PROCEDURE, MEASURES):
        parts = [_part(node.name, SHAPES[node.kind], (100, 32)) for node in told.nodes]
        drawing = draw(parts, told.links, measures, sizes)
        assert set(drawing.conditions) == set(sizes)
        found += faults_of(drawing, told.links, conditions=conditions and measures is not OF_A_CASE)
    return found


def _part(name: str, shape: Kind, text: tuple[int, int]) -> Part:
    size = SIZES.get(shape)
    return Part(name, shape, size, size) if size else Part(name, "box", 88, 40, text)


@pytest.mark.parametrize("key", KEYS)
def test_nothing_overlaps_in_the_picture_of_a_procedure(key: str) -> None:
    assert not _drawn(procedures[key], conditions=True)


@pytest.mark.parametrize("key", KEYS)
def test_the_bpmn_file_of_a_procedure_is_whole(key: str) -> None:
    assert not bpmn_faults.faults_of(bpmn(map_of(procedures[key])))


@given(procedures_at_random())
def test_any_procedure_the_words_can_make_is_drawn_without_overlap(procedure: type[Procedure]) -> None:
    # In a thicket of gates a condition may have no room left; nodes, texts and lines always have.
    assert not _drawn(procedure, conditions=False)


@given(procedures_at_random())
def test_any_procedure_the_words_can_make_is_told_and_exported(procedure: type[Procedure]) -> None:
    told = map_of(procedure)
    text = printed(told)
    for node in told.steps:
        assert f"## {node.number}. {node.title}" in text
        assert all(lead.to in told.by_name for lead in node.leads)
    assert not bpmn_faults.faults_of(bpmn(told))
    picture = procedure_picture(told)
    assert len(picture["nodes"]) == len(told.nodes)
    assert len(picture["lines"]) == len(told.ways)


LINKS = [Link("a", "b"), Link("b", "c")]


def _small() -> Drawing:
    return draw([Part(name, "box", 88, 40) for name in "abc"], LINKS)


def test_a_flow_that_goes_straight_is_one_straight_line() -> None:
    drawing = _small()
    assert len({box.middle.y for box in drawing.boxes.values()}) == 1
    assert [box.x for box in drawing.boxes.values()] == sorted(box.x for box in drawing.boxes.values())
    assert not faults_of(drawing, LINKS)


def test_what_overlaps_or_leads_astray_would_be_found() -> None:
    drawing = _small()
    moved = replace(drawing, boxes=drawing.boxes | {"c": drawing.boxes["b"]})
    assert any("overlaps" in fault for fault in faults_of(moved, LINKS))
    lines = {0: drawing.lines[0], 1: (Point(0, 0), drawing.lines[1][-1])}
    assert any("aslant" in fault for fault in faults_of(replace(drawing, lines=lines), LINKS))
    across = {0: (*drawing.lines[0], drawing.lines[1][-1]), 1: drawing.lines[1]}
    assert any("runs through b" in fault for fault in faults_of(replace(drawing, lines=across), LINKS))
    apart = [Link("a", "c"), Link("b", "a")]
    both = {0: drawing.lines[0], 1: drawing.lines[0]}
    assert any("lies on" in fault for fault in faults_of(replace(drawing, lines=both), apart))
    assert any("outside" in fault for fault in faults_of(replace(drawing, width=10), LINKS))


def test_a_broken_bpmn_file_would_be_found() -> None:
    text = bpmn(map_of(procedures["registration-2026-2"]))
    assert bpmn_faults.faults_of(text.replace('sourceRef="node_screen"', 'sourceRef="node_gone"', 1))
    assert bpmn_faults.faults_of(text.replace('id="node_correct"', 'id="node_screen"', 1))
    assert bpmn_faults.faults_of(text.replace('bpmnElement="node_file"', 'bpmnElement="node_serve"', 1))
