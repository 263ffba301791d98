"""Call whoever complained, because they left a telephone (投诉回访)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.engine import schema
from casework.engine.actor import Actor
from casework.engine.complaints import complaint_to_deal_with
from casework.engine.organisation import organise
from casework.engine.refusal import ActRefused, Kind, Reason
from casework.models import ComplaintAnswer, ComplaintCall, Duty
from casework.papers.wording import text_schema

CALLED = "complaint_called"
SCHEMA = {
    "type": "object",
    "properties": {
        "reached": {
            "type": "string",
            "enum": ["yes", "no"],
            "x-labels": {"yes": _("reached"), "no": _("not reached")},
            "x-label": _("The person was"),
            "x-widget": "radio",
        },
        "found": text_schema(
            _("What came of it"), help_text=_("What the person said happened; never which service it was.")
        ),
    },
    "required": ["reached", "found"],
    "additionalProperties": False,
}


def call_complainant(*, by: Actor, complaint: int, given: Mapping[str, Any]) -> ComplaintCall:
    """Keep what a call led to, once (the limit HP-01 is practice). Only who supervises above, never an office complained of.

    Raises ActRefused (GATE-01, CMP-01 if nobody wants to be called, CMP-02 if it was done, CMP-04), BadInput.
    """
    with organise(CALLED, by) as change:
        row = complaint_to_deal_with(change.officer, change.standing, complaint)
        change.capacity = change.standing.capacity_for(Duty.SUPERVISE, row.office, row.item)
        if not row.wants_call:
            raise ActRefused(
                Reason("CMP-01", _("The person left no telephone; answer without a call."), Kind.NOT_NOW)
            )
        called = ComplaintCall.objects.filter(complaint=row).exists()
        if called or ComplaintAnswer.objects.filter(complaint=row).exists():
            raise ActRefused(Reason("CMP-02", _("This was done before."), Kind.NOT_NOW))
        told = schema.clean(SCHEMA, given, change.today)
        call = ComplaintCall(
            complaint=row,
            reached=told["reached"] == "yes",
            officer=change.officer,
            called_at=change.moment,
        )
        call.seal("found", told["found"])
        call.save()
        due = row.call_due
        # No office: nobody counts the complaints of an office out of the ledger.
        change.tell(
            None,
            complaint=row.pk,
            reached=call.reached,
            due=due.isoformat() if due else "",
            in_time=due is None or change.today <= due,
        )
    return call
