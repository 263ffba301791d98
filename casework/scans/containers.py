"""What a file is, by what it holds; and that nothing else hides in the same bytes."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from .verdict import Unfit

JPEG, PNG, PDF = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-"
# The file by which virus scanners are tried out; put together here, so that none of them stops at this source.
_TRIAL_VIRUS = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
# What else there is, by how it begins, so that people are told what they have brought.
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"PK", "archive"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"\xd0\xcf\x11\xe0", "office"),
    (b"{\\rtf", "office"),
    (b"GIF8", "moving"),
    (b"RIFF", "other_picture"),
    (b"BM", "other_picture"),
    (b"II*\0", "other_picture"),
    (b"MM\0*", "other_picture"),
    (b"\0\0\0\x0cjP", "other_picture"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"#!", "program"),
)
SCANS_MOST = 64  # passes of a progressive JPEG: each is a pass over the whole picture
_FRAMES = frozenset((*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)))
_DECODED_FRAMES = frozenset((0xC0, 0xC1, 0xC2))
_NEEDED_CHUNKS = frozenset((b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"))


@dataclass(frozen=True)
class Picture:
    """A picture's own account of its size, and the bytes that matter of it."""

    width: int
    height: int
    content: bytes


def kind_of(content: bytes) -> str:
    """jpeg, png or pdf. Raises Unfit for everything else, and for two kinds in one."""
    if not content:
        raise Unfit("empty")
    if _TRIAL_VIRUS in content:
        raise Unfit("virus")
    for magic, kind in ((JPEG, "jpeg"), (PNG, "png"), (PDF, "pdf")):
        if content.startswith(magic):
            if zipfile.is_zipfile(BytesIO(content)):
                raise Unfit("two_kinds")
            return kind
    raise Unfit(_other_kind(content))


def _other_kind(content: bytes) -> str:
    if content[4:8] == b"ftyp":
        return "other_picture"
    for magic, rule in _OTHERS:
        if content.startswith(magic):
            return rule
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n\0").lower()
    return "markup" if head.startswith(b"<") or b"<script" in head else "kind"


def jpeg(content: bytes) -> Picture:
    """A JPEG walked through to its end. Raises Unfit if it breaks off, or if anything follows."""
    size: tuple[int, int] | None = None
    scans, at = 0, 2
    while True:
        marker, at = _marker(content, at)
        if marker == 0xD9:
            break
        if marker == 0x01 or 0xD0 <= marker <= 0xD8:
            raise Unfit("damaged")
        length = _number(content, at, ">H")
        if length < 2 or at + length > len(content):
            raise Unfit("truncated")
        if marker in _FRAMES:
            if size is not None or marker not in _DECODED_FRAMES or _number(content, at + 2, ">B") != 8:
                raise Unfit("damaged" if size else "depth")
            size = _number(content, at + 5, ">H"), _number(content, at + 3, ">H")
        at += length
        if marker == 0xDA:
            scans += 1
            at = _after_scan(content, at)
            if scans > SCANS_MOST:
                raise Unfit("bomb")
    if content[at:].strip(b"\0\r\n "):
        raise Unfit("trailing")
    if size is None or not scans:
        raise Unfit("damaged")
    return Picture(*size, content[:at])


def _marker(content: bytes, at: int) -> tuple[int, int]:
    if content[at : at + 1] != b"\xff":
        raise Unfit("truncated" if at >= len(content) else "damaged")
    while content[at : at + 1] == b"\xff":
        at += 1
    if at >= len(content):
        raise Unfit("truncated")
    return content[at], at + 1


def _after_scan(content: bytes, at: int) -> int:
    """Where the coded data of a pass end: at the next marker that is neither stuffing nor a restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise Unfit("truncated")
        following = content[at + 1]
        if following == 0xFF:
            at += 1
        elif following == 0 or 0xD0 <= following <= 0xD7:
            at += 2
        else:
            return at


def png(content: bytes) -> Picture:
    """A PNG of the parts that a picture needs; texts, profiles and all else are left out.

    Raises Unfit if it breaks off, if it moves, or if anything follows.
    """
    kept = [PNG]
    size: tuple[int, int] | None = None
    last = b""
    for name, data, chunk in _chunks(content):
        last = name
        if name == b"acTL":
            raise Unfit("moving")
        if (name == b"IHDR") is not (size is None):
            raise Unfit("damaged")
        if size is None:
            if len(data) != 13:
                raise Unfit("damaged")
            size = struct.unpack(">II", data[:8])
        if name in _NEEDED_CHUNKS:
            kept.append(chunk)
    if last != b"IEND" or size is None:
        raise Unfit("truncated")
    return Picture(*size, b"".join(kept))


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    at = len(PNG)
    while at < len(content):
        length = _number(content, at, ">I")
        end = at + 12 + length
        if end > len(content):
            raise Unfit("truncated")
        name, data = content[at + 4 : at + 8], content[at + 8 : end - 4]
        if zlib.crc32(name + data) != _number(content, end - 4, ">I"):
            raise Unfit("damaged")
        yield name, data, content[at:end]
        at = end
        if name == b"IEND":
            if content[at:].strip(b"\0\r\n "):
                raise Unfit("trailing")
            return


def _number(content: bytes, at: int, form: str) -> int:
    try:
        (number,) = struct.unpack_from(form, content, at)
    except struct.error as error:
        raise Unfit("truncated") from error
    return int(number)
