"""The way from a file that came in to pages that may be kept, or to the words why it isn't taken."""

import json
import subprocess
import sys
import threading
from dataclasses import asdict

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from casework.engine.refusal import Fault, Text

from .containers import kind_of
from .names import insist_on_name
from .verdict import Bounds, Page, Unfit

SECONDS = 60
JPEG_BEGINS = b"\xff\xd8\xff"
# Each takes memory; whoever comes while so many are at work waits.
_AT_WORK = threading.BoundedSemaphore(2)

REASONS: dict[str, Text] = {
    "empty": _("The file is empty."),
    "bytes": _("The file is larger than %(most)s MB."),
    "kind": _("This is no JPEG, PNG or PDF. Only these are taken."),
    "archive": _("This is an archive, as Word and Excel files are too. Print it to PDF, or scan the paper."),
    "office": _("This is an Office document. Print it to PDF, or scan the paper."),
    "other_picture": _(
        "This kind of picture isn't taken. Save it as JPEG or PNG; a phone can be set to JPEG."
    ),
    "moving": _("Moving pictures aren't taken. Save a single picture as JPEG or PNG."),
    "markup": _("This is a web page or a drawing in text form. Print it to PDF, or scan the paper."),
    "program": _("This is a program, not a scan."),
    "virus": _("The file holds the mark of a virus. It was not kept."),
    "two_kinds": _("The file is two things at once: a scan and an archive. Scan the paper again."),
    "mismatch": _("The name says something else than the content. Scan the paper again, or mend the name."),
    "trailing": _("Something else follows after the end of the picture or document. Scan the paper again."),
    "truncated": _("The file breaks off before its end. Scan the paper again."),
    "damaged": _("The file is damaged: it can't be shown page by page. Scan the paper again."),
    "depth": _(
        "Pictures of more than eight bits a colour aren't taken as JPEG. Save it as an ordinary JPEG."
    ),
    "small": _("The picture is smaller than %(least)s pixels on a side: nothing could be read on it."),
    "pixels": _("The picture has more than %(most)s million pixels. Scan at 300 dpi or less."),
    "side": _("A page of the PDF is too small or too large to be a paper."),
    "pages": _("The PDF has more than %(most)s pages. Divide it."),
    "bomb": _("The file unpacks to more than can be borne. Scan the paper again."),
    "encrypted": _("The PDF is encrypted. Save it without a password."),
    "script": _("The PDF holds a script. Print it to PDF again, or scan the paper."),
    "action": _("The PDF does more than show pages. Print it to PDF again, or scan the paper."),
    "embedded": _("The PDF holds other files. Hand them in one by one."),
    "form": _("The PDF holds a dynamic form (XFA). Print it to PDF, or scan the paper."),
    "outside": _("The PDF refers to something outside itself. Print it to PDF again, or scan the paper."),
    "media": _("The PDF holds sound, film or a model. Print it to PDF again, or scan the paper."),
    "staged": _("You hold %(most)s MB of pages that no act has taken in. Finish those first."),
    "name_long": _("The name of the file is longer than %(most)s bytes."),
    "name_characters": _("The name of the file holds characters that can't be seen or that turn it around."),
    "name_path": _("The name of the file is a path, or no name at all."),
    "name_double": _("The name of the file has two endings."),
}


def bounds() -> Bounds:
    """The bounds of this installation."""
    return Bounds(settings.UPLOAD_FILE_BYTES, settings.UPLOAD_MATERIAL_PAGES, settings.UPLOAD_PIXELS)


def examine(content: bytes, name: str = "") -> list[Page]:
    """The pages of a file that was called so. Raises Unfit."""
    told = insist_on_name(name) if name else ""
    limits = bounds()
    if len(content) > limits.file_bytes:
        raise Unfit("bytes", most=limits.file_bytes // 1_000_000)
    kind = kind_of(content)
    if told and told != kind:
        raise Unfit("mismatch")
    return _apart(content, limits)


def fault_of(unfit: Unfit) -> Fault:
    """Why a file isn't taken, in words."""
    text = REASONS[unfit.rule]
    return Fault(unfit.rule, str(text) % unfit.detail if unfit.detail else text)


def _apart(content: bytes, limits: Bounds) -> list[Page]:
    """Let a process of its own do it. What becomes of that process is the file's doing, and is told as such."""
    with _AT_WORK:
        try:
            done = subprocess.run(
                [sys.executable, "-E", "-s", "-B", "-m", "casework.scans.child"],
                input=json.dumps(asdict(limits)).encode() + b"\n" + content,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=settings.BASE_DIR,
                env={"LANG": "C.UTF-8"},
                timeout=SECONDS,
                check=True,
            )
        except subprocess.TimeoutExpired as error:
            raise Unfit("bomb") from error
        except subprocess.CalledProcessError as error:
            # Killed at a bound is a bomb; any other end is a decoder that fell over.
            raise Unfit("bomb" if error.returncode < 0 else "damaged") from error
    return _pages_in(done.stdout)


def _pages_in(answer: bytes) -> list[Page]:
    """The answer, believed no further than it fits: the process has had foreign bytes in its hands."""
    line, _newline, rest = answer.partition(b"\n")
    try:
        told = json.loads(line)
        if "rule" in told:
            detail = {str(name): int(value) for name, value in told["detail"].items()}
            raise Unfit(told["rule"] if told["rule"] in REASONS else "damaged", **detail)
        pages = []
        for size, small, width, height in told["pages"]:
            picture, thumbnail, rest = rest[:size], rest[size : size + small], rest[size + small :]
            if not (picture.startswith(JPEG_BEGINS) and thumbnail.startswith(JPEG_BEGINS)):
                raise Unfit("damaged")
            pages.append(Page(picture, thumbnail, int(width), int(height)))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Unfit("damaged") from error
    if not pages:
        raise Unfit("damaged")
    return pages
