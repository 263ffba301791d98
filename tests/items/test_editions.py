"""Editions of items and law: stored once, never edited, and the one in force on the day is the one that counts."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from ruamel.yaml.constructor import DuplicateKeyError

from approvals.catalogue import load_items, read_items
from casework.engine import lawbook, loading
from casework.engine.items import Item
from casework.engine.loading import EditionChanged, store_items
from casework.models import ItemVersion, LawEdition
from law.book import read_shipped
from tests.items.test_new_item import BIRTH, shipped


def test_a_key_that_stands_twice_in_a_file_is_refused(tmp_path: Path) -> None:
    text = BIRTH.read_text(encoding="utf-8")
    (tmp_path / "twice.yaml").write_text(text + "\nlevel: county\n", encoding="utf-8")
    with pytest.raises(DuplicateKeyError):
        read_items(tmp_path)


@pytest.mark.django_db
def test_a_stored_edition_that_was_edited_is_not_taken(folder: Callable[..., Path]) -> None:
    data = shipped()
    data["retention_years"] = 1
    with pytest.raises(EditionChanged):
        load_items(folder(data))
    assert (
        ItemVersion.objects.get(slug="birth_registration", edition="2026-1").sha256
        == Item.from_data(shipped()).sha256
    )


@pytest.mark.django_db
def test_a_stored_law_that_was_edited_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    assert loading.load_law() == []
    stored = LawEdition.objects.get(edition="2026-2")
    LawEdition.objects.filter(pk=stored.pk).update(sha256="0" * 64)
    with pytest.raises(EditionChanged):
        loading.load_law()


@pytest.mark.django_db
def test_of_several_editions_the_one_in_force_on_the_day_is_open() -> None:
    later, ended = shipped(), shipped()
    later |= {"edition": "2027-1", "valid_from": "2027-01-01", "retention_years": 20}
    ended |= {"slug": "ended_item", "number": 2, "valid_until": "2026-06-30"}
    store_items([Item.from_data(later), Item.from_data(ended)], read_shipped())

    def open_on(day: date) -> list[tuple[str, str]]:
        return [
            (item.slug, item.edition)
            for _version, item in lawbook.current_items(day)
            if item.slug in ("birth_registration", "ended_item")
        ]

    assert open_on(date(2026, 11, 16)) == [("birth_registration", "2026-2")]
    assert open_on(date(2027, 1, 1)) == [("birth_registration", "2027-1")]
    assert open_on(date(2026, 6, 30)) == [("birth_registration", "2026-1"), ("ended_item", "2026-1")]
    assert open_on(date(2021, 11, 30)) == []
    with pytest.raises(LookupError):
        lawbook.current_law(date(1949, 10, 1))


def test_an_item_speaks_both_languages() -> None:
    from django.utils.translation import override

    item = Item.from_data(shipped())
    with override("en"):
        assert str(item.name) == "Birth registration"
    with override("zh-hans"):
        assert str(item.name) == "生育登记"
    assert Item.from_json(item.to_json()) == item


# Stored before this was looked for; a stored edition isn't edited.
AS_THEY_WERE = {("birth_registration", "2026-1")}
FOLDED = re.compile(r"[\u4e00-\u9fff，。、；：] +[\u4e00-\u9fff]")


def test_no_chinese_text_has_a_gap_where_its_line_was_folded() -> None:
    found = {
        (item.slug, item.edition): FOLDED.findall(item.to_json())
        for item in read_items()
        if (item.slug, item.edition) not in AS_THEY_WERE
    }
    assert not any(found.values()), found
