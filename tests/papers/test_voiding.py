"""A paper made void before it is served: its number stays, its content comes again, and the register shows both."""

from __future__ import annotations

from functools import partial

import pytest

from casework.engine.act import acts
from casework.engine.perform import matter_of
from casework.engine.refusal import ActRefused
from casework.models import Certificate, EndedPaper, Paper, ServiceOfPaper
from casework.papers.render import render
from casework.papers.serving import papers_to_serve
from casework.queries.paper_register import paper_register
from tests.acts.steps import bring_to, do, last_event, not_taken, refused
from tests.world import MONDAY, World

from . import reading

pytestmark = pytest.mark.django_db
TODAY = MONDAY.date()


def paper_of(number: str, kind: str) -> Paper:
    found = Paper.objects.select_related("case__applicant__key", "office").filter(
        case__number=number, kind=kind
    )
    paper = found.order_by("-id").first()
    assert paper is not None
    return paper


def void(world: World, number: str, paper: Paper, by: str = "clerk", again: bool = True) -> None:
    do("void_paper", number, world.by(by), paper=paper.number, reason="打印机卡纸。", again=again)


def test_a_spoilt_slip_is_made_void_and_issued_again_under_the_next_number(world: World) -> None:
    number = bring_to("granted", world)
    old = paper_of(number, "D25")
    void(world, number, old)
    new = paper_of(number, "D25")
    assert (old.serial, new.serial) == (1, 2)
    assert new.unseal("elements") == old.unseal("elements")
    ended = EndedPaper.objects.get()
    assert (ended.paper, ended.end, ended.followed_by) == (old, "void", new)
    assert "作废" in reading.text(render(old))
    assert "作废" not in reading.text(render(new))
    assert Certificate.objects.get().paper == new
    event = last_event(number)
    assert (event.facts["paper"], event.from_state, event.to_state) == (old.number, "granted", "granted")
    assert "打印机" not in str(event.facts)


def test_what_is_served_then_is_the_new_one(world: World) -> None:
    number = bring_to("granted", world)
    void(world, number, paper_of(number, "D25"))
    do("serve", number, world.by("clerk"))
    assert ServiceOfPaper.objects.get().paper == paper_of(number, "D25")


@pytest.mark.parametrize(("state", "kind"), [("granted", "D25"), ("refused", "D06"), ("correcting", "D02")])
def test_a_void_paper_is_not_offered_for_service_and_not_served(world: World, state: str, kind: str) -> None:
    number = bring_to(state, world)
    old = paper_of(number, kind)
    void(world, number, old, by="supervisor")
    new = paper_of(number, kind)
    assert papers_to_serve(matter_of(world.case(number))) == [new]
    for act, by in (("serve", "clerk"), ("record_failed_service", "clerk"), ("publish_notice", "clerk")):
        schema_for = acts[act].schema_for
        assert schema_for is not None
        choice = schema_for(matter_of(world.case(number)))["properties"]["paper"]
        assert (choice["enum"], choice["x-offered"]) == ([new.number], [new.number])
        with not_taken("paper", "enum"):
            do(act, number, world.by(by), paper=old.number)
    assert not ServiceOfPaper.objects.exists()


def test_where_the_only_paper_has_ended_there_is_nothing_to_serve(world: World) -> None:
    number = bring_to("correcting", world)
    do("supplement", number, world.by("clerk"))
    void(world, number, paper_of(number, "D02"), again=False)
    assert papers_to_serve(matter_of(world.case(number))) == []
    with pytest.raises(ActRefused) as caught:
        do("serve", number, world.by("clerk"))
    assert caught.value.code == "SRV-01"


def test_a_withdrawn_slip_is_not_offered_for_service_either(world: World) -> None:
    number = bring_to("served", world)
    old = paper_of(number, "D25")
    do("replace_certificate", number, world.by("clerk"))
    assert old.pk != paper_of(number, "D25").pk
    assert old not in papers_to_serve(matter_of(world.case(number)))


def test_a_served_paper_is_made_void_by_nobody(world: World) -> None:
    number = bring_to("served", world)
    slip = paper_of(number, "D25")
    with not_taken("paper", "enum"):
        void(world, number, slip)
    with not_taken("paper", "enum"):
        void(world, number, paper_of(number, "D08"))


@pytest.mark.parametrize(
    ("state", "kind"), [("granted", "D25"), ("refused", "D06"), ("correcting", "D02"), ("received", "D01")]
)
def test_what_the_applicant_needs_is_issued_again_in_the_same_act(
    world: World, state: str, kind: str
) -> None:
    number = bring_to(state, world)
    with not_taken("again", "needed"):
        void(world, number, paper_of(number, kind), by="supervisor", again=False)
    void(world, number, paper_of(number, kind), by="supervisor")
    assert Paper.objects.filter(case__number=number, kind=kind, ended__isnull=True).count() == 1


def test_a_notice_that_is_no_longer_needed_may_just_end(world: World) -> None:
    number = bring_to("correcting", world)
    do("supplement", number, world.by("clerk"))
    notice = paper_of(number, "D02")
    void(world, number, notice, again=False)
    assert EndedPaper.objects.get().followed_by is None
    assert paper_of(number, "D02") == notice


@pytest.mark.parametrize("who", ["colleague", "head", "hall"])
def test_only_the_holder_of_the_case_or_a_supervisor_makes_a_paper_void(world: World, who: str) -> None:
    number = bring_to("granted", world)
    paper = paper_of(number, "D25")
    with refused("GATE-06"):
        void(world, number, paper, by=who)


def test_what_was_ended_once_is_not_ended_again_and_a_closed_file_stays_as_it_is(world: World) -> None:
    number = bring_to("granted", world)
    old = paper_of(number, "D25")
    void(world, number, old)
    with not_taken("paper", "enum"):
        void(world, number, old)
    closed = bring_to("archived", world)
    with refused("STEP-03"):
        void(world, closed, paper_of(closed, "D01"))


def test_the_register_shows_every_number_void_ones_too(world: World) -> None:
    first, second = bring_to("granted", world), bring_to("granted", world)
    void(world, first, paper_of(first, "D25"))
    do("serve", second, world.by("clerk"))
    read = partial(paper_register, today=TODAY, kind="D25")
    found = read(world.officers["clerk"])
    assert [(one.paper.serial, one.state, one.open_to_me) for one in found.entries] == [
        (1, "void", True),
        (2, "served", True),
        (3, "issued", True),
    ]
    series = next(one for one in found.series if one.kind == "D25")
    assert (series.count, series.last, series.is_whole) == (3, 3, True)
    do("recuse", first, world.by("colleague"))
    mine = [one.open_to_me for one in read(world.officers["colleague"]).entries]
    assert mine == [False, True, False]


@pytest.mark.parametrize(
    ("who", "offices"),
    [
        ("clerk", ["LT"]),
        ("head", ["LT"]),
        ("supervisor", ["LT"]),
        ("auditor", ["LT"]),
        ("neighbour", []),
        ("admin", []),
        ("hall", []),
    ],
)
def test_the_register_of_an_office_is_for_who_has_a_duty_there(
    world: World, who: str, offices: list[str]
) -> None:
    bring_to("granted", world)
    found = paper_register(world.officers[who], TODAY, office="LT", kind="D25")
    assert [one.code for one in found.offices] == offices
    assert bool(found.entries) == bool(offices)
