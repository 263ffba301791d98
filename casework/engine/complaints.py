"""Complaints without a name: about whom one may complain, under what number and code, and who may see which.

Nobody complained of sees a complaint (XF 30 by analogy): not whoever has a duty or a post at that office, or below it. It
lies with who supervises above. The limits are those of a bad rating (HP-01, HP-02), our own practice and no statute.
"""

import hashlib
import json
import secrets
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from casework.models import (
    Complaint,
    ComplaintWords,
    Duty,
    Office,
    OfficeKind,
    OfficePower,
    Officer,
    Post,
    PowerKind,
    Wrong,
    vault,
)

from .rated import WORDS_KEPT
from .refusal import ActRefused, BadInput, Kind, Reason
from .standing import Standing
from .vouchers import LETTERS

NUMBER_LENGTH, CODE_LENGTH = 8, 12
WORDS_MOST, PHONE_MOST = 1000, 20
KEY_BYTES = 24
NOBODYS = "0" * 64
# Analogies of ours, never cited as law: nobody examines a complaint about themself.
MODEL = ("XF 30",)


@dataclass(frozen=True)
class Slip:
    """What whoever complains is told once: with it the answer is read, and nothing else."""

    number: str
    code: str


def fresh_key() -> str:
    """What a form carries, so that sending it twice makes one complaint."""
    return secrets.token_urlsafe(KEY_BYTES)


def slip_for(key: str, told: Mapping[str, Any]) -> Slip:
    """Number and code of a complaint: those of its form and its content, so that only the very same leads to the same.

    They are made of both with the hall's own key, so nobody can foresee them, and neither stands in a table.
    """
    content = json.dumps(told, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    # The length comes first: no other key and content can be put together to the same text.
    mark = f"{len(key)}/{key}/{content}"
    code = _letters("complaint/code", mark, CODE_LENGTH)
    return Slip(
        _letters("complaint/number", mark, NUMBER_LENGTH),
        "-".join(code[start : start + 4] for start in range(0, CODE_LENGTH, 4)),
    )


def code_hash(number: str, code: str) -> str:
    """The digest under which a code is kept."""
    return hashlib.sha256(f"complaint/{number}/{letters(code)}".encode()).hexdigest()


def letters(typed: str) -> str:
    """A number or code without what stands between its letters."""
    folded = unicodedata.normalize("NFKC", typed).upper()
    return "".join(one for one in folded if one.isalnum())[: CODE_LENGTH * 2]


def complaint_of(number: str, code: str) -> Complaint | None:
    """The complaint of that number and code; None if there is none or this isn't its code, and which isn't told."""
    found = Complaint.objects.filter(number=letters(number)[:NUMBER_LENGTH]).first()
    kept = found.code_hash if found is not None else NOBODYS
    return found if secrets.compare_digest(kept, code_hash(letters(number), code)) else None


def complained_of(item: str, day: date) -> dict[str, Office]:
    """The offices about which one may complain, by code: the hall, those that issue the item, the providers."""
    powers = OfficePower.objects.filter(OfficePower.in_force(day), item=item, kind=PowerKind.DECIDE)
    offices = Office.objects.filter(active=True).order_by("path")
    asked = (
        Q(kind=OfficeKind.HALL),
        Q(pk__in=powers.values("office")) & ~Q(kind=OfficeKind.HALL),
        Q(kind=OfficeKind.PROVIDER),
    )
    return {one.code: one for which in asked for one in offices.filter(which)}


def complaint_schema(offices: Mapping[str, Office]) -> dict[str, Any]:
    """What is asked: about whom, what happened; own words and a telephone only if one likes. No name, no code."""
    return {
        "type": "object",
        "properties": {
            "office": {
                "type": "string",
                "enum": list(offices),
                "x-labels": {code: {"zh": one.name_zh, "en": one.name_en} for code, one in offices.items()},
                "x-label": _("Whom it is about"),
            },
            "what": {
                "type": "array",
                "minItems": 1,
                "uniqueItems": True,
                "items": {"type": "string", "enum": Wrong.values, "x-labels": dict(Wrong.choices)},
                "x-label": _("What happened to you"),
            },
            "words": {
                "type": "string",
                "maxLength": WORDS_MOST,
                "x-label": _("In your own words"),
                "x-help": _("May stay empty. Don't write what the service was, nor your name."),
                "x-widget": "textarea",
                "x-personal": True,
            },
            "phone": {
                "type": "string",
                "maxLength": PHONE_MOST,
                "pattern": r"^\+?[0-9][0-9 -]{5,18}$",
                "x-label": _("Telephone"),
                "x-help": _("Only if you want to be called. Without one nobody can call you."),
                "x-personal": True,
            },
        },
        "required": ["office", "what"],
        "additionalProperties": False,
    }


def complaints_for(officer: Officer, standing: Standing) -> QuerySet[Complaint]:
    """The complaints that an officer deals with: about offices below those they supervise, and never about their own."""
    found = Complaint.objects.none()
    for one in standing.capacities:
        if one.duty == Duty.SUPERVISE:
            below = Complaint.objects.filter(office__path__startswith=one.office_path)
            found = found | (below.filter(item__in=one.items) if one.items else below)
    own = {path for place in _places(officer, standing) for path in _line(place)}
    return found.exclude(office__path__in=own).select_related("office")


def complaint_to_deal_with(officer: Officer, standing: Standing, pk: int) -> Complaint:
    """A complaint that the officer may deal with, locked. Raises BadInput where there is none, ActRefused (CMP-04).

    Which of it isn't told, and what isn't there looks like what isn't theirs.
    """
    seen = complaints_for(officer, standing).filter(pk=pk).exists()
    row = Complaint.objects.select_for_update(no_key=True).filter(pk=pk).first() if seen else None
    if row is None:
        raise BadInput.of("complaint", "unknown", _("There is no such complaint."))
    if not ComplaintWords.objects.filter(complaint=row).exists():
        raise ActRefused(
            Reason("CMP-04", _("Its time is over: nothing of what was said is kept any more."), Kind.NOT_NOW)
        )
    return row


def forget_old_complaints(now: datetime) -> int:
    """Drop what was said, and the key of it all, after the time that the words of ratings are kept; how many."""
    last = (now - WORDS_KEPT).date()
    return ComplaintWords.objects.filter(complaint__filed_on__lt=last).delete()[0]


def _places(officer: Officer, standing: Standing) -> Iterator[str]:
    # A post that has ended counts as well: it may be about the time in which the officer worked there.
    yield from (one.office_path for one in standing.capacities)
    yield from Post.objects.filter(officer=officer).values_list("office__path", flat=True)


def _line(path: str) -> Iterator[str]:
    """An office and everything above it, as paths."""
    parts = path.strip("/").split("/")
    yield from (f"/{'/'.join(parts[: at + 1])}/" for at in range(len(parts)))


def _letters(use: str, mark: str, length: int) -> str:
    number = int(vault.blind_index(use, mark), 16)
    return "".join(LETTERS[(number >> (5 * place)) & 31] for place in range(length))
