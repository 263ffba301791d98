"""Whoever scans the extract learns whether it stands; what it says opens with the holder's code alone."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from audit.ledger.models import Disclosure, Event
from casework.engine import moment
from casework.models import Certificate, WrongGuess
from tests.acts.steps import last_event, refused
from tests.web.pages import text
from tests.world import MONDAY, World

from .county import bring_to, browser, do, program

pytestmark = pytest.mark.django_db
WISH = {"own_wish": True}
CODE = re.compile(r"[2-9A-HJ-NP-Z]{4}(?:-[2-9A-HJ-NP-Z]{4}){2}")
SAID = ("林晓雯", "石桥镇东坡村", "2024年11月在本镇办理生育登记")


def identifier(number: str) -> str:
    return Certificate.objects.get(case__number=number).identifier


def page(certificate: str, code: str | None = None) -> Any:
    """What anybody is told of that certificate, with a code or without."""
    path, anybody = f"/verify/{certificate}/", Client(headers={"accept-language": "zh-hans"})
    return anybody.get(path) if code is None else anybody.post(path, {"code": code})


def given_code(number: str, world: World) -> str:
    """A fresh code, as the holder is told it."""
    return do("give_holder_code", number, world, "clerk", **WISH).secrets["holder_code"]


def test_without_a_code_only_whether_it_stands_is_told(world: World) -> None:
    number = bring_to("served", world)
    told = text(page(identifier(number)))
    assert "真实" in told
    for words in (*SAID, number, "查看码"):
        assert words not in told


def test_with_the_holder_s_code_it_says_what_stands_on_it_and_the_person_sees_that_it_was_opened(
    world: World,
) -> None:
    number = bring_to("served", world)
    code = given_code(number, world)
    assert CODE.fullmatch(code)
    closed = text(page(identifier(number)))
    assert all(words not in closed for words in SAID)
    opened = page(identifier(number), code.lower().replace("-", " "))
    assert opened.status_code == 200
    for words in (*SAID, "不是婚育证明"):
        assert words in text(opened)
    look = Disclosure.objects.get(case_number=number, purpose="holder_code")
    assert look.actor_kind == "applicant"


def test_the_code_itself_is_kept_nowhere(world: World) -> None:
    number = bring_to("served", world)
    code = given_code(number, world)
    event = last_event(number)
    assert code not in str(event.facts)
    assert code.replace("-", "") not in str(Certificate.objects.values_list())
    assert not any("holder_code_hash" in name.name for name in Certificate.history.model.tracked_fields)


def test_a_new_code_ends_the_one_before(world: World) -> None:
    number = bring_to("archived", world)
    first, second = given_code(number, world), given_code(number, world)
    assert page(identifier(number), first).status_code == 422
    assert page(identifier(number), second).status_code == 200


def test_the_holder_revokes_it_at_any_time_and_then_nothing_opens(world: World) -> None:
    number = bring_to("archived", world)
    code = given_code(number, world)
    do("revoke_certificate", number, world, "clerk", ground="own_wish", reasons="本人要求撤销。")
    assert "撤销" in text(page(identifier(number)))
    answer = page(identifier(number), code)
    assert answer.status_code == 422
    assert all(words not in text(answer) for words in SAID)
    with refused("CERT-01"):
        do("give_holder_code", number, world, "clerk", **WISH)


def test_an_expired_one_says_so_and_nothing_opens(world: World) -> None:
    number = bring_to("archived", world)
    code = given_code(number, world)
    with moment.at(MONDAY + timedelta(days=190)):
        answer = page(identifier(number), code)
        assert answer.status_code == 422
        assert all(words not in text(answer) for words in SAID)
        assert "有效期" in text(page(identifier(number)))


def test_guessing_is_stopped_for_that_certificate(world: World) -> None:
    number = bring_to("served", world)
    code = given_code(number, world)
    for _try in range(5):
        assert page(identifier(number), "2222-2222-2222").status_code == 422
    assert page(identifier(number), code).status_code == 429
    assert WrongGuess.objects.count() == 5
    # From elsewhere the certificate still opens.
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert elsewhere.post(f"/verify/{identifier(number)}/", {"code": code}).status_code == 200


def test_an_address_that_is_shut_out_is_shown_nothing_and_nobody_is_said_to_have_been_shown_it(
    world: World, settings: Any
) -> None:
    number, settings.VERIFY_FAILURE_LIMIT = bring_to("served", world), 1
    code = given_code(number, world)
    assert page("1.2.156.3005.2.0").status_code == 200
    try:
        answer = page(identifier(number), code)
        assert answer.status_code == 429
        assert all(words not in text(answer) for words in SAID)
        assert not Disclosure.objects.filter(purpose="holder_code").exists()
        assert page(identifier(number), "2222-2222-2222").status_code == 429
        assert not WrongGuess.objects.exists()
    finally:
        cache.clear()


def test_a_spoilt_extract_is_replaced_under_its_next_version_and_says_and_lasts_no_more_than_before(
    world: World,
) -> None:
    number = bring_to("archived", world)
    first = Certificate.objects.get()
    before = first.paper.unseal("elements")
    with refused("CERT-05"):
        do("replace_certificate", number, world, "clerk", ground="over", reasons="将到期。")
    with moment.at(MONDAY + timedelta(days=30)):
        do("replace_certificate", number, world, "clerk", ground="unusable", reasons="被水浸损。")
    old, new = Certificate.objects.order_by("version")
    assert (old.state, new.state) == ("replaced", "valid")
    assert (new.serial, new.version, new.valid_until) == (first.serial, 2, first.valid_until)
    assert new.paper.kind == "D26"
    after = new.paper.unseal("elements")
    assert after == {**before, "qr": new.identifier}
    with moment.at(MONDAY + timedelta(days=190)), refused("CERT-05"):
        do("replace_certificate", number, world, "clerk", ground="unusable", reasons="又浸损。")


@pytest.mark.parametrize("stage", ["granted", "drafted"])
def test_a_code_is_given_only_for_what_the_holder_has_in_hand(world: World, stage: str) -> None:
    number = bring_to(stage, world)
    with refused("CERT-02" if stage == "granted" else "CERT-01"):
        do("give_holder_code", number, world, "clerk", **WISH)


@pytest.mark.parametrize("who", ["neighbour", "head", "hall", "auditor"])
def test_only_who_serves_papers_gives_a_code(world: World, who: str) -> None:
    number = bring_to("served", world)
    with refused("GATE-02"):
        do("give_holder_code", number, world, who, **WISH)


def test_the_code_is_told_once_on_the_screen_and_through_the_interface(world: World) -> None:
    number = bring_to("served", world)
    client = browser(world, "clerk")
    form = client.get(f"/cases/{number}/give_holder_code/")
    assert form.status_code == 200
    seen = last_event(number).case_seq
    told = client.post(
        f"/cases/{number}/give_holder_code/", {"own_wish": "on", "seen": seen, "key": "a" * 32}
    )
    code = CODE.search(text(told))
    assert code is not None
    assert page(identifier(number), code[0]).status_code == 200
    assert code[0] not in text(client.get(f"/cases/{number}/"))
    ask = program(world, "clerk")
    answer = ask(f"cases/{number}/acts/give_holder_code/", {"input": WISH}).json()
    assert page(identifier(number), answer["holder_code"]).status_code == 200
    assert Event.objects.filter(case_number=number, kind="give_holder_code").count() == 2
