"""Issue the certificate of the regulations of 2009 (出具流动人口婚育证明): for days on which they were in force."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.enquiries import answer_schema, note_answer
from casework.engine.perform import work_on
from casework.engine.work import Outcome
from casework.models import AnswerState, CaseState, ClockPurpose
from casework.models import Outcome as CaseOutcome
from casework.papers.extract import old_certificate_elements
from casework.papers.wording import articles_in_force

ACT = Act(
    "issue_old_certificate",
    _("Issue the certificate"),
    role="handler",
    decides=True,
    papers=("result",),
    schema_for=answer_schema,
)


@ACT.performed_by
def issue_old_certificate(*, case_number: str, by: Actor, seen: int | None = None, **found: Any) -> Outcome:
    """Issue the certificate from the office's own register, free of charge, under LD 7 as it then stood.

    What its form held on contraception, marriage and children isn't kept here and isn't printed. On a day on which LD is
    no longer in force nothing is issued. Raises ActRefused (EX-10), BadInput.
    """
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=found) as work:
        case = work.case
        # A case taken in before the repeal isn't finished under what was repealed.
        articles_in_force(work.book, work.item.basis, work.today)
        note_answer(work, case.office, AnswerState.ANSWERED)
        work.turn(CaseState.GRANTED)
        case.outcome = CaseOutcome.GRANTED
        case.decided_on = work.today
        case.holder = by.officer
        work.stop_clock(ClockPurpose.DECISION)
        work.start_clock(ClockPurpose.SERVICE)
        work.issue("result", old_certificate_elements(case, work.item, dict(work.given), day=work.today))
        work.tell(basis=tuple(str(one) for one in work.item.basis))
    return work.outcome
