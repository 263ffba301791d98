"""The end of a shift: what is open, offered to a colleague who countersigns, and the sheet that says so."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from audit.ledger.models import Disclosure, Event
from audit.ledger.sentences import sentence
from casework.acts.close_shift import close_shift
from casework.engine import moment
from casework.models import Case, CaseTask, HandOver, Paper
from tests.acts.steps import GIVEN
from tests.world import MONDAY, World, resident_id

from .pages import hidden, text

Screen = Callable[..., Client]
NOTE = {"to": "colleague", "reason": "交班，请接着办。"}


@pytest.fixture
def open_cases(world: World, do: Any) -> dict[str, str]:
    """What a clerk has in hand: accepted, decided and not yet served, claimed with an enquiry open, corrected."""
    names = ("accepted", "unserved", "claimed", "correcting", "elsewhere")
    found = {
        name: world.receive(
            applicant={"identifier": resident_id(at + 1)},
            materials={"residence": {}, "household": {}} if name == "claimed" else {},
        ).case_number
        for at, name in enumerate(names)
    }
    do(found["accepted"], "accept")
    do(found["unserved"], "accept")
    do(found["unserved"], "register")
    do(found["claimed"], "claim")
    do(found["correcting"], "request_correction", missing=[{"what": "form", "how": "the month"}])
    do(found["elsewhere"], "accept", by="colleague")
    return found


def _close(client: Client, *numbers: str, **given: Any) -> Any:
    form = hidden(client.get("/shift/"))
    return client.post("/shift/", {**form, "case": numbers, **NOTE, **given})


def test_everything_that_is_open_on_me_is_listed_and_nothing_else(
    world: World, at_screen: Screen, open_cases: dict[str, str]
) -> None:
    page = text(at_screen("clerk").get("/shift/"))
    assert all(open_cases[name] in page for name in ("accepted", "unserved", "claimed", "correcting"))
    assert open_cases["elsewhere"] not in page
    assert page.count("not yet served:") == 1
    assert page.count("an enquiry waits for its answer") == 1
    assert sorted(Disclosure.objects.get(what="shift").items) == sorted(
        Case.objects.exclude(number=open_cases["elsewhere"]).values_list("pk", flat=True)
    )


def test_what_is_offered_stays_mine_until_the_colleague_countersigns(
    world: World, at_screen: Screen, open_cases: dict[str, str]
) -> None:
    offered = [open_cases["accepted"], open_cases["unserved"]]
    answer = _close(at_screen("clerk"), *offered)
    entry = Event.objects.get(kind="shift_closed")
    assert answer["Location"] == f"/shift/{entry.pk}/"
    assert entry.facts["offered"] == offered
    assert set(entry.facts["kept"]) == {open_cases["claimed"], open_cases["correcting"]}
    assert set(Case.objects.filter(number__in=offered).values_list("holder", flat=True)) == {
        world.officers["clerk"].pk
    }
    # The colleague sees it on the worklist, looks, and countersigns one of the two.
    colleague = at_screen("colleague")
    assert "closed the shift" in text(colleague.get("/"))
    sheet = colleague.get(answer["Location"])
    assert "Countersign: accept 2 cases" in text(sheet)
    preview = colleague.post("/batches/", {"act": "accept_hand_over", "case": offered})
    colleague.post("/batches/", {**hidden(preview), "case": offered[:1]})
    assert Case.objects.get(number=offered[0]).holder == world.officers["colleague"]
    assert Case.objects.get(number=offered[1]).holder == world.officers["clerk"]
    page = text(at_screen("clerk").get(answer["Location"]))
    assert "accepted by officer colleague" in page
    assert "not answered yet" in page
    assert page.count("stays with officer clerk") == 2


def test_a_step_that_was_only_claimed_goes_back_to_the_group(
    world: World, at_screen: Screen, open_cases: dict[str, str]
) -> None:
    _close(at_screen("clerk"), open_cases["claimed"])
    assert (
        CaseTask.objects.get(process__number=open_cases["claimed"], finished=None, duty="accept").owner
        is None
    )
    assert not HandOver.objects.exists()
    assert open_cases["claimed"] not in str(Event.objects.get(kind="shift_closed").facts)


def test_bad_input_closes_nothing_and_keeps_what_was_ticked(
    world: World, at_screen: Screen, open_cases: dict[str, str]
) -> None:
    answer = _close(at_screen("clerk"), open_cases["accepted"], reason="")
    page = text(answer)
    assert answer.status_code == 422
    assert 'href="#f-reason"' in page
    ticked = re.findall(r'name="case" value="([^"]+)" checked', page)
    assert ticked == [open_cases["accepted"]]
    assert not Event.objects.filter(kind="shift_closed").exists()


def test_a_colleague_who_may_not_go_on_is_told_and_the_case_stays(
    world: World, at_screen: Screen, open_cases: dict[str, str]
) -> None:
    client = at_screen("clerk")
    answer = _close(client, open_cases["accepted"], to="auditor")
    page = text(client.get(answer["Location"]))
    assert f"{open_cases['accepted']} stays with you" in page
    assert Event.objects.get(kind="shift_closed").facts["offered"] == []


def test_whose_shift_has_nothing_open_can_close_it_too_and_twice_is_once(
    world: World, at_screen: Screen
) -> None:
    client = at_screen("clerk")
    assert "Nothing is open on you." in text(client.get("/shift/"))
    assert client.post("/shift/", {})["Location"] == client.post("/shift/", {})["Location"]
    with moment.at(MONDAY + timedelta(hours=8)):
        client.post("/shift/", {})
    assert Event.objects.filter(kind="shift_closed").count() == 2


def test_the_sheet_is_read_by_those_whom_it_concerns(
    world: World, at_screen: Screen, open_cases: dict[str, str]
) -> None:
    address = _close(at_screen("clerk"), open_cases["accepted"])["Location"]
    answers = {name: at_screen(name).get(address).status_code for name in world.officers}
    assert [name for name, status in answers.items() if status == 200] == ["clerk", "colleague", "supervisor"]
    page = text(at_screen("supervisor").get(address))
    assert "林**" in page
    assert "林晓雯" not in page


def test_the_entry_is_read_in_both_languages_and_counts_nothing(
    world: World, open_cases: dict[str, str]
) -> None:
    entry = close_shift(by=world.by("clerk"))
    assert entry.case_id is None
    assert open_cases["accepted"] in sentence(entry, "zh-hans")
    assert sentence(entry, "zh-hans").startswith("officer clerk交班")
    assert not [value for value in entry.facts.values() if isinstance(value, int)]


def test_only_a_paper_that_still_has_to_be_served_is_listed_as_such(
    world: World, at_screen: Screen, do: Any
) -> None:
    spoilt, replaced = (world.receive(applicant={"identifier": resident_id(at)}).case_number for at in (7, 8))
    for number in (spoilt, replaced):
        do(number, "accept")
        do(number, "register")
    slip = Paper.objects.get(case__number=spoilt, kind="D25")
    do(spoilt, "void_paper", paper=slip.number, reason="打印机卡纸。", again=True)
    do(replaced, "serve", **GIVEN["serve"])
    do(replaced, "replace_certificate", **GIVEN["replace_certificate"])
    page = text(at_screen("clerk").get("/shift/"))
    assert page.count("not yet served:") == 1
    assert slip.number not in page
