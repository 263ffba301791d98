"""Issue the extract (核发): a second officer has compared it with the answers of the registers."""

from django.utils.translation import gettext_lazy as _

from casework.certificates.issuing import begin_certificate, put_on
from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.perform import work_on
from casework.engine.work import Outcome
from casework.models import CaseState, ClockPurpose
from casework.models import Outcome as CaseOutcome
from casework.papers.extract import extract_elements

ACT = Act(
    "issue_extract",
    _("Checked: issue the extract"),
    role="approver",
    decides=True,
    papers=("result",),
    schema={
        "type": "object",
        "properties": {
            "compared": {
                "type": "boolean",
                "const": True,
                "x-label": _(
                    "I compared it with the answers: only the facts the person chose, of nobody else"
                ),
            }
        },
        "required": ["compared"],
        "additionalProperties": False,
    },
)


@ACT.performed_by
def issue_extract(*, case_number: str, by: Actor, seen: int | None = None, compared: bool = False) -> Outcome:
    """Issue the extract of the person's own data (D26, PI 45), which anybody can verify and nobody may ask for.

    Whoever accepted or compiled it doesn't issue it. Raises ActRefused (EX-12), BadInput.
    """
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given={"compared": compared}) as work:
        case = work.case
        work.turn(CaseState.GRANTED)
        case.outcome = CaseOutcome.GRANTED
        case.decided_on = work.today
        work.stop_clock(ClockPurpose.DECISION)
        work.start_clock(ClockPurpose.SERVICE)
        certificate = begin_certificate(work)
        number = case.number if certificate is None else certificate.identifier
        paper = work.issue(
            "result",
            extract_elements(
                case,
                work.item,
                work.book,
                number=number,
                day=work.today,
                valid_until=certificate.valid_until if certificate else None,
            ),
        )
        if certificate is not None:
            put_on(work, certificate, paper)
            work.tell(certificate=certificate.identifier)
        work.tell(basis=tuple(str(one) for one in work.item.basis))
    return work.outcome
