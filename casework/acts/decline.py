"""Decide not to accept an application (不予受理): written, with reasons and remedies."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act, Schema
from casework.engine.actor import Actor
from casework.engine.matter import Matter
from casework.engine.perform import work_on
from casework.engine.work import Outcome
from casework.models import CaseState, ClockPurpose, ClockState
from casework.models import Outcome as CaseOutcome
from casework.papers.wording import (
    articles_in_force,
    both,
    ground_schema,
    insist_on_particulars,
    names_of,
    particulars_schema,
    remedies_against,
    said,
    text_schema,
)


def _schema(matter: Matter) -> Schema:
    return {
        "type": "object",
        "properties": {
            "ground": ground_schema(matter.item, "non_acceptance", matter.book),
            "particulars": particulars_schema(matter.item, "non_acceptance", matter.book),
            "facts": text_schema(_("Facts")),
        },
        "required": ["ground", "facts"],
        "additionalProperties": False,
    }


ACT = Act(
    "decline",
    _("Don't accept"),
    role="acceptor",
    adverse=True,
    schema_for=_schema,
    papers=("non_acceptance",),
)


@ACT.performed_by
def decline(
    *,
    case_number: str,
    by: Actor,
    seen: int | None = None,
    ground: str = "",
    facts: str = "",
    particulars: Mapping[str, str] | None = None,
) -> Outcome:
    """Issue the written decision not to accept (D04), with its ground, facts and remedies.

    Raises ActRefused (EX-10 if a basis isn't in force today), BadInput.
    """
    given = {"ground": ground, "facts": facts, "particulars": dict(particulars or {})}
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=given) as work:
        reason = work.book.grounds[work.given["ground"]]
        stated = work.given.get("particulars", {})
        insist_on_particulars(work.book, reason.id, stated)
        work.turn(CaseState.NOT_ACCEPTED)
        work.case.outcome = CaseOutcome.NOT_ACCEPTED
        work.case.decided_on = work.today
        work.case.holder = by.officer
        work.stop_clock(ClockPurpose.SCREENING, ClockState.MET)
        work.start_clock(ClockPurpose.SERVICE)
        work.issue(
            "non_acceptance",
            {
                "facts": work.given["facts"],
                "reason": both(reason.text_zh, reason.text_en),
                "article": articles_in_force(work.book, work.item.basis, work.today),
                "competent_agency_if_any": stated.get("competent_agency") or said("none"),
                "remedies": remedies_against(work.book, work.item, work.today),
                "seal": names_of(work.case),
                "date": work.today.isoformat(),
            },
        )
        work.tell(
            ground=reason.id,
            ground_text=both(reason.text_zh, reason.text_en),
            basis=tuple(str(one) for one in work.item.basis),
        )
    return work.outcome
