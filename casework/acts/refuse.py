"""Refuse (不予决定): a named approver who had no earlier part decides, in writing, with reasons and remedies."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act, Schema
from casework.engine.actor import Actor
from casework.engine.matter import Matter
from casework.engine.perform import work_on
from casework.engine.refusal import BadInput
from casework.engine.work import Outcome, Work
from casework.models import CaseState, ClockPurpose
from casework.models import Outcome as CaseOutcome
from casework.papers.wording import (
    articles_in_force,
    both,
    ground_schema,
    insist_on_particulars,
    names_of,
    particulars_schema,
    remedies_against,
    text_schema,
)
from casework.queries.duplicates import registered_already
from law.bases import RefusalGround

EARLIER = "earlier_registration"


def _schema(matter: Matter) -> Schema:
    return {
        "type": "object",
        "properties": {
            "ground": ground_schema(matter.item, "refusal", matter.book),
            "particulars": particulars_schema(matter.item, "refusal", matter.book),
            "facts": text_schema(_("Facts")),
            "evidence": text_schema(_("Evidence")),
            "reasons": text_schema(_("Reasons")),
            "statement_handling": text_schema(
                _("What the applicant said, and why it wasn't followed"),
                help_text=_("If the applicant said nothing, say so."),
            ),
        },
        "required": ["ground", "facts", "evidence", "reasons", "statement_handling"],
        "additionalProperties": False,
    }


ACT = Act(
    "refuse",
    _("Refuse"),
    role="approver",
    adverse=True,
    decides=True,
    schema_for=_schema,
    papers=("refusal",),
)


@ACT.performed_by
def refuse(
    *,
    case_number: str,
    by: Actor,
    seen: int | None = None,
    ground: str = "",
    particulars: Mapping[str, str] | None = None,
    facts: str = "",
    evidence: str = "",
    reasons: str = "",
    statement_handling: str = "",
) -> Outcome:
    """Issue the refusal (D06) on a ground of the item, under articles in force today.

    A negative result is never automatic (PI 24(3)), and never by whoever accepted or handled the case.
    That the same matter is registered already has to be so: the paper names a registration that stands, of the same
    person and about the same birth. Raises ActRefused (EX-10, EX-12), BadInput.
    """
    given = {
        "ground": ground,
        "particulars": dict(particulars or {}),
        "facts": facts,
        "evidence": evidence,
        "reasons": reasons,
        "statement_handling": statement_handling,
    }
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=given) as work:
        why = work.book.grounds[work.given["ground"]]
        insist_on_particulars(work.book, why.id, work.given.get("particulars", {}))
        _insist_on_the_same_matter(work, why)
        work.turn(CaseState.REFUSED)
        work.case.outcome = CaseOutcome.REFUSED
        work.case.decided_on = work.today
        work.stop_clock(ClockPurpose.DECISION)
        work.start_clock(ClockPurpose.SERVICE)
        work.issue(
            "refusal",
            {
                "facts": work.given["facts"],
                "evidence": work.given["evidence"],
                "article_in_force": articles_in_force(work.book, work.item.basis, work.today),
                "ground": both(why.text_zh, why.text_en),
                "particulars": work.given.get("particulars", {}),
                "reasons": work.given["reasons"],
                "statement_handling": work.given["statement_handling"],
                "remedies": remedies_against(work.book, work.item, work.today),
                "seal": names_of(work.case),
                "date": work.today.isoformat(),
            },
        )
        work.tell(
            ground=why.id,
            ground_text=both(why.text_zh, why.text_en),
            basis=tuple(str(one) for one in work.item.basis),
        )
    return work.outcome


def _insist_on_the_same_matter(work: Work, why: RefusalGround) -> None:
    """Raises BadInput where the ground is an earlier registration and none that stands is named."""
    # A preview is made of a form that isn't filled in yet.
    if EARLIER not in why.needs or not work.item.duplicate_key or work.actor.rehearsal is not None:
        return
    named = work.given["particulars"][EARLIER]
    if not any(one in named for one in registered_already(work.case, work.item)):
        raise BadInput.of(
            f"particulars.{EARLIER}",
            "same_matter",
            _("Give the number of a registration that stands, of the same person and about the same birth."),
        )
