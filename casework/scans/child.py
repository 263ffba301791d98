"""The process that looks into one file: started for it, bounded, and gone with it.

In: one line of JSON with the bounds, then the file. Out: one line of JSON, then the pictures one after the other. It is
given no setting, no key and no database, may write to no file, and whatever becomes of it is an answer.
"""

import json
import resource
import sys
from typing import Any, BinaryIO

from .containers import kind_of
from .verdict import Bounds, Page, Unfit

MEMORY_BYTES = 1_600_000_000
PROCESSOR_SECONDS = 30


def main(source: BinaryIO, sink: BinaryIO) -> None:
    """Look into the file that stands at the source."""
    _bind()
    bounds = Bounds(**json.loads(source.readline()))
    try:
        found = pages_of(source.read(), bounds)
        told: dict[str, Any] = {
            "pages": [[len(one.picture), len(one.thumbnail), one.width, one.height] for one in found]
        }
    except Unfit as unfit:
        found, told = [], {"rule": unfit.rule, "detail": unfit.detail}
    sink.write(json.dumps(told).encode() + b"\n")
    for one in found:
        sink.write(one.picture + one.thumbnail)


def pages_of(content: bytes, bounds: Bounds) -> list[Page]:
    """The pages of a file as pictures. Raises Unfit, and nothing else."""
    if len(content) > bounds.file_bytes:
        raise Unfit("bytes", most=bounds.file_bytes // 1_000_000)
    kind = kind_of(content)
    try:
        if kind == "pdf":
            from .documents import document_pages

            return document_pages(content, bounds)
        from .pictures import picture_page

        return [picture_page(kind, content, bounds)]
    except Unfit:
        raise
    except MemoryError as error:
        raise Unfit("bomb") from error
    except Exception as error:  # a decoder fails in as many ways as there are damaged files
        raise Unfit("damaged") from error


def _bind() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
