"""Each kind of paper as a PDF: archival, complete, safe to print."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typst
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from casework.engine.refusal import BadInput
from casework.papers import render as rendering
from casework.papers.fonts import font_set
from casework.papers.printable import check_printable, unprintable
from casework.papers.render import NoTemplate, render_elements, template_folder, typeset
from casework.papers.seal import Impression
from casework.papers.sheet import DAYS
from tests.house.sources import ROOT

from . import reading
from .samples import ADVERSE, ELEMENTS, KINDS, OFFICE, REMEDIES, edition, meta

FORBIDDEN = (
    "/JavaScript",
    "/JS",
    "/OpenAction",
    "/AA",
    "/Launch",
    "/EmbeddedFile",
    "/URI",
    "/SubmitForm",
    "/Encrypt",
)


def drawn(
    kind: str, language: Any = "zh", meta_changed: dict[str, Any] | None = None, **changed: Any
) -> bytes:
    return render_elements(
        kind, {**ELEMENTS[kind], **changed}, meta(kind, **(meta_changed or {})), edition(), language
    )


def _leaves(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [value["zh"]] if "zh" in value else [leaf for one in value.values() for leaf in _leaves(one)]
    if isinstance(value, list):
        return [leaf for one in value for leaf in _leaves(one)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_says_every_element_its_title_its_number_and_its_pages(kind: str) -> None:
    pages = reading.pages(drawn(kind))
    whole = "".join(pages)
    assert edition().papers[kind].title_zh in whole
    assert OFFICE["zh"] in whole
    for at, page in enumerate(pages, 1):
        assert reading.squeezed(meta(kind).number) in page
        assert f"第{at}页，共{len(pages)}页" in page
    dates = DAYS
    coded = {"material_list_with_counts"}
    for name, value in ELEMENTS[kind].items():
        if name in dates | coded:
            continue
        for leaf in _leaves(value):
            assert reading.squeezed(leaf) in whole, name
    for name in dates & set(ELEMENTS[kind]):
        day = date.fromisoformat(ELEMENTS[kind][name][:10])
        assert f"{day.year}年{day.month}月{day.day}日" in whole, name


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_paper_is_an_archival_pdf_with_all_its_fonts_and_nothing_that_runs(
    kind: str, language: str
) -> None:
    pdf = drawn(kind, language)
    packet = reading.metadata(pdf)
    assert "<pdfaid:part>2</pdfaid:part>" in packet
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in packet
    fonts = reading.fonts(pdf)
    assert fonts
    assert all(reading.is_embedded(font) for font in fonts)
    found = {name for one in reading.objects(pdf) for name in one} | {
        str(one.get("/S", "")) for one in reading.objects(pdf)
    }
    assert not found.intersection(FORBIDDEN)
    root: Any = reading.reader(pdf).trailer["/Root"]
    assert str(root["/Lang"]).startswith(language)
    page = reading.reader(pdf).pages[0].mediabox
    assert (round(float(page.width)), round(float(page.height))) == (595, 842)


@pytest.mark.parametrize("kind", ADVERSE)
def test_a_decision_against_the_applicant_tells_the_remedies_on_the_page_that_is_signed(kind: str) -> None:
    last = reading.pages(drawn(kind))[-1]
    assert reading.squeezed(REMEDIES["zh"]) in last
    assert "2026年11月16日" in last


@pytest.mark.parametrize("kind", ["D02", "D04", "D06"])
def test_nobody_signs_a_page_on_which_nothing_else_stands(kind: str) -> None:
    name = {"D02": "how_to_fix", "D04": "facts", "D06": "facts"}[kind]
    for length in range(0, 900, 90):
        sentence = "经核查，情况属实。" * (length // 9)
        value = [sentence or "补", "补"] if kind == "D02" else sentence or "事实。"
        last = reading.pages(drawn(kind, **{name: value}))[-1]
        before = last[: last.rindex(OFFICE["zh"])]
        assert "联系方式" in before or "救济途径" in before


def test_no_paper_runs_over_to_a_second_page_without_need() -> None:
    over = [kind for kind in KINDS if len(reading.pages(drawn(kind))) > 1]
    assert over == ["D06"]


HOSTILE = [
    '#let x = read("/texts.yaml"); #x #panic("ran")',
    '#import "@preview/x:0.1.0": *',
    "$ integral_0^oo x dif x $ and _this_ and *that* and `code` and @ref and <label>",
    "C:\\Users\\x \\u{4e2d} \\ ~ -- --- ... 'a' \"b\" /* c */ // d",
    "<b>bold</b> <script>alert(1)</script> &amp; {item} {{7*7}} %(name)s",
    "= heading\n- list\n+ one\n/ term: x",
    "W" * 150,
    "a-b_c" * 30,
    "䶮 𠮷 林·阿依古丽 㑇",
    "A  B",
]


@pytest.mark.parametrize("written", HOSTILE)
@pytest.mark.parametrize(
    ("kind", "name"),
    [("D01", "applicant"), ("D02", "how_to_fix"), ("D06", "facts"), ("D08", "place"), ("D25", "registrant")],
)
def test_what_people_wrote_stands_as_they_wrote_it(kind: str, name: str, written: str) -> None:
    value: Any = [written, written] if name == "how_to_fix" else written
    pdf = drawn(kind, **{name: value})
    assert reading.squeezed(written) in reading.text(pdf)
    for page in reading.reader(pdf).pages:
        # 156 mm take some ninety narrow letters of the smallest size: a longer line would leave the page.
        assert max(map(len, page.extract_text().splitlines())) < 100


def test_a_name_from_right_to_left_keeps_every_letter() -> None:
    name = "محمد ئۆمەر"
    found = reading.text(drawn("D25", registrant=name))
    assert all(found.count(letter) >= name.count(letter) for letter in name if letter.strip())


@pytest.mark.parametrize(
    ("written", "characters"),
    [
        ("林\ue000雯", ("\ue000",)),
        ("a\x00b\x1b", ("\x00", "\x1b")),
        ("abc\u202egnp", ("\u202e",)),
        ("林\u200b雯", ("\u200b",)),
        ("שלום", ("ש", "ל", "ו", "ם")),
        ("\U000e0041\U0010fffd\ud800", ("\U000e0041", "\U0010fffd", "\ud800")),
        ("一\n二\t三", ()),
        ("龘龘靐𠮷䶮·〇", ()),
    ],
)
def test_characters_that_no_font_has_or_that_hide_are_found(
    written: str, characters: tuple[str, ...]
) -> None:
    assert unprintable({"a": [{"zh": written, "en": ""}], "b": 3, "c": None}) == characters


def test_a_paper_that_cannot_be_printed_names_the_element_and_the_character() -> None:
    with pytest.raises(BadInput) as caught:
        drawn("D06", facts="林\ue000雯", reasons="可以")
    assert set(caught.value.fields) == {"facts"}
    (fault,) = caught.value.fields["facts"]
    assert fault.rule == "unprintable"
    assert "U+E000" in str(fault.text)
    with pytest.raises(BadInput):
        drawn("D06", meta_changed={"addressee": "\ue001"})
    check_printable("D06", ELEMENTS["D06"])


def test_every_character_that_passes_the_look_up_can_be_set() -> None:
    """The look-up and the setting agree: PDF/A refuses a character that has no glyph."""
    sample = sorted(font_set().characters)[::97]
    printable = "".join(chr(code) for code in sample if not unprintable(chr(code)))
    assert len(printable) > 300
    assert drawn("D06", facts=printable)


def test_the_same_paper_gives_the_same_bytes_in_another_process_and_in_threads() -> None:
    here = {kind: hashlib.sha256(drawn(kind)).hexdigest() for kind in KINDS}
    with ThreadPoolExecutor(4) as pool:
        again = list(pool.map(drawn, KINDS * 2))
    assert [hashlib.sha256(pdf).hexdigest() for pdf in again] == [here[kind] for kind in KINDS * 2]
    script = (
        "import django; django.setup()\n"
        "import hashlib\n"
        "from tests.papers.test_sheets import drawn\n"
        "print(hashlib.sha256(drawn('D06')).hexdigest())"
    )
    told = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=os.environ | {"TZ": "UTC"},
        capture_output=True,
        check=True,
    )
    assert told.stdout.decode().strip() == here["D06"]


def test_a_preview_has_no_number_says_what_it_is_and_shows_what_is_missing() -> None:
    elements = {key: value for key, value in ELEMENTS["D06"].items() if key != "reasons"}
    for language, mark, gap in (
        ("zh", "预览", "【待填：理由】"),
        ("en", "PREVIEW", "[stillmissing:Reasons]"),
    ):
        pdf = render_elements("D06", elements, meta("D06", number=""), edition(), language)
        for page in reading.pages(pdf):
            assert mark in page
        assert gap in reading.text(pdf)
        assert "〔2026〕12号" not in reading.text(pdf)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("end", "marks"),
    [
        ("void", {"zh": ("作废", "本文书已于2026年11月20日作废"), "en": ("VOID", "madevoidon2026-11-20")}),
        (
            "withdrawn",
            {"zh": ("已收回", "本文书已于2026年11月20日收回"), "en": ("WITHDRAWN", "withdrawnon2026-11-20")},
        ),
    ],
)
def test_a_paper_that_has_ended_bears_its_mark_and_the_day_on_every_page(
    kind: str, end: str, marks: dict[str, tuple[str, str]]
) -> None:
    ended = {"end": end, "ended_on": date(2026, 11, 20)}
    for language, (word, note) in marks.items():
        for standing, marked in zip(
            reading.pages(drawn(kind, language)), reading.pages(drawn(kind, language, ended)), strict=True
        ):
            assert word in marked
            assert note in marked
            assert word not in standing
            assert note not in standing


def test_the_mark_goes_across_the_middle_of_the_sheet_and_covers_no_letter() -> None:
    """Seen on the picture: pale in the middle where the standing paper is white, and every black dot as black."""
    ended = {"end": "withdrawn", "ended_on": date(2026, 11, 20)}
    standing, marked = (reading.picture(pdf) for pdf in (drawn("D03"), drawn("D03", meta_changed=ended)))
    (left, top), (right, bottom) = (200, 600), (1150, 1250)
    pale = 0
    for x in range(left, right, 3):
        for y in range(top, bottom, 3):
            before, after = standing.getpixel((x, y)), marked.getpixel((x, y))
            assert isinstance(before, int)
            assert isinstance(after, int)
            pale += before == 255 and 150 < after < 250
            assert before > 60 or after <= 60
    assert pale > 3000


@pytest.mark.parametrize("kind", KINDS)
def test_the_translation_says_that_the_chinese_paper_counts_and_bears_no_seal(kind: str) -> None:
    chinese, english = reading.text(drawn(kind)), reading.text(drawn(kind, "en"))
    assert "Courtesytranslation" in english
    assert "Courtesytranslation" not in chinese
    assert reading.squeezed(edition().papers[kind].title_en) in english
    assert "印章占位" not in english


def test_a_place_of_the_seal_says_that_it_bears_none() -> None:
    assert "印章占位未加盖印章" in reading.text(drawn("D06"))


def test_the_picture_of_a_seal_service_takes_the_place_of_the_placeholder() -> None:
    circle = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4"/></svg>'
    sealed = drawn("D06", meta_changed={"seal": Impression(picture=circle)})
    assert "印章占位" not in reading.text(sealed)
    assert sealed != drawn("D06")


def test_a_paper_keeps_the_templates_of_its_edition_or_of_the_last_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, kinds in (("2026-2", ["D01", "D02"]), ("2026-10", ["D01"]), ("2030-1", ["D01"])):
        (tmp_path / folder).mkdir()
        for kind in kinds:
            (tmp_path / folder / f"{kind}.typ").touch()
    monkeypatch.setattr(rendering, "TEMPLATES", tmp_path)
    rendering._editions.cache_clear()
    try:
        assert template_folder("D01", "2026-2").name == "2026-2"
        assert template_folder("D01", "2029-1").name == "2026-10"
        assert template_folder("D02", "2029-1").name == "2026-2"
        for kind, edition_named in (("D01", "2025-9"), ("D99", "2026-2")):
            with pytest.raises(NoTemplate):
                template_folder(kind, edition_named)
    finally:
        rendering._editions.cache_clear()


@pytest.mark.parametrize(
    "wanted",
    ['read("../secret.txt")', 'read("/../secret.txt")', 'read("/etc/hostname")', 'image("../secret.png")'],
)
def test_a_template_reads_nothing_outside_its_folder(tmp_path: Path, wanted: str) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "x.typ").write_text(f"#{wanted}")
    with pytest.raises(typst.TypstError):
        typeset(tmp_path / "in", "x.typ", {}, meta("D01"))


def test_no_template_asks_for_a_package_or_an_address() -> None:
    for path in rendering.TEMPLATES.rglob("*.typ"):
        source = path.read_text(encoding="utf-8")
        assert "@preview" not in source
        assert "://" not in source
        assert "eval" not in source
        assert not any("\u4e00" <= letter <= "\u9fff" for letter in source), path


def test_the_fonts_are_a_setting_and_a_wrong_one_is_told_at_once(settings: Any) -> None:
    few = {"text": settings.PAPER_FONTS["text"], "title": [], "fallback": []}
    with override_settings(PAPER_FONTS=few):
        assert unprintable("𠮷") == ("𠮷",)
    assert unprintable("𠮷") == ()
    with override_settings(PAPER_FONTS={**few, "title": ["pylopdf_fonts_zh_cn:NotoSansSC-Regular.otf"]}):
        assert "NotoSansSC-Regular" in reading.font_names(drawn("D04"))
    assert "NotoSansSC-Regular" not in reading.font_names(drawn("D04"))
    for wrong in ([], ["no_such_package:x.otf"], ["/no/such/font.otf"], [str(ROOT / "manage.py")]):
        with override_settings(PAPER_FONTS={"text": wrong}), pytest.raises(ImproperlyConfigured):
            font_set()
