"""Reading a paper back, as a PDF and as a picture."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf), strict=True)


def pages(pdf: bytes) -> list[str]:
    """The text of each page without any white space: where a line breaks is the layout's business."""
    return [squeezed(page.extract_text()) for page in reader(pdf).pages]


def text(pdf: bytes) -> str:
    return "".join(pages(pdf))


def squeezed(value: str) -> str:
    return re.sub(r"\s+", "", value)


def metadata(pdf: bytes) -> str:
    """The XMP packet."""
    root: Any = reader(pdf).trailer["/Root"]
    return bytes(root["/Metadata"].get_data()).decode()


def objects(pdf: bytes) -> Iterator[DictionaryObject]:
    """Every dictionary in the file, whether something points to it or not."""
    read = reader(pdf)
    for number in range(1, int(read.trailer["/Size"])):
        found = IndirectObject(number, 0, read).get_object()
        yield from _dictionaries(found)


def _dictionaries(value: Any) -> Iterator[DictionaryObject]:
    if isinstance(value, DictionaryObject):
        yield value
        for one in value.values():
            if not isinstance(one, IndirectObject):
                yield from _dictionaries(one)
    elif isinstance(value, ArrayObject):
        for one in value:
            if not isinstance(one, IndirectObject):
                yield from _dictionaries(one)


def fonts(pdf: bytes) -> list[DictionaryObject]:
    return [one for one in objects(pdf) if one.get("/Type") == "/FontDescriptor"]


def font_names(pdf: bytes) -> set[str]:
    """The families a paper uses, without the mark of the subset."""
    return {str(one["/FontName"]).partition("+")[2] for one in fonts(pdf)}


def is_embedded(font: DictionaryObject) -> bool:
    return any(
        isinstance(font[key].get_object(), StreamObject) for key in font if key.startswith("/FontFile")
    )


def picture(pdf: bytes, *, ppi: int = 160) -> Image.Image:
    """The first page as it looks."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[0].render(scale=ppi / 72).to_pil().convert("L")
    finally:
        document.close()


def code(pdf: bytes) -> str:
    """What the one QR code on the first page holds."""
    (found,) = zxingcpp.read_barcodes(picture(pdf))
    return str(found.text)
