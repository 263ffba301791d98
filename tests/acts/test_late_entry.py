"""Late entry: evidence, a second officer, the day that counts and the moment it was entered; never against the citizen."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from audit.ledger.models import Attempt, Event
from casework.engine import moment
from casework.engine.act import acts
from casework.engine.actor import Actor, Late, SubmissionKey, worker
from casework.engine.perform import Repeated
from casework.engine.refusal import ActRefused, Kind
from casework.models import Absence, Case, CaseState, Clock, Duty, LateEntry, Paper, ServiceOfPaper
from tests.world import MONDAY, SHANGHAI, World

from .steps import FRIDAY, GIVEN, bring_to, do, everything, last_event, not_taken, open_steps, refused

pytestmark = pytest.mark.django_db

THURSDAY = MONDAY + timedelta(days=3)
TUESDAY = (MONDAY + timedelta(days=1)).date()
SERVED = {name: value for name, value in GIVEN["serve"].items() if name != "served_on"}
EVIDENCE = {
    "evidence": "own_hand",
    "evidence_words": "送达回证第二联，受送达人亲笔注明日期，下村返回后补录。",
}


def propose(number: str, world: World, who: str = "clerk", **more: Any) -> Any:
    entry: dict[str, Any] = {
        "late_act": "serve",
        "happened_on": TUESDAY.isoformat(),
        **EVIDENCE,
        "serve": SERVED,
    }
    entry |= more
    given_now = {name: value for name, value in entry.items() if value is not None}
    return acts["propose_late_entry"].perform(case_number=number, by=world.by(who), **given_now)


def confirm(number: str, world: World, who: str = "colleague", **more: Any) -> Any:
    return do("confirm_late_entry", number, world.by(who), **more)


def test_a_paper_served_on_tuesday_is_entered_on_thursday_by_two_officers(world: World) -> None:
    number = bring_to("refused", world)
    with moment.at(THURSDAY):
        before = Case.objects.get(number=number).event_seq
        propose(number, world)
        assert open_steps(number) == ["serve"]
        assert not ServiceOfPaper.objects.exists()
        outcome = confirm(number, world)
        assert (outcome.act, outcome.event_seq, outcome.state) == ("confirm_late_entry", before + 3, "served")
        assert [kind for kind, _number in outcome.papers] == ["D08"]
        proposed, confirmed, served = list(Event.objects.order_by("-case_seq")[:3])[::-1]
    assert [one.kind for one in (proposed, confirmed, served)] == [
        "propose_late_entry",
        "confirm_late_entry",
        "serve",
    ]
    assert (confirmed.actor_name, served.actor_name) == ("officer colleague", "officer clerk")
    assert (served.happened_on, confirmed.happened_on) == (TUESDAY, THURSDAY.date())
    assert served.recorded_at.astimezone(SHANGHAI).date() == THURSDAY.date()
    facts = dict(served.facts)
    assert facts["late"] is True
    assert (facts["evidence"], facts["confirmed_by"]) == ("own_hand", "officer colleague")
    service = ServiceOfPaper.objects.get()
    assert (service.served_on, service.served_by) == (TUESDAY, world.officers["clerk"])
    assert {
        one.started_on for one in Clock.objects.filter(purpose__in=("reconsideration", "litigation"))
    } == {TUESDAY}
    assert "下村返回" not in "".join(Event.objects.values_list("body", flat=True))


def test_an_earlier_day_in_the_ordinary_form_is_refused_with_the_way_to_a_late_entry(world: World) -> None:
    number = bring_to("granted", world)
    with moment.at(THURSDAY):
        with refused("EX-16") as caught:
            do("serve", number, world.by("clerk"), served_on=TUESDAY.isoformat())
        (reason,) = caught.value.reasons
        assert reason.ways_out
        assert (reason.basis, reason.model) == ((), ("CF 47",))
        with not_taken("served_on", "past"):
            do("serve", number, world.by("clerk"), served_on="2026-11-20")
        for unreadable in ("20261116", "2026-W47-1", "２０２６-１１-１６", "16.11.2026"):
            with not_taken("served_on", "format"):
                do("serve", number, world.by("clerk"), served_on=unreadable)


@pytest.mark.parametrize("missing", ["evidence", "evidence_words"])
def test_without_evidence_nothing_is_entered_late(world: World, missing: str) -> None:
    number = bring_to("granted", world)
    with moment.at(THURSDAY), refused("EX-16"):
        propose(number, world, **{missing: None})


def test_whoever_proposed_it_is_not_the_second_officer_nor_is_who_stands_in_for_them(world: World) -> None:
    number = bring_to("granted", world)
    with moment.at(THURSDAY):
        propose(number, world)
        with refused("EX-16") as caught:
            confirm(number, world, "clerk")
        assert caught.value.kind is Kind.MAY_NOT
        world.officer("deputy")
        Absence.objects.create(
            officer=world.officers["clerk"],
            stand_in=world.officers["deputy"],
            first_day=TUESDAY,
            last_day=THURSDAY.date(),
        )
        with refused("EX-16"):
            confirm(number, world, "deputy")
        for nobody in ("auditor", "admin", "neighbour"):
            with pytest.raises(ActRefused):
                confirm(number, world, nobody)
        with pytest.raises(ActRefused) as by_time:
            do("confirm_late_entry", number, worker())
        assert "EX-11" in [one.code for one in by_time.value.reasons]
        with not_taken("evidence_seen", "const"):
            confirm(number, world, evidence_seen=False)
        with refused("LATE-01"):
            propose(number, world)
        confirm(number, world, "supervisor")
        with refused("LATE-01"):
            confirm(number, world)


def test_what_is_rejected_changes_nothing_and_may_be_proposed_with_better_evidence(world: World) -> None:
    number = bring_to("granted", world)
    with moment.at(THURSDAY):
        propose(number, world)
        with not_taken("comment", "required"):
            do("reject_late_entry", number, world.by("colleague"), comment="")
        do("reject_late_entry", number, world.by("colleague"))
        assert LateEntry.objects.get().confirmed is False
        assert Case.objects.get(number=number).state == "granted"
        propose(number, world)
        confirm(number, world)
    assert ServiceOfPaper.objects.get().served_on == TUESDAY


def test_a_day_that_was_entered_is_not_changed_by_any_door(world: World) -> None:
    number = bring_to("granted", world)
    with moment.at(THURSDAY):
        do("serve", number, world.by("clerk"), served_on=THURSDAY.date().isoformat())
        with refused("EX-16"):
            propose(number, world)
        paper = ServiceOfPaper.objects.get().paper.number
        with pytest.raises(ActRefused):
            do("serve", number, world.by("clerk"), paper=paper, served_on=TUESDAY.isoformat())
        assert Attempt.objects.filter(act="propose_late_entry", code="EX-16", case_number=number).exists()


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"happened_on": THURSDAY.date().isoformat()}, "happened_on"),
        ({"happened_on": FRIDAY}, "happened_on"),
        ({"happened_on": "2026-11-20"}, "happened_on"),
        ({"serve": None}, "serve"),
        ({"serve": {"way": "notice"}}, "serve.way"),
        ({"serve": {**SERVED, "signed": False}}, "serve.signed"),
        ({"serve": {**SERVED, "way": "left"}}, "serve.refusal_note"),
        (
            {"serve": {"way": "left", "place": "x", "refused_by": "x", "refusal_note": "x"}},
            "serve.witnesses",
        ),
        ({"evidence": "postmark", "postal_number": "XA1"}, "arrived_on"),
        ({"evidence": "postmark", "arrived_on": "2026-11-18"}, "postal_number"),
        ({"supplement": {"materials": {}}}, "supplement"),
        ({"late_act": "accept"}, "late_act"),
    ],
)
def test_what_can_not_have_been_is_not_proposed(world: World, more: dict[str, Any], field: str) -> None:
    """Refused as the act itself would refuse it, naming the field; today, or before the paper was issued, is no late day."""
    number = bring_to("granted", world)
    with moment.at(THURSDAY), not_taken(field):
        propose(number, world, **more)


def test_an_act_out_of_its_turn_is_not_proposed_either(world: World) -> None:
    number = bring_to("accepted", world)
    with moment.at(THURSDAY), refused("SRV-01"):
        propose(number, world)
    granted = bring_to("granted", world, form={"birth_month": "2027-04"})
    # An officer who decides, and holds no duty to serve.
    world.grant("head", Duty.DECIDE, "LT")
    with moment.at(THURSDAY), refused("GATE-02"):
        propose(granted, world, "head")


def test_what_no_longer_fits_when_it_is_confirmed_is_refused_and_leaves_nothing(world: World) -> None:
    number = bring_to("granted", world)
    with moment.at(THURSDAY):
        propose(number, world)
        do("serve", number, world.by("clerk"), served_on=THURSDAY.date().isoformat())
        with refused("SRV-01"):
            confirm(number, world)
        assert Attempt.objects.get(code="SRV-01").act == "confirm_late_entry"
        do("reject_late_entry", number, world.by("colleague"))
    assert open_steps(number) == ["file"]


def test_an_application_taken_in_offline_counts_from_that_day(world: World) -> None:
    number = world.receive().case_number
    first = Clock.objects.get(case__number=number)
    propose(
        number,
        world,
        late_act="count_receipt",
        happened_on=FRIDAY,
        evidence="offline_receipt",
        serve=None,
    )
    confirm(number, world)
    case = Case.objects.get(number=number)
    assert (case.received_on.isoformat(), case.received_at) == (FRIDAY, MONDAY)
    clock = Clock.objects.get(case=case)
    assert clock.started_on.isoformat() == FRIDAY
    assert first.due_on is not None
    assert clock.due_on == first.due_on - timedelta(days=3)
    assert {step.due_at for step in case.tasks.filter(finished=None)} == {clock.due_at}
    receipt = Paper.objects.filter(case=case, kind="D01").last()
    assert receipt is not None
    assert receipt.unseal("elements")["received_at"] == FRIDAY
    with refused("EX-16"):
        propose(
            number,
            world,
            late_act="count_receipt",
            happened_on="2026-11-12",
            evidence="offline_receipt",
            serve=None,
        )
    with refused("EX-16"):
        do("count_receipt", number, world.by("clerk"))


def test_what_was_posted_counts_from_its_postmark_for_the_applicant_and_from_its_arrival_for_the_office(
    world: World,
) -> None:
    number = bring_to("correcting", world)
    with moment.at(THURSDAY):
        entry: dict[str, Any] = {
            "late_act": "supplement",
            "evidence": "postmark",
            "postal_number": "XA00419923041",
            "serve": None,
            "supplement": GIVEN["supplement"],
        }
        with not_taken("arrived_on"):
            propose(number, world, **entry, arrived_on=MONDAY.date().isoformat())
        propose(number, world, **entry, arrived_on="2026-11-18")
        confirm(number, world)
        assert last_event(number).happened_on == TUESDAY
    clock = Clock.objects.get(case__number=number, purpose="screening", state="running")
    assert clock.started_on == date(2026, 11, 18)


def test_a_withdrawal_entered_late_does_not_undo_the_office_s_lapse(world: World) -> None:
    number = world.receive().case_number
    late = MONDAY + timedelta(days=8)
    with moment.at(late):
        do("deem_accepted", number, worker())
        withdrawal = {"late_act": "withdraw", "serve": None, "withdraw": GIVEN["withdraw"]}
        propose(number, world, **withdrawal)
        confirm(number, world)
    assert {one.purpose: one.state for one in Clock.objects.filter(case__number=number)} == {
        "screening": "lapsed",
        "decision": "ended",
    }
    for one in Clock.objects.filter(case__number=number):
        assert one.stopped_on is not None
        assert one.stopped_on >= one.started_on
    assert Case.objects.get(number=number).deemed_accepted


def test_the_same_confirmation_twice_is_done_once_and_answered_alike(world: World) -> None:
    number = bring_to("granted", world)
    with moment.at(THURSDAY):
        propose(number, world)
        by = world.by("colleague", submission=SubmissionKey("k", "f"))
        first = do("confirm_late_entry", number, by)
        with pytest.raises(Repeated) as again:
            do("confirm_late_entry", number, by)
    repeated = again.value.outcome
    assert (repeated.act, repeated.state, repeated.event_seq, repeated.papers) == (
        first.act,
        first.state,
        first.event_seq,
        first.papers,
    )


def test_there_is_no_other_way_to_an_earlier_day(world: World) -> None:
    """Whoever hands an act a day of their own, without a confirmation of this very moment, gets nowhere."""
    number = bring_to("granted", world)
    with moment.at(THURSDAY):
        propose(number, world)
        entry = LateEntry.objects.get()
        clerk = world.officers["clerk"]
        before = everything()
        for late in (
            Late(TUESDAY, entry_id=entry.pk, confirmed_by=world.by("colleague")),
            Late(TUESDAY, entry_id=entry.pk + 1),
        ):
            with pytest.raises(PermissionError):
                do("serve", number, Actor(clerk, "api", late=late), served_on=TUESDAY.isoformat())
        confirm(number, world)
        entry.refresh_from_db()
        late = Late(entry.happened_on, None, entry.evidence, entry.pk, world.by("colleague"))
        after = everything()
        with pytest.raises(PermissionError):
            do("archive", number, Actor(clerk, "api", late=late))
        assert everything() == after != before


def test_a_failed_attempt_and_a_notice_may_be_entered_late_too(world: World) -> None:
    number = bring_to("granted", world)
    with moment.at(THURSDAY):
        for act, part in (
            ("record_failed_service", {**GIVEN["record_failed_service"]}),
            ("publish_notice", {**GIVEN["publish_notice"]}),
        ):
            part = {name: value for name, value in part.items() if name != acts[act].day_field}
            propose(number, world, late_act=act, serve=None, **{act: part}, evidence="record")
            confirm(number, world)
    notice = Clock.objects.get(case__number=number, purpose="notice")
    assert notice.started_on == TUESDAY
    assert Case.objects.get(number=number).state == CaseState.GRANTED
