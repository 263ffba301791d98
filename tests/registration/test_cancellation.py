"""Nobody has to register a birth: the person ends a registration at will, at once, and nothing follows from it."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from casework.certificates.verification import verify
from casework.models import Certificate, EndedPaper, Paper
from tests.acts.steps import bring_to, do, last_event, not_taken, open_steps, refused
from tests.web.pages import text
from tests.world import MONDAY, World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", ["granted", "served", "archived"])
def test_it_is_cancelled_at_once_without_being_asked_why(world: World, state: str) -> None:
    number = bring_to(state, world)
    certificate = Certificate.objects.get(case__number=number)
    with not_taken("own_wish"):
        do("cancel_registration", number, world.by("colleague"), own_wish=False)
    do("cancel_registration", number, world.by("colleague"))
    case = world.case(number)
    assert (case.state, case.outcome, case.closed_on) == ("cancelled", "cancelled", MONDAY.date())
    assert open_steps(number) == []
    assert verify(certificate.identifier, MONDAY.date()).state == "revoked"
    ended = EndedPaper.objects.select_related("paper").get()
    assert (ended.paper.kind, ended.end) == ("D25", "withdrawn")
    written = Paper.objects.select_related("case__applicant__key").get(case__number=number, kind="D21")
    assert "随时可以重新登记" in written.unseal("elements")["legal_effect"]["zh"]
    assert "林晓雯" not in json.dumps(last_event(number).facts, ensure_ascii=False)
    for act in ("cancel_registration", "correct_registration"):
        with refused("REG-01"):
            do(act, number, world.by("clerk"))
    with refused("CERT-01"):
        do("replace_certificate", number, world.by("clerk"))
    do("serve", number, world.by("clerk"))


def test_outsiders_learn_that_it_no_longer_stands_and_not_why(world: World) -> None:
    number = bring_to("archived", world)
    identifier = Certificate.objects.get(case__number=number).identifier
    do("cancel_registration", number, world.by("clerk"))
    for language, revoked, whys in (
        ("en", "Revoked: no longer valid", ("cancel", "wish", "person wants")),
        ("zh-hans", "已撤销", ("取消", "本人要求")),
    ):
        page = text(Client(headers={"accept-language": language}).get(f"/verify/{identifier}/"))
        assert revoked in page
        assert not [why for why in whys if why in page]


def test_what_was_cancelled_is_no_earlier_registration_and_may_be_registered_again(world: World) -> None:
    number = bring_to("archived", world)
    do("cancel_registration", number, world.by("clerk"))
    again = world.receive().case_number
    assert last_event(again).facts["possible_duplicates"] == 0
    for act in ("accept", "register"):
        do(act, again, world.by("clerk"))
    assert world.case(again).outcome == "granted"


def test_neighbours_auditors_and_the_worker_cancel_nothing(world: World) -> None:
    number = bring_to("archived", world)
    for who, code in (("neighbour", "GATE-02"), ("auditor", "GATE-02"), ("head", "GATE-02")):
        with refused(code):
            do("cancel_registration", number, world.by(who))
