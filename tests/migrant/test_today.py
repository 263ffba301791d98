"""Today: an extract of the person's own data, from two registers at the same time, checked by a second officer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from audit.ledger.models import Event
from casework.acts.pass_enquiry import pass_enquiry
from casework.engine import moment
from casework.engine.actor import worker
from casework.management.periodic import apply_time_limits
from casework.models import Case, CaseTask, Certificate, Clock, Duty, Paper, RegisterAnswer
from casework.papers.render import render
from tests.acts.steps import not_taken, open_steps, refused
from tests.papers import reading
from tests.world import MONDAY, World

from .county import ANSWERS, FOUND, FROM_HOME, NOTHING, application, bring_to, do, take_in

pytestmark = pytest.mark.django_db


def paper_of(number: str) -> Paper:
    """The extract of a case, as a request finds it."""
    found = Paper.objects.select_related("case__applicant__key", "case__office", "office")
    return found.get(case__number=number, kind="D26")


def extract(number: str) -> dict[str, Any]:
    """What stands on the extract of a case."""
    elements: dict[str, Any] = paper_of(number).unseal("elements")
    return elements


def stands_at(number: str) -> dict[str, str]:
    """The open steps of a case, each with the office at which it stands."""
    steps = CaseTask.objects.filter(process__number=number, finished__isnull=True).exclude(duty="")
    return {one.flow_task.name: one.office.code for one in steps.select_related("office") if one.office}


def test_after_acceptance_the_own_register_is_searched_and_the_home_township_asked_at_the_same_time(
    world: World,
) -> None:
    number = bring_to("accepted", world)
    assert stands_at(number) == {"search": "LT", "enquire": "SQ"}
    clock = Clock.objects.get(case__number=number, purpose="enquiry")
    assert (clock.limit, clock.due_on) == ("PS-01", date(2026, 11, 19))
    assert {line["ground"] for line in clock.derivation} <= {"product", "statute", "policy", "analogy"}


@pytest.mark.parametrize(
    ("first", "then"), [("search_register", "answer_enquiry"), ("answer_enquiry", "search_register")]
)
def test_whichever_register_answers_first_the_extract_waits_for_both(
    world: World, first: str, then: str
) -> None:
    number = bring_to("accepted", world)
    who = {"search_register": ("clerk", ANSWERS), "answer_enquiry": ("neighbour", FROM_HOME)}
    do(first, number, world, who[first][0], **who[first][1])
    assert len(open_steps(number)) == 1
    with refused("STEP-01"):
        do("compile_extract", number, world, "clerk")
    do(then, number, world, who[then][0], **who[then][1])
    assert open_steps(number) == ["collate"]


def test_the_extract_holds_the_facts_the_person_chose_as_each_register_told_them(world: World) -> None:
    number = bring_to("granted", world)
    case = Case.objects.get(number=number)
    assert (case.state, case.outcome) == ("granted", "granted")
    told = extract(number)
    assert told["person"] == "林晓雯（4199**********4522）"
    assert [one["name"]["en"] for one in told["chosen_facts"]] == [
        "Place of household registration",
        "Own birth registrations",
    ]
    household, births = ([line["words"] for line in one["lines"]] for one in told["chosen_facts"])
    assert household[0]["en"] == "nothing in the register"
    assert household[1] == "石桥镇东坡村。"
    assert births[0] == FOUND["entry"]
    assert "not_confirmed" not in told
    page = reading.text(render(paper_of(number)))
    for words in ("个人登记信息查询结果", "林晓雯", "石桥镇东坡村", "不是婚育证明", "石桥镇人民政府"):
        assert words in page
    assert Certificate.objects.get(case=case).identifier in page.replace("\n", "")
    # Nothing on why the person asked.
    assert "本人留存" not in page


def test_the_ledger_tells_how_many_facts_were_found_and_never_which(world: World) -> None:
    number = bring_to("archived", world)
    kinds = list(Event.objects.filter(case_number=number).order_by("id").values_list("kind", flat=True))
    assert kinds == [
        "receive",
        "accept",
        "search_register",
        "answer_enquiry",
        "compile_extract",
        "issue_extract",
        "serve",
        "archive",
    ]
    told = " ".join(str(one.facts) for one in Event.objects.filter(case_number=number))
    for secret in ("林晓雯", "household_place", "birth_registrations", "东坡村", "own_use"):
        assert secret not in told


def test_the_entry_of_the_issue_says_on_which_answers_it_rests(world: World) -> None:
    number = bring_to("granted", world)
    events = {one.kind: one for one in Event.objects.filter(case_number=number)}
    seen = {one["entry"] for one in events["issue_extract"].facts["seen"]["opinions"]}
    assert seen == {events["search_register"].case_seq, events["answer_enquiry"].case_seq}


def test_where_the_home_township_says_nothing_the_extract_is_issued_and_says_what_is_not_confirmed(
    world: World,
) -> None:
    number = bring_to("searched", world)
    with refused("TIME-01", recorded=False):
        pass_enquiry(case_number=number, by=worker())
    with refused("TIME-02"):
        do("pass_enquiry", number, world, "neighbour")
    with moment.at(MONDAY + timedelta(days=4)):
        swept = apply_time_limits()
        assert (swept.done, swept.failed) == (1, 0)
        assert open_steps(number) == ["collate"]
        # What comes later is too late for this extract, and is refused.
        with refused("STEP-01"):
            do("answer_enquiry", number, world, "neighbour", **FROM_HOME)
        do("compile_extract", number, world, "clerk")
        do("issue_extract", number, world, "head", compared=True)
    told = extract(number)
    assert "石桥镇人民政府" in told["not_confirmed"]["zh"]
    assert "不影响" in told["not_confirmed"]["zh"]
    assert [one["lines"][1]["words"]["zh"] for one in told["chosen_facts"]] == ["未经核对", "未经核对"]
    assert "未经核对的部分" in reading.text(render(paper_of(number)))
    assert Case.objects.get(number=number).outcome == "granted"
    assert RegisterAnswer.objects.get(case__number=number, state="silent").officer is None
    assert Clock.objects.get(case__number=number, purpose="enquiry").state == "lapsed"


def test_a_home_township_outside_this_hall_is_not_asked_and_the_extract_says_so(world: World) -> None:
    number = bring_to("searched", world, form={"home_office": "elsewhere"})
    assert open_steps(number) == ["collate"]
    do("compile_extract", number, world, "clerk")
    do("issue_extract", number, world, "head", compared=True)
    assert "不在本系统查询范围内" in extract(number)["not_confirmed"]["zh"]
    assert not Clock.objects.filter(case__number=number, purpose="enquiry").exists()


def test_who_is_registered_where_they_live_needs_no_enquiry(world: World) -> None:
    number = bring_to("searched", world, form={"home_office": "LT"})
    assert open_steps(number) == ["collate"]
    do("compile_extract", number, world, "clerk")
    do("issue_extract", number, world, "head", compared=True)
    assert "not_confirmed" not in extract(number)


@pytest.mark.parametrize("who", ["clerk", "colleague", "head", "hall", "supervisor", "auditor", "admin"])
def test_nobody_but_an_officer_of_the_home_township_answers_the_enquiry(world: World, who: str) -> None:
    number = bring_to("searched", world)
    with refused("GATE-02"):
        do("answer_enquiry", number, world, who, **FROM_HOME)


def test_the_home_township_does_nothing_else_in_the_case(world: World) -> None:
    number = bring_to("accepted", world)
    for act, given in (
        ("search_register", ANSWERS),
        ("withdraw", {"own_wish": True, "words": "。"}),
    ):
        with refused("GATE-02"):
            do(act, number, world, "neighbour", **given)


def test_a_township_without_the_power_for_the_item_answers_nothing(world: World) -> None:
    number = bring_to("searched", world)
    world.offices["SQ"].powers.filter(item="migrant_certificate").delete()
    with refused("POWER-01"):
        do("answer_enquiry", number, world, "neighbour", **FROM_HOME)


@pytest.mark.parametrize("who", ["clerk", "neighbour"])
def test_whoever_accepted_or_compiled_it_does_not_issue_it(world: World, who: str) -> None:
    number = bring_to("drafted", world)
    if who == "clerk":
        world.grant("clerk", Duty.APPROVE, "LT")
    with refused("EX-12" if who == "clerk" else "GATE-02"):
        do("issue_extract", number, world, who, compared=True)
    with not_taken("compared", "const"):
        do("issue_extract", number, world, "head")


def test_the_second_officer_may_send_it_back_and_it_is_laid_before_them_again(world: World) -> None:
    number = bring_to("drafted", world)
    do("return_case", number, world, "head", comment="请核对登记地。")
    assert open_steps(number) == ["collate"]
    do("compile_extract", number, world, "clerk")
    do("issue_extract", number, world, "head", compared=True)
    assert Case.objects.get(number=number).state == "granted"


def test_it_can_be_refused_only_by_an_approver_and_with_reasons(world: World) -> None:
    number = bring_to("answered", world)
    ground = {"ground": "identity_not_established", "facts": "证件与本人不符。", "reasons": "不能确定身份。"}
    do("propose_refusal", number, world, "clerk", **ground)
    do(
        "refuse",
        number,
        world,
        "head",
        **ground,
        evidence="证件。",
        statement_handling="本人没有陈述意见。",
        particulars={"checks_made": "核对证件和共享数据。"},
    )
    assert Case.objects.get(number=number).outcome == "refused"
    assert not Certificate.objects.exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"household_place": NOTHING}, "birth_registrations"),
        ({**ANSWERS, "residence_place": NOTHING}, "residence_place"),
        ({**ANSWERS, "contraception": NOTHING}, "contraception"),
        ({**ANSWERS, "household_place": {"result": "found"}}, "household_place.entry"),
        ({**ANSWERS, "household_place": {**NOTHING, "entry": "某村"}}, "household_place.entry"),
    ],
)
def test_a_register_answers_the_facts_that_were_chosen_each_and_no_other(
    world: World, given: dict[str, Any], field: str
) -> None:
    number = bring_to("accepted", world)
    with not_taken(field):
        do("search_register", number, world, "clerk", **given)
    with not_taken(field):
        do("answer_enquiry", number, world, "neighbour", **given)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"facts": []}, "form.facts"),
        ({"facts": ["contraception"]}, "form.facts.0"),
        ({"facts": ["pregnancy"]}, "form.facts.0"),
        ({"home_office": "QQ"}, "form.home_office"),
        ({"home_office": "DT"}, "form.home_office"),
        ({"marital_status": "married"}, "form.marital_status"),
    ],
)
def test_the_form_takes_no_fact_and_no_office_that_it_does_not_offer(
    world: World, form: dict[str, Any], field: str
) -> None:
    with not_taken(field):
        take_in(world, application(form=form))


def test_what_the_person_withdraws_is_asked_of_nobody_any_more(world: World) -> None:
    number = bring_to("searched", world)
    do("withdraw", number, world, "clerk", own_wish=True, words="不需要了。")
    assert open_steps(number) == []
    with refused("STEP-03"):
        do("answer_enquiry", number, world, "neighbour", **FROM_HOME)
    assert Clock.objects.get(case__number=number, purpose="enquiry").state == "ended"
