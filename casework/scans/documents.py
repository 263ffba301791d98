"""PDF: refused if it does anything but show pages; else each page is painted, and only the painting is kept.

A link into the web or to a mailbox is no reason to refuse: it does nothing by itself, printers and office programs put
it behind every address they print, and the painting doesn't have it. What would be followed as the document opens, and
a link to anything else, is refused.
"""

import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf

from .pictures import LONG_SIDE, page_of
from .verdict import Bounds, Page, Unfit

DOTS_AN_INCH = 200
POINTS_AN_INCH = 72
OBJECTS_MOST = 50_000
DEPTH_MOST = 60
SIDE_LEAST, SIDE_MOST = 20, 14_400  # points, as the standard bounds a page
TEXT_BYTES_MOST = 20_000_000  # of one stream that is no picture, unpacked
ALL_BYTES_MOST = 1_000_000_000

_WEB = ("http://", "https://", "mailto:")
_SCRIPTS = frozenset(("/JS", "/JavaScript"))
_FILES = frozenset(("/EmbeddedFiles", "/EmbeddedFile", "/EF", "/Collection"))
_ACTIONS = {
    "/JavaScript": "script",
    "/Launch": "action",
    "/URI": "action",
    "/SubmitForm": "action",
    "/ImportData": "action",
    "/ResetForm": "action",
    "/GoToR": "outside",
    "/GoToE": "embedded",
    "/Rendition": "media",
    "/Sound": "media",
    "/Movie": "media",
    "/GoTo3DView": "media",
    "/RichMediaExecute": "media",
}
_SUBTYPES = {
    "/RichMedia": "media",
    "/3D": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/Screen": "media",
    "/FileAttachment": "embedded",
    "/PS": "script",
}
_PACKED = frozenset(("/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"))


def document_pages(content: bytes, bounds: Bounds) -> list[Page]:
    """The pages of a PDF, painted. Raises Unfit."""
    end = content.rfind(b"%%EOF")
    if end < 0:
        raise Unfit("truncated")
    if content[end + 5 :].strip(b"\0\r\n "):
        raise Unfit("trailing")
    _look_through(content, bounds)
    return list(_painted(content))


def _look_through(content: bytes, bounds: Bounds) -> None:
    try:
        # Read as it stands: what would have to be repaired could read otherwise elsewhere.
        document = pikepdf.open(BytesIO(content), attempt_recovery=False, suppress_warnings=True)
    except pikepdf.PasswordError as error:
        raise Unfit("encrypted") from error
    with document:
        if document.is_encrypted:
            raise Unfit("encrypted")
        if len(document.objects) > OBJECTS_MOST:
            raise Unfit("bomb")
        opening = document.Root.get("/OpenAction")
        if isinstance(opening, pikepdf.Dictionary):
            does = str(opening.get("/S", ""))
            if does != "/GoTo":
                raise Unfit(_ACTIONS.get(does, "action"))
        _look_at(document.trailer, 0, inside=False)
        unpacked = 0
        for one in document.objects:
            _look_at(one, 0, inside=False)
            if isinstance(one, pikepdf.Stream):
                unpacked += _unpacked(one, bounds)
                if unpacked > ALL_BYTES_MOST:
                    raise Unfit("bomb")
        if not 0 < len(document.pages) <= bounds.pages:
            raise Unfit("pages" if len(document.pages) else "damaged", most=bounds.pages)


def _look_at(one: Any, depth: int, *, inside: bool = True) -> None:
    """Look at a part of the document, and at what stands in it directly; what it points to is looked at by itself."""
    if depth > DEPTH_MOST:
        raise Unfit("bomb")
    if inside and getattr(one, "is_indirect", False):
        return
    if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
        _look_at_entries(one)
        entries = one.stream_dict if isinstance(one, pikepdf.Stream) else one
        for name in entries.keys():  # noqa: SIM118 - a pikepdf dictionary goes through its keys only so
            _look_at(entries[name], depth + 1)
    elif isinstance(one, pikepdf.Array):
        for entry in one:
            _look_at(entry, depth + 1)


def _look_at_entries(one: Any) -> None:
    names = set(one.keys())
    if names & _SCRIPTS:
        raise Unfit("script")
    if names & _FILES or str(one.get("/Type", "")) in ("/Filespec", "/F", "/EmbeddedFile"):
        raise Unfit("embedded")
    if "/XFA" in names:
        raise Unfit("form")
    if "/AA" in names:
        raise Unfit("action")
    if "/Encrypt" in names:
        raise Unfit("encrypted")
    if "/OPI" in names or (isinstance(one, pikepdf.Stream) and names & {"/F", "/FFilter", "/Ref"}):
        raise Unfit("outside")
    for entry, table in (("/S", _ACTIONS), ("/Subtype", _SUBTYPES)):
        rule = table.get(str(one.get(entry, "")))
        if rule and not (entry == "/S" and _leads_into_the_web(one)):
            raise Unfit(rule)


def _leads_into_the_web(action: Any) -> bool:
    """Whether all that an action does is to show an address of the web, or to write to one, once it is touched."""
    target = str(action.get("/URI", "")).strip().lower()
    return str(action.get("/S", "")) == "/URI" and target.startswith(_WEB) and "/Next" not in action


def _unpacked(stream: Any, bounds: Bounds) -> int:
    """How many bytes a stream unpacks to, told without unpacking more than is borne. Raises Unfit."""
    filters = [str(name) for name in _filters(stream)]
    if sum(name in _PACKED for name in filters) > 1 or len(filters) > 2:
        raise Unfit("bomb")
    if str(stream.get("/Subtype", "")) == "/Image":
        width, height = (_whole(stream.get(name)) for name in ("/Width", "/Height"))
        if width * height > bounds.pixels:
            raise Unfit("pixels", most=bounds.pixels // 1_000_000)
        most = 4 * width * height + 1_000_000
    else:
        most = TEXT_BYTES_MOST
    raw = stream.read_raw_bytes()
    if not filters or filters[0] not in ("/FlateDecode", "/Fl"):
        return len(raw)
    return _inflated(raw, most)


def _filters(stream: Any) -> Iterator[Any]:
    found = stream.get("/Filter")
    if isinstance(found, pikepdf.Array):
        yield from found
    elif found is not None:
        yield found


def _whole(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError) as error:
        raise Unfit("damaged") from error


def _inflated(raw: bytes, most: int) -> int:
    unpacker, total, rest = zlib.decompressobj(), 0, raw
    while rest and not unpacker.eof:
        try:
            piece = unpacker.decompress(rest, 1 << 20)
        except zlib.error as error:
            raise Unfit("damaged") from error
        total += len(piece)
        if total > most:
            raise Unfit("bomb")
        if not piece and unpacker.unconsumed_tail == rest:
            break
        rest = unpacker.unconsumed_tail
    return total


def _painted(content: bytes) -> Iterator[Page]:
    import pypdfium2  # only for a document that has passed so far

    document = pypdfium2.PdfDocument(content)
    try:
        document.init_forms()  # so that what was filled in is painted, too
        for number in range(len(document)):
            page = document[number]
            width, height = page.get_size()
            if not (SIDE_LEAST <= width <= SIDE_MOST and SIDE_LEAST <= height <= SIDE_MOST):
                raise Unfit("side")
            scale = min(DOTS_AN_INCH / POINTS_AN_INCH, LONG_SIDE / max(width, height))
            yield page_of(page.render(scale=scale, rev_byteorder=True).to_pil())
            page.close()
    finally:
        document.close()
