"""A flow drawn: where its nodes, texts and lines lie, in units of a picture. For any procedure, from the flow itself.

The same drawing serves the page of a case, the printed procedure and the diagram in a BPMN file; they differ in their
measures only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from .flow_labels import placed
from .flow_places import Cell, Link, Places, places_of
from .flow_routes import Bend, Routes, routes_of
from .flow_shapes import Box, Point

Kind = Literal["box", "diamond", "circle"]


@dataclass(frozen=True)
class Part:
    """A node to draw: its shape and size, and the size of the text that belongs beside it."""

    name: str
    kind: Kind
    width: int
    height: int
    text: tuple[int, int] = (0, 0)


@dataclass(frozen=True)
class Measures:
    """The distances of a drawing.

    `overhang` is how far a text may reach into the gaps on both sides together. `clear`: no line may run behind a
    text, which then stands beside it.
    """

    margin: int = 8
    gap: int = 26
    track: int = 10
    row_gap: int = 18
    thin_row: int = 12
    text_gap: int = 4
    overhang: int = 0
    clear: bool = True


@dataclass(frozen=True)
class Drawing:
    """Where everything lies. `lines` and `conditions` go by the place of the link among the links given."""

    width: int
    height: int
    boxes: Mapping[str, Box]
    texts: Mapping[str, Box]
    lines: Mapping[int, tuple[Point, ...]]
    conditions: Mapping[int, Box]
    back: frozenset[int]


def draw(
    parts: Sequence[Part],
    links: Sequence[Link],
    measures: Measures | None = None,
    conditions: Mapping[int, tuple[int, int]] | None = None,
) -> Drawing:
    """Draw a flow; the first part is its start, `conditions` are the sizes of what stands on some of the lines."""
    places, routes = _planned(tuple(part.name for part in parts), tuple(links))
    by_name = {part.name: part for part in parts}
    return _Sheet(by_name, links, places, routes, measures or Measures(), conditions or {}).drawing()


@lru_cache(maxsize=64)
def _planned(names: tuple[str, ...], links: tuple[Link, ...]) -> tuple[Places, Routes]:
    """Columns, rows and courses depend on the flow alone; a case only changes what is written beside its nodes."""
    places = places_of(names, links)
    return places, routes_of(links, places)


@dataclass
class _Sheet:
    parts: Mapping[str, Part]
    links: Sequence[Link]
    places: Places
    routes: Routes
    measures: Measures
    conditions: Mapping[int, tuple[int, int]]
    lefts: dict[int, int] = field(default_factory=dict)
    widths: dict[int, int] = field(default_factory=dict)
    middles: dict[int, int] = field(default_factory=dict)
    sides: dict[str, set[str]] = field(default_factory=dict)
    above: dict[str, bool] = field(default_factory=dict)

    def drawing(self) -> Drawing:
        """Columns from the left, rows from above, then everything in them."""
        self._say_where_texts_go()
        right = self._lay_columns()
        bottom = self._lay_rows()
        boxes = {name: self._box(part) for name, part in self.parts.items()}
        lines = {
            at: _without_repetition([self._point(bend, boxes, at) for bend in course])
            for at, course in self.routes.courses.items()
        }
        texts = {name: self._text(part, boxes[name]) for name, part in self.parts.items() if part.text[1]}
        return Drawing(
            width=right + self.measures.margin,
            height=bottom + self.measures.margin,
            boxes=boxes,
            texts=texts,
            lines=lines,
            conditions=placed(lines, self.conditions, [*boxes.values(), *texts.values()]),
            back=self.places.back,
        )

    def _say_where_texts_go(self) -> None:
        """Below the node; above it if a line leaves below and none above; beside it if both are taken."""
        self.sides = {name: set() for name in self.parts}
        for at, course in self.routes.courses.items():
            self.sides[self.links[at].start].add(course[0].side)
            self.sides[self.links[at].to].add(course[-1].side)
        self.above = {name: "bottom" in sides and "top" not in sides for name, sides in self.sides.items()}

    def _beside(self, name: str) -> bool:
        return self.measures.clear and {"top", "bottom"} <= self.sides[name]

    def _half_width(self, part: Part) -> int:
        text = part.text[0] + self.measures.text_gap if self._beside(part.name) else part.text[0] // 2
        return max(part.width // 2, text - self.measures.overhang // 2)

    def _lay_columns(self) -> int:
        measures, cells = self.measures, self.places.cells
        last = max(cell.column for cell in cells.values())
        x = measures.margin + self._room_of(-1)
        for column in range(last + 1):
            inside = [
                self._half_width(self.parts[name]) for name, cell in cells.items() if cell.column == column
            ]
            self.lefts[column], self.widths[column] = x, 2 * max(inside, default=0)
            x += self.widths[column] + self._room_of(column, last)
        return x

    def _room_of(self, gap: int, last: int | None = None) -> int:
        """How wide a gap is: its tracks, and the conditions that stand in it."""
        measures, tracks = self.measures, self.routes.tracks.get(gap, 0)
        if gap < 0 or gap == last:
            return tracks * measures.track + (measures.track if tracks else 0)
        widths = [
            width
            for at, (width, _height) in self.conditions.items()
            if self.places.cells[self.links[at].start].column == gap
        ]
        room = max(measures.gap, max(widths, default=-12) + 12)
        return max(room, (tracks + 3) * measures.track) if tracks else room

    def _lay_rows(self) -> int:
        measures, cells = self.measures, self.places.cells
        used = {cell.row for cell in cells.values()}
        used |= {bend.row for course in self.routes.courses.values() for bend in course}
        y = measures.margin
        for row in sorted(used):
            inside = [self.parts[name] for name, cell in cells.items() if cell.row == row]
            up = max((self._reach(part, upwards=True) for part in inside), default=measures.thin_row // 2)
            down = max((self._reach(part, upwards=False) for part in inside), default=measures.thin_row // 2)
            self.middles[row] = y + up
            y += up + down + measures.row_gap
        return y - measures.row_gap

    def _reach(self, part: Part, *, upwards: bool) -> int:
        reach = part.height // 2
        if part.text[1] and self.above[part.name] == upwards:
            reach += self.measures.text_gap + part.text[1]
        return reach

    def _box(self, part: Part) -> Box:
        column, row = self.places.cells[part.name]
        x = self._centre(column) - part.width // 2
        return Box(x, self.middles[row] - part.height // 2, part.width, part.height)

    def _centre(self, column: int) -> int:
        return self.lefts[column] + self.widths[column] // 2

    def _text(self, part: Part, box: Box) -> Box:
        width, height = part.text
        gap = self.measures.text_gap
        x = box.middle.x + gap if self._beside(part.name) else box.middle.x - width // 2
        y = box.y - gap - height if self.above[part.name] else box.y + box.height + gap
        return Box(x, y, width, height)

    def _point(self, bend: Bend, boxes: Mapping[str, Box], at: int) -> Point:
        y = self.middles[bend.row] + bend.offset
        if not bend.side:
            if bend.track is None:
                return Point(self._centre(bend.column), y)
            return Point(self._track_at(bend.column, bend.track), y)
        here = Cell(bend.column, bend.row)
        name = next(name for name in self.links[at] if self.places.cells[name] == here)
        return _port(self.parts[name], boxes[name], bend)

    def _track_at(self, gap: int, track: int) -> int:
        measures = self.measures
        if gap < 0:
            return measures.margin + (track + 1) * measures.track - measures.track // 2
        right = self.lefts[gap] + self.widths[gap]
        return right + (track + 1) * measures.track + measures.track // 2


def _port(part: Part, box: Box, bend: Bend) -> Point:
    middle = box.middle
    if bend.side in ("top", "bottom"):
        return Point(middle.x, box.y if bend.side == "top" else box.y + box.height)
    half = box.width // 2
    if part.kind == "diamond":
        half -= abs(bend.offset) * box.width // box.height
    elif part.kind == "circle":
        half = round((half**2 - min(abs(bend.offset), half) ** 2) ** 0.5)
    return Point(middle.x + (half if bend.side == "right" else -half), middle.y + bend.offset)


def _without_repetition(points: Sequence[Point]) -> tuple[Point, ...]:
    """The bends alone: no point twice, none in the middle of a straight stretch."""
    kept = [points[0]]
    for point in points[1:]:
        if point != kept[-1]:
            kept.append(point)
    for at in range(len(kept) - 2, 0, -1):
        before, here, after = kept[at - 1 : at + 2]
        if before.x == here.x == after.x or before.y == here.y == after.y:
            del kept[at]
    return tuple(kept)
