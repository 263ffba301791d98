"""Issue a voucher for free services (出具免费服务凭单), in the same hour and without asking what for."""

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.materials import insist_on_materials
from casework.engine.perform import work_on
from casework.engine.vouchers import VoucherRule, new_code
from casework.engine.work import Outcome
from casework.models import CaseState
from casework.models import Outcome as CaseOutcome
from casework.papers.voucher import voucher_elements

ACT = Act(
    "issue_voucher",
    _("Issue the voucher"),
    role="handler",
    decides=True,
    papers=("result",),
    basis=("RK 21",),
)


@ACT.performed_by
def issue_voucher(*, case_number: str, by: Actor, seen: int | None = None) -> Outcome:
    """Issue the voucher (D27) to whoever asked for it and proved who they are (RK 19-21).

    Its code is told once, in the outcome, and is kept nowhere: neither on the stored paper, nor as a fingerprint beside
    the case. No service is named, no reason asked; there is nothing on which it could be refused. Whoever goes to the
    provider without it loses nothing. Raises ActRefused (MAT-01
    without an identity paper).
    """
    with work_on(ACT, case_number=case_number, by=by, seen=seen) as work:
        insist_on_materials(work)
        case = work.case
        work.turn(CaseState.GRANTED)
        case.outcome = CaseOutcome.GRANTED
        # Accepting and deciding are one: nothing lies between being asked and giving.
        case.accepted_on = case.decided_on = work.today
        case.holder = by.officer
        last_day = VoucherRule.of(work.item).last_day(work.today)
        work.issue("result", voucher_elements(case, work.book, last_day))
        if by.rehearsal is None:
            work.secrets["token"] = new_code(last_day)
    return work.outcome
