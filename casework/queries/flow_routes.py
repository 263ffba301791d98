"""The lines of a flow picture: each link gets a course of its own between the nodes, along rows and columns.

A course runs along the middle of free cells and through the gaps between columns. What one link has taken no other link
takes, so that no two lines lie on each other and none runs through a node; they may cross. Where no cell leads on, the
gap beside the node does: each link has its own track there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from .flow_places import Cell, Link, Places

# How far from the middle of a node's side a line comes in or leaves that turns in the gap beside it.
LEAVES, COMES_IN, COMES_BACK = -8, 8, 12
BESIDE = 10  # what it costs to go through a gap instead of a free cell
OUTSIDE = 2  # what a row costs in which no node stands

# A part of the picture that one link takes for itself: along or across a cell, the gap right of it, the space below it.
Taken = tuple[str, int, int]


class Bend(NamedTuple):
    """A point of a course, still in columns and rows. `track` None: at the middle of the column; `side`: at the node."""

    column: int
    row: int
    track: int | None = None
    offset: int = 0
    side: str = ""


@dataclass(frozen=True)
class Course:
    """The bends of one link, what it takes, the gaps it turns in, and what it costs."""

    bends: tuple[Bend, ...]
    takes: frozenset[Taken]
    gaps: tuple[int, ...]
    cost: int


@dataclass
class Routes:
    """The courses of all links, and how many tracks each gap between two columns needs (gap 0 is right of column 0)."""

    courses: dict[int, tuple[Bend, ...]] = field(default_factory=dict)
    tracks: dict[int, int] = field(default_factory=dict)


def routes_of(links: Sequence[Link], places: Places) -> Routes:
    """A course for every link: straight ones first, then the others in the order of the flow."""
    routing = _Routing(places)
    for at, link in sorted(enumerate(links), key=lambda entry: not _is_straight(entry[1], places)):
        routing.add(at, link)
    return routing.routes


def _is_straight(link: Link, places: Places) -> bool:
    start, to = places.cells[link.start], places.cells[link.to]
    between = {Cell(column, start.row) for column in range(start.column + 1, to.column)}
    return start.row == to.row and start.column < to.column and not between & set(places.cells.values())


@dataclass
class _Routing:
    places: Places
    routes: Routes = field(default_factory=Routes)
    taken: set[Taken] = field(default_factory=set)

    def __post_init__(self) -> None:
        for cell in self.places.cells.values():
            self.taken |= {("along", *cell), ("across", *cell)}
        rows = [cell.row for cell in self.places.cells.values()]
        self.inner = set(rows)
        self.lowest = max(rows, default=0)
        self.highest = min(rows, default=0)

    def add(self, at: int, link: Link) -> None:
        """Take the cheapest course that is free; a row beyond all nodes is always free."""
        start, to = self.places.cells[link.start], self.places.cells[link.to]
        wanted = self.places.rows.get(at)
        free = [one for one in self._courses(start, to) if not one.takes & self.taken]
        best = min(free, key=lambda one: one.cost - 5 * (wanted is not None and _runs_in(one, wanted)))
        self.taken |= best.takes
        for gap in best.gaps:
            self.routes.tracks[gap] = self.routes.tracks.get(gap, 0) + 1
        self.routes.courses[at] = best.bends
        rows = [bend.row for bend in best.bends]
        self.lowest, self.highest = max(self.lowest, *rows), min(self.highest, *rows)

    def _courses(self, start: Cell, to: Cell) -> Iterable[Course]:
        if start.column == to.column and start.row != to.row:
            yield self._straight_down(start, to)
        if abs(start.column - to.column) <= 1 and start.row != to.row and to.column >= start.column:
            yield self._through_the_gap(start, to)
        for row in range(self.highest - 1, self.lowest + 2):
            for leaving in self._leave(start, to, row):
                for coming in self._come_in(start, to, row, leaving.gaps):
                    yield self._joined(start, to, row, leaving, coming)

    def _track(self, gap: int) -> int:
        """The next free track of a gap."""
        return self.routes.tracks.get(gap, 0)

    @staticmethod
    def _straight_down(start: Cell, to: Cell) -> Course:
        down = to.row > start.row
        return Course(
            (
                Bend(*start, side="bottom" if down else "top"),
                Bend(*to, side="top" if down else "bottom"),
            ),
            _straight_through(start.column, start.row, to.row),
            (),
            abs(start.row - to.row),
        )

    def _through_the_gap(self, start: Cell, to: Cell) -> Course:
        """One turn up or down in the gap right of the start, to the next column or back to the same one."""
        gap = start.column
        same = start.column == to.column
        side, offset = ("right", COMES_BACK) if same else ("left", COMES_IN)
        track = self._track(gap)
        return Course(
            (
                Bend(*start, offset=LEAVES, side="right"),
                Bend(gap, start.row, track, LEAVES),
                Bend(gap, to.row, track, offset),
                Bend(*to, offset=offset, side=side),
            ),
            frozenset(),
            (gap,),
            BESIDE + abs(start.row - to.row) + same,
        )

    def _leave(self, start: Cell, to: Cell, row: int) -> Iterable[Course]:
        """The ways from the node into the row: along it, straight up or down, or through the gap on the right."""
        ahead = to.column > start.column
        if row == start.row:
            side, gap = ("right", start.column) if ahead else ("left", start.column - 1)
            if to.column != start.column:
                yield Course((Bend(*start, side=side),), frozenset({("gap", gap, row)}), (), 0)
            return
        corner = Cell(start.column, row)
        gap = start.column if ahead else start.column - 1
        if to.column != start.column:
            down = row > start.row
            yield Course(
                (Bend(*start, side="bottom" if down else "top"), Bend(*corner)),
                _turn(corner, gap) | _straight_through(start.column, start.row, row),
                (),
                abs(row - start.row),
            )
        track = self._track(start.column)
        back = set() if ahead else {("along", *corner), ("gap", start.column - 1, row)}
        yield Course(
            (
                Bend(*start, offset=LEAVES, side="right"),
                Bend(start.column, start.row, track, LEAVES),
                Bend(start.column, row, track),
            ),
            frozenset({("gap", start.column, row), *back}),
            (start.column,),
            BESIDE + abs(row - start.row),
        )

    def _come_in(self, start: Cell, to: Cell, row: int, used: tuple[int, ...]) -> Iterable[Course]:
        """The ways from the row into the node: along it, straight up or down, or through the gap on the left."""
        ahead = to.column > start.column
        if row == to.row:
            if ahead:
                side = Bend(*to, side="left")
                yield Course((side,), frozenset({("gap", to.column - 1, row)}), (), 0)
            return
        corner = Cell(to.column, row)
        if to.column != start.column:
            below = row > to.row
            gap = to.column - 1 if ahead else to.column
            yield Course(
                (Bend(*corner), Bend(*to, side="bottom" if below else "top")),
                _turn(corner, gap) | _straight_through(to.column, to.row, row),
                (),
                abs(row - to.row),
            )
        gap = to.column - 1
        track = self._track(gap) + used.count(gap)
        past = set() if ahead else {("along", *corner)}
        if not ahead and to.column != start.column:
            past.add(("gap", to.column, row))
        yield Course(
            (
                Bend(gap, row, track),
                Bend(gap, to.row, track, COMES_IN),
                Bend(*to, offset=COMES_IN, side="left"),
            ),
            frozenset({("gap", gap, row), *past}),
            (gap,),
            BESIDE + abs(row - to.row),
        )

    def _joined(self, start: Cell, to: Cell, row: int, leaving: Course, coming: Course) -> Course:
        first, last = sorted((start.column, to.column))
        run = {("along", column, row) for column in range(first + 1, last)}
        run |= {("gap", column, row) for column in range(first, last)}
        outside = 0 if row in self.inner else OUTSIDE
        return Course(
            leaving.bends + coming.bends,
            leaving.takes | coming.takes | run,
            leaving.gaps + coming.gaps,
            leaving.cost + coming.cost + outside + (row < 0),
        )


def _turn(corner: Cell, gap: int) -> frozenset[Taken]:
    return frozenset({("along", *corner), ("across", *corner), ("gap", gap, corner.row)})


def _straight_through(column: int, one: int, other: int) -> frozenset[Taken]:
    """Up or down the middle of a column, from row to row."""
    first, last = sorted((one, other))
    return frozenset(
        {
            *(("across", column, row) for row in range(first + 1, last)),
            *(("down", column, row) for row in range(first, last)),
        }
    )


def _runs_in(course: Course, row: int) -> bool:
    return any(one.row == other.row == row for one, other in pairwise(course.bends))
