"""Registration, refusal by somebody who had no part before, return, service, file."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from casework.engine import lawbook, moment
from casework.models import (
    Case,
    CaseRole,
    Clock,
    Duty,
    EditionSource,
    EditionState,
    LawEdition,
    Paper,
    Recommendation,
    ServiceOfPaper,
)
from law.book import LawBook, read_shipped
from tests.world import MONDAY, World

from .steps import GIVEN, bring_to, do, last_event, not_taken, open_steps, refused

pytestmark = pytest.mark.django_db


def test_a_registration_is_entered_and_its_slip_says_what_it_is_not(world: World) -> None:
    number = bring_to("granted", world)
    case = Case.objects.get(number=number)
    assert (case.outcome, case.decided_on, case.holder) == (
        "granted",
        MONDAY.date(),
        world.officers["clerk"],
    )
    assert Clock.objects.get(case=case, purpose="decision").state == "met"
    slip = Paper.objects.get(case=case, kind="D25")
    elements = slip.unseal("elements")
    assert elements["registrant"] == "林晓雯"
    assert "准予生育" in elements["not_a_condition_note"]["zh"]
    event = last_event(number)
    assert event.basis == ["RK 18", "SYDJ"]
    papers = json.loads(event.body)["papers"]
    assert papers == [{"kind": "D25", "number": slip.number, "sha256": slip.digest}]
    assert "林晓雯" not in event.body
    roles = set(CaseRole.objects.filter(case=case).values_list("officer__username", "role"))
    assert roles == {("clerk", "acceptor"), ("clerk", "handler")}


@pytest.mark.parametrize(
    ("ground", "particulars"),
    [
        ("not_competent_area", {"competent_agency": "石桥镇人民政府"}),
        ("identity_not_established", {"checks_made": "核对身份证并查询共享数据。"}),
    ],
)
def test_a_refusal_on_a_listed_ground_by_an_approver_who_had_no_part(
    world: World, ground: str, particulars: dict[str, str]
) -> None:
    number = bring_to("accepted", world)
    do("propose_refusal", number, world.by("clerk"), ground=ground)
    with not_taken(f"particulars.{next(iter(particulars))}", "required"):
        do("refuse", number, world.by("head"), ground=ground, particulars={})
    do("refuse", number, world.by("head"), ground=ground, particulars=particulars)
    case = Case.objects.get(number=number)
    assert (case.state, case.outcome, case.decided_on) == ("refused", "refused", MONDAY.date())
    # The first handler keeps the case; the approver decides it and has it no longer.
    assert case.holder == world.officers["clerk"]
    elements = Paper.objects.get(case=case, kind="D06").unseal("elements")
    assert elements["particulars"] == particulars
    assert elements["remedies"]["zh"]
    assert elements["article_in_force"]
    event = last_event(number)
    assert (event.actor_id, event.facts["ground"]) == (world.officers["head"].pk, ground)
    assert open_steps(number) == ["serve"]


def test_a_ground_that_is_not_listed_refuses_nobody(world: World) -> None:
    number = bring_to("refusal_proposed", world)
    for ground in ("other_agency", "not_married", ""):
        with not_taken("ground"):
            do("refuse", number, world.by("head"), ground=ground)
    for left_out in ("facts", "evidence", "reasons", "statement_handling"):
        with not_taken(left_out, "required"):
            do("refuse", number, world.by("head"), **{left_out: ""})


@pytest.mark.parametrize("who", ["clerk", "colleague"])
def test_whoever_accepted_or_proposed_is_told_why_they_do_not_decide(world: World, who: str) -> None:
    number = bring_to("accepted", world)
    if who == "colleague":
        do("hand_over", number, world.by("clerk"))
        do("accept_hand_over", number, world.by("colleague"))
    do("propose_refusal", number, world.by(who))
    world.grant("clerk", Duty.APPROVE, "LT")
    world.grant("colleague", Duty.APPROVE, "LT")
    for act in ("refuse", "return_case"):
        for officer in {"clerk", who}:
            with refused("EX-12") as caught:
                do(act, number, world.by(officer))
            [reason] = caught.value.reasons
            assert reason.ways_out
            # Our own rule, so no statute is cited for it.
            assert reason.basis == ()
    do("refuse", number, world.by("head"))


def test_an_approver_who_had_no_part_but_no_certificate_is_told_so(world: World) -> None:
    world.officer("deputy", (Duty.APPROVE, "LT"), certified=False)
    number = bring_to("refusal_proposed", world)
    with refused("GATE-04"):
        do("refuse", number, world.by("deputy"))
    # The certificate is for what is adverse; a return needs none.
    do("return_case", number, world.by("deputy"))


def test_a_return_keeps_what_was_proposed_before(world: World) -> None:
    number = bring_to("refusal_proposed", world)
    do("return_case", number, world.by("head"))
    assert open_steps(number) == ["register"]
    task = Case.objects.get(number=number).tasks.get(finished=None)
    assert task.owner == world.officers["clerk"]
    do("propose_refusal", number, world.by("clerk"), ground="identity_not_established", facts="核对不符。")
    kept = [(row.kind, row.ground, row.unseal("words")) for row in Recommendation.objects.all()]
    assert kept == [
        ("propose_refusal", "duplicate", {"facts": "已经登记。", "reasons": "同一事项。"}),
        ("return_case", "", {"comment": GIVEN["return_case"]["comment"]}),
        ("propose_refusal", "identity_not_established", {"facts": "核对不符。", "reasons": "同一事项。"}),
    ]
    case = Case.objects.get(number=number)
    assert [row.event_seq for row in Recommendation.objects.all()] == [3, 4, 5]
    assert case.event_seq == 5
    # The approver who returned it may still decide; the handler may register instead.
    do("return_case", number, world.by("head"))
    do("register", number, world.by("clerk"))


def test_the_approver_of_a_return_does_not_handle_the_case_afterwards(world: World) -> None:
    number = bring_to("refusal_proposed", world)
    do("return_case", number, world.by("head"))
    world.grant("head", Duty.DECIDE, "LT")
    do("recuse", number, world.by("clerk"))
    for act in ("register", "propose_refusal"):
        with refused("EX-12"):
            do(act, number, world.by("head"))
    do("register", number, world.by("colleague"))


def repealed_law(basis: str) -> LawEdition:
    """A local edition in which a basis has ended."""
    data = read_shipped().to_data()
    data["edition"] = "2026-2"
    for entry in data["bases"]:
        if entry["id"] == basis:
            entry["repealed_on"] = entry["versions"][-1]["until"] = "2026-11-01"
    book = LawBook.from_data(data)
    edition = LawEdition.objects.create(
        edition=book.edition,
        valid_from=book.valid_from,
        sha256=book.sha256,
        body=book.to_json(),
        source=EditionSource.LOCAL,
        state=EditionState.APPROVED,
    )
    lawbook.forget()
    return edition


@pytest.mark.parametrize("basis", ["SYDJ", "RK"])
def test_nothing_is_refused_under_a_basis_no_longer_in_force(world: World, basis: str) -> None:
    proposed, received = bring_to("refusal_proposed", world), bring_to("received", world)
    repealed_law(basis)
    for act, number, who in (
        ("refuse", proposed, "head"),
        ("decline", received, "clerk"),
        ("request_correction", received, "clerk"),
    ):
        with refused("EX-10") as caught:
            do(act, number, world.by(who))
        assert basis in str(caught.value)
    with refused("EX-10"):
        world.receive()


def test_no_remedy_is_told_that_the_law_no_longer_gives(world: World) -> None:
    """The remedies' own statute has ended: the paper can't be written correctly, so it isn't written."""
    remedy = read_shipped().remedies["township_decision"].footing.basis[0].basis
    pinned = repealed_law(remedy)
    number = world.receive().case_number
    assert Case.objects.get(number=number).law_edition == pinned
    with refused("EX-10"):
        do("decline", number, world.by("clerk"))
    do("accept", number, world.by("clerk"))
    do("propose_refusal", number, world.by("clerk"))
    with refused("EX-10"):
        do("refuse", number, world.by("head"))


def test_a_case_keeps_the_law_and_the_item_it_was_received_under(world: World) -> None:
    number = bring_to("received", world)
    before = Case.objects.get(number=number)
    repealed_law("XF")
    do("accept", number, world.by("clerk"))
    after = Case.objects.get(number=number)
    assert (after.law_edition_id, after.item_version_id) == (before.law_edition_id, before.item_version_id)


@pytest.mark.parametrize(("state", "kind"), [("granted", "D25"), ("refused", "D06"), ("not_accepted", "D04")])
def test_the_decision_is_served_with_its_proof(world: World, state: str, kind: str) -> None:
    number = bring_to(state, world)
    do("serve", number, world.by("clerk"))
    case = Case.objects.get(number=number)
    assert case.state == "served"
    service = ServiceOfPaper.objects.get(paper__case=case)
    assert service.paper.kind == kind
    assert (service.way, service.served_on, service.served_by) == (
        "in_person",
        MONDAY.date(),
        world.officers["clerk"],
    )
    assert service.unseal("proof")["receiver"] == "林晓雯"
    proof = Paper.objects.get(case=case, kind="D08").unseal("elements")
    assert proof["document_number"] == service.paper.number
    event = last_event(number)
    # Modelled on civil service of process; a rule by analogy is not cited as law.
    assert event.basis == []
    assert event.facts == {"way": "in_person", "served": service.paper.number, "served_on": "2026-11-16"}
    assert "便民服务中心" not in event.body


def test_the_file_is_closed_and_nothing_is_open_any_more(world: World) -> None:
    number = bring_to("served", world)
    with moment.at(MONDAY + timedelta(days=3)):
        do("archive", number, world.by("clerk"))
    case = Case.objects.get(number=number)
    assert (case.state, case.closed_on) == ("archived", (MONDAY + timedelta(days=3)).date())
    assert case.is_closed
    assert (case.status, case.finished) == ("DONE", MONDAY + timedelta(days=3))
    assert not case.tasks.filter(finished=None).exists()
    assert last_event(number).facts == {"retention_years": 10}
    assert not Clock.objects.filter(case=case, state__in=["running", "paused"]).exists()


@pytest.mark.parametrize("state", ["received", "correcting", "accepted", "refusal_proposed"])
def test_an_application_is_withdrawn_and_everything_open_falls_away(world: World, state: str) -> None:
    number = bring_to(state, world)
    with not_taken("own_wish"):
        do("withdraw", number, world.by("clerk"), own_wish=False)
    with not_taken("words", "required"):
        do("withdraw", number, world.by("clerk"), words="")
    do("withdraw", number, world.by("clerk"))
    case = Case.objects.get(number=number)
    assert (case.state, case.outcome, case.closed_on) == ("withdrawn", "withdrawn", MONDAY.date())
    assert (case.status, case.finished) == ("CANCELED", MONDAY)
    assert open_steps(number) == []
    assert not case.tasks.exclude(status__in=["DONE", "CANCELED"]).exists()
    assert not Clock.objects.filter(case=case, state__in=["running", "paused"]).exists()
    assert "我要撤回" not in last_event(number).body


@pytest.mark.parametrize("state", ["granted", "refused", "not_accepted", "served"])
def test_what_is_decided_is_not_withdrawn(world: World, state: str) -> None:
    number = bring_to(state, world)
    with refused("WD-01"):
        do("withdraw", number, world.by("clerk"))
