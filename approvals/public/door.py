"""The one door to a case for who has no account: its number and query code, and the same count of wrong codes at every page.

A page with a count of its own would be a second door: five more guesses for each page.
"""

from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext as _

from casework.engine.guessing import WINDOW, Guesser
from casework.models import Case

from .telling import case_of, code_form, number_form

NUMBER_LENGTH, CODE_LENGTH = 20, 24
# A page that was opened with the code may go on to another one for so long; the code itself isn't put on any page.
PASS_SECONDS = 30 * 60
_SALT = "approvals.public.door"


@dataclass(frozen=True)
class Knock:
    """What came of asking: the case, or what was wrong with it."""

    number: str
    case: Case | None = None
    wrong: str = ""
    status: int = 200


def knock(request: HttpRequest) -> Knock:
    """The case whose number and code were posted. The code is posted, never in an address."""
    return knock_with(request, request.POST.get("number", ""), request.POST.get("code", ""))


def knock_with(request: HttpRequest, number: str, code: str) -> Knock:
    """The same for a program, which sends both in the body; the wrong codes of both doors are counted together."""
    number = number_form(number)[:NUMBER_LENGTH]
    code = code[: CODE_LENGTH * 2]
    if not number or not code_form(code):
        return Knock(number, wrong=_("Type the number and the query code of the receipt."), status=422)
    guesser = Guesser.of(request, "progress", number)
    if guesser.is_locked_out():
        minutes = int(WINDOW.total_seconds() // 60)
        words = _("Too many wrong codes. Try again in %(minutes)s minutes, or ask at the counter.")
        return Knock(number, wrong=words % {"minutes": minutes}, status=429)
    case = case_of(number, code)
    if case is None:
        guesser.guessed_wrong()
        words = _("Number and code don't belong together. Both stand on the receipt.")
        return Knock(number, wrong=words, status=422)
    return Knock(number, case)


def pass_for(case: Case) -> str:
    """What lets the page go on to another one about the same case, for half an hour."""
    return signing.dumps(case.number, salt=_SALT)


def passed(text: str) -> Case | None:
    """The case of a pass that is still good."""
    try:
        number = signing.loads(text[:200], salt=_SALT, max_age=PASS_SECONDS)
    except signing.BadSignature:
        return None
    return Case.objects.filter(number=number).select_related("office", "applicant__key").first()


def fields_of(number: str) -> list[dict[str, Any]]:
    """The two fields that every page asks for."""
    return [
        {
            "type": "text",
            "name": "number",
            "id": "f-number",
            "label": _("Case number"),
            "value": number,
            "required": True,
            "maxlength": NUMBER_LENGTH,
            "help": _("For example 2026-000031-P."),
        },
        {
            "type": "text",
            "name": "code",
            "id": "f-code",
            "label": _("Query code"),
            "required": True,
            "maxlength": CODE_LENGTH,
            "help": _("12 letters and digits, in groups of four. It was told once, on the receipt."),
        },
    ]
