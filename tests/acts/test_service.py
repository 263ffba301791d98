"""Service of papers: each way with its proof, the last way of all, and the windows that open with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.engine import moment
from casework.models import (
    Case,
    CaseState,
    Clock,
    ConfirmedAddress,
    FailedService,
    Paper,
    PublicNotice,
    ServiceOfPaper,
)
from tests.world import MONDAY, SHANGHAI, World

from .steps import GIVEN, bring_to, do, last_event, not_taken, open_steps, refused

pytestmark = pytest.mark.django_db

TODAY = MONDAY.date().isoformat()
WAYS: dict[str, dict[str, Any]] = {
    "in_person": GIVEN["serve"],
    "post": {
        "way": "post",
        "served_on": TODAY,
        "place": "柳塘镇河口村三组十二号",
        "receiver": "赵立新",
        "received_as": "family",
        "tracking_number": "XA00419923041",
        "acknowledged": True,
    },
    "electronic": {"way": "electronic", "served_on": TODAY, "reference": "M-2026-77", "arrived": True},
    "left": {
        "way": "left",
        "served_on": TODAY,
        "place": "柳塘镇河口村三组十二号",
        "refused_by": "林晓雯",
        "refusal_note": "拒绝签收，已说明情况。",
        "witnesses": ["王强", "李敏"],
    },
}


def at_service(world: World, way: str = "", state: str = "granted") -> str:
    """A case whose decision waits to be served; its addressee has confirmed a channel if that is the way."""
    number = bring_to(state, world)
    if way == "electronic":
        do("confirm_electronic_service", number, world.by("clerk"))
    return number


def serve(number: str, world: World, given: dict[str, Any], who: str = "clerk") -> Any:
    from casework.engine.act import acts

    return acts["serve"].perform(case_number=number, by=world.by(who), **given)


@pytest.mark.parametrize("way", sorted(WAYS))
def test_a_paper_is_served_with_the_proof_of_its_way_and_not_without_any_part_of_it(
    world: World, way: str
) -> None:
    number = at_service(world, way)
    for name in WAYS[way]:
        if name == "way":
            continue
        rest = {key: value for key, value in WAYS[way].items() if key != name}
        with not_taken(name, "two" if name == "witnesses" else "required"):
            serve(number, world, rest)
        if WAYS[way][name] is True:
            with not_taken(name, "const"):
                serve(number, world, {**rest, name: False})
    serve(number, world, WAYS[way])
    service = ServiceOfPaper.objects.get()
    assert (service.way, service.served_on, service.paper.kind) == (way, MONDAY.date(), "D25")
    proof = Paper.objects.get(case__number=number, kind="D08").unseal("elements")
    assert proof["document_number"] == service.paper.number
    assert proof["received_at"] == TODAY
    assert Case.objects.get(number=number).state == CaseState.SERVED


def test_what_another_way_asks_for_is_no_proof_of_this_one(world: World) -> None:
    number = at_service(world)
    with not_taken("tracking_number", "not_asked"):
        serve(number, world, WAYS["in_person"] | {"tracking_number": "XA1"})


def test_a_paper_is_left_before_two_witnesses_or_with_pictures(world: World) -> None:
    number = at_service(world)
    alone = {name: value for name, value in WAYS["left"].items() if name != "witnesses"}
    for wrong, field in (
        ({"witnesses": ["王强"]}, "witnesses"),
        ({"witnesses": ["王强", "王强"]}, "witnesses"),
        ({"witnesses": ["王强", "  "]}, "witnesses.1"),
    ):
        with not_taken(field):
            serve(number, world, alone | wrong)
    serve(number, world, alone | {"media": "执法记录仪 2026-1116-03"})
    proof = Paper.objects.get(case__number=number, kind="D08").unseal("elements")
    assert proof["witnesses_or_media"] == ["执法记录仪 2026-1116-03"]
    assert proof["signature_or_refusal_note"]["zh"] == "林晓雯拒绝签收：拒绝签收，已说明情况。"


def test_nothing_is_served_electronically_before_the_addressee_confirmed_it_nor_after_they_took_it_back(
    world: World,
) -> None:
    number, clerk = at_service(world), world.by("clerk")
    with refused("SRV-02"):
        serve(number, world, WAYS["electronic"])
    with not_taken("own_wish"):
        do("confirm_electronic_service", number, clerk, own_wish=False)
    with refused("SRV-07"):
        do("revoke_electronic_service", number, clerk)
    do("confirm_electronic_service", number, clerk)
    serve(number, world, WAYS["electronic"])


def test_consent_to_electronic_service_is_a_paper_and_can_be_taken_back(world: World) -> None:
    number, clerk = at_service(world, "electronic"), world.by("clerk")
    paper = Paper.objects.get(case__number=number, kind="D09").unseal("elements")
    assert paper["address"] == "柳塘镇河口村三组十二号"
    assert "13712346208" in paper["e_channel"]["zh"]
    assert "13712346208" not in last_event(number).body
    do("confirm_electronic_service", number, clerk, channel="mail", e_address="lin@example.cn")
    assert [row.revoked_on is None for row in ConfirmedAddress.objects.all()] == [False, True]
    do("revoke_electronic_service", number, clerk)
    with refused("SRV-02"):
        serve(number, world, WAYS["electronic"])
    with refused("SRV-07"):
        do("revoke_electronic_service", number, clerk)


def test_under_the_older_edition_of_the_item_there_is_no_electronic_service(world: World) -> None:
    with moment.at(datetime(2026, 8, 31, 9, tzinfo=SHANGHAI)):
        number = world.receive(form={"birth_month": "2026-12"}).case_number
        assert Case.objects.get(number=number).item_version.edition == "2026-1"
        with refused("STEP-04"):
            do("confirm_electronic_service", number, world.by("clerk"))


def test_a_correction_notice_is_served_while_the_case_waits_and_goes_on_waiting(world: World) -> None:
    number = bring_to("correcting", world)
    notice = Paper.objects.get(case__number=number, kind="D02")
    do("serve", number, world.by("clerk"), paper=notice.number)
    assert ServiceOfPaper.objects.get().paper == notice
    assert open_steps(number) == ["correct"]
    assert Case.objects.get(number=number).state == CaseState.CORRECTING
    with refused("EX-16"):
        do("serve", number, world.by("clerk"), paper=notice.number)
    with refused("SRV-01"):
        do("serve", number, world.by("clerk"))
    do("supplement", number, world.by("clerk"))
    for act in ("accept", "register"):
        do(act, number, world.by("clerk"))
    do("serve", number, world.by("clerk"))
    assert sorted(ServiceOfPaper.objects.values_list("paper__kind", flat=True)) == ["D02", "D25"]
    other = bring_to("granted", world, form={"birth_month": "2027-06"})
    with not_taken("paper", "enum"):
        do("serve", other, world.by("clerk"), paper=notice.number)


def test_a_public_notice_is_the_last_way_of_all(world: World) -> None:
    number, clerk = at_service(world, "electronic", "refused"), world.by("clerk")
    nobody = {"reason": "nobody_there"}
    with refused("SRV-05") as caught:
        do("publish_notice", number, clerk)
    assert "邮寄" in str(caught.value) or "post" in str(caught.value)
    for more in (
        {"way": "in_person", **nobody},
        {"way": "post", "reason": "returned", "tracking_number": "XA00419923041"},
    ):
        do("record_failed_service", number, clerk, **more)
        with refused("SRV-05"):
            do("publish_notice", number, clerk)
    with not_taken("tracking_number", "required"):
        do("record_failed_service", number, clerk, way="post", reason="returned")
    do("record_failed_service", number, clerk, way="electronic", reason="returned")
    for name in ("medium", "course", "names_nobody"):
        with not_taken(name):
            do("publish_notice", number, clerk, **{name: ""})
    do("publish_notice", number, clerk)
    with refused("SRV-06"):
        do("publish_notice", number, clerk)
    assert FailedService.objects.count() == 3
    assert open_steps(number) == ["serve"]


# The National Day holiday of 2026 lasts from October 1 to 7: it moves nothing, and an end within it stays.
@pytest.mark.parametrize("published", [date(2026, 9, 1), date(2026, 9, 4), date(2026, 9, 18)])
def test_a_public_notice_takes_effect_when_thirty_days_have_passed_holidays_or_not(
    world: World, published: date
) -> None:
    at = datetime(published.year, published.month, published.day, 10, tzinfo=SHANGHAI)
    with moment.at(at):
        number = bring_to("refused", world)
        do("record_failed_service", number, world.by("clerk"), tried_on=published.isoformat())
        do("publish_notice", number, world.by("clerk"), published_on=published.isoformat())
    effective = published + timedelta(days=31)
    assert PublicNotice.objects.get().effective_on == effective
    by_notice = {"way": "notice"}
    with moment.at(at + timedelta(days=30)), refused("SRV-04"):
        serve(number, world, by_notice)
    with moment.at(at + timedelta(days=33)):
        serve(number, world, by_notice)
    service = ServiceOfPaper.objects.get()
    assert (service.way, service.served_on) == ("notice", effective)
    windows = Clock.objects.filter(purpose__in=("reconsideration", "litigation"))
    assert {one.started_on for one in windows} == {effective}
    assert Clock.objects.get(purpose="notice").state == "met"
    assert last_event(number).facts["served_on"] == effective.isoformat()


def test_no_notice_no_service_by_notice(world: World) -> None:
    number = at_service(world)
    with refused("SRV-03"):
        serve(number, world, {"way": "notice"})


def test_whoever_comes_while_the_notice_runs_is_served_at_once(world: World) -> None:
    number = at_service(world, state="refused")
    do("record_failed_service", number, world.by("clerk"))
    do("publish_notice", number, world.by("clerk"))
    do("serve", number, world.by("clerk"))
    assert Clock.objects.get(purpose="notice").state == "ended"
    assert ServiceOfPaper.objects.get().served_on == MONDAY.date()


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = [31, 29 if year % 4 == 0 else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month]
    return date(year, month + 1, min(day.day, last))


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.integers(0, 100),
    state=st.sampled_from(["refused", "not_accepted", "granted"]),
    told=st.booleans(),
)
def test_the_windows_against_a_decision_are_the_citizens_and_close_nothing(
    world: World, days: int, state: str, told: bool
) -> None:
    """Against a count of its own: 60 days and 6 months from the day after, else 12 months; on a working day."""
    from casework.engine.lawbook import book_of
    from tests.access.conftest import undone

    at = datetime(2026, 1, 5, 10, tzinfo=SHANGHAI) + timedelta(days=days)
    day = at.date()
    with undone(), moment.at(at), pytest.MonkeyPatch.context() as patch:
        number = bring_to(state, world, form={"birth_month": "2026-12"})
        if not told:
            patch.setattr(Paper, "unseal", lambda paper, field: {"remedies": ""})
        do("serve", number, world.by("clerk"), served_on=day.isoformat())
        case = Case.objects.get(number=number)
        windows = {
            one.purpose: one
            for one in Clock.objects.filter(case=case, purpose__in=("reconsideration", "litigation"))
        }
        if state == "granted":
            assert not windows
            return
        calendar = book_of(case.law_edition_id).calendar
        for purpose, end in (
            ("reconsideration", day + timedelta(days=60) if told else _months_later(day, 12)),
            ("litigation", _months_later(day, 6 if told else 12)),
        ):
            while end.year == 2026 and not calendar.is_working_day(end):
                end += timedelta(days=1)
            one = windows[purpose]
            assert one.due_on == (end if end.year == 2026 else None), (purpose, day)
            assert one.provisional == (one.due_on is None or one.due_on.month == 12)
            assert one.state == "running"
        do("archive", number, world.by("clerk"))
        assert {one.state for one in Clock.objects.filter(case=case, purpose__in=windows)} == {"running"}


def test_where_reconsideration_comes_first_the_court_s_window_does_not_open_with_service(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The 15 days to sue begin with the reconsideration's own end (SS 45), which nobody knows yet."""
    from casework.engine import perform

    known = perform.item_of
    monkeypatch.setattr(perform, "item_of", lambda pk: replace(known(pk), remedy="information_not_disclosed"))
    number = bring_to("refused", world)
    do("serve", number, world.by("clerk"))
    windows = Clock.objects.filter(case__number=number, purpose__in=("reconsideration", "litigation"))
    assert [(one.purpose, one.limit) for one in windows] == [("reconsideration", "FY-01")]
