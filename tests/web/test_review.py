"""The screen of whoever decides: marks and act in one form, drafts, and what the paper rests on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit.ledger.models import Disclosure, Event
from casework.engine import moment
from casework.management.periodic import forget_drafts
from casework.models import Assessment, Case, Draft, Paper
from tests.acts.steps import GIVEN
from tests.world import MONDAY, World

from .pages import hidden, posted, text

Screen = Callable[..., Client]


def _url(number: str, name: str = "review", **more: str) -> str:
    return reverse(name, kwargs={"number": number, **more})


@pytest.fixture
def proposed(world: World, do: Any) -> str:
    """A case that lies before the approver, with marks on its materials."""
    number: str = world.receive().case_number
    do(
        number,
        "assess_material",
        materials={
            "identity": {"result": "accepted"},
            "household": {"result": "rejected", "comment": "unsigned"},
        },
    )
    do(number, "accept")
    do(number, "propose_refusal", ground="duplicate", facts="registered in May", reasons="same matter")
    return number


def test_the_decider_sees_marks_opinions_bases_and_the_paper(
    world: World, at_screen: Screen, proposed: str
) -> None:
    page = text(at_screen("head").get(_url(proposed)))
    assert "You may do this" in page
    assert "registered in May" in page
    assert "unsigned" in page
    assert "Population and Family Planning Law, Art. 18" in page
    assert "text of 2021-08-20" in page
    # What the law in force replaced is shown, and there is nothing by which it could be chosen.
    assert "Regulations on Family Planning Technical Services" in page
    assert "repealed 2021-09-09" in page
    assert "EX-10" in page
    assert "If you do not accept this decision" in page
    assert '<textarea id="f-remedies"' not in page
    assert "Elements <span data-elements-there>6</span> / 8" in page
    assert "居民身份证或户口簿" in page.partition('id="f-evidence"')[2].partition("</textarea>")[0]
    entry = Disclosure.objects.get()
    assert (entry.what, entry.case_number) == ("review", proposed)


def test_the_approver_refuses_on_the_screen_after_being_asked_again(
    world: World, at_screen: Screen, proposed: str
) -> None:
    client = at_screen("head")
    form = hidden(client.get(_url(proposed))) | posted(GIVEN["refuse"])
    again = client.post(_url(proposed), form)
    assert "Please confirm once more" in text(again)
    assert Case.objects.get().state == "refusal_proposed"
    done = client.post(_url(proposed), form | {"confirmed": "1"})
    assert done.status_code == 302
    assert Case.objects.get().state == "refused"
    assert Paper.objects.filter(kind="D06").count() == 1
    # The same form once more leads to the same act.
    client.post(_url(proposed), form | {"confirmed": "1"})
    assert Paper.objects.filter(kind="D06").count() == 1


def test_marks_that_were_changed_go_on_record_before_the_act(
    world: World, at_screen: Screen, proposed: str
) -> None:
    client = at_screen("head")
    form = hidden(client.get(_url(proposed) + "?act=return_case")) | {"comment": "look again"}
    marks = {
        "mark.identity.result": "accepted",
        "mark.household.result": "remark",
        "mark.household.comment": "signed now",
    }
    assert client.post(_url(proposed), form | marks).status_code == 302
    assert [one.kind for one in Event.objects.order_by("-case_seq")[:2]] == ["return_case", "assess_material"]
    [mark] = Assessment.objects.filter(officer=world.officers["head"])
    assert (mark.material.code, mark.result) == ("household", "remark")


def test_nothing_is_marked_on_the_way_to_an_act_that_cannot_be_sent(
    world: World, at_screen: Screen, proposed: str
) -> None:
    client = at_screen("head")
    form = hidden(client.get(_url(proposed) + "?act=return_case"))
    page = client.post(
        _url(proposed), form | {"mark.identity.result": "remark", "mark.identity.comment": "x"}
    )
    assert page.status_code == 422
    assert Assessment.objects.count() == 2
    page = client.post(_url(proposed), form | {"comment": "look again", "mark.identity.result": "rejected"})
    assert page.status_code == 422
    assert "Say why; the applicant has a right to know." in text(page)
    assert "look again" in text(page)
    assert Case.objects.get().state == "refusal_proposed"


def test_marks_alone_are_put_on_record_and_what_was_typed_is_kept(
    world: World, at_screen: Screen, proposed: str
) -> None:
    client = at_screen("head")
    form = hidden(client.get(_url(proposed))) | {"facts": "typed so far", "only": "marks"}
    answer = client.post(_url(proposed), form | {"mark.residence.result": "accepted"}, follow=True)
    assert "The marks are on record." in text(answer)
    assert "typed so far" in text(answer)
    assert Assessment.objects.filter(material__code="residence").count() == 1


def test_a_draft_is_the_officer_s_own_and_gone_once_it_was_used(
    world: World, at_screen: Screen, proposed: str
) -> None:
    client, events = at_screen("head"), Event.objects.count()
    draft = _url(proposed, "draft", act="refuse")
    unsaved = {"mark.residence.result": "rejected", "mark.residence.comment": "half a comment"}
    answer = client.post(draft, {"on": "review", "to": "return_case", "reasons": "half a sentence"} | unsaved)
    assert answer["Location"].endswith("?act=return_case")
    assert "half a comment" in text(client.get(answer["Location"]))
    assert Assessment.objects.count() == 2
    assert "half a sentence" not in text(client.get(_url(proposed) + "?act=return_case"))
    page = text(client.get(_url(proposed)))
    assert "half a sentence" in page
    assert "Your draft of" in page
    assert "half a sentence" in text(client.get(_url(proposed, "act", act="refuse")))
    assert "half a sentence" not in str(Draft.objects.get(act="refuse").given)
    assert "half a sentence" not in text(at_screen("supervisor").get(_url(proposed)))
    assert Event.objects.count() == events
    form = hidden(client.get(_url(proposed))) | posted(GIVEN["refuse"]) | {"confirmed": "1"} | unsaved
    client.post(_url(proposed), form)
    assert not Draft.objects.exists()
    assert (Assessment.objects.count(), Case.objects.get().state) == (3, "refused")


def test_a_draft_is_thrown_away_or_expires(world: World, at_screen: Screen, proposed: str) -> None:
    client, draft = at_screen("head"), _url(proposed, "draft", act="return_case")
    client.post(draft, {"comment": "first"})
    client.post(draft, {"discard": "1"})
    assert not Draft.objects.exists()
    client.post(draft, {"comment": "second"})
    with moment.at(MONDAY + timedelta(days=15)):
        assert "second" not in text(client.get(_url(proposed) + "?act=return_case"))
        assert forget_drafts().done == 1
    assert not Draft.objects.exists()
    client.post(draft, {"comment": "x" * 200_000})
    assert not Draft.objects.exists()


@pytest.mark.parametrize("name", ["clerk", "supervisor", "auditor"])
def test_whoever_may_not_decide_may_look_and_is_told_why(
    world: World, at_screen: Screen, proposed: str, name: str
) -> None:
    client = at_screen(name)
    page = client.get(_url(proposed))
    assert page.status_code == 200
    assert "Not yours to do" in text(page)
    assert "GATE-02" in text(page)
    answer = client.post(_url(proposed), {"act": "return_case", "comment": "no"})
    assert answer.status_code == 403
    assert client.post(_url(proposed, "draft", act="return_case"), {"comment": "no"}).status_code == 403
    assert (Case.objects.get().state, Draft.objects.count()) == ("refusal_proposed", 0)


def test_a_case_at_no_such_step_says_so(world: World, at_screen: Screen, do: Any) -> None:
    number = world.receive().case_number
    do(number, "accept")
    do(number, "register")
    assert "The case is at no step that is decided here." in text(at_screen("clerk").get(_url(number)))
    assert at_screen("clerk").post(_url(number), {"act": "nothing"}).status_code == 404


def test_the_correction_proposes_what_was_rejected(world: World, at_screen: Screen, do: Any) -> None:
    number = world.receive(materials={"identity": {"document": ""}}).case_number
    do(number, "assess_material", materials={"household": {"result": "rejected", "comment": "not signed"}})
    page = text(at_screen("clerk").get(_url(number, "act", act="request_correction")))
    assert "not signed" in page
    # And what was never handed in, without words put into the officer's mouth.
    assert page.count("selected>Identity card or household book") == 1
    assert page.count("selected>Household registration") == 1
    assert page.count("selected>Residence") == 0


def test_the_worklist_leads_to_the_review(world: World, at_screen: Screen, proposed: str) -> None:
    assert _url(proposed) in text(at_screen("head").get("/"))
    assert _url(proposed) not in text(at_screen("clerk").get("/"))
