"""The supervisor's docket: who has what, who is away; steps are given to others after a look at who lawfully may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from audit.ledger.models import Disclosure, Event
from casework.engine import moment
from casework.models import Absence, Case, CaseTask, Duty, EnforcementCertificate, HandOver
from casework.queries.team import team
from tests.world import MONDAY, World

from .pages import hidden, text

Screen = Callable[..., Client]
DOCKET, GIVE = reverse("team"), reverse("redistribute")


def owner_of(number: str) -> str:
    owner = CaseTask.objects.get(process__number=number, finished=None).owner
    return owner.username if owner else ""


@pytest.fixture
def cases(world: World, do: Any) -> list[str]:
    """One that nobody has taken, one of the clerk's, and one in the other township."""
    free = world.receive().case_number
    held = world.receive(form={"birth_month": "2027-03"}).case_number
    do(held, "accept")
    there = world.receive("neighbour", at="SQ", form={"birth_month": "2027-04"}).case_number
    return [free, held, there]


def test_the_docket_shows_by_name_who_has_what_and_ranks_nobody(
    world: World, at_screen: Screen, cases: list[str]
) -> None:
    Absence.objects.create(
        officer=world.officers["clerk"],
        stand_in=world.officers["colleague"],
        first_day=MONDAY.date(),
        last_day=date(2026, 11, 18),
    )
    EnforcementCertificate.objects.filter(officer=world.officers["head"]).update(valid_until="2026-12-01")
    found = team(world.officers["supervisor"])
    names = ["clerk", "colleague", "hall", "head", "neighbour", "village"]
    assert [one.officer.username for one in found.members] == names
    clerk = next(one for one in found.members if one.officer.username == "clerk")
    [step] = clerk.steps
    # The limit ends today, and the procedure says that the step takes no further day.
    assert (step.task.process.number, step.days_left, step.usual_days, step.slack) == (cases[1], 0, 0, 0)
    screened = next(one for one in found.pool if one.task.process.number == cases[0])
    assert (screened.days_left, screened.usual_days, screened.slack) == (5, 1, 4)
    page = text(at_screen("supervisor").get(DOCKET))
    assert "away until 11-18" in page
    assert "officer colleague stands in" in page
    assert "stands in for officer clerk" in page
    assert "certificate ends 2026-12-01" in page
    assert "officer supervisor" not in page.partition("<main")[2]
    entry = Disclosure.objects.get()
    assert (entry.what, sorted(entry.items)) == ("team", sorted(Case.objects.values_list("pk", flat=True)))


@pytest.mark.parametrize("name", ["clerk", "head", "auditor", "admin"])
def test_nobody_else_opens_the_docket(world: World, at_screen: Screen, cases: list[str], name: str) -> None:
    client = at_screen(name)
    assert client.get(DOCKET).status_code == 403
    assert client.post(GIVE, {"case": cases[0]}).status_code == 403
    assert not Disclosure.objects.exists()


def test_what_is_supervised_elsewhere_is_neither_shown_nor_given(
    world: World, at_screen: Screen, cases: list[str]
) -> None:
    world.officer("local", (Duty.SUPERVISE, "SQ"))
    client = at_screen("local")
    page = text(client.get(DOCKET))
    assert cases[2] in page
    assert cases[0] not in page
    form = {"case": cases[0], f"to:{cases[0]}:": "colleague", "reason": "leave"}
    assert "None of these cases has an open step" in text(client.get(GIVE + f"?case={cases[0]}"))
    answer = client.post(GIVE, form)
    assert answer.status_code == 409
    assert owner_of(cases[0]) == ""


def test_steps_are_given_after_a_look_at_who_may_and_the_history_says_why(
    world: World, at_screen: Screen, cases: list[str]
) -> None:
    free, held, _there = cases
    client = at_screen("supervisor")
    page = client.get(GIVE + f"?case={free}&case={held}")
    assert '<option value="colleague"' in text(page)
    assert '<option value="head"' not in text(page)
    form: dict[str, Any] = {"case": [free, held], f"seen-{free}": "1", f"seen-{held}": "2"}
    form |= {f"to:{free}:": "colleague", f"to:{held}:": "colleague"}
    without = client.post(GIVE, form)
    assert without.status_code == 422
    assert "Say why" in text(without)
    assert '<option value="colleague" selected>' in text(without)
    done = client.post(GIVE, form | {"reason": "training this week"})
    assert done["Location"] == DOCKET
    assert owner_of(free) == "colleague"
    # The clerk is there: the case is only offered.
    assert owner_of(held) == "clerk"
    assert HandOver.objects.get().to_officer == world.officers["colleague"]
    assert Event.objects.filter(kind="reassign").count() == 2
    history = text(client.get(reverse("case", kwargs={"number": free})))
    assert "training this week" in history
    assert "reassigned the step from nobody to officer colleague" in history
    undo = reverse("act", kwargs={"number": free, "act": "undo_reassignment"})
    assert undo in history
    client.post(undo, {"seen": "2"})
    assert owner_of(free) == ""


def test_what_is_refused_keeps_no_other_back(
    world: World, at_screen: Screen, cases: list[str], do: Any
) -> None:
    free, held, _there = cases
    client = at_screen("supervisor")
    do(held, "register")
    form: dict[str, Any] = {"case": [free, held], f"seen-{free}": "1", f"seen-{held}": "2", "reason": "leave"}
    form |= {f"to:{free}:": "colleague", f"to:{held}:": "colleague"}
    answer = client.post(GIVE, form)
    assert answer.status_code == 409
    assert "STALE-01" in text(answer)
    assert "1 step was reassigned." in text(answer)
    assert (owner_of(free), owner_of(held)) == ("colleague", "clerk")
    assert client.get(GIVE).status_code == 302


def test_what_is_overdue_is_said_and_the_least_slack_counts(world: World, cases: list[str]) -> None:
    with moment.at(MONDAY + timedelta(days=1)):
        clerk = next(one for one in team(world.officers["supervisor"]).members if one.steps)
        assert [one.state for one in clerk.steps] == ["overdue"]
        assert (clerk.pressing, clerk.least_slack) == (1, -1)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("clerk", "officer clerk can't do this now: Refuse"),
        ("head", "officer head may do this now: Refuse"),
        ("admin", "An administrator has no part in any case."),
    ],
)
def test_why_somebody_cannot_do_something_is_answered_for_any_officer_and_act(
    world: World, at_screen: Screen, do: Any, name: str, words: str
) -> None:
    number = world.receive().case_number
    do(number, "accept")
    do(number, "propose_refusal", ground="duplicate", facts="f", reasons="r")
    url = reverse("who", kwargs={"number": number})
    page = text(at_screen("colleague").get(url + f"?act=refuse&officer={name}"))
    assert words in page
    assert hidden(at_screen("colleague").get(url)) is not None
    assert at_screen("colleague").get(url + "?act=refuse&officer=nobody").status_code == 404
    assert at_screen("colleague").get(url + "?act=receive").status_code == 404
