"""Pages for the demo's scans: sheets drawn here, with bars in place of writing. No document of anybody's is behind them."""

import io
from functools import lru_cache
from importlib.resources import files

from PIL import Image, ImageDraw, ImageFont

from casework.models import Officer
from casework.scans.staging import stage

WIDTH, HEIGHT, MARGIN = 620, 876, 52
PAPER, INK, FAINT, WARNING = "#fbfaf6", "#3b4148", "#c9cbd0", "#a33326"
FONT = ("pylopdf_fonts_zh_cn", "NotoSerifSC-Regular.otf")
HEADING, NOTICE = "样张", "演示用，不是任何人的证件　SPECIMEN, NOBODY'S DOCUMENT"
SHORTEST, LINES = 200, 14


def chosen(officer: Officer, pages: int, seed: str) -> list[str]:
    """That many pages chosen by an officer in the ordinary way; the marks by which an act takes them in."""
    names = [(number, f"page-{number}.png") for number in range(1, pages + 1)]
    return [
        page.token for number, name in names for page in stage(officer, drawn_page(number, pages), name, seed)
    ]


@lru_cache(maxsize=8)
def drawn_page(number: int, pages: int) -> bytes:
    """One sheet as a PNG."""
    sheet = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((MARGIN // 2, MARGIN // 2, WIDTH - MARGIN // 2, HEIGHT - MARGIN // 2), outline=INK, width=2)
    pen.text((WIDTH / 2, 96), HEADING, font=_font(54), fill=INK, anchor="mm")
    pen.text((WIDTH / 2, 156), NOTICE, font=_font(17), fill=WARNING, anchor="mm")
    pen.rectangle((WIDTH - MARGIN - 132, 204, WIDTH - MARGIN, 376), outline=INK, width=2)
    pen.ellipse((WIDTH - MARGIN - 92, 232, WIDTH - MARGIN - 40, 292), fill=FAINT)
    pen.chord((WIDTH - MARGIN - 116, 306, WIDTH - MARGIN - 16, 440), 180, 360, fill=FAINT)
    pen.rectangle((WIDTH - MARGIN - 130, 377, WIDTH - MARGIN - 2, 442), fill=PAPER)
    for line in range(LINES):
        top = 212 + line * 42
        right = WIDTH - MARGIN - (170 if top < 376 else 0) - (line * 67 + number * 31) % SHORTEST
        pen.rounded_rectangle((MARGIN, top, right, top + 14), radius=7, fill=FAINT)
    pen.text((WIDTH / 2, HEIGHT - 62), f"{number} / {pages}", font=_font(20), fill=INK, anchor="mm")
    held = io.BytesIO()
    sheet.save(held, "PNG")
    return held.getvalue()


@lru_cache(maxsize=4)
def _font(size: int) -> ImageFont.FreeTypeFont:
    package, name = FONT
    return ImageFont.truetype(io.BytesIO(files(package).joinpath(name).read_bytes()), size)
