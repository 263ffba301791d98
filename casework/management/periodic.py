"""What the worker does from time to time. Every part may run any number of times, and after any interruption."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from casework.acts.check_shared_data import take_answer
from casework.acts.escalate_rating import escalate_rating
from casework.acts.propose_erasure import propose_erasure
from casework.engine import moment
from casework.engine.act import Act
from casework.engine.actor import worker
from casework.engine.complaints import forget_old_complaints
from casework.engine.drafts import drop_expired as drop_expired_drafts
from casework.engine.each import perform_each
from casework.engine.guessing import forget_old_guesses
from casework.engine.messages import send_waiting
from casework.engine.ports import AnswersLater, data_sharing
from casework.engine.rated import forget_old_words, ratings_with_lapsed_limits
from casework.engine.refusal import Refused
from casework.engine.registry import errands
from casework.engine.vouchers import forget_expired_uses
from casework.queries.attention import untold
from casework.queries.due import enquiries_to_repeat, lapsed
from casework.queries.rehearsal import ACT, rehearse, waiting_calendars
from casework.queries.retention import not_proposed
from casework.scans.staging import drop_expired as drop_expired_scans

logger = logging.getLogger(__name__)

ERRAND = "ask_other_registers"
# A task that has been at work for longer was cut off together with its worker.
CUT_OFF_AFTER = timedelta(minutes=10)


@dataclass(frozen=True)
class Swept:
    """How many cases were dealt with, and how many couldn't be."""

    done: int = 0
    put_off: int = 0
    failed: int = 0


def apply_time_limits() -> Swept:
    """Effect what the lapse of time effects by itself, which is only what favours the citizen; one transaction a case.

    A case that is refused (somebody is working on it) is put off to the next time; one that fails is reported and
    stops no other.
    """
    return _performed((one.act, one.case_number) for one in list(lapsed(moment.now())))


def call_attention() -> Swept:
    """Remind of limits about to end, put lapsed ones before the supervising office, propose to ask the long silent.

    Each once for each last day, by acts that change nothing else in the case.
    """
    return _performed((one.act, one.case_number) for one in list(untold(moment.now())))


def _performed(cases: Iterable[tuple[Act, str]]) -> Swept:
    done = put_off = failed = 0
    for act, number in cases:
        try:
            act.perform(case_number=number, by=worker())
            done += 1
        except Refused as refusal:
            logger.warning("%s on %s was put off: %s", act.name, number, refusal)
            put_off += 1
        except Exception as error:
            # Only the kind of error: its words may hold what stands in the case.
            logger.error("%s on %s failed: %s", act.name, number, type(error).__name__)
            failed += 1
    return Swept(done, put_off, failed)


def propose_erasures() -> Swept:
    """Put before a supervisor whose data need no longer be kept. Nothing is erased here (EX-11)."""
    done = put_off = 0
    for number in not_proposed(moment.today()):
        try:
            propose_erasure(case_number=number, by=worker())
            done += 1
        except Refused as refusal:
            logger.warning("the erasure of %s wasn't proposed: %s", number, refusal)
            put_off += 1
    return Swept(done, put_off)


def forget_vouchers() -> Swept:
    """Drop the fingerprints of used vouchers that have expired and were claimed: they tell nothing any more."""
    return Swept(done=forget_expired_uses(moment.today()))


def forget_guesses() -> Swept:
    """Drop the wrong codes of the public pages that no longer count."""
    return Swept(done=forget_old_guesses(moment.now()))


def forget_rating_words() -> Swept:
    """Drop the words of ratings whose time is over; the grade stays, and with it the figures."""
    return Swept(done=forget_old_words(moment.now()))


def forget_complaints() -> Swept:
    """Drop what was said in complaints whose time is over, with the key of each."""
    return Swept(done=forget_old_complaints(moment.now()))


def put_ratings_before() -> Swept:
    """Put bad ratings whose limit has lapsed before the office above, each limit once, one transaction a rating."""
    done = put_off = failed = 0
    for rating in list(ratings_with_lapsed_limits(moment.today()).values_list("pk", flat=True)):
        try:
            escalate_rating(by=worker(), rating=rating)
            done += 1
        except Refused as refusal:
            # Another worker, or an officer at this very moment.
            logger.warning("rating %s was put off: %s", rating, refusal)
            put_off += 1
        except Exception as error:
            logger.error("rating %s failed: %s", rating, type(error).__name__)
            failed += 1
    return Swept(done, put_off, failed)


def send_messages() -> Swept:
    """Hand what applicants are to be told to whoever sends it; what didn't go is tried again later."""
    sent, failed = send_waiting(moment.now())
    return Swept(done=sent, failed=failed)


def ask_again() -> Swept:
    """Put enquiries back into the queue whose wake-up was lost, or whose register was silent."""
    due = enquiries_to_repeat(moment.now())
    queued = _queued(timezone.now()) if due else set()
    lost = [number for number in due if number not in queued]
    for number in lost:
        errands[ERRAND].enqueue(case_number=number)
    return Swept(done=len(lost))


def take_in_answers() -> Swept:
    """Take in what registers that answer later have answered, each answer once.

    What belongs to no question of ours, holds more than was asked, or comes to a question that was answered otherwise is
    put aside; so is what comes when the agreement no longer holds. An answer that the case no longer waits for is dropped.
    """
    adapter = data_sharing()
    done = put_off = failed = 0
    for one in adapter.arrived() if isinstance(adapter, AnswersLater) else ():
        try:
            reason = take_answer(one.mark, one.reply)
        except Refused as refusal:
            logger.warning("an answer of a register was put off: %s", refusal)
            put_off += 1
            continue
        except Exception as error:
            logger.error("taking in an answer failed: %s", type(error).__name__)
            failed += 1
            continue
        if reason:
            one.aside(reason)
            failed += 1
        else:
            one.done()
            done += 1
    return Swept(done, put_off, failed)


def follow_calendars() -> Swept:
    """Bring open cases under a notice that was approved, where its approval didn't reach them yet.

    A case taken in at that very moment, or one whose limit that would have ended later is over by now. Cases that an
    officer excepted, and those in which the citizen would stand worse, are left alone.
    """
    done = put_off = 0
    for change in waiting_calendars():
        told = perform_each(ACT, rehearse(change).to_apply, worker(), change=change.pk)
        done += len(told.done)
        put_off += len(told.refused)
    return Swept(done, put_off)


def drop_scans() -> Swept:
    """Delete scanned pages that were chosen and taken in by no act in time; none of them belongs to a case."""
    return Swept(done=drop_expired_scans())


def forget_drafts() -> Swept:
    """Drop the drafts that nobody has sent in their time."""
    return Swept(done=drop_expired_drafts(moment.now()))


def _queued(now: datetime) -> set[str]:
    """The cases whose enquiry waits in the queue or is being made."""
    waiting = DBTaskResult.objects.filter(
        status=TaskResultStatus.READY, task_path__endswith=f".{ERRAND}"
    ) | DBTaskResult.objects.filter(
        status=TaskResultStatus.RUNNING,
        task_path__endswith=f".{ERRAND}",
        started_at__gt=now - CUT_OFF_AFTER,
    )
    return {entry["kwargs"].get("case_number", "") for entry in waiting.values_list("args_kwargs", flat=True)}
