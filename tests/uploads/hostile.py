"""Files that no hall should take, each with the rule by which it isn't taken. None was fetched; all are made here."""

from __future__ import annotations

import gzip
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from .papers import drawing, encoded, jpeg, pdf, png

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
Hostile = tuple[str, bytes | Callable[[], bytes], str]  # name, content, rule


def zipped(files: Mapping[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def office(macro: bool = False) -> bytes:
    files = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}
    return zipped(files | ({"word/vbaProject.bin": b"macro"} if macro else {}))


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def with_segment(marker: int, content: bytes) -> bytes:
    """A JPEG with one more part at its beginning."""
    return jpeg()[:2] + segment(marker, content) + jpeg()[2:]


def jpeg_of_size(width: int, high: int) -> bytes:
    """A JPEG that says it is so large, and is not."""
    content = bytearray(jpeg())
    at = content.index(b"\xff\xc0")
    content[at + 5 : at + 9] = struct.pack(">HH", high, width)
    return bytes(content)


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_of(width: int, high: int, *chunks: bytes) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, high, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks)


def animated_png() -> bytes:
    frames = [Image.new("RGB", (80, 80), colour) for colour in ("red", "blue")]
    out = BytesIO()
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    return out.getvalue()


def archive_in_a_comment() -> bytes:
    """A JPEG whose last part before the picture ends is an archive, found from the end of the file."""
    ending = jpeg()[-2:]
    archive = zipped({"a.exe": b"MZ"})
    at = archive.index(b"PK\x05\x06")
    tail = archive[: at + 20] + struct.pack("<H", len(ending)) + ending
    return jpeg()[:-2] + segment(0xFE, tail[:-2]) + ending


def action(kind: str, **more: Any) -> bytes:
    return pdf(more={"/OpenAction": Dictionary(S=Name("/" + kind), **more)})


def annotated(**entries: Any) -> bytes:
    """A PDF whose first page bears an annotation."""
    with pikepdf.open(BytesIO(pdf())) as document:
        one = Dictionary(Type=Name.Annot, Rect=Array([0, 0, 50, 50]), **entries)
        document.pages[0].Annots = Array([document.make_indirect(one)])
        out = BytesIO()
        document.save(out)
        return out.getvalue()


def linked(address: str, **more: Any) -> bytes:
    """A PDF whose first page bears a link."""
    return annotated(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String(address), **more))


def with_stream(content: bytes, **entries: Any) -> bytes:
    """A PDF whose page shows a stream of its own making."""
    with pikepdf.open(BytesIO(pdf())) as document:
        stream = pikepdf.Stream(document, content)
        for name, value in entries.items():
            stream[f"/{name}"] = value
        document.pages[0].Resources = Dictionary(XObject=Dictionary(X=stream))
        out = BytesIO()
        document.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
        return out.getvalue()


def by_hand(objects: int = 3, root: bytes = b"", page: bytes = b"", kids: int = 1, width: int = 200) -> bytes:
    """A PDF written by hand, with so many further objects."""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R %s >>" % root,
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (kids, b"3 0 R" if kids else b""),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d 280] %s >>" % (width, page),
        *[b"null"] * (objects - 3),
    ]
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj %s endobj\n" % (number, part)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, start)
    return bytes(out)


def sealed(**passwords: str) -> bytes:
    return pdf(encryption=pikepdf.Encryption(**passwords))


def script_in_names(document: Any) -> Any:
    return Dictionary(
        JavaScript=Dictionary(
            Names=Array([String("a"), Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))])
        )
    )


def attached(document: Any) -> Any:
    content = document.make_stream(b"MZ")
    content.Type = Name.EmbeddedFile
    spec = Dictionary(Type=Name.Filespec, F=String("a.exe"), EF=Dictionary(F=content))
    return Dictionary(EmbeddedFiles=Dictionary(Names=Array([String("a.exe"), spec])))


def xfa(document: Any) -> Any:
    return Dictionary(Fields=Array([]), XFA=document.make_stream(b"<xdp:xdp/>"))


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(document.cookie)</script>"

HOSTILE: dict[str, Hostile] = {
    # What else there is
    "empty": ("a.jpg", b"", "empty"),
    "plain_text": ("a.jpg", b"just words", "kind"),
    "gif": ("a.gif", b"GIF89a" + bytes(40), "moving"),
    "gif_with_script": ("a.gif", b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)", "moving"),
    "gif_called_jpeg": ("a.jpg", b"GIF89a" + bytes(40), "moving"),
    "webp": ("a.webp", lambda: encoded("WEBP"), "other_picture"),
    "bmp": ("a.bmp", lambda: encoded("BMP"), "other_picture"),
    "tiff": ("a.tif", lambda: encoded("TIFF"), "other_picture"),
    "heic": ("a.heic", b"\0\0\0\x18ftypheic" + bytes(40), "other_picture"),
    "svg": ("a.svg", SVG, "markup"),
    "svg_called_png": ("a.png", b'<?xml version="1.0"?>\n' + SVG, "markup"),
    "html": ("a.html", HTML, "markup"),
    "html_called_pdf": ("a.pdf", HTML, "markup"),
    "xml_with_entities": (
        "a.xml",
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        "markup",
    ),
    "windows_program": ("a.exe", b"MZ" + bytes(60), "program"),
    "program_called_pdf": ("a.pdf", b"\x7fELF" + bytes(60), "program"),
    "shell_script": ("a.sh", b"#!/bin/sh\nrm -rf /\n", "program"),
    "zip": ("a.zip", lambda: zipped({"a.txt": b"a"}), "archive"),
    "zip_bomb": ("a.zip", lambda: zipped({"a": bytes(20_000_000)}), "archive"),
    "gzip_bomb": ("a.pdf", lambda: gzip.compress(bytes(20_000_000)), "archive"),
    "rar": ("a.rar", b"Rar!\x1a\x07\x01\0", "archive"),
    "seven_zip": ("a.7z", b"7z\xbc\xaf\x27\x1c", "archive"),
    "word": ("a.docx", office, "archive"),
    "word_with_macros": ("a.docm", lambda: office(macro=True), "archive"),
    "word_called_pdf": ("a.pdf", office, "archive"),
    "old_word": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(60), "office"),
    "rtf": ("a.rtf", b"{\\rtf1 hello}", "office"),
    "virus": ("a.jpg", EICAR, "virus"),
    "virus_in_a_comment": ("a.jpg", lambda: with_segment(0xFE, EICAR), "virus"),
    "virus_in_a_pdf": ("a.pdf", lambda: with_stream(EICAR), "virus"),
    # JPEG
    "jpeg_broken_off": ("a.jpg", lambda: jpeg()[:-40], "truncated"),
    "jpeg_of_its_beginning_only": ("a.jpg", b"\xff\xd8\xff", "truncated"),
    "jpeg_of_rubbish": ("a.jpg", b"\xff\xd8\xff\xe0" + b"\x12" * 400, "truncated"),
    "jpeg_with_an_archive_behind": ("a.jpg", lambda: jpeg() + zipped({"a.exe": b"MZ"}), "two_kinds"),
    "jpeg_with_an_archive_within": ("a.jpg", archive_in_a_comment, "two_kinds"),
    "jpeg_with_a_script_behind": ("a.jpg", lambda: jpeg() + b"<?php system($_GET['c']); ?>", "trailing"),
    "jpeg_with_a_film_behind": ("a.jpg", lambda: jpeg() + b"\0\0\0\x18ftypmp42" + bytes(80), "trailing"),
    "jpeg_with_a_pdf_behind": ("a.jpg", lambda: jpeg() + pdf(), "trailing"),
    "jpeg_pixel_bomb": ("a.jpg", lambda: jpeg_of_size(60_000, 60_000), "pixels"),
    "jpeg_of_nothing": ("a.jpg", lambda: encoded("JPEG", Image.new("RGB", (1, 1))), "small"),
    "jpeg_lossless": ("a.jpg", lambda: jpeg().replace(b"\xff\xc0", b"\xff\xc3", 1), "depth"),
    "jpeg_of_twelve_bits": (
        "a.jpg",
        lambda: jpeg().replace(b"\xff\xc0\x00\x11\x08", b"\xff\xc0\x00\x11\x0c", 1),
        "depth",
    ),
    "jpeg_of_a_thousand_passes": (
        "a.jpg",
        lambda: jpeg()[:-2] + segment(0xDA, bytes(10)) * 1000 + b"\xff\xd9",
        "bomb",
    ),
    "jpeg_larger_than_it_says": ("a.jpg", lambda: jpeg_of_size(240, 20), "small"),
    # PNG
    "png_with_a_pdf_behind": ("a.png", lambda: png() + pdf(), "trailing"),
    "png_broken_off": ("a.png", lambda: png()[:-20], "truncated"),
    "png_without_an_end": ("a.png", lambda: png()[:-12], "truncated"),
    "png_with_an_archive_behind": ("a.png", lambda: png() + zipped({"a.exe": b"MZ"}), "two_kinds"),
    "png_with_a_script_behind": ("a.png", lambda: png() + HTML, "trailing"),
    "png_changed": ("a.png", lambda: png()[:60] + b"\x00\x01\x02" + png()[63:], "damaged"),
    "png_that_moves": ("a.png", animated_png, "moving"),
    "png_pixel_bomb": (
        "a.png",
        lambda: png_of(50_000, 50_000, chunk(b"IDAT", zlib.compress(bytes(1000))), chunk(b"IEND", b"")),
        "pixels",
    ),
    "png_without_a_picture": ("a.png", lambda: png_of(100, 100, chunk(b"IEND", b"")), "damaged"),
    "png_called_jpeg": ("a.jpg", png, "mismatch"),
    # PDF
    "pdf_broken_off": ("a.pdf", lambda: pdf()[:-60], "truncated"),
    "pdf_of_its_beginning_only": ("a.pdf", b"%PDF-1.7\n%%EOF\n", "damaged"),
    "pdf_with_an_archive_behind": ("a.pdf", lambda: pdf() + zipped({"a.exe": b"MZ"}), "two_kinds"),
    "pdf_with_a_script_behind": ("a.pdf", lambda: pdf() + HTML, "trailing"),
    "pdf_that_begins_late": ("a.pdf", lambda: b"\n\n" + pdf(), "kind"),
    "pdf_whose_table_is_broken": (
        "a.pdf",
        lambda: pdf().replace(b"startxref\n", b"startxref\n9", 1),
        "damaged",
    ),
    "pdf_with_a_script": ("a.pdf", lambda: action("JavaScript", JS=String("app.alert(1)")), "script"),
    "pdf_with_a_script_by_name": ("a.pdf", lambda: pdf(more={"/Names": script_in_names}), "script"),
    "pdf_with_a_script_in_a_packed_object": (
        "a.pdf",
        lambda: pdf(more={"/Names": script_in_names}, object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "script",
    ),
    "pdf_with_a_script_spelled_otherwise": (
        "a.pdf",
        lambda: by_hand(root=b"/OpenAction << /S /J#61vaScript /J#53 (app.alert\\(1\\)) >>"),
        "script",
    ),
    "pdf_with_acts_of_a_page": (
        "a.pdf",
        lambda: by_hand(page=b"/AA << /O << /S /Named /N /Print >> >>"),
        "action",
    ),
    "pdf_that_starts_a_program": ("a.pdf", lambda: action("Launch", F=String("cmd.exe")), "action"),
    "pdf_that_calls_an_address": ("a.pdf", lambda: action("URI", URI=String("http://a.example/")), "action"),
    "pdf_with_a_link_to_a_file": ("a.pdf", lambda: linked("file:///etc/passwd"), "action"),
    "pdf_with_a_link_that_is_a_script": ("a.pdf", lambda: linked("javascript:alert(1)"), "action"),
    "pdf_with_a_link_that_goes_on": (
        "a.pdf",
        lambda: linked("https://a.example/", Next=Dictionary(S=Name.Named, N=Name.Print)),
        "action",
    ),
    "pdf_that_sends_a_form": ("a.pdf", lambda: action("SubmitForm", F=String("http://a.example/")), "action"),
    "pdf_that_opens_another": ("a.pdf", lambda: action("GoToR", F=String("//host/share/a.pdf")), "outside"),
    "pdf_with_a_file": ("a.pdf", lambda: pdf(more={"/Names": attached}), "embedded"),
    "pdf_with_a_file_pinned_on": ("a.pdf", lambda: annotated(Subtype=Name.FileAttachment), "embedded"),
    "pdf_portfolio": ("a.pdf", lambda: pdf(more={"/Collection": Dictionary(View=Name.D)}), "embedded"),
    "pdf_with_a_dynamic_form": ("a.pdf", lambda: pdf(more={"/AcroForm": xfa}), "form"),
    "pdf_with_a_film": ("a.pdf", lambda: annotated(Subtype=Name.RichMedia), "media"),
    "pdf_with_a_model": ("a.pdf", lambda: annotated(Subtype=Name("/3D")), "media"),
    "pdf_with_a_password": ("a.pdf", lambda: sealed(user="a", owner="b"), "encrypted"),
    "pdf_with_a_password_of_its_owner": ("a.pdf", lambda: sealed(owner="b"), "encrypted"),
    "pdf_with_a_stream_elsewhere": ("a.pdf", lambda: with_stream(b"", F=String("/etc/passwd")), "outside"),
    "pdf_with_postscript": ("a.pdf", lambda: with_stream(b"quit", Subtype=Name.PS), "script"),
    "pdf_of_too_many_pages": ("a.pdf", lambda: pdf(60), "pages"),
    "pdf_of_no_page": ("a.pdf", lambda: by_hand(kids=0), "damaged"),
    "pdf_of_a_huge_page": (
        "a.pdf",
        lambda: by_hand(width=20_000),
        "side",
    ),
    "pdf_of_too_many_objects": ("a.pdf", lambda: by_hand(objects=50_100), "bomb"),
    "pdf_that_unpacks_without_end": (
        "a.pdf",
        lambda: with_stream(zlib.compress(bytes(40_000_000), 9), Filter=Name.FlateDecode),
        "bomb",
    ),
    "pdf_packed_twice": (
        "a.pdf",
        lambda: with_stream(
            zlib.compress(zlib.compress(bytes(1_000_000))), Filter=Array([Name.FlateDecode, Name.FlateDecode])
        ),
        "bomb",
    ),
    "pdf_pixel_bomb": (
        "a.pdf",
        lambda: with_stream(
            zlib.compress(bytes(100)),
            Filter=Name.FlateDecode,
            Subtype=Name.Image,
            Width=60_000,
            Height=60_000,
        ),
        "pixels",
    ),
    # Names
    "name_up_the_tree": ("../../etc/cron.d/a.jpg", jpeg, "name_path"),
    "name_of_a_drive": ("C:\\Windows\\a.jpg", jpeg, "name_path"),
    "name_of_dots": ("..", jpeg, "name_path"),
    "name_of_a_device": ("con.jpg", jpeg, "name_path"),
    "name_with_nul": ("a.jpg\0.exe", jpeg, "name_characters"),
    "name_turned_around": ("a\u202egpj.exe.jpg", jpeg, "name_characters"),
    "name_with_nothing_seen": ("a\u200b.jpg", jpeg, "name_characters"),
    "name_of_a_program": ("a.jpg.exe", jpeg, "name_double"),
    "name_with_two_endings": ("a.php.jpg", jpeg, "name_double"),
    "name_with_wide_endings": ("a．exe.jpg", jpeg, "name_double"),
    "name_without_end": ("a" * 300 + ".jpg", jpeg, "name_long"),
    "name_too_long_in_bytes": ("证" * 90 + ".jpg", jpeg, "name_long"),
}


def content_of(name: str) -> bytes:
    """The content of one of them."""
    content = HOSTILE[name][1]
    return content() if callable(content) else content


__all__ = ["EICAR", "HOSTILE", "content_of", "drawing", "linked", "with_segment"]
