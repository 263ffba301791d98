"""Cancel a registration (取消登记) because the person wants it: at once, and nobody asks why."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.certificates.issuing import revoke, withdraw_slip
from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.perform import work_on
from casework.engine.requests import (
    REQUEST_NEEDS,
    REQUEST_PROPERTIES,
    given_request,
    mandate_days,
    not_registered,
)
from casework.engine.work import Outcome, Work
from casework.models import CaseState, Certificate, CertificateState, Duty, Paper
from casework.models import Outcome as CaseOutcome
from casework.papers.mandate import issue_mandate
from casework.papers.wording import names_of, remedies_against, said

ACT = Act(
    "cancel_registration",
    _("Cancel the registration at the person's wish"),
    duties=(Duty.ACCEPT, Duty.RECEIVE, Duty.DECIDE),
    completes_step=False,
    when_closed=True,
    obstacles=not_registered,
    when_called_for=True,
    may_issue=("revocation", "mandate"),
    schema={
        "type": "object",
        "properties": dict(REQUEST_PROPERTIES),
        "required": list(REQUEST_NEEDS),
        "additionalProperties": False,
    },
)


@ACT.performed_by
def cancel_registration(
    *,
    case_number: str,
    by: Actor,
    seen: int | None = None,
    asked_by: str = "",
    agent_name: str = "",
    mandate_signed_on: str = "",
    mandate_until: str = "",
    own_wish: bool = False,
) -> Outcome:
    """End the registration as of today. No statute makes anybody register a birth, and nothing follows from ending it.

    Its certificate is revoked, its slip withdrawn, the person has that in writing (D21), and whoever verifies the
    certificate learns that it no longer stands, and not why. What was registered counts as no earlier registration any
    more; the same birth may be registered again at any time. The file is kept as long as any other.
    Raises ActRefused (REG-01, ERASE-04), BadInput.
    """
    given = given_request(asked_by, agent_name, mandate_signed_on, mandate_until, own_wish)
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=given) as work:
        days = mandate_days(work)
        issue_mandate(work, work.given.get("agent_name", ""), days, "mandate_for_cancellation")
        if days is not None:
            work.tell(mandate_until=days[1].isoformat())
        _end_slips(work)
        if "revocation" in work.item.papers:
            work.issue("revocation", _notice(work))
        if not work.case.is_closed:
            work.case.closed_on = work.today
            work.end()
        work.turn(CaseState.CANCELLED)
        work.case.outcome = CaseOutcome.CANCELLED
        work.tell(asked_by=work.given["asked_by"], retention_years=work.item.retention_years)
    return work.outcome


def _end_slips(work: Work) -> None:
    for certificate in Certificate.objects.filter(case=work.case, state=CertificateState.VALID):
        certificate.case = work.case
        revoke(work, certificate)
        work.tell(certificate=certificate.identifier)
    kind = work.item.papers["result"]
    for slip in Paper.objects.filter(case=work.case, kind=kind, ended__isnull=True):
        slip.case = work.case
        withdraw_slip(work, slip, said("registration_cancelled")["zh"])


def _notice(work: Work) -> dict[str, Any]:
    return {
        "reason": said("registration_cancelled"),
        "legal_effect": said("registration_cancelled_effect"),
        "refund_or_release": said("none"),
        "remedies": remedies_against(work.book, work.item, work.today),
        "seal": names_of(work.case),
        "date": work.today.isoformat(),
    }
