"""Answer another office's enquiry (答复户籍地查询) from the own register."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.enquiries import FOUND, answer_schema, note_answer
from casework.engine.perform import work_on
from casework.engine.work import Outcome
from casework.models import AnswerState, ClockPurpose

ACT = Act("answer_enquiry", _("Answer the enquiry"), schema_for=answer_schema)


@ACT.performed_by
def answer_enquiry(*, case_number: str, by: Actor, seen: int | None = None, **found: Any) -> Outcome:
    """The home township says, for each fact the person chose, what stands in its register.

    It is done where the step stands: by an officer of that township, who sees nothing else of the case. The person is
    never called back for it, and nothing is checked with them. Raises ActRefused, BadInput.
    """
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=found) as work:
        office = work.matter.office_of(work.verdict.step)
        note_answer(work, office, AnswerState.ANSWERED)
        work.stop_clock(ClockPurpose.ENQUIRY)
        work.tell(
            office=office.code,
            office_name={"zh": office.name_zh, "en": office.name_en},
            facts=len(work.given),
            found=len([1 for one in work.given.values() if one["result"] == FOUND]),
        )
    return work.outcome
