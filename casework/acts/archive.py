"""Close the file (归档)."""

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act, Together
from casework.engine.actor import Actor
from casework.engine.perform import work_on
from casework.engine.work import Outcome
from casework.models import CaseState

ACT = Act(
    "archive",
    _("Close the file"),
    together=Together(_("The file is closed today; its retention begins.")),
)


@ACT.performed_by
def archive(*, case_number: str, by: Actor, seen: int | None = None) -> Outcome:
    """Close the file; its retention begins today (Archives Law, Art. 13-14). Raises ActRefused."""
    with work_on(ACT, case_number=case_number, by=by, seen=seen) as work:
        work.turn(CaseState.ARCHIVED)
        work.case.closed_on = work.today
        work.tell(retention_years=work.item.retention_years)
    return work.outcome
