"""Keep a file longer than its item says (延长保存): the archive's duty, a suit, an inquiry go before erasure."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from casework.engine import schema
from casework.engine.actor import Actor
from casework.engine.refusal import ActRefused, Kind, Reason
from casework.engine.retention import insist_on_officer, keeping
from casework.models import RetentionHold
from casework.papers.wording import text_schema

KIND = "kept_longer"
SCHEMA = {
    "type": "object",
    "properties": {
        "until": {
            "type": "string",
            "format": "date",
            "x-day": "future",
            "x-label": _("To be kept until"),
            "x-help": _("The latest decision counts; what the item itself demands stays the least."),
        },
        "reason": text_schema(
            _("Why"),
            most=500,
            help_text=_("The duty to keep it, with its article: archives, a suit, an inquiry."),
        ),
    },
    "required": ["until", "reason"],
    "additionalProperties": False,
}


def keep_longer(*, case_number: str, by: Actor, until: str = "", reason: str = "") -> RetentionHold:
    """Decide that a closed file is kept until a later day (PI 47(1), 72(2); Archives Law, Art. 13-14).

    Raises ActRefused (KEEP-01 while the case is open, ERASE-03 after erasure, GATE-*, EX-12), BadInput.
    """
    with keeping(KIND, case_number=case_number, by=by) as work:
        insist_on_officer(by)
        told = schema.clean(SCHEMA, {"until": until, "reason": reason}, work.today)
        if not work.case.is_closed:
            raise ActRefused(
                Reason("KEEP-01", _("The case is open; its retention hasn't begun."), Kind.NOT_NOW)
            )
        hold = RetentionHold(
            case=work.case, until=date.fromisoformat(told["until"]), officer=by.officer, made_at=work.moment
        )
        hold.seal("reason", told["reason"])
        work.rows.insert(hold)
        work.basis = ("PI 72(2)",)
        work.facts = {"until": told["until"]}
    return hold
