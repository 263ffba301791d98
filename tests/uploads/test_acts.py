"""Scans in acts: taken in with a material, added, taken out before acceptance; counted, sealed, committed to."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction

from audit.ledger.commitments import opens
from audit.ledger.sentences import sentence
from audit.ledger.verify import verify_case
from casework.acts.receive import receive
from casework.engine import moment
from casework.models import DamagedSecret, Material, Scan, ScanPicture, StagedPage, vault
from casework.scans.delivery import picture_of, standing_scan
from casework.scans.staging import stage
from casework.scans.verdict import Unfit
from tests.acts.steps import do, everything, last_event, not_taken, refused
from tests.organisation.dump import all_tables, dumped
from tests.world import ITEM, MONDAY, World, application

from .papers import jpeg, mark, pdf, staged


def identity(*tokens: str, **more: Any) -> dict[str, Any]:
    return {"identity": {"document": "identity_card", "scans": list(tokens), **more}}


def received(world: World, *tokens: str, **more: Any) -> str:
    staged(world.officers["clerk"], *tokens)
    given = application(materials={**application()["materials"], **identity(*tokens, **more)})
    return receive(item=ITEM, receiving_office="LT", by=world.by("clerk"), given=given).case_number


def material(number: str, code: str = "identity") -> Material:
    return Material.objects.select_related("case__applicant__key").get(case__number=number, code=code)


def positions(number: str) -> list[tuple[int, bool]]:
    rows = Scan.objects.filter(material__case__number=number).order_by("position")
    return [(row.position, row.removed_at is None) for row in rows]


def test_an_application_comes_in_with_its_scans_and_their_count(world: World) -> None:
    number = received(world, mark(1), mark(2))
    row = material(number)
    assert (row.state, row.pages) == ("provided", 2)
    assert positions(number) == [(1, True), (2, True)]
    assert StagedPage.objects.count() == 0
    event = last_event(number)
    assert event.facts["pages"] == 2
    assert verify_case(row.case_id, last_seq=1) == []


def test_the_picture_is_what_was_chosen_sealed_under_the_applicant_and_the_entry_commits_to_it(
    world: World,
) -> None:
    number = received(world, mark(1))
    case = world.case(number)
    scan = standing_scan(case, Scan.objects.get().pk)
    assert scan is not None
    content = picture_of(scan)
    assert content == jpeg()
    stored = bytes(ScanPicture.objects.get().content)
    assert jpeg()[:40] not in stored
    with pytest.raises(DamagedSecret):
        vault.unseal_bytes(case.applicant.data_key, "casework.scanpicture.thumbnail/x", stored)
    key = vault.commitment_key(case.applicant.data_key)
    assert opens(scan.digest, key, "scan", hashlib.sha256(content).hexdigest())
    event = last_event(number)
    assert opens(event.commitments["scans/identity"], key, "scans/identity", [scan.digest])
    assert any(one["model"] == "casework.scan" for one in event.history)


def test_no_picture_stands_in_the_clear_in_any_table_or_dump(world: World) -> None:
    content, (token,) = jpeg(), [mark(1)]
    traces = [content[at : at + 24].hex() for at in (0, 200, len(content) - 60)]
    staged(world.officers["clerk"], mark(7))
    received(world, token)
    held = all_tables() + dumped()
    assert not [one for one in traces if one in held]
    assert token not in all_tables()


def test_what_was_taken_in_can_never_be_changed_in_the_database(world: World) -> None:
    received(world, mark(1))
    with pytest.raises(DatabaseError), transaction.atomic():
        ScanPicture.objects.update(content=b"another")
    with pytest.raises(DatabaseError), transaction.atomic():
        Scan.history.update(digest="0")


@pytest.mark.parametrize(
    ("given", "field", "rule"),
    [
        ({"scans": [mark(9)]}, "materials.identity.scans", "gone"),
        ({"scans": [mark(2)]}, "materials.identity.scans", "gone"),  # a colleague's
        ({"scans": [mark(3)]}, "materials.identity.scans", "gone"),  # its time is over
        ({"scans": [mark(1), mark(1)]}, "materials.identity.scans", "uniqueItems"),
        ({"scans": ["../" * 10]}, "materials.identity.scans.0", "pattern"),
        ({"scans": [mark(1)], "pages": 3}, "materials.identity.pages", "scans"),
        ({"scans": [mark(1)], "document": None}, "materials.identity.document", "required"),
    ],
)
def test_scans_that_do_not_fit_are_told_by_field_and_rule(
    world: World, given: dict[str, Any], field: str, rule: str
) -> None:
    staged(world.officers["clerk"], mark(1), mark(3))
    staged(world.officers["colleague"], mark(2))
    StagedPage.objects.filter(token=mark(3)).update(expires_at=MONDAY - timedelta(seconds=1))
    with not_taken(field, rule):
        world.receive(materials={"identity": {"document": "identity_card", **given}})
    assert StagedPage.objects.count() == 3


def test_a_page_belongs_to_one_material_and_a_declaration_has_its_words(world: World) -> None:
    staged(world.officers["clerk"], mark(1))
    both = {**identity(mark(1)), "household": {"statement": "本人声明。", "scans": [mark(1)]}}
    with not_taken("materials.household.scans", "uniqueItems"):
        world.receive(materials=both)
    with not_taken("materials.household.statement", "required"):
        world.receive(materials={"household": {"statement": None, "scans": [mark(1)]}})


def test_the_bounds_of_a_material_and_of_a_case_hold_over_all_acts(world: World, settings: Any) -> None:
    number = received(world, mark(1), mark(2))
    staged(world.officers["clerk"], mark(3), mark(4))
    settings.UPLOAD_MATERIAL_PAGES = 3
    with not_taken("scans", "maxItems"):
        do("attach_scan", number, world.by("clerk"), scans=[mark(3), mark(4)])
    settings.UPLOAD_CASE_BYTES = 2 * len(jpeg()) + 10
    with not_taken("scans", "bytes"):
        do("attach_scan", number, world.by("clerk"), scans=[mark(3)])


def test_a_declaration_may_be_scanned_with_its_signature(world: World) -> None:
    staged(world.officers["clerk"], mark(1))
    number = world.receive(
        materials={"residence": {"statement": "住在河口村。", "scans": [mark(1)]}}
    ).case_number
    assert (material(number, "residence").state, material(number, "residence").pages) == ("declared", 1)


def test_a_material_taken_in_later_brings_its_scans(world: World) -> None:
    number = world.receive(materials={"identity": None}).case_number
    staged(world.officers["clerk"], mark(1))
    do("take_material", number, world.by("clerk"), materials=identity(mark(1)))
    assert (material(number).state, material(number).pages) == ("provided", 1)


def test_what_the_applicant_corrects_brings_its_scans_behind_those_that_stand(world: World) -> None:
    number = received(world, mark(1))
    do("request_correction", number, world.by("clerk"))
    staged(world.officers["clerk"], mark(2))
    do("supplement", number, world.by("clerk"), materials=identity(mark(2)))
    assert positions(number) == [(1, True), (2, True)]
    assert material(number).pages == 2


def test_pages_are_added_behind_those_that_stand(world: World) -> None:
    number = received(world, mark(1))
    staged(world.officers["clerk"], mark(2), mark(3))
    outcome = do("attach_scan", number, world.by("clerk"), scans=[mark(3), mark(2)])
    assert (outcome.state, outcome.event_seq) == ("received", 2)
    assert material(number).pages == 3
    event = last_event(number)
    assert (event.facts["pages"], event.facts["material"]) == (2, "identity")
    assert "添加扫描件2页" in sentence(event, "zh")
    assert "scans/identity" in event.commitments
    assert verify_case(material(number).case_id, last_seq=2) == []


def test_nothing_is_added_to_what_was_not_handed_in(world: World) -> None:
    number = world.receive(materials={"identity": None}).case_number
    staged(world.officers["clerk"], mark(1))
    with not_taken("material", "missing"):
        do("attach_scan", number, world.by("clerk"))


def test_the_same_page_is_taken_in_once(world: World) -> None:
    number = received(world, mark(1))
    staged(world.officers["clerk"], mark(2))
    do("attach_scan", number, world.by("clerk"), scans=[mark(2)])
    with not_taken("scans", "gone"):
        do("attach_scan", number, world.by("clerk"), scans=[mark(2)])


def test_pages_taken_out_stay_sealed_on_record_and_are_shown_no_more(world: World) -> None:
    number = received(world, mark(1), mark(2))
    first = Scan.objects.get(position=1)
    do("remove_scan", number, world.by("clerk"), scans=[str(first.pk)], reason="不是本人的证件。")
    assert positions(number) == [(1, False), (2, True)]
    assert material(number).pages == 1
    case = world.case(number)
    assert standing_scan(case, first.pk) is None
    row = Scan.objects.select_related("material").get(pk=first.pk)
    row.material.case = case
    assert row.unseal("removal_reason") == "不是本人的证件。"
    assert row.removed_by == world.officers["clerk"]
    assert picture_of(row) == jpeg()
    event = last_event(number)
    assert event.facts["positions"] == [{"material": "identity", "page": 1}]
    assert "撤下扫描件1页" in sentence(event, "zh")
    assert "本人" not in event.body
    staged(world.officers["clerk"], mark(3))
    do("attach_scan", number, world.by("clerk"), scans=[mark(3)])
    assert positions(number) == [(1, False), (2, True), (3, True)]


@pytest.mark.parametrize(("seen", "state"), [(True, "provided"), (False, "missing")])
def test_without_its_scan_a_material_is_there_only_if_its_original_was_seen(
    world: World, seen: bool, state: str
) -> None:
    number = received(world, mark(1), original_seen=seen)
    do("remove_scan", number, world.by("clerk"), scans=[str(Scan.objects.get().pk)])
    assert (material(number).state, material(number).pages) == (state, 0)
    if not seen:
        with refused("MAT-01"):
            do("accept", number, world.by("clerk"))


def test_after_acceptance_no_page_is_added_or_taken_out(world: World) -> None:
    number = received(world, mark(1))
    do("accept", number, world.by("clerk"))
    staged(world.officers["clerk"], mark(2))
    with refused("STEP-01"):
        do("attach_scan", number, world.by("clerk"), scans=[mark(2)])
    with refused("STEP-01"):
        do("remove_scan", number, world.by("clerk"), scans=[str(Scan.objects.get().pk)])


def test_a_page_of_another_case_is_not_taken_out(world: World) -> None:
    received(world, mark(1))
    theirs = Scan.objects.get()
    number = received(world, mark(2))
    with not_taken("scans.0", "enum"):
        do("remove_scan", number, world.by("clerk"), scans=[str(theirs.pk)])


def test_a_file_chosen_twice_for_the_same_field_is_the_same_pages(world: World) -> None:
    clerk = world.officers["clerk"]
    content = pdf(2)
    first = [one.token for one in stage(clerk, content, "a.pdf", "form/field")]
    assert len(first) == 2
    assert [one.token for one in stage(clerk, content, "b.pdf", "form/field")] == first
    assert StagedPage.objects.count() == 2
    for officer, seed in ((clerk, "form/other"), (clerk, ""), (world.officers["colleague"], "form/field")):
        assert not {one.token for one in stage(officer, content, "a.pdf", seed)} & set(first)


def test_what_one_officer_may_hold_is_bounded(world: World, settings: Any) -> None:
    settings.UPLOAD_STAGED_BYTES = len(jpeg())
    with pytest.raises(Unfit) as unfit:
        stage(world.officers["clerk"], pdf(3), "a.pdf")
    assert unfit.value.rule == "staged"


def test_the_worker_deletes_what_no_act_has_taken_in_time(world: World, settings: Any) -> None:
    number = received(world, mark(1))
    stage(world.officers["clerk"], jpeg(), "a.jpg")
    with moment.at(MONDAY + timedelta(hours=settings.UPLOAD_STAGED_HOURS - 1)):
        call_command("worker", once=True)
        assert StagedPage.objects.count() == 1
    with moment.at(MONDAY + timedelta(hours=settings.UPLOAD_STAGED_HOURS)):
        call_command("worker", once=True)
    assert StagedPage.objects.count() == 0
    assert positions(number) == [(1, True)]


def test_an_act_that_breaks_off_leaves_the_pages_as_chosen(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = received(world, mark(1))
    staged(world.officers["clerk"], mark(2))
    before = everything()
    monkeypatch.setattr("casework.engine.closing.tell", _broken)
    with pytest.raises(OSError, match="disk full"):
        do("attach_scan", number, world.by("clerk"), scans=[mark(2)])
    assert everything() == before


def _broken(*_args: Any) -> None:
    raise OSError("disk full")
