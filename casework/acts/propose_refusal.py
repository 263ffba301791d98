"""Propose to refuse, for somebody else to decide (拟不予登记)."""

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act, Schema
from casework.engine.actor import Actor
from casework.engine.matter import Matter
from casework.engine.perform import work_on
from casework.engine.work import Outcome
from casework.models import CaseState, Recommendation
from casework.papers.wording import both, ground_schema, text_schema


def _schema(matter: Matter) -> Schema:
    return {
        "type": "object",
        "properties": {
            "ground": ground_schema(matter.item, "refusal", matter.book),
            "facts": text_schema(_("Facts")),
            "reasons": text_schema(_("Reasons")),
        },
        "required": ["ground", "facts", "reasons"],
        "additionalProperties": False,
    }


ACT = Act("propose_refusal", _("Propose a refusal"), role="handler", schema_for=_schema)


@ACT.performed_by
def propose_refusal(
    *,
    case_number: str,
    by: Actor,
    seen: int | None = None,
    ground: str = "",
    facts: str = "",
    reasons: str = "",
) -> Outcome:
    """Lay the case before an approver with a ground, facts and reasons. Nothing is refused by this.

    Raises ActRefused, BadInput.
    """
    given = {"ground": ground, "facts": facts, "reasons": reasons}
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=given) as work:
        work.turn(CaseState.REFUSAL_PROPOSED)
        if work.case.holder is None:
            # Accepted by silence: whoever takes it up first is its handler.
            work.case.holder = by.officer
        proposal = Recommendation(
            case=work.case,
            officer=by.officer,
            kind=ACT.name,
            ground=work.given["ground"],
            event_seq=work.case.event_seq + 1,
            made_at=work.moment,
        )
        proposal.seal("words", {"facts": work.given["facts"], "reasons": work.given["reasons"]})
        work.insert(proposal)
        why = work.book.grounds[work.given["ground"]]
        work.tell(ground=why.id, ground_text=both(why.text_zh, why.text_en))
    return work.outcome
