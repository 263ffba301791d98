"""A holiday notice that is loaded late: drafted by one officer, approved by another, and then the open cases follow."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from audit.ledger.models import Attempt, Event
from audit.ledger.sentences import sentence
from casework.acts.apply_change import apply_change
from casework.acts.approve_change import approve_change
from casework.acts.draft_change import draft_change
from casework.acts.withdraw_change import withdraw_change
from casework.engine import lawbook, moment
from casework.engine.actor import worker
from casework.engine.each import perform_each
from casework.engine.refusal import ActRefused, BadInput
from casework.management.periodic import follow_calendars
from casework.models import Case, CaseTask, Clock, Duty, LawChange, LawEdition
from casework.queries.rehearsal import rehearse
from tests.acts.steps import do
from tests.locallaw.conftest import LATE_DECEMBER, YAML, notice
from tests.world import World


def draft(world: World, by: str = "jurist", **changed: Any) -> LawChange:
    return draft_change(by=world.by(by), given=notice(**changed))


def approve(world: World, change: LawChange, by: str = "supervisor", **more: Any) -> LawChange:
    return approve_change(by=world.by(by), change=change.pk, **more)


def bring_in(world: World, **more: Any) -> LawChange:
    """A notice is approved, and the cases follow."""
    change = approve(world, draft(world, **more))
    perform_each("apply_change", rehearse(change).to_apply, world.by("supervisor"), change=change.pk)
    return change


def screening(number: str) -> Clock:
    return Clock.objects.get(case__number=number, purpose="screening")


def test_a_year_without_notice_is_not_guessed(world: World) -> None:
    clock = screening(world.receive().case_number)
    assert (clock.due_on, clock.due_at, clock.provisional) == (None, None, True)
    assert clock.calendar.startswith("2004-2026/")


def test_a_notice_loaded_late_moves_open_cases_and_both_days_are_on_record(world: World) -> None:
    number = world.receive().case_number
    pinned = Case.objects.get(number=number).law_edition
    change = bring_in(world)
    clock = screening(number)
    assert (clock.due_on, clock.provisional) == (date(2027, 1, 4), False)
    assert clock.calendar.startswith("2004-2027/")
    told = Event.objects.get(kind="apply_change")
    (moved,) = told.facts["clocks"]
    assert (moved["before"], moved["before_provisional"], moved["after"]) == ("", True, "2027-01-04")
    assert (told.facts["change"], told.basis, told.case_number) == (change.pk, ["JR 6", "JR 7"], number)
    assert "2027-01-04" in sentence(told, "en")
    assert "2027-01-04" in sentence(told, "zh")
    shown_before = clock.history.order_by("history_id").first()
    assert (shown_before.due_on, shown_before.provisional) == (None, True)
    case = Case.objects.get(number=number)
    assert (case.law_edition.base, case.law_edition.change) == (pinned, change)
    assert case.law_edition.edition == pinned.edition
    assert CaseTask.objects.get(process=case, finished=None).due_at == clock.due_at


def test_only_the_calendar_of_the_pinned_law_becomes_another(world: World) -> None:
    number = world.receive().case_number
    before = lawbook.book_of(Case.objects.get(number=number).law_edition_id).to_data()
    bring_in(world)
    after = lawbook.book_of(Case.objects.get(number=number).law_edition_id).to_data()
    calendars = after.pop("calendars"), before.pop("calendars")
    assert after == before
    assert [one for one in calendars[0] if one not in calendars[1]] == [
        {
            **notice(),
            "rest": [["2027-01-01", "2027-01-03"], ["2027-02-05", "2027-02-13"]],
            "amended_by": [],
            "confidence": "high",
            "source": "text",
            "note": None,
        }
    ]


def test_new_cases_count_by_the_new_notice_at_once(world: World) -> None:
    approve(world, draft(world))
    assert screening(world.receive().case_number).due_on == date(2027, 1, 4)


def test_a_case_without_any_limit_that_moves_follows_too_so_that_its_next_limit_is_known(
    world: World,
) -> None:
    number = world.receive().case_number
    do("request_correction", number, world.by("clerk"))
    bring_in(world)
    assert Event.objects.get(kind="apply_change").facts["moves"] == []
    with moment.at(LATE_DECEMBER + timedelta(days=3)):
        do("supplement", number, world.by("clerk"))
    assert Clock.objects.filter(case__number=number).last().due_on == date(2027, 1, 5)


def test_a_later_correction_of_a_year_works_the_same_way(world: World) -> None:
    number = world.receive().case_number
    bring_in(world)
    bring_in(
        world,
        rest=[{"first": "2027-01-01", "last": "2027-01-02"}],
        makeup=["2027-01-03"],
        amended_by=[{"notice": "国办发明电〔2026〕11号", "issued_on": "2026-12-20"}],
    )
    clock = screening(number)
    # The make-up Sunday is a working day: the office has a day less.
    assert clock.due_on == date(2027, 1, 3)
    assert [row.due_on for row in clock.history.order_by("history_id")] == [
        None,
        date(2027, 1, 4),
        date(2027, 1, 3),
    ]


LATER = {
    "rest": [{"first": "2026-12-31", "last": "2027-01-03"}],
    "amended_by": [{"notice": "国办发明电〔2026〕11号", "issued_on": "2026-12-20"}],
}


def test_an_office_gets_no_more_time_than_it_was_told_unless_an_officer_says_so_by_name(world: World) -> None:
    number = world.receive().case_number
    bring_in(world)
    change = bring_in(world, **LATER)
    assert screening(number).due_on == date(2027, 1, 4)
    (kept,) = rehearse(change).kept
    assert (kept.case.number, kept.kept) == (number, "worse")
    with pytest.raises(ActRefused) as refused:
        apply_change(case_number=number, by=world.by("supervisor"), change=change.pk)
    assert refused.value.code == "LAW-04"
    assert "2027-01-04" in str(refused.value)
    assert follow_calendars().done == 0
    apply_change(case_number=number, by=world.by("supervisor"), change=change.pk, also_later=True)
    assert screening(number).due_on == date(2027, 1, 5)


def test_the_worker_never_gives_an_office_more_time(world: World) -> None:
    number = world.receive().case_number
    bring_in(world)
    change = bring_in(world, **LATER)
    with pytest.raises(ActRefused) as refused:
        apply_change(case_number=number, by=worker(), change=change.pk, also_later=True)
    assert refused.value.code == "LAW-04"


def test_a_case_kept_for_the_citizens_sake_follows_when_that_limit_is_over(world: World) -> None:
    number = world.receive().case_number
    bring_in(world)
    bring_in(world, **LATER)
    do("accept", number, world.by("clerk"))
    assert follow_calendars().done == 1
    assert Case.objects.get(number=number).law_edition.change.subject == "2027"


def test_a_case_taken_in_while_the_notice_was_approved_is_brought_after(world: World) -> None:
    change = approve(world, draft(world))
    number = world.receive().case_number
    Case.objects.filter(number=number).update(law_edition=LawEdition.objects.get(edition="2026-2", base=None))
    assert (follow_calendars().done, follow_calendars().done) == (1, 0)
    assert Case.objects.get(number=number).law_edition.change == change


def test_a_notice_reaches_open_cases_under_every_shipped_edition(world: World) -> None:
    """A case received in summer stands under the edition of then; the year comes to both, each keeps its own law."""
    with moment.at(LATE_DECEMBER.replace(month=8, day=20)):
        older = world.receive(form={"birth_month": "2027-01"}).case_number
        do("request_correction", older, world.by("clerk"))
    newer = world.receive(form={"birth_month": "2027-03"}).case_number
    do("supplement", older, world.by("clerk"))
    pinned = {one.number: one.law_edition for one in Case.objects.select_related("law_edition")}
    assert {pinned[older].edition, pinned[newer].edition} == {"2026-1", "2026-2"}
    change = bring_in(world)
    for number in (older, newer):
        clock = Clock.objects.filter(case__number=number, purpose="screening").last()
        assert (clock.due_on, clock.provisional) == (date(2027, 1, 4), False)
        case = Case.objects.get(number=number)
        assert (case.law_edition.change, case.law_edition.base) == (change, pinned[number])
        assert case.law_edition.edition == pinned[number].edition
    assert {one.base.edition for one in change.law_editions.all()} == {"2026-1", "2026-2"}


def test_nobody_approves_what_they_drafted(world: World) -> None:
    world.grant("jurist", Duty.SUPERVISE, "YX")
    change = draft(world)
    with pytest.raises(ActRefused) as refused:
        approve(world, change, by="jurist")
    assert refused.value.code == "EX-12"
    assert Attempt.objects.get().code == "EX-12"
    assert LawChange.objects.get().state == "draft"


@pytest.mark.parametrize("by", ["clerk", "head", "auditor", "admin", "neighbour", "supervisor"])
def test_only_who_reviews_the_law_for_the_county_drafts(world: World, by: str) -> None:
    with pytest.raises(ActRefused) as refused:
        draft(world, by=by)
    assert refused.value.code == "GATE-02"


@pytest.mark.parametrize("by", ["clerk", "head", "auditor", "admin", "jurist"])
def test_only_who_supervises_the_county_approves(world: World, by: str) -> None:
    change = draft(world)
    with pytest.raises(ActRefused) as refused:
        approve(world, change, by=by)
    assert refused.value.code == "GATE-02"


def test_a_draft_that_was_withdrawn_comes_into_force_no_more(world: World) -> None:
    change = draft(world)
    withdraw_change(by=world.by("jurist"), change=change.pk, reason="日期抄错")
    for again in (
        lambda: approve(world, change),
        lambda: withdraw_change(by=world.by("jurist"), change=change.pk, reason="再撤"),
    ):
        with pytest.raises(ActRefused) as refused:
            again()
        assert refused.value.code == "LAW-02"
    assert not LawEdition.objects.exclude(base=None).exists()
    assert draft(world).pk != change.pk


def test_two_drafts_of_one_year_do_not_wait_side_by_side(world: World) -> None:
    draft(world)
    with pytest.raises(ActRefused) as refused:
        draft(world)
    assert refused.value.code == "LAW-01"


def test_a_year_that_is_there_just_so_is_no_change(world: World) -> None:
    approve(world, draft(world))
    with pytest.raises(BadInput) as bad:
        draft(world)
    assert set(bad.value.fields) == {"year"}


@pytest.mark.parametrize(
    ("changed", "field", "rule"),
    [
        ({"year": 2029}, "rest.0.first", "year"),
        (
            {"year": 2028, "rest": [{"first": "2028-01-01", "last": "2028-01-02"}], "makeup": []},
            "year",
            "gap",
        ),
        ({"notice": ""}, "notice", "required"),
        ({"issued_on": "2027-02-30"}, "issued_on", "format"),
        ({"issued_on": "2027-02-03"}, "issued_on", "past"),
        ({"rest": []}, "rest", "minItems"),
        ({"rest": [{"first": "2027-01-03", "last": "2027-01-01"}]}, "rest.0.last", "order"),
        ({"rest": [{"first": "2026-12-20", "last": "2027-01-01"}]}, "rest.0.first", "year"),
        (
            {
                "rest": [
                    {"first": "2027-01-01", "last": "2027-01-03"},
                    {"first": "2027-01-03", "last": "2027-01-05"},
                ]
            },
            "rest.1.first",
            "twice",
        ),
        ({"makeup": ["2027-01-05"]}, "makeup.0", "weekend"),
        ({"makeup": ["2027-01-02"]}, "makeup.0", "rest"),
        ({"makeup": ["2027-01-30", "2027-01-30"]}, "makeup.1", "twice"),
        ({"surprise": 1}, "surprise", "unknown"),
    ],
)
def test_a_faulty_notice_is_told_field_and_rule(
    world: World, changed: dict[str, Any], field: str, rule: str
) -> None:
    with pytest.raises(BadInput) as bad:
        draft(world, **changed)
    assert rule in {fault.rule for fault in bad.value.fields[field]}
    assert not LawChange.objects.exists()


def test_a_notice_in_a_file_is_the_same_as_typed(world: World) -> None:
    typed = draft(world)
    withdraw_change(by=world.by("supervisor"), change=typed.pk, reason="改用文件")
    assert draft_change(by=world.by("jurist"), yaml=YAML).body == typed.body


@pytest.mark.parametrize(
    "text",
    [
        "year: 2027\nyear: 2028",
        "a: &a [1]\nb: *a",
        "a: !!python/object/apply:os.system [id]",
        "%YAML 1.1\n---\nyear: 2027",
        "year: 2027\n---\nyear: 2027",
        "a: " + "[" * 5000,
        "- " * 20000,
        "a: " + "9" * 5000,
        "a: .nan",
        "1: x",
        "year: 2027\nissued_on: 2027-02-30",
        'a: "\\ud800"',
        "a: \x00",
        "just text",
        "a: 1",
        "x" * 200_000,
    ],
)
def test_a_hostile_file_is_refused_and_does_nothing(world: World, text: str) -> None:
    with pytest.raises(BadInput) as bad:
        draft_change(by=world.by("jurist"), yaml=text)
    assert set(bad.value.fields) == {"yaml"}
    assert not LawChange.objects.exists()
