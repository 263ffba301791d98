"""Asking other registers: through the queue, again where it got lost, never twice for the same answer."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from audit.ledger.models import Event
from casework.engine import moment
from casework.engine.act import acts
from casework.engine.ports import Answer, Question, Reply
from casework.management.periodic import Swept, apply_time_limits, ask_again
from casework.models import Case, Material
from casework.tasks import ask_other_registers
from tests.world import MONDAY, MOTHER_ID, World

ASKED = {"household": None, "residence": None}


class Register:
    """A register of another agency, as a test wants it to answer."""

    answer: Any = Answer.FOUND

    def ask(self, question: Question) -> Reply:
        if isinstance(self.answer, BaseException):
            raise self.answer
        return Reply(Answer(self.answer))


@pytest.fixture(autouse=True)
def register(settings: Any, monkeypatch: pytest.MonkeyPatch) -> type[Register]:
    settings.DATA_SHARING = f"{__name__}.Register"
    monkeypatch.setattr("casework.engine.ports.data_sharing", Register)
    monkeypatch.setattr(Register, "answer", Answer.FOUND)
    return Register


@pytest.fixture
def waiting(committed: World, queue: None) -> str:
    """A case that waits for two registers, taken in on Monday."""
    with moment.at(MONDAY):
        return committed.receive(materials=ASKED).case_number


def once() -> None:
    call_command("worker", "--once", stdout=io.StringIO())


def states(number: str) -> set[str]:
    return set(Material.objects.filter(case__number=number, code__in=ASKED).values_list("state", flat=True))


def enquiries(number: str) -> int:
    return Event.objects.filter(case_number=number, kind="check_shared_data").count()


def test_a_receipt_puts_the_enquiry_in_the_queue_and_the_worker_makes_it(waiting: str) -> None:
    assert DBTaskResult.objects.get().status == TaskResultStatus.READY
    with moment.at(MONDAY):
        once()
    assert states(waiting) == {"found"}
    assert DBTaskResult.objects.get().return_value == "asked"
    assert Event.objects.filter(case_number=waiting).last().actor_kind == "system"


def test_nothing_of_the_person_stands_in_the_queue(waiting: str) -> None:
    row = DBTaskResult.objects.get()
    assert row.args_kwargs == {"args": [], "kwargs": {"case_number": waiting}}


def test_a_receipt_that_is_rolled_back_leaves_no_enquiry(world: World, queue: None) -> None:
    from casework.engine.refusal import BadInput

    with moment.at(MONDAY), pytest.raises(BadInput):
        world.receive(materials=ASKED, applicant={"identifier": "1"})
    assert not DBTaskResult.objects.exists()


def test_running_it_again_asks_nobody(waiting: str) -> None:
    with moment.at(MONDAY):
        once()
        once()
        ask_other_registers.call(case_number=waiting)
    assert enquiries(waiting) == 1


def test_not_found_is_an_answer(waiting: str, register: type[Register]) -> None:
    register.answer = Answer.NOT_FOUND
    with moment.at(MONDAY):
        once()
        once()
    assert states(waiting) == {"not_found"}
    assert enquiries(waiting) == 1


def test_a_lost_wake_up_is_found_by_the_sweep(waiting: str) -> None:
    DBTaskResult.objects.all().delete()
    with moment.at(MONDAY + timedelta(seconds=30)):
        assert ask_again() == Swept(done=1)
        assert ask_again() == Swept(), "it waits in the queue already"
        once()
    assert states(waiting) == {"found"}


def test_an_enquiry_cut_off_with_its_worker_is_made_again(waiting: str) -> None:
    from django.utils import timezone

    now = timezone.now()
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=now - timedelta(minutes=9))
    with moment.at(MONDAY):
        assert ask_again() == Swept()
        DBTaskResult.objects.update(started_at=now - timedelta(minutes=11))
        assert ask_again() == Swept(done=1)


def test_a_silent_register_is_asked_again_after_longer_and_longer_pauses(
    waiting: str, register: type[Register]
) -> None:
    register.answer = TimeoutError()
    minutes = 0
    for pause, expected in ((0, 1), (14, 1), (1, 2), (29, 2), (1, 3), (59, 3), (1, 4)):
        minutes += pause
        with moment.at(MONDAY + timedelta(minutes=minutes)):
            once()
            once()
        assert enquiries(waiting) == expected
    assert states(waiting) == {"pending"}
    register.answer = Answer.FOUND
    with moment.at(MONDAY + timedelta(days=2)):
        once()
    assert states(waiting) == {"found"}


def test_a_case_that_moved_on_is_left_alone(waiting: str, committed: World) -> None:
    with moment.at(MONDAY):
        acts["withdraw"].perform(
            case_number=waiting, by=committed.by("clerk"), own_wish=True, words="我要撤回申请。"
        )
        assert ask_other_registers.call(case_number=waiting) == "settled"
        once()
        assert ask_again() == Swept()
    assert DBTaskResult.objects.get().return_value == "settled"
    assert enquiries(waiting) == 0


def test_a_case_that_nobody_knows_is_no_error(db: None, queue: None) -> None:
    assert ask_other_registers.call(case_number="2026-000001-X") == "settled"


def test_a_refusal_under_way_is_noted_by_its_code(waiting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from casework import tasks

    monkeypatch.setattr(tasks, "waits_for_registers", lambda number: True)
    with moment.at(MONDAY):
        assert ask_other_registers.call(case_number="2026-000009-X") == "NO-CASE"


def test_an_adapter_that_breaks_repeats_nothing_of_what_it_was_asked(
    waiting: str, register: type[Register]
) -> None:
    register.answer = KeyError(f"no answer for {MOTHER_ID}")
    with moment.at(MONDAY):
        once()
    row = DBTaskResult.objects.get()
    assert row.status == TaskResultStatus.FAILED
    assert "KeyError" in row.traceback
    assert MOTHER_ID not in row.traceback
    register.answer = Answer.FOUND
    with moment.at(MONDAY + timedelta(minutes=1)):
        once()
    assert states(waiting) == {"found"}


def test_acceptance_by_silence_ends_the_asking(waiting: str, register: type[Register]) -> None:
    register.answer = TimeoutError()
    with moment.at(MONDAY + timedelta(days=8)):
        assert apply_time_limits() == Swept(done=1)
        DBTaskResult.objects.all().delete()
        assert ask_again() == Swept()
    assert Case.objects.get(number=waiting).deemed_accepted
