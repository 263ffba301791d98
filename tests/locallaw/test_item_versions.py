"""A local version of an item: a shorter promise, another wording; and shipped editions that wait behind local ones."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from casework.acts.approve_change import approve_change
from casework.acts.draft_change import draft_change
from casework.engine import lawbook, loading, moment
from casework.engine.each import perform_each
from casework.engine.items import Item
from casework.engine.refusal import ActRefused, BadInput
from casework.models import Case, Clock, ItemVersion, LawChange, LawEdition
from casework.queries.rehearsal import rehearse
from law.book import LawBook, read_shipped
from tests.items.test_new_item import shipped
from tests.locallaw.conftest import LATE_DECEMBER
from tests.locallaw.test_notice import approve, bring_in, draft, screening
from tests.world import ITEM, World, resident_id

TODAY = LATE_DECEMBER.date()


def shorter(world: World, days: int = 2, **more: Any) -> LawChange:
    """The jurist drafts a shorter promise for screening."""
    given = {"item": ITEM, "valid_from": TODAY.isoformat(), "promised": {"screening": days}, **more}
    return draft_change(by=world.by("jurist"), given=given, reason="县政务服务承诺压缩时限")


def test_a_shorter_promise_counts_for_new_cases_and_leaves_open_ones_alone(world: World) -> None:
    before = world.receive().case_number
    change = approve(world, shorter(world))
    with moment.at(LATE_DECEMBER + timedelta(minutes=5)):
        after = world.receive(applicant={"identifier": resident_id(7)}).case_number
    assert [screening(number).promised_on for number in (before, after)] == [None, date(2026, 12, 29)]
    version = ItemVersion.objects.get(change=change)
    assert (version.edition, str(version.source), version.valid_from) == ("2026-2.1", "local", TODAY)
    assert {row.case.number: row.kept for row in rehearse(change).rows} == {before: "not_for_open"}


def test_an_approval_that_names_open_cases_gives_them_the_shorter_promise(world: World) -> None:
    first, second = (world.receive(applicant={"identifier": resident_id(at)}).case_number for at in (1, 2))
    change = approve(world, shorter(world), to_open_cases=True, exceptions=[second])
    perform_each("apply_change", rehearse(change).to_apply, world.by("supervisor"), change=change.pk)
    assert [screening(number).promised_on for number in (first, second)] == [date(2026, 12, 29), None]
    assert Case.objects.get(number=first).item_version.change == change


@pytest.mark.parametrize("days", [6, 40, -1])
def test_no_promise_is_longer_than_the_law(world: World, days: int) -> None:
    with pytest.raises(BadInput) as bad:
        shorter(world, days)
    assert set(bad.value.fields) == {"promised.screening"}


def test_nor_is_one_in_a_whole_item(world: World) -> None:
    _version, item = lawbook.current_item(ITEM, TODAY)
    data = {
        **json.loads(item.to_json()),
        "edition": "x",
        "valid_from": "2027-01-01",
        "promised": {"screening": 9},
    }
    with pytest.raises(BadInput) as bad:
        draft_change(by=world.by("jurist"), given=data)
    assert set(bad.value.fields) == {"promised.screening"}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"valid_from": "2026-12-24"}, "valid_from"),
        ({"valid_from": ""}, "valid_from"),
        ({"promised": {"sealing": 1}}, "promised.sealing"),
        ({"wording": {"name_zh": "x" * 2001}}, "wording.name_zh"),
        ({"edition": "2026-2"}, "edition"),
    ],
)
def test_a_faulty_version_is_told_field_and_rule(world: World, changed: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as bad:
        shorter(world, **changed)
    assert field in bad.value.fields
    assert not LawChange.objects.exists()


def test_a_version_may_not_ask_what_no_item_may_ask(world: World) -> None:
    _version, item = lawbook.current_item(ITEM, TODAY)
    data = json.loads(item.to_json()) | {"edition": "x", "valid_from": "2027-01-01"}
    data["form"]["properties"]["birth_order"] = {"type": "integer", "x-label": "第几孩"}
    with pytest.raises(BadInput) as bad:
        draft_change(by=world.by("jurist"), given=data)
    assert [fault.rule for fault in bad.value.fields["form"]] == ["EX-05"]


def test_another_wording_is_shown_to_new_applicants(world: World) -> None:
    change = shorter(world, promised={}, wording={"who_zh": "父母任何一方"})
    approve(world, change)
    _version, item = lawbook.current_item(ITEM, TODAY)
    assert (item.who.zh, item.name.zh) == ("父母任何一方", "生育登记")


def test_an_open_case_received_with_another_form_stays_and_is_named(world: World) -> None:
    number = world.receive().case_number
    _version, item = lawbook.current_item(ITEM, TODAY)
    data = json.loads(item.to_json()) | {"edition": "x", "valid_from": TODAY.isoformat()}
    data["form"]["properties"]["birth_month"]["x-within-months"] = 120
    change = approve(world, draft_change(by=world.by("jurist"), given=data), to_open_cases=True)
    assert [(row.case.number, row.kept) for row in rehearse(change).rows] == [(number, "other_way")]


@pytest.fixture
def later_law(monkeypatch: pytest.MonkeyPatch) -> LawBook:
    """A shipped edition that comes after the notice was loaded, without the year."""
    book = LawBook.from_data({**read_shipped().to_data(), "edition": "2026-9", "valid_from": "2026-12-01"})
    names = loading.shipped_editions()
    monkeypatch.setattr(loading, "shipped_editions", lambda: (*names, "2026-9"))
    shipped_book, digest = loading.read_shipped, loading.published_digest
    monkeypatch.setattr(
        loading, "read_shipped", lambda name: book if name == "2026-9" else shipped_book(name)
    )
    monkeypatch.setattr(
        loading, "published_digest", lambda name: book.sha256 if name == "2026-9" else digest(name)
    )
    return book


def test_a_shipped_law_over_a_local_one_waits_until_an_officer_takes_it_over(
    world: World, later_law: LawBook
) -> None:
    bring_in(world)
    loading.load_law()
    waiting = LawEdition.objects.get(edition="2026-9")
    assert str(waiting.state) == "draft"
    assert lawbook.current_law(TODAY)[1].edition != "2026-9"
    with pytest.raises(ActRefused) as refused:
        approve_change(by=world.by("jurist"), change=waiting.change_id)
    assert refused.value.code == "GATE-02"
    assert not rehearse(LawChange.objects.get(pk=waiting.change_id)).rows
    approve_change(by=world.by("supervisor"), change=waiting.change_id)
    _edition, book = lawbook.current_law(TODAY)
    # What was loaded here goes with it.
    assert (book.edition, 2027 in book.calendar.years) == ("2026-9", True)
    assert loading.load_law() == []


def test_without_law_of_ones_own_a_shipped_edition_is_in_use_at_once(
    world: World, later_law: LawBook
) -> None:
    loading.load_law()
    assert lawbook.current_law(TODAY)[1].edition == "2026-9"


def test_a_shipped_item_over_a_local_version_waits_and_then_follows_it(world: World) -> None:
    approve(world, shorter(world))
    newer = Item.from_data({**shipped(), "edition": "2026-8", "valid_from": "2026-12-02"})
    loading.store_items([newer])
    assert lawbook.current_item(ITEM, TODAY)[1].edition == "2026-2.1"
    waiting = ItemVersion.objects.get(edition="2026-8")
    approve_change(by=world.by("supervisor"), change=waiting.change_id)
    assert lawbook.current_item(ITEM, TODAY)[1].edition == "2026-8"
    assert Clock.objects.count() == 0
    assert draft(world).pk
