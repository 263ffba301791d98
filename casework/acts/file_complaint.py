"""Complain without a name (匿名投诉): anybody's own act, with no account, no case and no voucher."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError

from audit.ledger.entry import Entry, tell
from casework.engine import schema
from casework.engine.actor import Door
from casework.engine.complaints import Slip, code_hash, complained_of, complaint_schema, slip_for
from casework.engine.lock import bounded, database_moment
from casework.engine.rated import last_days
from casework.models import Complaint, ComplaintWords
from law.clock import shanghai_day

FILED = "complaint_filed"


@dataclass(frozen=True)
class Filed:
    """The complaint that is kept, and what is told once to whoever complained."""

    complaint: Complaint
    slip: Slip
    repeated: bool = False


def file_complaint(*, item: str, key: str, door: Door, request_id: str, given: Mapping[str, Any]) -> Filed:
    """Keep a complaint about an office, sealed under a key of its own; the same form and content again is the same one.

    HNZF 40 and XF 30 by analogy: heard without a name, and hidden from whoever is complained of. It changes nothing for
    anybody and is joined to nothing; the ledger names neither the office nor a person. The limits for a call and for the
    answer (HP-01, HP-02) are practice and configuration, no statute. Raises BadInput.
    """
    try:
        with bounded():
            return _file(item, key, door, request_id, given)
    except IntegrityError:
        # The same form came in twice at the same moment; the first one stands.
        with bounded():
            return _file(item, key, door, request_id, given)


def _file(item: str, key: str, door: Door, request_id: str, given: Mapping[str, Any]) -> Filed:
    at = database_moment()
    today = shanghai_day(at)
    offices = complained_of(item, today)
    told = schema.clean(complaint_schema(offices), given, today)
    told["what"] = sorted(told["what"])
    slip = slip_for(key, told)
    known = Complaint.objects.filter(number=slip.number).first()
    if known is not None:
        return Filed(known, slip, repeated=True)
    call, answer = last_days(today)
    wants_call = bool(told.get("phone"))
    row = Complaint.objects.create(
        number=slip.number,
        code_hash=code_hash(slip.number, slip.code),
        item=item,
        office=offices[told["office"]],
        wants_call=wants_call,
        filed_on=today,
        call_due=call if wants_call else None,
        answer_due=answer,
    )
    words = ComplaintWords.fresh(row)
    words.seal("told", {name: told.get(name, "") for name in ("what", "words", "phone")})
    words.save()
    tell(
        Entry(
            kind=FILED,
            happened_on=today,
            recorded_at=at,
            actor_kind="applicant",
            channel=door,
            request_id=request_id,
            facts={"complaint": row.pk, "due": answer.isoformat() if answer else ""},
        )
    )
    return Filed(row, slip)
