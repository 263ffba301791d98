"""What is taken, and what becomes of it: pictures of pages made by us, with nothing else of the file in them."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

from casework.scans import examine as examining
from casework.scans.child import pages_of
from casework.scans.examine import bounds, examine
from casework.scans.names import insist_on_name
from casework.scans.verdict import Page, Unfit

from .hostile import linked, with_segment
from .papers import colours, drawing, encoded, jpeg, opened, pdf, png

CORNER = [(0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9)]


def only_page(content: bytes) -> Page:
    (page,) = pages_of(content, bounds())
    return page


@pytest.mark.parametrize(
    ("form", "mode"),
    [
        *(("JPEG", mode) for mode in ("RGB", "L", "CMYK")),
        *(("PNG", mode) for mode in ("RGB", "L", "1", "P", "LA", "RGBA", "I;16")),
    ],
)
def test_a_picture_of_any_colours_is_taken_and_looks_the_same(form: str, mode: str) -> None:
    image = (
        drawing("L").convert("I").point(lambda grey: grey * 256).convert("I;16")
        if mode == "I;16"
        else drawing(mode)
    )
    page = only_page(encoded(form, image))
    assert opened(page.picture).format == opened(page.thumbnail).format == "JPEG"
    assert opened(page.picture).size == (page.width, page.height) == (240, 320)
    assert max(opened(page.thumbnail).size) <= 200
    assert colours(page.picture, CORNER) == [True, False, False, False]


def test_what_a_camera_notes_is_gone_and_its_turning_is_done() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6  # the upper left of the scene stands at the upper right
    exif[ExifTags.Base.Make] = "A camera of somebody"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (34.0, 45.0, 0.0)
    page = only_page(encoded("JPEG", exif=exif, comment=b"taken at home"))
    assert (page.width, page.height) == (320, 240)
    assert colours(page.picture, CORNER) == [False, True, False, False]
    for content in (page.picture, page.thumbnail):
        assert not opened(content).getexif()
        assert b"somebody" not in content
        assert b"home" not in content


def test_a_profile_or_a_text_in_a_picture_is_gone() -> None:
    page = only_page(with_segment(0xE2, b"ICC_PROFILE\0\1\1" + b"<script>" * 20))
    assert b"<script>" not in page.picture
    info = PngInfo()
    info.add_text("Author", "林晓雯", zip=True)
    assert "林晓雯".encode() not in only_page(encoded("PNG", pnginfo=info)).picture


def test_a_large_scan_is_brought_down_to_what_shows_on_paper() -> None:
    page = only_page(encoded("JPEG", Image.new("L", (5000, 4000), 255)))
    assert max(page.width, page.height) == 3508


def test_each_page_of_a_pdf_is_painted() -> None:
    pages = pages_of(pdf(3), bounds())
    assert [(one.width, one.height) for one in pages] == [(556, 778)] * 3
    assert all(colours(one.picture, CORNER) == [True, False, False, False] for one in pages)


@pytest.mark.parametrize("address", ["https://zwfw.example/a?b=1", "HTTP://a.example/", "mailto:a@b.example"])
def test_a_link_into_the_web_is_no_reason_to_refuse_and_the_page_no_longer_has_it(address: str) -> None:
    page = only_page(linked(address))
    assert colours(page.picture, CORNER) == [True, False, False, False]
    for content in (page.picture, page.thumbnail):
        assert address.encode() not in content
        assert opened(content).format == "JPEG"


def test_what_was_filled_into_a_form_is_painted_too() -> None:
    with pikepdf.open(BytesIO(pdf())) as document:
        shown = document.make_stream(b"0 0 0 rg 0 0 100 100 re f")
        shown.Subtype, shown.BBox = pikepdf.Name.Form, pikepdf.Array([0, 0, 100, 100])
        field = document.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Tx,
                T=pikepdf.String("name"),
                Rect=pikepdf.Array([100, 0, 200, 100]),
                AP=pikepdf.Dictionary(N=shown),
                F=4,
            )
        )
        document.pages[0].Annots = pikepdf.Array([field])
        document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))
        out = BytesIO()
        document.save(out)
    assert colours(only_page(out.getvalue()).picture, CORNER) == [True, False, True, False]


def test_a_file_is_looked_into_in_a_process_that_knows_no_secret_and_is_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: dict[str, Any] = {}
    real = subprocess.run

    def run(*args: Any, **more: Any) -> Any:
        seen.update(more)
        return real(*args, **more)

    monkeypatch.setattr(subprocess, "run", run)
    assert len(examine(jpeg(), "证件.JPG")) == 1
    assert set(seen["env"]) == {"LANG"}
    assert seen["timeout"] == examining.SECONDS


@pytest.mark.parametrize(
    ("does", "rule"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "bomb"),
        ("raise SystemExit(3)", "damaged"),
        ("print('no JSON')", "damaged"),
        ("print('{\"pages\": []}')", "damaged"),
        ("print('{\"pages\": [[4, 4, 1, 1]]}\\n<scr<scr')", "damaged"),
        ('print(\'{"rule": "made_up", "detail": {}}\')', "damaged"),
        ("import time; time.sleep(60)", "bomb"),
    ],
)
def test_whatever_becomes_of_that_process_is_an_answer(
    monkeypatch: pytest.MonkeyPatch, does: str, rule: str
) -> None:
    real = subprocess.run
    monkeypatch.setattr(examining, "SECONDS", 0.5)
    monkeypatch.setattr(
        subprocess, "run", lambda _command, **more: real([sys.executable, "-S", "-c", does], **more)
    )
    with pytest.raises(Unfit) as unfit:
        examine(jpeg())
    assert unfit.value.rule == rule


def test_a_file_beyond_the_bound_is_told_so(settings: Any) -> None:
    settings.UPLOAD_FILE_BYTES = 1_000_000
    with pytest.raises(Unfit) as unfit:
        examine(jpeg() + bytes(1_000_000))
    assert (unfit.value.rule, unfit.value.detail) == ("bytes", {"most": 1})


@pytest.mark.parametrize(
    "name",
    [
        "林晓雯.身份证.jpg",
        "2026.11.16 扫描 (1).pdf",
        "no ending",
        "image.png",
        "A.JPEG",
        "𠮷田.jpg",
        "v1.2.pdf",
    ],
)
def test_ordinary_names_are_taken(name: str) -> None:
    assert insist_on_name(name) in ("jpeg", "png", "pdf", "")


@given(st.text(max_size=300))
def test_no_name_is_an_error_of_ours(name: str) -> None:
    with suppress(Unfit):
        assert insist_on_name(name) in ("jpeg", "png", "pdf", "other", "")


def _mutated(content: bytes, changes: list[tuple[int, int, int]]) -> bytes:
    """Bytes changed, taken out or doubled at places."""
    out = bytearray(content)
    for place, what, value in changes:
        at = place % max(len(out), 1)
        if what == 0 and out:
            out[at] = value
        elif what == 1:
            del out[at : at + value]
        else:
            out[at:at] = out[at : at + value]
    return bytes(out)


CHANGES = st.lists(
    st.tuples(st.integers(0, 100_000), st.integers(0, 2), st.integers(0, 255)), min_size=1, max_size=4
)


@pytest.mark.parametrize("whole", [jpeg, png, pdf])
@given(changes=CHANGES)
def test_a_file_changed_anywhere_is_taken_whole_or_refused_with_a_reason(whole: Any, changes: Any) -> None:
    with suppress(Unfit):
        pages = pages_of(_mutated(whole(), changes), bounds())
        assert pages
        assert all(opened(page.picture).format == "JPEG" for page in pages)


def test_the_bounds_are_settings() -> None:
    assert bounds().file_bytes == settings.UPLOAD_FILE_BYTES
    assert bounds().pages == settings.UPLOAD_MATERIAL_PAGES
