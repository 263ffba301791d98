"""Messages to the applicant: what an act leaves to be sent, and how the worker hands it to whoever sends it.

The row is written in the act's own transaction, so nothing is told of an act that was rolled back, and nothing of one that
stands is lost. Before a try the row is put off by a lease; a worker that dies in the middle leaves it to be tried again
under the same key. An adapter takes a message of one key on once, so each has its effect once.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.db.models import F
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from casework.models import (
    Case,
    CaseState,
    ClockPurpose,
    ClockState,
    ConfirmedAddress,
    ElectronicChannel,
    ErasedPerson,
    Message,
    MessageEnd,
    MessageTurn,
)

from . import moment

if TYPE_CHECKING:
    from .work import Work

logger = logging.getLogger(__name__)

# After the nth failure; when they are used up, the message is given up and stands in the log.
PAUSES = tuple(timedelta(minutes=one) for one in (1, 5, 30, 120, 480, 1440, 1440))
TURNS = {
    CaseState.RECEIVED: MessageTurn.OFFICE,
    CaseState.ACCEPTED: MessageTurn.OFFICE,
    CaseState.REFUSAL_PROPOSED: MessageTurn.OFFICE,
    CaseState.CORRECTING: MessageTurn.APPLICANT,
    CaseState.GRANTED: MessageTurn.RESULT,
    CaseState.REFUSED: MessageTurn.RESULT,
    CaseState.NOT_ACCEPTED: MessageTurn.RESULT,
    CaseState.SERVED: MessageTurn.RESULT,
    CaseState.ARCHIVED: MessageTurn.RESULT,
    CaseState.WITHDRAWN: MessageTurn.ENDED,
    CaseState.CANCELLED: MessageTurn.ENDED,
}


@dataclass(frozen=True)
class Notice:
    """What an adapter is given: a key, an address, and a text that holds number, turn and day, and nothing of the matter."""

    key: str
    number: str
    address: str
    text: str


class Notices(Protocol):
    """Whoever sends messages. `channels` are the kinds of address it can use, the first that there is."""

    channels: Sequence[str]

    def send(self, notice: Notice) -> None:
        """Take a message on; one whose key was taken on before is left alone. Raises OSError to be asked again."""


def leave_message(work: "Work") -> None:
    """Leave a message with the act, if whose turn it is has changed by it, or until when."""
    if not settings.NOTICES:
        return
    turn = TURNS[CaseState(work.case.state)]
    was = TURNS[CaseState(work.was)] if work.was else None
    accepted = work.was == CaseState.RECEIVED and work.case.state == CaseState.ACCEPTED
    if turn == was and not accepted:
        return
    work.insert(
        Message(
            case=work.case,
            event_seq=work.case.event_seq,
            turn=turn,
            until=_until(work) if turn == MessageTurn.OFFICE else None,
            made_at=work.moment,
            next_at=work.moment,
        )
    )


def _until(work: "Work") -> date | None:
    mine = (ClockPurpose.SCREENING, ClockPurpose.DECISION)
    running = [one for one in work.clocks if one.purpose in mine and one.state == ClockState.RUNNING]
    return running[-1].due_on if running else None


def send_waiting(now: datetime) -> tuple[int, int]:
    """Try every message whose time has come, in the order in which they were left; how many went, and how many didn't."""
    if not settings.NOTICES:
        return 0, 0
    adapter: Notices = import_string(settings.NOTICES)()
    sent = failed = 0
    for pk in list(Message.objects.filter(end="", next_at__lte=now).values_list("pk", flat=True)):
        # Another worker may have taken it meanwhile; whoever changes the row has it.
        lease = now + timedelta(seconds=settings.NOTICES_LEASE_SECONDS)
        free = Message.objects.filter(pk=pk, end="", next_at__lte=now)
        if free.update(next_at=lease, tries=F("tries") + 1):
            went = _try(adapter, Message.objects.select_related("case__applicant__key").get(pk=pk))
            sent, failed = sent + went, failed + (not went)
    return sent, failed


def _try(adapter: Notices, row: Message) -> bool:
    if Message.objects.filter(case=row.case_id, pk__gt=row.pk).exists():
        # What it says isn't so any more; the later one says what is.
        return _end(row, MessageEnd.OVERTAKEN)
    address = _address(row.case, adapter.channels)
    if not address:
        return _end(row, MessageEnd.NO_ADDRESS)
    try:
        adapter.send(Notice(str(row.key), row.case.number, address, text_of(row)))
    except Exception as error:
        # Only the kind of error: its words may hold the address.
        logger.warning("a message about %s didn't go: %s", row.case.number, type(error).__name__)
        if row.tries > len(PAUSES):
            logger.error("a message about %s was given up", row.case.number)
            _end(row, MessageEnd.GIVEN_UP)
        else:
            Message.objects.filter(pk=row.pk).update(next_at=moment.now() + PAUSES[row.tries - 1])
        return False
    return _end(row, MessageEnd.SENT)


def _end(row: Message, end: MessageEnd) -> bool:
    Message.objects.filter(pk=row.pk).update(end=end, ended_at=moment.now())
    return True


def _address(case: Case, channels: Sequence[str]) -> str:
    """The first address of the person that the adapter can use: one confirmed for this case, else the telephone."""
    try:
        confirmed = ConfirmedAddress.objects.filter(
            case=case, channel__in=channels, revoked_on__isnull=True
        ).first()
        if confirmed is not None:
            confirmed.case = case
            return str(confirmed.unseal("address")["e_address"])
        if ElectronicChannel.MESSAGE in channels:
            return str(case.applicant.unseal("phone") or "")
    except ErasedPerson:
        pass
    return ""


def text_of(row: Message) -> str:
    """What it says, Chinese first: the number, whose turn it is, until when, and where more is told."""
    return "\n".join(_in(language, row) for language in ("zh-hans", "en"))


def _in(language: str, row: Message) -> str:
    with translation.override(language):
        hall = settings.HALL["name_en" if language == "en" else "name_zh"]
        facts = {"number": row.case.number, "day": row.until.isoformat() if row.until else "", "hall": hall}
        match row.turn:
            case MessageTurn.OFFICE if row.until:
                said = _("%(hall)s: %(number)s is with the office, until %(day)s.")
            case MessageTurn.OFFICE:
                said = _("%(hall)s: %(number)s is with the office.")
            case MessageTurn.APPLICANT:
                said = _("%(hall)s: %(number)s waits for you. Nothing falls away by waiting.")
            case MessageTurn.RESULT:
                said = _("%(hall)s: there is a result in %(number)s.")
            case _:
                said = _("%(hall)s: %(number)s was withdrawn.")
        return " ".join([said % facts, _("More with the query code of the receipt, or at the counter.")])
