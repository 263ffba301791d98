"""Papers as a scanner, a telephone or somebody with bad intent would send them; all made here, none fetched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
from PIL import Image, ImageDraw

from casework.engine import moment
from casework.models import Officer, StagedPage

WIDE, HIGH = 240, 320


@cache
def drawing(mode: str = "RGB", width: int = WIDE, high: int = HIGH) -> Image.Image:
    """A sheet with a dark corner at the top left, by which one sees whether it stands upright."""
    sheet = Image.new("RGB", (width, high), "white")
    ImageDraw.Draw(sheet).rectangle((0, 0, width // 4, high // 4), fill=(20, 30, 90))
    return sheet.convert(mode)


def encoded(form: str, image: Image.Image | None = None, **options: Any) -> bytes:
    """The sheet, or a picture, in a file format."""
    out = BytesIO()
    (image or drawing()).save(out, form, **options)
    return out.getvalue()


@cache
def jpeg() -> bytes:
    """A small valid JPEG."""
    return encoded("JPEG")


@cache
def png() -> bytes:
    """A small valid PNG."""
    return encoded("PNG")


def pdf(pages: int = 1, more: Mapping[str, Any] | None = None, **options: Any) -> bytes:
    """A PDF with a picture on each page; `more` are entries of its root."""
    document = pikepdf.new()
    for _page in range(pages):
        document.add_blank_page(page_size=(200, 280))
        page = document.pages[-1]
        page.Contents = document.make_stream(b"0.1 0.1 0.4 rg 0 210 50 70 re f")
    for name, value in (more or {}).items():
        document.Root[name] = value(document) if callable(value) else value
    out = BytesIO()
    document.save(out, **options)
    return out.getvalue()


def staged(officer: Officer, *tokens: str) -> list[str]:
    """Pages that this officer has chosen, without a look into any file; their marks."""
    content, small = jpeg(), encoded("JPEG", drawing(width=60, high=80))
    for token in tokens:
        row = StagedPage(
            token=token,
            officer=officer,
            width=WIDE,
            height=HIGH,
            size=len(content),
            expires_at=moment.now() + timedelta(hours=1),
        )
        row.seal(content, small)
        row.save()
    return list(tokens)


def mark(number: int) -> str:
    """A mark of a page."""
    return f"{number:032x}"


def opened(content: bytes) -> Image.Image:
    """A picture that came out."""
    return Image.open(BytesIO(content))


def colours(content: bytes, places: Iterable[tuple[float, float]]) -> list[bool]:
    """Whether a picture is dark at places, given in parts of its width and height."""
    image = opened(content).convert("L")
    grey = image.tobytes()
    return [grey[int(y * image.height) * image.width + int(x * image.width)] < 128 for x, y in places]
