"""One item, three laws: what comes out is decided by the law of the day."""

from __future__ import annotations

from datetime import date

import pytest

from approvals.catalogue import ITEMS, read_items
from audit.ledger.models import Attempt
from casework.engine.items import Item, ItemRefused
from casework.engine.lawbook import closed_items, current_item, current_items
from casework.engine.refusal import ActRefused, BadInput
from casework.models import Case, Clock, Paper
from casework.papers.render import render
from law.book import read_shipped
from tests.acts.steps import everything, refused
from tests.papers import reading
from tests.web.pages import text
from tests.world import World

from .county import ITEM, NOTHING, SERVED, application, browser, do, old_application, on, program, take_in

pytestmark = pytest.mark.django_db
REGISTERED = {
    "household_place": {"result": "found", "entry": "柳塘镇河口村。"},
    "birth_registrations": NOTHING,
}


@pytest.mark.parametrize(
    ("day", "edition"),
    [
        ("2009-10-01", "2009-1"),
        ("2020-05-06", "2009-1"),
        ("2021-09-08", "2009-1"),
        ("2021-11-01", "2021-2"),
        ("2026-11-16", "2021-2"),
    ],
)
def test_the_day_of_receipt_decides_under_which_edition_it_runs(world: World, day: str, edition: str) -> None:
    assert current_item(ITEM, date.fromisoformat(day))[1].edition == edition


@pytest.mark.parametrize("day", ["2021-09-09", "2021-10-01", "2021-10-31"])
def test_in_between_it_is_closed_for_a_reason_and_something_else_is_offered(world: World, day: str) -> None:
    on_that_day = date.fromisoformat(day)
    assert [one.slug for one in closed_items(on_that_day)] == [ITEM]
    assert ITEM not in [one.slug for _version, one in current_items(on_that_day)]
    with pytest.raises(ActRefused) as caught:
        current_item(ITEM, on_that_day)
    (reason,) = caught.value.reasons
    assert reason.code == "EX-10"
    assert "废止" in str(reason.text)
    assert any("第一千零三十七条" in str(one) for one in reason.ways_out)
    assert any("生育登记" in str(one) for one in reason.ways_out)


def test_before_the_regulations_there_was_no_such_item(world: World) -> None:
    with pytest.raises(ActRefused) as caught:
        current_item(ITEM, date(2009, 9, 30))
    assert caught.value.code == "ITEM-01"


def test_a_case_of_may_2020_runs_under_the_edition_of_2009(world: World) -> None:
    with on("2020-05-06"):
        number = take_in(world, old_application()).case_number
        case = Case.objects.get(number=number)
        assert (case.item_version.edition, case.received_on) == ("2009-1", date(2020, 5, 6))
        do("accept", number, world, "clerk")
        clock = Clock.objects.get(case=case, purpose="decision")
        # Saturday the 9th was worked in place of a holiday.
        assert (clock.limit, clock.due_on) == ("PS-11", date(2020, 5, 12))
        do("issue_old_certificate", number, world, "clerk", **REGISTERED)
        do("serve", number, world, "clerk", **{**SERVED, "served_on": "2020-05-06"})
        do("archive", number, world, "clerk")
    paper = Paper.objects.select_related("case__applicant__key", "case__office", "office").get(
        case__number=number, kind="D51"
    )
    assert paper.issued_on == date(2020, 5, 6)
    page = reading.text(render(paper))
    for words in ("流动人口婚育证明", "条例第七条", "柳塘镇河口村", "免费"):
        assert words in page
    for never in ("避孕", "孕", "婚姻状况"):
        assert never not in page.replace("婚育", "")


def test_a_case_of_may_2020_is_not_finished_under_repealed_law_today(world: World) -> None:
    with on("2020-05-06"):
        number = take_in(world, old_application()).case_number
        do("accept", number, world, "clerk")
    with refused("EX-10"):
        do("issue_old_certificate", number, world, "clerk", **REGISTERED)


def test_the_form_of_one_edition_is_none_of_another(world: World) -> None:
    with on("2020-05-06"), pytest.raises(BadInput) as caught:
        take_in(world, application())
    assert {"form.home_office", "form.purpose"} <= set(caught.value.fields)


@pytest.mark.safeguard("EX-06", "EX-10")
def test_an_application_of_october_2021_is_refused_through_the_interface_and_told_what_is_offered(
    world: World,
) -> None:
    with on("2021-10-01"):
        ask = program(world, "clerk")
        before = everything()
        answer = ask("cases/", {"item": ITEM, "receiving_office": "LT", "given": application()})
        assert answer.status_code == 403
        (reason,) = answer.json()["reasons"]
        assert reason["code"] == "EX-10"
        assert len(reason["ways_out"]) == 2
        assert "民法典" in reason["ways_out"][0]
        assert everything() == before
        assert Attempt.objects.filter(act="receive", code="EX-10").count() == 1


@pytest.mark.safeguard("EX-06", "EX-10")
def test_the_counter_of_october_2021_finds_it_and_says_why_and_what_else(world: World) -> None:
    with on("2021-10-01"):
        client = browser(world, "clerk")
        found = text(client.get("/counter/?find=ldrkhyzm"))
        assert "流动人口婚育证明" in found
        page = client.get(f"/counter/?item={ITEM}")
        for words in ("废止", "EX-10", "民法典", "生育登记"):
            assert words in text(page)
        answer = client.post(
            f"/counter/?item={ITEM}", {"item": ITEM, "receiving_office": "LT", "key": "k" * 32}
        )
        assert answer.status_code == 403
        assert "民法典" in text(answer)
        assert not Case.objects.exists()
        guide = text(client.get(f"/items/{ITEM}/"))
        assert "民法典" in guide
        assert client.get(f"/procedures/{ITEM}/").status_code == 404


def test_a_closed_edition_says_what_has_lapsed_and_what_is_offered() -> None:
    closed = next(one for one in read_items(ITEMS) if one.closed is not None)
    book = read_shipped()
    closed.check(book)
    for part, fault in (
        ({"lapsed": ["RK 14"]}, "still in force"),
        ({"instead": []}, "what is offered instead"),
        ({"lapsed": ["QQ 1"]}, "no QQ"),
    ):
        data = {**closed.data, "closed": {**closed.data["closed"], **part}}
        with pytest.raises(ItemRefused, match=fault):
            Item.from_data(data).check(book)


def test_no_edition_on_ld_outlives_ld() -> None:
    old = next(one for one in read_items(ITEMS) if one.edition == "2009-1")
    for until in (None, "2021-09-09"):
        with pytest.raises(ItemRefused, match="EX-10"):
            Item.from_data({**old.data, "valid_until": until}).check(read_shipped())
