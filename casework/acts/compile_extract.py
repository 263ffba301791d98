"""Compile the extract (汇总) and lay it before a second officer."""

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.perform import work_on
from casework.engine.work import Outcome
from casework.models import CaseState

ACT = Act("compile_extract", _("Lay it before the second officer"), role="handler")


@ACT.performed_by
def compile_extract(*, case_number: str, by: Actor, seen: int | None = None) -> Outcome:
    """What the registers answered is the extract; nobody adds a word. A second officer checks it before it is issued.

    Raises ActRefused.
    """
    with work_on(ACT, case_number=case_number, by=by, seen=seen) as work:
        work.turn(CaseState.DRAFTED)
        if work.case.holder is None:
            work.case.holder = by.officer
    return work.outcome
