"""Where each node of a flow stands: in which column and row, so that the usual case is one straight line.

Columns follow the longest way from the start. The main line takes each gate's first way; every other branch gets the
nearest row that is free beside it, loops below it. Ways that lead back are known, so that nothing runs in a circle here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple


class Link(NamedTuple):
    """A way from node to node, by names."""

    start: str
    to: str


class Cell(NamedTuple):
    """A place: column from the left, row from the main line (0), negative above it."""

    column: int
    row: int


@dataclass(frozen=True)
class Places:
    """The cell of each node, the links that lead back, and the row in which a long way was left room."""

    cells: Mapping[str, Cell]
    back: frozenset[int]
    rows: Mapping[int, int]


def places_of(names: Sequence[str], links: Sequence[Link]) -> Places:
    """Place the nodes; the first name is the start."""
    back = _links_back(names, links)
    placing = _Placing(links, back, _columns(names, links, back))
    for name in names:
        if name not in placing.cells:
            placing.begin(name)
    return Places(placing.cells, back, placing.rows)


def _links_back(names: Sequence[str], links: Sequence[Link]) -> frozenset[int]:
    """The links that lead to a node from which one came, seen from the start."""
    leaving: dict[str, list[int]] = {name: [] for name in names}
    for at, link in enumerate(links):
        leaving[link.start].append(at)
    back: set[int] = set()
    done: set[str] = set()
    for root in names:
        if root in done:
            continue
        under_way = {root}
        stack = [(root, iter(leaving[root]))]
        while stack:
            name, ahead = stack[-1]
            at = next(ahead, None)
            if at is None:
                done.add(name)
                under_way.discard(name)
                stack.pop()
            elif links[at].to in under_way:
                back.add(at)
            elif links[at].to not in done:
                under_way.add(links[at].to)
                stack.append((links[at].to, iter(leaving[links[at].to])))
    return frozenset(back)


def _columns(names: Sequence[str], links: Sequence[Link], back: frozenset[int]) -> dict[str, int]:
    forward = [link for at, link in enumerate(links) if at not in back]
    columns = dict.fromkeys(names, 0)
    for _round in names:
        moved = False
        for link in forward:
            if columns[link.to] <= columns[link.start]:
                columns[link.to] = columns[link.start] + 1
                moved = True
        if not moved:
            break
    return _loops_beside_their_gate(columns, links, back)


def _loops_beside_their_gate(
    columns: dict[str, int], links: Sequence[Link], back: frozenset[int]
) -> dict[str, int]:
    """A single step between a gate and the way back stands below the gate, so that the loop reads leftwards."""
    for name in columns:
        leaving = [at for at, link in enumerate(links) if link.start == name]
        coming = [link for link in links if link.to == name]
        if not leaving or not set(leaving) <= back or len(coming) != 1:
            continue
        gate = coming[0].start
        beside = sum(columns[link.to] == columns[gate] for link in links if link.start == gate)
        if gate != name and not beside and sum(link.start == gate for link in links) > 1:
            columns[name] = columns[gate]
    return columns


@dataclass
class _Placing:
    links: Sequence[Link]
    back: frozenset[int]
    columns: Mapping[str, int]
    cells: dict[str, Cell] = field(default_factory=dict)
    rows: dict[int, int] = field(default_factory=dict)
    taken: set[Cell] = field(default_factory=set)
    # The nodes from which one comes to an end without going back.
    onward: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        leading = {link.start for link in self.links}
        self.onward = set(self.columns) - leading
        for name in sorted(leading, key=lambda one: -self.columns[one]):
            if any(link.to in self.onward for link in self._ahead(name)):
                self.onward.add(name)

    def begin(self, root: str) -> None:
        """The line that starts here, then the branches that leave it, in the order of the line."""
        line = self._line(root)
        whole = range(self.columns[root], self.columns[line[-1]] + 1)
        self._put(line, self._free_row(0, whole, range(len(self.columns))))
        waiting = list(self.cells)
        while waiting:
            name = waiting.pop(0)
            for at, link in enumerate(self.links):
                if link.start == name:
                    waiting += self._branch(at)

    def _line(self, name: str) -> list[str]:
        """From a node along the first way ahead that isn't placed yet."""
        line = [name]
        while True:
            here = self.columns[line[-1]]
            ahead = [link.to for link in self._ahead(line[-1])]
            fit = [to for to in ahead if to not in self.cells and self.columns[to] > here]
            if not fit:
                return line
            line.append(next((to for to in fit if to in self.onward), fit[0]))

    def _branch(self, at: int) -> list[str]:
        start, to = self.links[at]
        origin = self.cells[start]
        if to in self.cells:
            self._leave_room(at, origin, self.cells[to])
            return []
        line = self._line(to)
        ends = [self.cells[link.to].column for link in self._ahead(line[-1]) if link.to in self.cells]
        last = max([self.columns[line[-1]], *ends])
        first = min(origin.column, self.columns[to])
        loops = any(link.start in line for at, link in enumerate(self.links) if at in self.back)
        row = self._free_row(origin.row, range(first, last + 1), self._sides(origin.row, loops))
        self._put(line, row)
        self.taken |= {Cell(column, row) for column in range(first, last + 1)}
        return line

    def _ahead(self, name: str) -> list[Link]:
        return [link for at, link in enumerate(self.links) if link.start == name and at not in self.back]

    def _leave_room(self, at: int, start: Cell, to: Cell) -> None:
        """A way past other nodes gets a row of its own, before later branches come to stand there."""
        if at in self.back or to.column - start.column < 2:
            return
        between = {Cell(column, start.row) for column in range(start.column + 1, to.column)}
        if start.row == to.row and not between & set(self.cells.values()):
            self.taken |= between
            return
        whole = range(start.column, to.column + 1)
        row = self._free_row(start.row, whole, self._sides(start.row, loops=False))
        self.taken |= {Cell(column, row) for column in whole}
        self.rows[at] = row

    @staticmethod
    def _sides(origin: int, loops: bool) -> tuple[int, ...]:
        near, far = (1, -1) if loops else (-1, 1)
        return tuple(step * side for step in range(1, 100) for side in (near, far))

    def _free_row(self, origin: int, columns: Iterable[int], sides: Iterable[int]) -> int:
        wanted = list(columns)
        for side in sides:
            if not any(Cell(column, origin + side) in self.taken for column in wanted):
                return origin + side
        return max((cell.row for cell in self.taken), default=0) + 1

    def _put(self, line: Sequence[str], row: int) -> None:
        self.cells |= {name: Cell(self.columns[name], row) for name in line}
        whole = range(self.columns[line[0]], self.columns[line[-1]] + 1)
        self.taken |= {Cell(column, row) for column in whole}
