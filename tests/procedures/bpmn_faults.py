"""What must hold of every BPMN file, asked of the file alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from casework.queries.flow_shapes import Box
from casework.queries.procedure_bpmn import PREFIXES

NODES = {
    "startEvent",
    "endEvent",
    "userTask",
    "exclusiveGateway",
    "parallelGateway",
    "inclusiveGateway",
    "textAnnotation",
}
EDGES = {"sequenceFlow", "association"}
REFERENCES = ("sourceRef", "targetRef", "default", "bpmnElement")


def faults_of(text: str) -> list[str]:
    """Ids that stand twice, references that lead nowhere, what isn't drawn, what is drawn on something else."""
    root = ElementTree.fromstring(text)
    return [*_ids(root), *_references(root), *_drawn(root), *_ways(root), *_overlaps(root)]


def named(root: Element, *names: str) -> list[Element]:
    """All elements of these names, whatever their prefix."""
    return [one for one in root.iter() if one.tag.rpartition("}")[2] in names]


def _ids(root: Element) -> Iterator[str]:
    for name, number in Counter(one.get("id") for one in root.iter() if one.get("id")).items():
        if number > 1:
            yield f"{name} stands {number} times"


def _references(root: Element) -> Iterator[str]:
    known = {one.get("id") for one in root.iter()}
    for one in root.iter():
        for name in REFERENCES:
            if one.get(name) and one.get(name) not in known:
                yield f"{one.get('id')} names {one.get(name)}, which isn't there"
    for one in named(root, "incoming", "outgoing", "resourceRef"):
        if one.text not in known:
            yield f"{one.text} isn't there"


def _drawn(root: Element) -> Iterator[str]:
    shapes = Counter(one.get("bpmnElement") for one in named(root, "BPMNShape"))
    edges = {one.get("bpmnElement"): named(one, "waypoint") for one in named(root, "BPMNEdge")}
    for node in named(root, *NODES):
        if shapes[node.get("id")] != 1:
            yield f"{node.get('id')} has {shapes[node.get('id')]} shapes"
    for edge in named(root, *EDGES):
        if len(edges.get(edge.get("id"), ())) < 2:
            yield f"{edge.get('id')} has no waypoints"


def _ways(root: Element) -> Iterator[str]:
    """Each flow is named by both its ends, and a default way leaves the gate that names it."""
    coming = {(one.get("id"), flow.text) for one in root.iter() for flow in one if _is(flow, "incoming")}
    leaving = {(one.get("id"), flow.text) for one in root.iter() for flow in one if _is(flow, "outgoing")}
    for flow in named(root, "sequenceFlow"):
        if (flow.get("sourceRef"), flow.get("id")) not in leaving:
            yield f"{flow.get('id')} isn't named where it begins"
        if (flow.get("targetRef"), flow.get("id")) not in coming:
            yield f"{flow.get('id')} isn't named where it ends"
    for gate in named(root, "exclusiveGateway"):
        if gate.get("default") and (gate.get("id"), gate.get("default")) not in leaving:
            yield f"{gate.get('id')} has another's way as its default"


def _is(one: Element, name: str) -> bool:
    return one.tag == f"{{{PREFIXES['bpmn']}}}{name}"


def _overlaps(root: Element) -> Iterator[str]:
    boxes = {
        str(shape.get("bpmnElement")): _box(bounds)
        for shape in named(root, "BPMNShape")
        for bounds in shape
        if bounds.tag.endswith("}Bounds")
    }
    for (one, box), (other, second) in combinations(boxes.items(), 2):
        if box.overlaps(second):
            yield f"{one} lies on {other}"


def _box(bounds: Element) -> Box:
    return Box(*(int(bounds.attrib[key]) for key in ("x", "y", "width", "height")))
