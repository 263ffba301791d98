"""The migrant certificate as it was issued from October 2009 to September 2021, for old days and old files.

流动人口计划生育工作条例 Art. 7, repealed on 2021-09-09; nothing is received, issued or checked under it since.
"""

from django.utils.translation import gettext_lazy as _

from casework.engine.words import Begin, End, Procedure, Step, Switch, state_is, this
from casework.models import CaseState, Duty


class MigrantCertificateOctober2009(Procedure):
    """Receipt, screening, the certificate or a refusal by an approver, service, file."""

    key = "migrant-certificate-2009-1"
    title = _("Migrant certificate")
    anytime = (
        "withdraw",
        "claim",
        "release",
        "hand_over",
        "accept_hand_over",
        "decline_hand_over",
        "recuse",
        "void_paper",
        "propose_late_entry",
        "confirm_late_entry",
        "reject_late_entry",
        "remind",
        "escalate",
        "propose_asking",
        "reassign",
        "undo_reassignment",
    )

    received = Begin(act="receive").Next(this.screen)

    screen = Step(
        Duty.ACCEPT,
        acts=(
            "accept",
            "request_correction",
            "decline",
            "take_material",
            "attach_scan",
            "remove_scan",
            "deem_accepted",
            "count_receipt",
        ),
        limit="screening",
        usual_days=1,
        title=_("Screening"),
    ).Next(this.screened)

    screened = (
        Switch()
        .Case(this.certify, cond=state_is(CaseState.ACCEPTED))
        .Case(this.correct, cond=state_is(CaseState.CORRECTING))
        .Case(this.serve, cond=state_is(CaseState.NOT_ACCEPTED))
    )

    correct = Step(
        Duty.ACCEPT,
        acts=(
            "supplement",
            "attach_scan",
            "remove_scan",
            "serve",
            "record_failed_service",
            "publish_notice",
        ),
        waits_for_applicant=True,
        title=_("Correction by the applicant"),
    ).Next(this.screen)

    certify = Step(
        Duty.DECIDE,
        acts=("issue_old_certificate", "propose_refusal"),
        limit="decision",
        title=_("Issue of the certificate"),
    ).Next(this.examined)

    examined = (
        Switch()
        .Case(this.serve, cond=state_is(CaseState.GRANTED))
        .Case(this.decide, cond=state_is(CaseState.REFUSAL_PROPOSED))
    )

    decide = Step(
        Duty.APPROVE,
        acts=("refuse", "return_case"),
        not_by=("acceptor", "handler"),
        limit="decision",
        kept_by_holder=False,
        title=_("Decision of the approver"),
    ).Next(this.decided)

    decided = (
        Switch()
        .Case(this.serve, cond=state_is(CaseState.REFUSED))
        .Case(this.certify, cond=state_is(CaseState.ACCEPTED))
    )

    serve = Step(
        Duty.SERVE,
        acts=("serve", "record_failed_service", "publish_notice"),
        limit="service",
        usual_days=2,
        title=_("Service"),
    ).Next(this.file)

    file = Step(Duty.SERVE, acts=("archive",), title=_("Filing")).Next(this.end)

    end = End()
