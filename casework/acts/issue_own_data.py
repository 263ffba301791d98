"""Answer a request to see and copy one's own data (查阅、复制): what the hall holds, on a paper for that person alone."""

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.asked import SEE_AND_COPY, asks_who_looked, only_if_asked
from casework.engine.perform import work_on
from casework.engine.work import Outcome
from casework.models import CaseState, ClockPurpose
from casework.models import Outcome as CaseOutcome
from casework.papers.own_data import copy_elements

ACT = Act(
    "issue_own_data",
    _("Issue the copy of own data"),
    role="handler",
    decides=True,
    papers=("result",),
    basis=("PI 45",),
    obstacles=only_if_asked(SEE_AND_COPY),
    schema={
        "type": "object",
        "properties": {
            "compared": {
                "type": "boolean",
                "const": True,
                "x-label": _(
                    "The identity paper was compared with the person, or the mandate with its agent"
                ),
            }
        },
        "required": ["compared"],
        "additionalProperties": False,
    },
)


@ACT.performed_by
def issue_own_data(
    *, case_number: str, by: Actor, seen: int | None = None, compared: bool = False
) -> Outcome:
    """Issue the copy (D60, PI 45): the person's data, their cases, their papers, and who looked if they ask.

    The paper is made of what is on file; nobody adds a word. It is sealed under the person's key and never holds another
    person's data, a petition or a complaint. Raises ActRefused (OWN-01 where something else was asked), BadInput.
    """
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given={"compared": compared}) as work:
        case, looks = work.case, asks_who_looked(work.case)
        work.turn(CaseState.GRANTED)
        case.outcome = CaseOutcome.GRANTED
        case.decided_on = work.today
        if case.holder is None:
            # Accepted by silence: whoever takes it up first is its handler.
            case.holder = by.officer
        work.stop_clock(ClockPurpose.DECISION)
        work.start_clock(ClockPurpose.SERVICE)
        elements = copy_elements(case, work.item, work.book, day=work.today.isoformat(), with_looks=looks)
        work.issue("result", elements)
        held = elements["cases_held"]
        work.tell(cases=len(held) if isinstance(held, list) else 0, who_looked=looks)
    return work.outcome
