"""What the look into a file ends with: pages, or the rule by which it isn't taken."""

from dataclasses import dataclass


class Unfit(Exception):
    """A file that isn't taken, with the rule and what its words need; what the file holds is never repeated."""

    def __init__(self, rule: str, **detail: str | int) -> None:
        self.rule = rule
        self.detail = detail
        super().__init__(rule)


@dataclass(frozen=True)
class Bounds:
    """How much is looked at: bytes of a file, pages of a PDF, pixels of a picture."""

    file_bytes: int
    pages: int
    pixels: int


@dataclass(frozen=True)
class Page:
    """One page as a picture made by us (JPEG), with a small one beside it; width and height in pixels."""

    picture: bytes
    thumbnail: bytes
    width: int
    height: int
