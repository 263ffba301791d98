"""Reading is an act: one row per real disclosure, with its purpose."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import router

from audit.ledger.canonical import plain
from audit.ledger.entry import is_word, refuse_unfit_actor, seal_body
from audit.ledger.errors import EntryRefused
from audit.ledger.models import Disclosure
from audit.ledger.personal import refuse_personal_data


def disclose(
    *,
    actor_id: int | None,
    actor_name: str,
    purpose: str,
    what: str,
    case_id: int | None = None,
    case_number: str = "",
    person_ref: str = "",
    items: Sequence[int | str] = (),
    channel: str,
    request_id: str,
    moment: datetime,
    actor_kind: str = "officer",
) -> Disclosure:
    """Record that somebody is about to read ``what`` (a plain identifier), and why.

    Call it before anything is shown: what cannot be recorded is not shown. ``items`` are the ids on a page of
    a list, ``person_ref`` is a pseudonym. Not for background fetches. Raises EntryRefused without a purpose,
    and PersonalDataRefused when purpose or items hold what looks like an identity or telephone number
    (ground: product).
    """
    if not purpose.strip():
        raise EntryRefused("a disclosure needs a purpose")
    if not is_word(what):
        raise EntryRefused("what was read is a plain identifier")
    refuse_unfit_actor(actor_kind, actor_name)
    listed = plain(list(items))
    refuse_personal_data(plain(purpose), "purpose")
    refuse_personal_data(plain(person_ref), "person_ref")
    refuse_personal_data(listed, "items")
    row = Disclosure(
        case_id=case_id,
        case_number=case_number,
        actor_kind=actor_kind,
        actor_id=actor_id,
        actor_name=actor_name,
        purpose=purpose,
        what=what,
        person_ref=person_ref,
        items=listed,
        channel=channel,
        request_id=request_id,
        recorded_at=moment,
    )
    seal_body(row).save(using=router.db_for_write(Disclosure))
    return row
