"""A procedure as BPMN 2.0 with its diagram, so that any modelling tool of the county can open it.

Duties stand as resources that the steps name, since a lane for each would tear the main line apart. Limits are notes,
not timer events: a statutory limit moves with pauses and calendars, and no engine timer is involved (see `law.clock`).
"""

from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from django.utils.translation import gettext as _

from casework.engine.ways import reachable
from casework.models import Duty

from .flow_layout import Measures, Part, draw
from .flow_shapes import Box, Point
from .procedure_map import Node, ProcedureMap, said
from .procedure_text import Section, limit_line, sections_of

PREFIXES = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
for _prefix, _address in PREFIXES.items():
    register_namespace(_prefix, _address)

ELEMENTS = {
    "begin": "startEvent",
    "step": "userTask",
    "choice": "exclusiveGateway",
    "split": "parallelGateway",
    "join": "parallelGateway",
    "end": "endEvent",
}
# Sizes that modelling tools give these shapes; a note holds five lines of Chinese.
EVENT, TASK, GATE = (36, 36), (100, 80), (50, 50)
NAME, NOTE = (90, 30), (180, 110)
MEASURES = Measures(margin=40, gap=50, track=12, row_gap=40, thin_row=30, text_gap=14)
CONDITION = (96, 28)


def bpmn(procedure: ProcedureMap) -> str:
    """The file, in the language at hand."""
    root = _Writing(procedure).definitions()
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


class _Writing:
    """One file at work: the process first, then where everything lies."""

    def __init__(self, procedure: ProcedureMap) -> None:
        self.procedure = procedure
        said_on = {at: CONDITION for at, way in enumerate(procedure.ways) if said(way)}
        parts = [_part(node) for node in procedure.nodes]
        self.drawing = draw(parts, procedure.links, MEASURES, said_on)
        self.defaults = {way.start: at for at, way in enumerate(procedure.ways) if way.is_default}
        self.sections = {
            node.name: section for node, section in zip(procedure.steps, sections_of(procedure), strict=False)
        }
        self.noted = [node for node in procedure.nodes if node.limit is not None]
        # A split that asks is an inclusive gateway, and so is whatever joins its branches.
        asking = {node.name for node in procedure.nodes if node.kind == "split"}
        asking &= {way.start for way in procedure.ways if way.asks}
        joins = {node.name for node in procedure.nodes if node.kind == "join"}
        self.inclusive = asking | (joins & reachable(asking, procedure.ways))

    def definitions(self) -> Element:
        """The root element."""
        key = self.procedure.procedure.key
        root = Element(
            _name("definitions"),
            {
                "id": "definitions",
                "name": self._title(),
                "targetNamespace": f"urn:anjuan:procedure:{key}",
                "exporter": "Anjuan",
            },
        )
        duties = [node.duty for node in self.procedure.steps if node.duty is not None]
        for duty in dict.fromkeys(duties):
            SubElement(root, _name("resource"), {"id": _duty(duty), "name": str(duty.label)})
        self._write_process(root)
        self._write_diagram(root)
        return root

    def _title(self) -> str:
        item = self.procedure.item
        return f"{item.name} {item.edition}" if item else str(self.procedure.procedure.title)

    def _write_process(self, root: Element) -> None:
        process = SubElement(
            root, _name("process"), {"id": "process", "name": self._title(), "isExecutable": "false"}
        )
        for node in self.procedure.nodes:
            self._write_node(process, node)
        for at, way in enumerate(self.procedure.ways):
            words = said(way)
            named = {"name": words} if words else {}
            flow = SubElement(
                process,
                _name("sequenceFlow"),
                {"id": _flow(at), **named, "sourceRef": _node(way.start), "targetRef": _node(way.to)},
            )
            if way.asks and not way.is_default:
                xsi_type = f"{{{PREFIXES['xsi']}}}type"
                SubElement(
                    flow, _name("conditionExpression"), {xsi_type: "bpmn:tFormalExpression"}
                ).text = words
        for node in self.noted:
            note = SubElement(process, _name("textAnnotation"), {"id": _note(node)})
            SubElement(note, _name("text")).text = _limit(node)
            SubElement(
                process,
                _name("association"),
                {"id": _link(node), "sourceRef": _node(node.name), "targetRef": _note(node)},
            )

    def _write_node(self, process: Element, node: Node) -> None:
        element = "inclusiveGateway" if node.name in self.inclusive else ELEMENTS[node.kind]
        attributes = {"id": _node(node.name)}
        if node.number is not None or node.kind == "end":
            attributes["name"] = _titled(node)
        if node.name in self.defaults and node.kind == "choice":
            attributes["default"] = _flow(self.defaults[node.name])
        written = SubElement(process, _name(element), attributes)
        if node.name in self.sections:
            SubElement(written, _name("documentation")).text = _documented(self.sections[node.name])
        for at, way in enumerate(self.procedure.ways):
            if way.to == node.name:
                SubElement(written, _name("incoming")).text = _flow(at)
        for at, way in enumerate(self.procedure.ways):
            if way.start == node.name:
                SubElement(written, _name("outgoing")).text = _flow(at)
        if node.kind == "step" and node.duty is not None:
            owner = SubElement(written, _name("potentialOwner"), {"id": f"owner_{node.name}"})
            SubElement(owner, _name("resourceRef")).text = _duty(node.duty)

    def _write_diagram(self, root: Element) -> None:
        diagram = SubElement(root, _name("BPMNDiagram", "bpmndi"), {"id": "diagram"})
        plane = SubElement(diagram, _name("BPMNPlane", "bpmndi"), {"id": "plane", "bpmnElement": "process"})
        for node in self.procedure.nodes:
            box = self.drawing.boxes[node.name]
            shape = _shape(plane, _node(node.name), box)
            if node.kind in ("begin", "end"):
                _label(shape, self.drawing.texts[node.name])
            if node.kind == "choice":
                shape.set("isMarkerVisible", "true")
        for node in self.noted:
            _shape(plane, _note(node), self.drawing.texts[node.name])
        for at, way in enumerate(self.procedure.ways):
            edge = _edge(plane, _flow(at), self.drawing.lines[at])
            if said(way):
                _label(edge, self.drawing.conditions[at])
        for node in self.noted:
            _edge(plane, _link(node), _between(self.drawing.boxes[node.name], self.drawing.texts[node.name]))


def _part(node: Node) -> Part:
    if node.kind in ("begin", "end"):
        return Part(node.name, "circle", *EVENT, text=NAME)
    if node.kind == "step":
        return Part(node.name, "box", *TASK, text=NOTE if node.limit else (0, 0))
    return Part(node.name, "diamond", *GATE)


def _titled(node: Node) -> str:
    return str(node.title) if node.number is not None else _("End of the procedure")


def _limit(node: Node) -> str:
    line = limit_line(node)
    return "\n".join(
        [f"{line.label}{_(': ')}{line.text}", str(node.limit.basis) if node.limit else ""]
    ).strip()


def _documented(section: Section) -> str:
    return "\n".join(
        text
        for line in section.lines
        for text in (f"{line.label}{_(': ')}{line.text}".strip(), *(f"- {one}" for one in line.under))
    )


def _shape(plane: Element, of: str, box: Box) -> Element:
    shape = SubElement(plane, _name("BPMNShape", "bpmndi"), {"id": f"shape_{of}", "bpmnElement": of})
    _bounds(shape, box)
    return shape


def _edge(plane: Element, of: str, line: tuple[Point, ...]) -> Element:
    edge = SubElement(plane, _name("BPMNEdge", "bpmndi"), {"id": f"edge_{of}", "bpmnElement": of})
    for point in line:
        SubElement(edge, _name("waypoint", "di"), {"x": str(point.x), "y": str(point.y)})
    return edge


def _label(thing: Element, box: Box) -> None:
    _bounds(SubElement(thing, _name("BPMNLabel", "bpmndi")), box)


def _bounds(thing: Element, box: Box) -> None:
    sizes = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    SubElement(thing, _name("Bounds", "dc"), {key: str(value) for key, value in sizes.items()})


def _between(box: Box, note: Box) -> tuple[Point, ...]:
    """Straight up or down from a step to its note."""
    x = max(note.x + 12, min(box.middle.x, note.x + note.width - 12))
    if note.y > box.y:
        return Point(x, box.y + box.height), Point(x, note.y)
    return Point(x, box.y), Point(x, note.y + note.height)


def _name(name: str, prefix: str = "bpmn") -> str:
    return f"{{{PREFIXES[prefix]}}}{name}"


def _node(name: str) -> str:
    return f"node_{name}"


def _flow(at: int) -> str:
    return f"flow_{at}"


def _note(node: Node) -> str:
    return f"note_{node.name}"


def _link(node: Node) -> str:
    return f"noted_{node.name}"


def _duty(duty: Duty) -> str:
    return f"duty_{duty.value}"
