"""Stale pages, submission keys, and refusals that leave nothing half done."""

from __future__ import annotations

from typing import Any

import pytest

from audit.ledger.models import Attempt
from casework.acts.receive import receive
from casework.engine import writer
from casework.engine.actor import Actor, SubmissionKey
from casework.engine.perform import Repeated
from casework.engine.refusal import ActRefused, Kind, NoSuchCase
from casework.models import Case, NumberCounter, Paper, Submission
from tests.world import ITEM, World, application

from .steps import bring_to, do, everything, refused

pytestmark = pytest.mark.django_db


def keyed(world: World, who: str, key: str, fingerprint: str = "f" * 64) -> Actor:
    return world.by(who, submission=SubmissionKey(key, fingerprint))


def test_an_older_page_is_answered_with_the_state_as_it_is(world: World) -> None:
    number = bring_to("received", world)
    do("claim", number, world.by("clerk"), seen=1)
    for seen in (1, 0, 3):
        with refused("STALE-01") as caught:
            do("accept", number, world.by("clerk"), seen=seen)
        assert caught.value.state == {"state": "received", "event_seq": 2}
        assert caught.value.kind is Kind.NOT_NOW
    do("accept", number, world.by("clerk"), seen=2)


def test_a_case_that_does_not_exist_is_no_refusal_of_an_act(world: World) -> None:
    for act in ("accept", "check_shared_data", "withdraw"):
        with pytest.raises(NoSuchCase):
            do(act, "2026-999999-9", world.by("clerk"))
    assert Attempt.objects.count() == 0


def test_the_same_submission_twice_is_done_once_and_answered_twice(world: World) -> None:
    number = bring_to("accepted", world)
    first = do("register", number, keyed(world, "clerk", "k1"))
    before = everything()
    with pytest.raises(Repeated) as caught:
        do("register", number, keyed(world, "clerk", "k1"))
    again = caught.value.outcome
    assert again.repeated
    assert (again.act, again.case_number, again.state, again.event_seq) == (
        first.act,
        first.case_number,
        first.state,
        first.event_seq,
    )
    assert set(first.papers) <= set(again.papers)
    assert everything() == before
    # It stays the first answer when the case has moved on, whatever the page had seen.
    do("serve", number, world.by("clerk"))
    with pytest.raises(Repeated) as caught:
        do("register", number, keyed(world, "clerk", "k1"), seen=3)
    assert caught.value.outcome.state == "granted"
    assert Attempt.objects.count() == 0


def test_a_key_leads_to_one_act_of_one_case(world: World) -> None:
    number, other = bring_to("accepted", world), bring_to("accepted", world)
    do("register", number, keyed(world, "clerk", "k1"))
    for act, case, fingerprint in (
        ("register", number, "0" * 64),
        ("propose_refusal", number, "f" * 64),
        ("register", other, "f" * 64),
    ):
        with refused("KEY-01"):
            do(act, case, keyed(world, "clerk", "k1", fingerprint))
    # Another officer's key is another key.
    do("serve", number, keyed(world, "clerk", "k2"))
    with refused("SRV-01"):
        do("serve", number, keyed(world, "colleague", "k1"))
    assert Submission.objects.count() == 2


def test_a_refused_submission_may_be_made_again_with_its_key(world: World) -> None:
    number = bring_to("received", world)
    with refused("STEP-01"):
        do("register", number, keyed(world, "clerk", "k1"))
    do("accept", number, world.by("clerk"))
    do("register", number, keyed(world, "clerk", "k1"))


def test_an_application_sent_twice_is_one_case(world: World) -> None:
    def send(key: str, fingerprint: str = "f" * 64, **changed: Any) -> Any:
        by = keyed(world, "clerk", key, fingerprint)
        return receive(item=ITEM, receiving_office="LT", by=by, given=application(**changed))

    first = send("k1")
    before = everything()
    with pytest.raises(Repeated) as caught:
        send("k1")
    assert caught.value.outcome.case_number == first.case_number
    assert caught.value.outcome.papers == first.papers
    # The query code was told once.
    assert caught.value.outcome.secrets == {}
    with pytest.raises(ActRefused) as refusal:
        send("k1", "0" * 64)
    assert refusal.value.code == "KEY-01"
    # A key that was used is a key that was used, also for what couldn't be taken anyway.
    with pytest.raises(ActRefused):
        send("k1", "0" * 64, form={"stage": "gone"})
    assert everything() == before
    assert send("k2").case_number != first.case_number


def test_an_act_that_fails_at_the_very_end_leaves_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = bring_to("accepted", world)
    before = everything()

    def failing(*_args: Any, **_options: Any) -> None:
        raise RuntimeError("the last write fails")

    monkeypatch.setattr("casework.engine.closing.tell", failing)
    with pytest.raises(RuntimeError):
        do("register", number, world.by("clerk"))
    with pytest.raises(RuntimeError):
        world.receive()
    assert everything() == before
    assert NumberCounter.objects.get(series="case/2026").last == 1
    assert Attempt.objects.count() == 0
    monkeypatch.undo()
    do("register", number, world.by("clerk"))
    assert Paper.objects.filter(kind="D25").values_list("serial", flat=True).get() == 1


def test_an_act_writes_only_what_is_on_its_list(world: World) -> None:
    rows = writer.Rows()
    with pytest.raises(TypeError):
        rows.insert(world.officers["clerk"])
    with pytest.raises(TypeError):
        rows.update(world.officers["clerk"], "name_zh")
    number = bring_to("received", world)
    case = Case.objects.get(number=number)
    gone = Case(pk=case.pk + 1000, state="accepted")
    rows.update(gone, "state")
    with pytest.raises(LookupError):
        writer.write(rows, writer.Stamp(None, case.received_at, "test"))
