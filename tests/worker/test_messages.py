"""Messages to applicants: left with the act, sent by the worker, each once in effect, and never what the case is about."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import transaction

from approvals.notices.mail import MailNotices
from casework.engine import moment
from casework.engine.act import acts
from casework.engine.messages import PAUSES, Notice, send_waiting
from casework.engine.refusal import ActRefused
from casework.management.periodic import send_messages
from casework.models import Message
from tests.acts.steps import GIVEN
from tests.world import MONDAY, MOTHER_ID, World, resident_id

ROUNDS = 50
pytestmark = pytest.mark.django_db


class Died(BaseException):
    """The worker's process ended here."""


class Recorder:
    """Takes a message of one key on once; `breaks` may end the worker before or after."""

    channels: Sequence[str] = ("message",)
    taken: dict[str, Notice] = {}
    tries: list[str] = []
    breaks: Any = None

    def send(self, notice: Notice) -> None:
        type(self).tries.append(notice.key)
        if type(self).breaks:
            type(self).breaks("before")
        type(self).taken.setdefault(notice.key, notice)
        if type(self).breaks:
            type(self).breaks("after")


@pytest.fixture
def recorder(settings: Any) -> Iterator[type[Recorder]]:
    settings.NOTICES = f"{__name__}.Recorder"
    Recorder.taken, Recorder.tries, Recorder.breaks = {}, [], None
    yield Recorder
    Recorder.breaks = None


def receive(world: World, serial: int = 1) -> str:
    applicant = {"identifier": resident_id(serial), "name": "林晓雯"}
    return world.receive(applicant=applicant).case_number


def told(number: str) -> list[tuple[str, str]]:
    rows = Message.objects.filter(case__number=number)
    return [(row.turn, row.until.isoformat() if row.until else "") for row in rows]


def test_each_turn_is_told_with_its_last_day(world: World, recorder: type[Recorder]) -> None:
    with moment.at(MONDAY):
        number = receive(world)
        for act in ("accept", "register"):
            acts[act].perform(case_number=number, by=world.by("clerk"))
    assert told(number) == [("office", "2026-11-23"), ("office", "2026-11-16"), ("result", "")]


def test_who_has_to_correct_something_is_told_that_it_is_their_turn(
    world: World, recorder: type[Recorder]
) -> None:
    with moment.at(MONDAY):
        number = receive(world)
        missing = [{"what": "identity", "how": "请带户口簿。"}]
        acts["request_correction"].perform(case_number=number, by=world.by("clerk"), missing=missing)
        send_waiting(moment.now())
    assert told(number)[-1] == ("applicant", "")
    text = list(recorder.taken.values())[-1].text
    assert number in text
    assert "请带户口簿" not in text


def test_a_message_tells_number_turn_and_day_and_nothing_of_the_matter(
    world: World, recorder: type[Recorder]
) -> None:
    with moment.at(MONDAY):
        number = receive(world)
        assert send_messages().done == 1
    (notice,) = recorder.taken.values()
    assert notice.address == "13712346208"
    assert number in notice.text
    assert "2026-11-23" in notice.text
    for secret in ("林晓雯", MOTHER_ID, "生育", "登记", "irth", "egistration", "13712346208"):
        assert secret not in notice.text


def test_a_row_that_waits_holds_nothing_of_the_person(world: World, recorder: type[Recorder]) -> None:
    with moment.at(MONDAY):
        receive(world)
    (row,) = Message.objects.values()
    assert not [one for one in ("林晓雯", "13712346208", "生育") if one in str(row)]


def test_without_an_adapter_nothing_is_kept(world: World) -> None:
    with moment.at(MONDAY):
        receive(world)
    assert not Message.objects.exists()
    assert send_messages().done == 0


def test_an_act_that_is_rolled_back_tells_nobody(world: World, recorder: type[Recorder]) -> None:
    def breaks_off() -> None:
        with transaction.atomic():
            receive(world)
            raise RuntimeError

    with moment.at(MONDAY), pytest.raises(RuntimeError):
        breaks_off()
    assert not Message.objects.exists()


def test_a_refused_act_tells_nobody(world: World, recorder: type[Recorder]) -> None:
    with moment.at(MONDAY):
        number = receive(world)
        with pytest.raises(ActRefused):
            acts["register"].perform(case_number=number, by=world.by("clerk"))
    assert len(told(number)) == 1


def test_what_does_not_go_is_tried_after_longer_and_longer_pauses_and_given_up_at_last(
    world: World, recorder: type[Recorder], caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(_when: str) -> None:
        raise OSError("13712346208 unreachable")

    recorder.breaks = breaks
    at = MONDAY
    with moment.at(at):
        receive(world)
    for pause in (*PAUSES, timedelta()):
        with moment.at(at):
            assert send_messages().failed == 1
            assert send_messages().failed == 0  # not before the pause is over
        at += pause
    assert Message.objects.get().end == "given_up"
    assert len(recorder.tries) == len(PAUSES) + 1
    assert "13712346208" not in caplog.text


def test_a_message_that_a_later_one_has_overtaken_is_not_sent_any_more(
    world: World, recorder: type[Recorder]
) -> None:
    def breaks(_when: str) -> None:
        if len(recorder.tries) == 1:
            raise OSError

    recorder.breaks = breaks
    with moment.at(MONDAY):
        number = receive(world)
        send_messages()
        acts["accept"].perform(case_number=number, by=world.by("clerk"))
        send_messages()
    with moment.at(MONDAY + timedelta(minutes=5)):
        send_messages()
    assert [row.end for row in Message.objects.all()] == ["overtaken", "sent"]
    assert len(recorder.taken) == 1


def test_a_worker_that_dies_in_the_middle_fifty_times_loses_none_and_doubles_none(
    world: World, recorder: type[Recorder]
) -> None:
    chance = random.Random(20261116)
    deaths = 0

    def breaks(_when: str) -> None:
        nonlocal deaths
        if deaths < ROUNDS and chance.random() < 0.6:
            deaths += 1
            raise Died

    at = MONDAY
    with moment.at(at):
        for serial in range(20):
            number = receive(world, serial + 1)
            if serial % 2:
                acts["accept"].perform(case_number=number, by=world.by("clerk"))
    expected = {str(key) for key in Message.objects.values_list("key", flat=True)}
    assert len(expected) == 30
    recorder.breaks = breaks
    while Message.objects.filter(end="").exists():
        with moment.at(at), contextlib.suppress(Died):
            send_waiting(moment.now())
        at += timedelta(minutes=3)  # the lease is over
    assert deaths == ROUNDS
    overtaken = {str(key) for key in Message.objects.filter(end="overtaken").values_list("key", flat=True)}
    assert set(recorder.taken) | overtaken == expected
    assert len(recorder.tries) > len(recorder.taken)  # some were tried again, under the same key


def test_a_second_worker_leaves_alone_what_the_first_is_sending(
    world: World, recorder: type[Recorder]
) -> None:
    def breaks(when: str) -> None:
        if when == "before":
            recorder.breaks = None
            assert send_waiting(moment.now()) == (0, 0)

    recorder.breaks = breaks
    with moment.at(MONDAY):
        receive(world)
        assert send_waiting(moment.now()) == (1, 0)
    assert len(recorder.tries) == 1


def test_a_person_who_was_erased_is_sent_nothing(world: World, recorder: type[Recorder]) -> None:
    with moment.at(MONDAY):
        receive(world)
        key = Message.objects.get().case.applicant.key
        type(key).objects.filter(pk=key.pk).update(wrapped=None)
        send_messages()
    assert Message.objects.get().end == "no_address"
    assert not recorder.taken


def test_mail_goes_to_a_confirmed_address_only_and_its_id_is_the_same_at_each_try(
    world: World, settings: Any
) -> None:
    settings.NOTICES = "approvals.notices.mail.MailNotices"
    with moment.at(MONDAY):
        receive(world)
        send_messages()
    assert Message.objects.get().end == "no_address"
    with moment.at(MONDAY):
        number = receive(world, 2)
        for act in ("accept", "register"):
            acts[act].perform(case_number=number, by=world.by("clerk"))
        given = {**GIVEN["confirm_electronic_service"], "channel": "mail", "e_address": "lin@example.cn"}
        acts["confirm_electronic_service"].perform(case_number=number, by=world.by("clerk"), **given)
        send_messages()
    assert [one.to for one in mail.outbox] == [["lin@example.cn"]]  # what came before is overtaken
    mail.outbox.clear()
    notice = Notice("0-1", "2026-000001-X", "somebody@example.org", "text")
    for _time in range(2):
        MailNotices().send(notice)
    assert len({one.extra_headers["Message-ID"] for one in mail.outbox}) == 1
    assert mail.outbox[0].subject == "2026-000001-X"


def test_the_console_shows_no_whole_telephone_number(
    world: World, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.NOTICES = "approvals.notices.console.ConsoleNotices"
    with moment.at(MONDAY):
        number = receive(world)
        send_messages()
    shown = capsys.readouterr().out
    assert number in shown
    assert "13712346208" not in shown
