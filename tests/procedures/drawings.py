"""What must hold of every drawing of a flow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from casework.queries.flow_layout import Drawing
from casework.queries.flow_places import Link
from casework.queries.flow_shapes import Box, Point

Stretch = tuple[Point, Point]


def faults_of(drawing: Drawing, links: Sequence[Link], *, conditions: bool = True) -> list[str]:
    """Everything that overlaps or leads to the wrong place; `conditions`: those on the lines included."""
    return [
        *_crowded(drawing, conditions),
        *_outside(drawing),
        *_astray(drawing, links),
        *_on_each_other(drawing, links),
    ]


def _crowded(drawing: Drawing, conditions: bool) -> Iterator[str]:
    things = {f"node {name}": box for name, box in drawing.boxes.items()}
    things |= {f"text of {name}": box for name, box in drawing.texts.items()}
    if conditions:
        things |= {f"condition {at}": box for at, box in drawing.conditions.items()}
    for (one, box), (other, place) in combinations(things.items(), 2):
        if box.overlaps(place):
            yield f"{one} overlaps {other}"


def _outside(drawing: Drawing) -> Iterator[str]:
    boxes = [*drawing.boxes.values(), *drawing.texts.values()]
    points = [Point(box.x, box.y) for box in boxes]
    points += [Point(box.x + box.width, box.y + box.height) for box in boxes]
    points += [point for line in drawing.lines.values() for point in line]
    for point in points:
        if not (0 <= point.x <= drawing.width and 0 <= point.y <= drawing.height):
            yield f"{point} lies outside {drawing.width} x {drawing.height}"


def _astray(drawing: Drawing, links: Sequence[Link]) -> Iterator[str]:
    if set(drawing.lines) != set(range(len(links))):
        yield "a link has no line"
    for at, line in drawing.lines.items():
        start, to = drawing.boxes[links[at].start], drawing.boxes[links[at].to]
        if len(line) < 2:
            yield f"{links[at]} has no length"
        if not (_touches(line[0], start) and _touches(line[-1], to)):
            yield f"{links[at]} doesn't lead from node to node: {line}"
        for one, other in pairwise(line):
            if one.x != other.x and one.y != other.y:
                yield f"{links[at]} runs aslant: {one} {other}"
            for name, box in drawing.boxes.items():
                if _runs_through(one, other, box):
                    yield f"{links[at]} runs through {name}: {one} {other}"


def _touches(point: Point, box: Box) -> bool:
    return box.x <= point.x <= box.x + box.width and box.y <= point.y <= box.y + box.height


def _runs_through(one: Point, other: Point, box: Box) -> bool:
    # A line may end at a diamond or a circle inside the box around it, never reach its middle.
    inner = Box(box.x + box.width // 3, box.y + box.height // 3, box.width // 3, box.height // 3)
    left, right = sorted((one.x, other.x))
    top, bottom = sorted((one.y, other.y))
    return (
        left < inner.x + inner.width
        and inner.x < right + 1
        and top < inner.y + inner.height
        and inner.y < bottom + 1
    )


def _on_each_other(drawing: Drawing, links: Sequence[Link]) -> Iterator[str]:
    """Lines may cross, and lines of one node may share its end; otherwise none lies on another."""
    for (one, line), (other, second) in combinations(drawing.lines.items(), 2):
        if links[one].start == links[other].start or links[one].to == links[other].to:
            continue
        for a, b in ((a, b) for a in pairwise(line) for b in pairwise(second)):
            if _lie_on_each_other(a, b):
                yield f"{links[one]} lies on {links[other]}: {a} {b}"


def _lie_on_each_other(a: Stretch, b: Stretch) -> bool:
    for level, along in ((1, 0), (0, 1)):
        if a[0][level] == a[1][level] == b[0][level] == b[1][level]:
            first = sorted((a[0][along], a[1][along]))
            second = sorted((b[0][along], b[1][along]))
            if min(first[1], second[1]) > max(first[0], second[0]):
                return True
    return False
