"""Go on without an answer (逾期未复): an enquiry that nobody answered in its time holds nobody up."""

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.enquiries import note_answer
from casework.engine.perform import work_on
from casework.engine.work import Outcome
from casework.models import AnswerState, ClockPurpose, ClockState

ACT = Act("pass_enquiry", _("Go on without the answer"), automatic_on=ClockPurpose.ENQUIRY)


@ACT.performed_by
def pass_enquiry(*, case_number: str, by: Actor, seen: int | None = None) -> Outcome:
    """The limit of the enquiry has passed: the extract is made without it and says what was not confirmed.

    Only time effects it, and only in the person's favour (EX-11). The limit is a rule of ours. Raises ActRefused
    (TIME-01).
    """
    with work_on(ACT, case_number=case_number, by=by, seen=seen) as work:
        office = work.matter.office_of(work.verdict.step)
        note_answer(work, office, AnswerState.SILENT)
        work.stop_clock(ClockPurpose.ENQUIRY, ClockState.LAPSED)
        work.tell(office=office.code, office_name={"zh": office.name_zh, "en": office.name_en})
    return work.outcome
