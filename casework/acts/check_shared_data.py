"""Ask other registers before asking the citizen (ZX 7, ZWSJ 19)."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.materials import rows_of
from casework.engine.perform import insist_beforehand, work_on
from casework.engine.ports import Answer, ask_registers
from casework.engine.work import Outcome
from casework.models import MaterialState
from casework.papers.wording import named

ACT = Act("check_shared_data", _("Ask other registers"), completes_step=False, by_worker=True)

_STATES = {Answer.FOUND: MaterialState.FOUND, Answer.NOT_FOUND: MaterialState.NOT_FOUND}


@ACT.performed_by
def check_shared_data(*, case_number: str, by: Actor, seen: int | None = None) -> Outcome:
    """Ask for what is shared and not yet settled, and note the answers; not found means a declaration instead.

    The question goes out before the transaction begins, since an act touches nothing but the database, but
    only for somebody who may: a person's data go to no other agency otherwise. A register that doesn't answer leaves
    its material as it was. Raises ActRefused, NoSuchCase.
    """
    insist_beforehand(ACT, case_number=case_number, by=by)
    answers: Mapping[str, Answer] = ask_registers(case_number)
    with work_on(ACT, case_number=case_number, by=by, seen=seen) as work:
        noted = {}
        for row in rows_of(work):
            answer = answers.get(row.code)
            if answer in _STATES and row.state in (
                MaterialState.PENDING,
                MaterialState.NOT_FOUND,
                MaterialState.FOUND,
            ):
                row.state, row.answered_at = _STATES[answer], work.moment
                work.update(row, "state", "answered_at")
                noted[row.code] = str(row.state)
        found = [code for code, state in noted.items() if state == MaterialState.FOUND]
        work.tell(
            found=named(work.item, found),
            not_found=named(work.item, [code for code in noted if code not in found]),
            answers=noted,
            unanswered=sorted(code for code, one in answers.items() if one is Answer.SILENT),
        )
    return work.outcome
