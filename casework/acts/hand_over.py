"""Offer a case to another officer (移交). The first handler keeps it until the next one accepts (首办责任)."""

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act, Schema, Together
from casework.engine.actor import Actor
from casework.engine.holding import officer_named, refuse_unless_able, refuse_while_offered
from casework.engine.perform import work_on
from casework.engine.refusal import BadInput
from casework.engine.work import Outcome
from casework.models import HandOver
from casework.papers.wording import text_schema

SCHEMA: Schema = {
    "type": "object",
    "properties": {
        "to": {
            "type": "string",
            "maxLength": 64,
            "x-label": _("To whom"),
            "x-help": _("The username of the officer."),
            "x-widget": "officer",
        },
        "reason": text_schema(_("Reason"), most=500),
    },
    "required": ["to", "reason"],
    "additionalProperties": False,
}

ACT = Act(
    "hand_over",
    _("Hand the case over"),
    completes_step=False,
    person="holder",
    schema=SCHEMA,
    together=Together(
        _("The case is offered to that officer; it stays yours until accepted."), schema=SCHEMA
    ),
)


@ACT.performed_by
def hand_over(
    *, case_number: str, by: Actor, seen: int | None = None, to: str = "", reason: str = ""
) -> Outcome:
    """Offer the case to an officer who may lawfully go on with it. Nothing changes hands before that one accepts.

    Raises ActRefused (HO-01 while another offer is open, HO-02 if that officer may not), BadInput.
    """
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given={"to": to, "reason": reason}) as work:
        receiver = officer_named(work.given["to"], "to")
        if receiver.pk == work.case.holder_id:
            raise BadInput.of("to", "other", _("The case is with this officer already."))
        refuse_while_offered(work)
        refuse_unless_able(work, receiver, "HO-02")
        offer = HandOver(
            case=work.case, from_officer=work.case.holder, to_officer=receiver, offered_at=work.moment
        )
        offer.seal("reason", work.given["reason"])
        work.insert(offer)
        work.tell(to=receiver.pk, to_name=receiver.name_zh)
    return work.outcome
