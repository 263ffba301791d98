"""Search the office's own register (查询本地登记) for what the person wants to know of their own data."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.enquiries import FOUND, answer_schema, note_answer
from casework.engine.perform import work_on
from casework.engine.work import Outcome
from casework.models import AnswerState

ACT = Act("search_register", _("Enter what the own register holds"), role="handler", schema_for=answer_schema)


@ACT.performed_by
def search_register(*, case_number: str, by: Actor, seen: int | None = None, **found: Any) -> Outcome:
    """Note, for each fact the person chose and for no other, what stands in the office's register (PI 45).

    Raises ActRefused, BadInput.
    """
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=found) as work:
        note_answer(work, work.case.office, AnswerState.ANSWERED)
        if work.case.holder is None:
            work.case.holder = by.officer
        work.tell(
            facts=len(work.given), found=len([1 for one in work.given.values() if one["result"] == FOUND])
        )
    return work.outcome
