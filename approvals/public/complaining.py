"""What both doors of a complaint share: filing it, and reading the answer; neither goes on without end.

No name, no account, and not the voucher's code. Number and code are told once; they stand in no address.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from casework.acts.file_complaint import Filed, file_complaint
from casework.engine.actor import Door
from casework.engine.complaints import CODE_LENGTH, NUMBER_LENGTH, complaint_of, letters
from casework.engine.guessing import WINDOW, Guesser, Sender
from casework.queries.complaints import told_to_whoever_complained

ITEM = "free_service_voucher"
SUBJECT = "complaint"


class TooMany(Exception):
    """So much came from this address that nothing more is taken, or looked up, for a while."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True)
class Told:
    """How a complaint stands, for whoever complained: the answer, or until when there will be one."""

    answered: bool
    answer: str
    answer_due: date | None


def filed(request: HttpRequest, *, key: str, door: Door, request_id: str, given: Mapping[str, Any]) -> Filed:
    """File a complaint. Raises TooMany, and what the act raises."""
    sender = Sender.of(request, SUBJECT)
    if sender.is_shut_out():
        raise TooMany(sender.wait_seconds)
    done = file_complaint(item=ITEM, key=key, door=door, request_id=request_id, given=given)
    if not done.repeated:
        sender.sent()
    return done


def asked(request: HttpRequest, number: str, code: str) -> Told | None:
    """The complaint of that number and code; None if they don't belong together. Raises TooMany."""
    number, code = letters(number), letters(code)
    guesser = Guesser.of(request, SUBJECT, number)
    if guesser.is_locked_out():
        raise TooMany(int(WINDOW.total_seconds()))
    found = complaint_of(number, code)
    if found is None:
        guesser.guessed_wrong()
        return None
    answer, answered = told_to_whoever_complained(found)
    return Told(answered, answer, found.answer_due)


def fields_of(number: str = "") -> list[dict[str, Any]]:
    """The two fields by which the answer is read."""
    return [
        {
            "type": "text",
            "name": "number",
            "id": "f-number",
            "label": _("Number of the complaint"),
            "value": number,
            "required": True,
            "maxlength": NUMBER_LENGTH * 2,
            "css": "idn",
        },
        {
            "type": "text",
            "name": "code",
            "id": "f-code",
            "label": _("Code of the complaint"),
            "required": True,
            "maxlength": CODE_LENGTH * 2,
            "css": "idn",
            "help": _("Told once, when the complaint was kept. It isn't the code of the voucher."),
        },
    ]
