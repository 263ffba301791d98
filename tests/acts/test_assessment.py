"""Marks on materials: put on what is there, by whoever works at the step, seen by the decider, never changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from audit.ledger.models import Event
from casework.engine import moment
from casework.engine.materials import standing_marks, versions_of
from casework.models import Assessment, AssessmentResult, Case, CaseRole, Duty, Material, Scan, Statement
from tests.world import MONDAY, World

from .steps import bring_to, do, last_event, not_taken, refused, with_scans

pytestmark = pytest.mark.django_db


def marks_of(number: str) -> dict[str, str]:
    case = Case.objects.get(number=number)
    return {code: row.result for code, row in standing_marks(case, versions_of(case)).items()}


def mark(**materials: tuple[str, str]) -> dict[str, Any]:
    return {
        code: {"result": result} | ({"comment": comment} if comment else {})
        for code, (result, comment) in materials.items()
    }


def test_materials_are_marked_and_the_entry_names_no_comment(world: World) -> None:
    number = bring_to("received", world)
    do(
        "assess_material",
        number,
        world.by("clerk"),
        materials=mark(identity=("accepted", ""), household=("rejected", "声明没有签名。")),
    )
    assert marks_of(number) == {"identity": "accepted", "household": "rejected"}
    event = last_event(number)
    assert event.facts["marks"] == [
        {"code": "identity", "result": "accepted"},
        {"code": "household", "result": "rejected"},
    ]
    assert "签名" not in event.body
    row = Assessment.objects.get(result="rejected")
    assert (row.officer, row.step, row.event_seq, row.made_at) == (
        world.officers["clerk"],
        "screen",
        event.case_seq,
        MONDAY,
    )
    assert row.unseal("comment") == "声明没有签名。"


def test_a_later_mark_stands_beside_the_earlier_one(world: World) -> None:
    number = bring_to("accepted", world)
    for result, comment in (("rejected", "看不清。"), ("remark", "已与原件核对。"), ("accepted", "")):
        do("assess_material", number, world.by("clerk"), materials=mark(identity=(result, comment)))
    assert marks_of(number) == {"identity": "accepted"}
    assert [row.result for row in Assessment.objects.all()] == ["rejected", "remark", "accepted"]
    with not_taken("materials", "required"):
        do("assess_material", number, world.by("clerk"), materials=mark(identity=("accepted", "")))


def test_a_material_that_changed_has_to_be_looked_at_again(world: World) -> None:
    number = bring_to("received", world)
    do("assess_material", number, world.by("clerk"), materials=mark(household=("rejected", "没有写明。")))
    do("take_material", number, world.by("clerk"), materials={"household": {"statement": "补充声明。"}})
    assert marks_of(number) == {}
    do("assess_material", number, world.by("clerk"), materials=mark(household=("accepted", "")))
    assert marks_of(number) == {"household": "accepted"}


@pytest.mark.parametrize("result", ["remark", "rejected"])
def test_a_remark_and_a_rejection_need_their_words(world: World, result: str) -> None:
    number = bring_to("received", world)
    with not_taken("materials.identity.comment", "required"):
        do("assess_material", number, world.by("clerk"), materials=mark(identity=(result, "")))


def test_words_without_a_mark_and_marks_on_nothing_are_told_by_field(world: World) -> None:
    number = world.receive(materials={"household": {}}).case_number
    with not_taken("materials.identity.result", "required"):
        do("assess_material", number, world.by("clerk"), materials={"identity": {"comment": "好。"}})
    assert Material.objects.get(code="household").state == "pending"
    with not_taken("materials.household.result", "nothing"):
        do("assess_material", number, world.by("clerk"), materials=mark(household=("accepted", "")))
    with not_taken("materials.identity.result", "enum"):
        do("assess_material", number, world.by("clerk"), materials=mark(identity=("perhaps", "")))
    with not_taken("materials.passport", "unknown"):
        do("assess_material", number, world.by("clerk"), materials=mark(passport=("accepted", "")))
    with not_taken("materials", "required"):
        do("assess_material", number, world.by("clerk"), materials={})


def test_marks_are_made_where_somebody_works_and_by_who_works_there(world: World) -> None:
    proposed = bring_to("refusal_proposed", world)
    with refused("GATE-02"):
        do("assess_material", proposed, world.by("clerk"))
    do("assess_material", proposed, world.by("head"))
    assert Assessment.objects.get().step == "decide"
    served = bring_to("served", world, form={"birth_month": "2027-03"})
    with refused("STEP-01"):
        do("assess_material", served, world.by("clerk"))
    received = bring_to("received", world, form={"birth_month": "2027-04"})
    with refused("GATE-02"):
        do("assess_material", received, world.by("supervisor"))


def test_who_marked_materials_at_the_screening_does_not_decide_against_the_applicant(world: World) -> None:
    world.grant("colleague", Duty.APPROVE, "LT")
    number = bring_to("received", world)
    do("assess_material", number, world.by("colleague"))
    assert CaseRole.objects.get(officer=world.officers["colleague"]).role == "acceptor"
    do("accept", number, world.by("clerk"))
    do("propose_refusal", number, world.by("clerk"))
    with refused("EX-12"):
        do("refuse", number, world.by("colleague"))
    do("refuse", number, world.by("head"))


def test_a_decision_says_by_digests_what_lay_before_the_decider(world: World) -> None:
    number = bring_to("accepted", world)
    do("assess_material", number, world.by("clerk"), materials=mark(household=("rejected", "没有签名。")))
    do("propose_refusal", number, world.by("clerk"))
    do("return_case", number, world.by("head"))
    do("propose_refusal", number, world.by("clerk"))
    entries = {one.case_seq: one for one in Event.objects.all()}
    do("refuse", number, world.by("head"))
    event = last_event(number)
    case = Case.objects.select_related("item_version", "law_edition").get(number=number)
    seen: Any = event.facts["seen"]
    assert seen["entries"] == event.case_seq - 1 == len(entries)
    opinions = ("assess_material", "propose_refusal", "return_case", "propose_refusal")
    assert [(entries[one["entry"]].kind, one["sha256"]) for one in seen["opinions"]] == [
        (kind, entry.digest)
        for kind, entry in zip(opinions, [entries[seq] for seq in sorted(entries)[-4:]], strict=True)
    ]
    history: list[Any] = [row for one in entries.values() for row in one.content()["history"]]
    told = {row["id"]: row["sha256"] for row in history if row["model"] == "casework.material"}
    assert {one["code"] for one in seen["materials"]} == {"identity", "household", "residence"}
    assert all(told[one["version"]] == one["sha256"] for one in seen["materials"])
    assert [one["number"] for one in seen["papers"]] == list(
        case.papers.exclude(kind="D06").values_list("number", flat=True)
    )
    assert (seen["item"]["sha256"], seen["law"]["sha256"]) == (
        case.item_version.sha256,
        case.law_edition.sha256,
    )
    assert "签名" not in event.body
    assert "林晓雯" not in event.body


def test_a_page_that_was_taken_out_did_not_lie_before_the_decider(world: World) -> None:
    number = bring_to("received", world)
    by = world.by("clerk")
    for _page in range(2):
        do("attach_scan", number, by, **with_scans("attach_scan", number, by))
    first, second = Scan.objects.order_by("position")
    do("remove_scan", number, by, scans=[str(first.pk)])
    do("accept", number, by)
    do("register", number, by)
    seen: Any = last_event(number).facts["seen"]
    assert [one["sha256"] for one in seen["scans"]] == [second.digest]


def test_an_act_that_decides_nothing_takes_no_snapshot(world: World) -> None:
    number = bring_to("refusal_proposed", world)
    assert all("seen" not in one.facts for one in Event.objects.all())
    do("return_case", number, world.by("head"))
    assert "seen" not in last_event(number).facts
    do("register", number, world.by("clerk"))
    assert last_event(number).facts["seen"]["opinions"]


def test_the_applicant_s_words_are_taken_down_and_stay_out_of_the_ledger(world: World) -> None:
    number = bring_to("refusal_proposed", world)
    do("record_statement", number, world.by("head"), words="我没有登记过。")
    event, row = last_event(number), Statement.objects.get()
    assert (event.facts["made_on"], event.happened_on, row.unseal("words")) == (
        "2026-11-16",
        MONDAY.date(),
        "我没有登记过。",
    )
    assert "登记过" not in event.body
    with refused("GATE-02"):
        do("record_statement", number, world.by("clerk"))
    with not_taken("made_on", "before"):
        do("record_statement", number, world.by("head"), made_on="2026-11-13")
    with not_taken("made_on", "past"):
        do("record_statement", number, world.by("head"), made_on="2026-11-17")
    with not_taken("words", "required"):
        do("record_statement", number, world.by("head"), words="")
    do("refuse", number, world.by("head"))
    assert event.case_seq in [one["entry"] for one in last_event(number).facts["seen"]["opinions"]]


class WhateverIsMarked(TestCase):
    """The last mark on a material as it now is stands, whatever came before."""

    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["identity", "household", "take"]), st.sampled_from(AssessmentResult.values)
            ),
            max_size=7,
        )
    )
    def test_the_last_mark_on_a_material_as_it_is_stands(self, happenings: list[tuple[str, str]]) -> None:
        from tests.world import build

        expected: dict[str, str] = {}
        with moment.at(MONDAY):
            world = build()
            number = world.receive().case_number
            for at, (what, result) in enumerate(happenings):
                with moment.at(MONDAY + timedelta(minutes=at)):
                    if what == "take":
                        do(
                            "take_material",
                            number,
                            world.by("clerk"),
                            materials={"household": {"statement": "x"}},
                        )
                        expected.pop("household", None)
                        continue
                    do(
                        "assess_material",
                        number,
                        world.by("clerk"),
                        materials=mark(**{what: (result, f"第{at}次")}),
                    )
                    expected[what] = result
            assert marks_of(number) == expected
