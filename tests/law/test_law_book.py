"""An edition is one value: same data, same digest; changed data, refused."""

import copy
import json
import pickle
import subprocess
import sys
from datetime import date
from hashlib import sha256

import pytest

from law import book as law_book
from law.__main__ import main
from law.book import LawBook, read_folder, read_shipped, shipped_editions
from law.doubts import doubts
from law.errors import DuplicateKey, EditionTampered, InvalidEdition, UnknownEdition
from law.safeguards import GROUPS

EXPECTED_BASES = {
    "XK",
    "RK",
    "SYDJ",
    "PI",
    "ZX",
    "YS",
    "FY",
    "SS",
    "MS",
    "MF",
    "MY",
    "FN",
    "ZWSJ",
    "CNZ",
    "JR",
    "HNZF",
    "CF",
    "DQ",
    "JZ",
    "XX",
    "LF",
    "ZF30",
    "LD",
    "JS",
    "SF",
}


def test_the_newest_edition_is_read_unless_one_is_named():
    assert shipped_editions() == ("2026-1", "2026-2")
    assert read_shipped() == read_shipped("2026-2")
    assert read_shipped() is read_shipped()


def test_editions_are_ordered_by_number():
    assert sorted(["2026-10", "2026-9", "2025-1"], key=law_book._order) == ["2025-1", "2026-9", "2026-10"]


def test_an_edition_that_is_not_shipped_is_refused():
    with pytest.raises(UnknownEdition):
        read_shipped("1999-1")


def test_what_the_hall_needs_is_in_the_edition(book):
    assert set(book.bases) >= EXPECTED_BASES
    assert len(book.bases) == 55
    assert len(book.limits) == 96
    assert {f"D{number:02}" for number in range(1, 39)} == set(book.papers)
    assert {f"EX-{number:02}" for number in range(1, 17)} == set(book.blocked)
    assert len(book.remedies) == 11
    assert {rule.group for rule in book.safeguards.values()} == set(GROUPS)
    assert {f"EN-{number:02}" for number in range(1, 32)} <= set(book.safeguards)
    assert len(book.safeguards) == 31 + 13 + 9 + 10 + 6
    assert {f"T{number}" for number in range(1, 8)} == set(book.transitions)
    assert {"R1", "R2", "R3", "R4", "R5", "R6", "RJ", "RA"} == set(book.routes)
    assert sorted(entry.number for entry in book.catalogue.values()) == list(range(1, 24))
    assert {"C1", "C10", "REST", "P1", "P5"} <= set(book.conventions)


def test_json_and_book_are_the_same_thing(book):
    again = LawBook.from_json(book.to_json(), sha256=book.sha256)
    assert again == book
    assert hash(again) == hash(book)
    assert again.to_data() == book.to_data()
    assert LawBook.from_data(book.to_data()) == book
    assert book.sha256 == sha256(book.to_json().encode()).hexdigest()
    assert book.sha256[:12] in repr(book)


def test_the_text_is_canonical(book):
    text = book.to_json()
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert "行政许可法" in text


def test_the_order_of_keys_does_not_change_the_digest(book):
    shuffled = json.dumps(dict(reversed(book.to_data().items())), indent=2)
    assert LawBook.from_json(shuffled).sha256 == book.sha256


def test_a_book_can_be_sent_to_another_process(book):
    assert pickle.loads(pickle.dumps(book)) == book
    assert copy.deepcopy(book) == book


def test_a_book_is_not_equal_to_another_edition_or_another_thing(book, data):
    data["valid_from"] = "2026-01-02"
    assert LawBook.from_data(data) != book
    assert book != book.sha256


def test_the_parts_of_a_book_cannot_be_changed(book):
    with pytest.raises(TypeError):
        book.limits["XK-03"] = None
    book.to_data()["limits"].clear()
    assert book.to_data()["limits"]


def test_a_changed_text_does_not_pass_for_the_published_one(book):
    tampered = book.to_json().replace('"amount":60', '"amount":15', 1)
    assert tampered != book.to_json()
    with pytest.raises(EditionTampered):
        LawBook.from_json(tampered, sha256=book.sha256)


def test_a_changed_shipped_file_is_refused(tmp_path, monkeypatch):
    copied = _copy_of_the_editions(tmp_path)
    limits = copied / "2026-1" / "limits.yaml"
    limits.write_text(
        limits.read_text().replace("amount: 60, unit: calendar", "amount: 15, unit: calendar", 1)
    )
    monkeypatch.setattr(law_book, "EDITIONS", copied)
    law_book._read_pinned.cache_clear()
    try:
        with pytest.raises(EditionTampered):
            read_shipped("2026-1")
    finally:
        law_book._read_pinned.cache_clear()


def test_a_key_that_stands_twice_in_a_file_is_refused(tmp_path):
    folder = _copy_of_the_editions(tmp_path) / "2026-1"
    edition = folder / "edition.yaml"
    edition.write_text(edition.read_text() + "layout: 1\n")
    with pytest.raises(DuplicateKey):
        read_folder(folder)


def test_a_key_that_stands_twice_in_json_is_refused(book):
    with pytest.raises(DuplicateKey):
        LawBook.from_json('{"edition":"x",' + book.to_json()[1:])


@pytest.mark.parametrize("text", ["", "[]", "{", '"2026-1"', "1.5"])
def test_text_that_is_no_edition_is_refused(text):
    with pytest.raises(InvalidEdition):
        LawBook.from_json(text)


def test_a_folder_holds_the_edition_it_is_named_after(tmp_path):
    folder = _copy_of_the_editions(tmp_path) / "2026-1"
    renamed = folder.rename(folder.parent / "2026-3")
    with pytest.raises(InvalidEdition):
        read_folder(renamed)


def test_the_command_prints_the_digest(book, capsys):
    newest = read_shipped()
    assert main([]) == 0
    assert main(["2026-1"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed == [f"2026-1: {book.sha256}", f"2026-2: {newest.sha256}", f"2026-1: {book.sha256}"]


def test_the_page_for_the_legal_office_is_what_the_command_prints(book, capsys):
    assert main(["--doubts"]) == 0
    printed = capsys.readouterr().out
    assert printed == doubts(read_shipped())
    page = law_book.EDITIONS.parents[1] / "docs" / "law.md"
    assert page.read_text(encoding="utf-8") == printed, "python -m law --doubts > docs/law.md"


def test_the_page_names_every_limit_that_is_not_certain(book):
    page = doubts(book)
    for limit in book.limits.values():
        uncertain = limit.confidence != "high" or limit.source != "text"
        assert (f"\n- {limit.id} " in page) == (uncertain or limit.ground in ("analogy", "product")), limit.id
    assert "ZWSJ 政务数据共享条例: 19" in page
    assert "2004 国务院办公厅关于2004年部分节假日安排的通知（文号未核对）" in page


def test_a_section_without_doubts_says_so(data):
    for year in data["calendars"]:
        year.update(confidence="high", source="text")
    assert "## Calendars\n\nNothing.\n" in doubts(LawBook.from_data(data))


def test_an_earlier_text_nobody_read_is_named(data):
    basis = next(basis for basis in data["bases"] if basis["id"] == "HN")
    basis["articles"]["earlier"][0]["reported"] = ["99"]
    assert "99 (earlier text)" in doubts(LawBook.from_data(data))


def test_a_year_that_comes_later_is_added_without_touching_the_edition(book):
    year = {
        "year": 2027,
        "notice": "invented for this test",
        "issued_on": "2026-11-30",
        "amended_by": [],
        "rest": [["2027-01-01", "2027-01-03"]],
        "makeup": [],
        "confidence": "low",
        "source": "knowledge",
        "note": None,
    }
    longer = book.with_year(year)
    assert longer.calendar.knows(date(2027, 6, 1))
    assert not book.calendar.knows(date(2027, 6, 1))
    assert (longer.edition, longer.sha256 == book.sha256) == (book.edition, False)
    changed = longer.with_year(year | {"rest": [["2027-01-01", "2027-01-01"]]})
    assert changed.calendar.is_working_day(date(2027, 1, 4))
    assert len(changed.calendar.years) == 24


def test_an_edition_based_on_another_is_whole_and_differs_only_in_what_its_folder_holds(book):
    newer, older = read_shipped("2026-2").to_data(), book.to_data()
    assert sorted(newer) == sorted(older)
    assert [part for part in older if newer[part] != older[part]] == [
        "edition",
        "grounds",
        "papers",
        "valid_from",
    ]
    kinds = newer["papers"]["kinds"]
    new = ["D39", "D51", "D60", "D61", "D62", "D53"]
    assert kinds[: -len(new)] == older["papers"]["kinds"]
    assert [kind["id"] for kind in kinds[-len(new) :]] == new
    assert [one["id"] for one in newer["grounds"][-2:]] == ["data_are_right", "data_not_to_be_told"]
    added = {"not_counted_from", "time_needed"}
    added |= {"own_data", "cases_held", "looked", "limits_of_the_copy"}
    added |= {"corrected_data", "proof_shown", "cases_corrected", "answer", "kept_until"}
    added |= {"originals", "handed_by", "received_by", "handed_on", "no_copy"}
    assert set(newer["papers"]["elements"]) - set(older["papers"]["elements"]) == added


def test_the_notice_of_time_not_counted_is_law_for_permits_only(book):
    notice = read_shipped().papers["D39"]
    assert "D39" not in book.papers
    assert (notice.title_zh, notice.footing.ground_for("permit")) == ("不计入期限告知书", "statute")
    assert notice.footing.ground_for("service") == "analogy"
    assert {"time_needed", "not_counted_from", "ground"} <= set(notice.must)


def _later(tmp_path, **files):
    """A folder of an edition 2026-3 with these files beside the shipped ones."""
    folder = _copy_of_the_editions(tmp_path) / "2026-3"
    (folder / "calendars").mkdir(parents=True)
    head = {"edition": "layout: 1\nedition: 2026-3\nvalid_from: 2026-12-01\nbased_on: 2026-2\n"}
    for name, text in (head | files).items():
        (folder / f"{name}.yaml").write_text(text)
    return folder


def test_a_changed_entry_stands_in_the_place_of_the_one_it_replaces(tmp_path):
    before = read_shipped("2026-2").to_data()
    entry = before["pause_grounds"][1] | {"note": "changed"}
    later = read_folder(_later(tmp_path, pause_grounds=json.dumps([entry]))).to_data()
    assert later["pause_grounds"][1]["note"] == "changed"
    assert [one["id"] for one in later["pause_grounds"]] == [one["id"] for one in before["pause_grounds"]]
    assert later["limits"] == before["limits"]


@pytest.mark.parametrize(
    ("files", "error"),
    [
        ({"edition": "layout: 1\nedition: 2026-3\nvalid_from: 2026-12-01\nbased_on: 2026-3\n"}, "earlier"),
        ({"edition": "layout: 1\nedition: 2026-3\nvalid_from: 2026-12-01\nbased_on: 2027-1\n"}, "earlier"),
        ({"edition": "layout: 1\nedition: 2026-3\nvalid_from: 2026-12-01\nbased_on: ../x\n"}, "earlier"),
        ({"edition": "layout: 1\nedition: 2026-3\nvalid_from: 2026-12-01\nbased_on: 2025-1\n"}, "there"),
        ({"limit": "[]\n"}, "limit.yaml"),
        ({"limits": "[{id: XK-06}]\n"}, "missing"),
        ({"limits": "[{id: XK-06}, {id: XK-06}]\n"}, "twice"),
        ({"papers": "[]\n"}, "mapping"),
    ],
)
def test_an_edition_that_names_its_changes_wrongly_is_refused(tmp_path, files, error):
    with pytest.raises(InvalidEdition, match=error):
        read_folder(_later(tmp_path, **files))


def test_the_package_needs_no_framework():
    code = "import sys, law.book; law.book.read_shipped(); sys.exit('django' in sys.modules)"
    root = law_book.EDITIONS.parents[1]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0


def _copy_of_the_editions(target):
    for source in law_book.EDITIONS.rglob("*.yaml"):
        path = target / source.relative_to(law_book.EDITIONS)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source.read_text())
    return target
