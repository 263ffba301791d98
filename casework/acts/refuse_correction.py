"""Refuse a correction (不予更正): a named approver who had no earlier part decides, in writing, with reasons and remedies."""

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.perform import work_on
from casework.engine.requests import (
    REQUEST_NEEDS,
    REQUEST_PROPERTIES,
    given_request,
    mandate_days,
    not_in_hand,
)
from casework.engine.work import Outcome
from casework.models import Duty
from casework.papers.mandate import issue_mandate
from casework.papers.wording import articles_in_force, names_of, remedies_against, said, text_schema
from law.bases import Citation

GROUNDS = {ground: said(f"not_corrected_{ground}") for ground in ("right_as_it_stands", "not_shown")}
# Art. 46: what is asked is verified; Art. 50: whoever refuses it gives reasons.
BASIS = ("PI 46", "PI 50")

ACT = Act(
    "refuse_correction",
    _("Refuse a correction"),
    role="approver",
    adverse=True,
    duties=(Duty.APPROVE,),
    completes_step=False,
    when_closed=True,
    obstacles=not_in_hand,
    when_called_for=True,
    papers=("correction_refusal",),
    may_issue=("mandate",),
    schema={
        "type": "object",
        "properties": {
            **REQUEST_PROPERTIES,
            "asked": text_schema(_("What the person wants to have corrected")),
            "shown": text_schema(_("What the person showed for it"), most=500),
            "ground": {
                "type": "string",
                "enum": list(GROUNDS),
                "x-labels": GROUNDS,
                "x-label": _("Ground"),
                "x-widget": "radio",
            },
            "evidence": text_schema(_("How it was verified")),
            "reasons": text_schema(_("Reasons")),
            "statement_handling": text_schema(
                _("What the person said, and why it wasn't followed"),
                help_text=_("If the person said nothing, say so."),
            ),
        },
        "required": [
            *REQUEST_NEEDS,
            "asked",
            "shown",
            "ground",
            "evidence",
            "reasons",
            "statement_handling",
        ],
        "additionalProperties": False,
    },
)


@ACT.performed_by
def refuse_correction(
    *,
    case_number: str,
    by: Actor,
    seen: int | None = None,
    asked_by: str = "",
    agent_name: str = "",
    mandate_signed_on: str = "",
    mandate_until: str = "",
    own_wish: bool = False,
    asked: str = "",
    shown: str = "",
    ground: str = "",
    evidence: str = "",
    reasons: str = "",
    statement_handling: str = "",
) -> Outcome:
    """Issue the refusal (D06) of a correction that the person asked for (Personal Information Protection Law, Art. 46, 50).

    The registration stays as it is and may be asked about again. Never automatic, and never by whoever accepted or handled
    the case; the paper is served, and from then on the remedies run. Raises ActRefused (REG-01, REG-02, EX-10, EX-12,
    GATE-04), BadInput.
    """
    given = {
        **given_request(asked_by, agent_name, mandate_signed_on, mandate_until, own_wish),
        "asked": asked,
        "shown": shown,
        "ground": ground,
        "evidence": evidence,
        "reasons": reasons,
        "statement_handling": statement_handling,
    }
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=given) as work:
        days = mandate_days(work)
        issue_mandate(work, work.given.get("agent_name", ""), days, "mandate_for_correction")
        if days is not None:
            work.tell(mandate_until=days[1].isoformat())
        why = GROUNDS[work.given["ground"]]
        cited = tuple(map(Citation.parse, BASIS))
        work.issue(
            "correction_refusal",
            {
                "facts": work.given["asked"],
                "evidence": f"{work.given['shown']}\n{work.given['evidence']}",
                "article_in_force": articles_in_force(work.book, cited, work.today),
                "ground": why,
                "reasons": work.given["reasons"],
                "statement_handling": work.given["statement_handling"],
                "remedies": remedies_against(work.book, work.item, work.today),
                "seal": names_of(work.case),
                "date": work.today.isoformat(),
            },
        )
        work.tell(
            basis=BASIS,
            asked_by=work.given["asked_by"],
            ground=work.given["ground"],
            ground_text=why,
        )
    return work.outcome
