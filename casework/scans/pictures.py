"""Pictures: decoded within bounds, turned upright, and encoded anew. What they carried besides is gone."""

from io import BytesIO

from PIL import Image, ImageOps

from . import containers
from .verdict import Bounds, Page, Unfit

LONG_SIDE = 3508  # A4 at 300 dots an inch: more shows nothing more of a paper
THUMBNAIL_SIDE = 200
SHORTEST_SIDE = 40
QUALITY = 85

Image.MAX_IMAGE_PIXELS = None  # what a picture says of its size is asked before it is decoded


def picture_page(kind: str, content: bytes, bounds: Bounds) -> Page:
    """The one page of a picture. Raises Unfit."""
    found = containers.jpeg(content) if kind == "jpeg" else containers.png(content)
    if min(found.width, found.height) < SHORTEST_SIDE:
        raise Unfit("small", least=SHORTEST_SIDE)
    if found.width * found.height > bounds.pixels:
        raise Unfit("pixels", most=bounds.pixels // 1_000_000)
    with Image.open(BytesIO(found.content), formats=[kind.upper()]) as image:
        if image.size != (found.width, found.height):
            raise Unfit("damaged")
        image.load()
        return page_of(_upright(image))


def page_of(image: Image.Image) -> Page:
    """A decoded picture as a page."""
    flat = _flat(image)
    if max(flat.size) > LONG_SIDE:
        flat.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    small = flat.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    return Page(_encoded(flat), _encoded(small), flat.width, flat.height)


def _upright(image: Image.Image) -> Image.Image:
    try:
        return ImageOps.exif_transpose(image)
    except Exception:
        return image  # damaged notes about a camera are no reason against its picture


def _flat(image: Image.Image) -> Image.Image:
    """In grey or in colours of eight bits, on white where nothing was painted."""
    if image.mode in ("I;16", "I;16B", "I;16L", "I"):
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if "A" in image.getbands() or "transparency" in image.info:
        painted = image.convert("RGBA")
        ground = Image.new("RGBA", painted.size, "white")
        return Image.alpha_composite(ground, painted).convert("RGB")
    return image.convert("L" if image.mode in ("1", "L") else "RGB")


def _encoded(image: Image.Image) -> bytes:
    # A picture made from bare pixels: nothing that the old one carried comes along.
    bare = Image.frombytes(image.mode, image.size, image.tobytes())
    out = BytesIO()
    bare.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
