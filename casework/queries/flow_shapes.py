"""Points and rectangles of a drawing."""

from typing import NamedTuple


class Point(NamedTuple):
    """A point, right and down from the corner."""

    x: int
    y: int


class Box(NamedTuple):
    """A rectangle."""

    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> Point:
        """The middle."""
        return Point(self.x + self.width // 2, self.y + self.height // 2)

    def overlaps(self, other: "Box") -> bool:
        """Whether the two have more than an edge in common."""
        return (
            self.x < other.x + other.width
            and other.x < self.x + self.width
            and self.y < other.y + other.height
            and other.y < self.y + self.height
        )
