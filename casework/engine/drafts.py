"""Drafts: what an officer has filled in for an act and not sent. They change no case, bind nobody and expire."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.models import Case, Draft, Officer

from .refusal import BadInput

KEPT_FOR = timedelta(days=14)
LONGEST = 100_000


def keep_draft(case: Case, officer: Officer, act: str, given: Mapping[str, Any], at: datetime) -> Draft:
    """Keep what was filled in, in place of what was kept before. Raises BadInput if it is longer than any form."""
    if len(json.dumps(given, ensure_ascii=False)) > LONGEST:
        raise BadInput.of("draft", "maxLength", _("This is too long to be kept as a draft."))
    row = Draft(case=case)
    row.seal("given", dict(given))
    kept, _new = Draft.objects.update_or_create(
        case=case,
        officer=officer,
        act=act,
        defaults={
            "given": row.given,
            "event_seq": case.event_seq,
            "saved_at": at,
            "expires_at": at + KEPT_FOR,
        },
    )
    return kept


def draft_of(case: Case, officer: Officer, act: str, at: datetime) -> Draft | None:
    """The draft that is kept, unless its time is over."""
    row = Draft.objects.filter(case=case, officer=officer, act=act, expires_at__gt=at).first()
    if row is not None:
        row.case = case
    return row


def drop_draft(case_number: str, officer: Officer, act: str) -> None:
    """Forget a draft: it was sent, or its officer doesn't want it any more."""
    Draft.objects.filter(case__number=case_number, officer=officer, act=act).delete()


def drop_expired(at: datetime) -> int:
    """Forget the drafts whose time is over; how many there were."""
    return Draft.objects.filter(expires_at__lte=at).delete()[0]
