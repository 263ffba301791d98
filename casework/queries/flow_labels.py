"""Where the condition of a line stands: over or beside one of its stretches, near its beginning, clear of everything."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from .flow_shapes import Box, Point

CLEARANCE = 5  # between a line and its condition


def placed(
    lines: Mapping[int, Sequence[Point]], sizes: Mapping[int, tuple[int, int]], obstacles: Iterable[Box]
) -> dict[int, Box]:
    """A box for each condition, where it covers the least: no node, no text, no other condition if there is room."""
    taken = list(obstacles)
    found: dict[int, Box] = {}
    for at, size in sizes.items():
        found[at] = min(_candidates(lines[at], *size), key=lambda box: _covered(box, taken))
        taken.append(found[at])
    return found


def _covered(box: Box, taken: Iterable[Box]) -> int:
    return sum(box.overlaps(other) for other in taken) + (box.x < 0 or box.y < 0)


def _candidates(line: Sequence[Point], width: int, height: int) -> Iterator[Box]:
    """From the beginning of the line on: over a level stretch that is long enough, beside one that goes up or down."""
    stretches = list(pairwise(line))
    for one, other in stretches:
        if one.y == other.y and abs(one.x - other.x) > width // 4:
            left, right = sorted((one.x, other.x))
            near, far = left + CLEARANCE, right - CLEARANCE - width
            places = [near, (near + far) // 2, far]
            for x in places if one.x < other.x else reversed(places):
                yield Box(x, one.y - CLEARANCE - height, width, height)
                yield Box(x, one.y + CLEARANCE, width, height)
    for one, other in stretches:
        if one.x == other.x:
            for part in (2, 4, 8, 16):
                y = one.y + (other.y - one.y) // part - height // 2
                yield Box(one.x + CLEARANCE, y, width, height)
                yield Box(one.x - CLEARANCE - width, y, width, height)
