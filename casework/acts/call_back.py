"""Call back whoever rated a service badly (差评回访)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.engine import schema
from casework.engine.actor import Actor
from casework.engine.organisation import organise
from casework.engine.rated import bad_rating
from casework.engine.refusal import ActRefused, Kind, Reason
from casework.models import RatingAnswer, RatingCall
from casework.papers.wording import text_schema

CALLED_BACK = "rating_called_back"
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
            _("What came of it"), help_text=_("What the person said happened; or when it was tried.")
        ),
    },
    "required": ["reached", "found"],
    "additionalProperties": False,
}


def call_back(*, by: Actor, rating: int, given: Mapping[str, Any]) -> RatingCall:
    """Keep what a call back led to (国办发〔2019〕51号; the limit HP-01 is practice). Nobody who worked on the case may.

    Raises ActRefused (GATE-01, RATE-03 if the person doesn't want to be called, RATE-04 if it was done), BadInput.
    """
    with organise(CALLED_BACK, by) as change:
        row = bad_rating(change.officer, change.standing, rating)
        if not row.may_call:
            raise ActRefused(
                Reason("RATE-03", _("The person doesn't want to be called; answer without."), Kind.NOT_NOW)
            )
        if RatingCall.objects.filter(rating=row).exists() or RatingAnswer.objects.filter(rating=row).exists():
            raise ActRefused(Reason("RATE-04", _("This was done before."), Kind.NOT_NOW))
        told = schema.clean(SCHEMA, given, change.today)
        call = RatingCall(
            rating=row,
            reached=told["reached"] == "yes",
            officer=change.officer,
            called_at=change.moment,
        )
        call.seal("found", told["found"])
        call.save()
        due = row.call_due
        change.tell(
            row.office,
            rating=row.pk,
            reached=call.reached,
            due=due.isoformat() if due else "",
            in_time=due is None or change.today <= due,
        )
    return call
