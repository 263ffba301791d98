"""Registration since September 2026: as before, and with every way of service, scans, marks, pauses and late entries.

Birth registration (生育登记) is the model: 人口与计划生育法 Art. 18, guidance 国卫办人口发〔2021〕21号. Cases received before
go on under `registration-2026-1`, which stays as it is.
"""

from django.utils.translation import gettext_lazy as _

from casework.engine.words import Begin, End, Procedure, Step, Switch, state_is, this
from casework.models import CaseState, Duty


class RegistrationSeptember2026(Procedure):
    """Receipt, screening, registration or a refusal by an approver, service, file."""

    key = "registration-2026-2"
    title = _("Registration")
    anytime = (
        "withdraw",
        "claim",
        "release",
        "hand_over",
        "accept_hand_over",
        "decline_hand_over",
        "recuse",
        "void_paper",
        "revoke_certificate",
        "replace_certificate",
        # The registration is the person's: corrected and cancelled at their wish, also when the file is closed.
        "correct_registration",
        "refuse_correction",
        "cancel_registration",
        "confirm_electronic_service",
        "revoke_electronic_service",
        "revoke_mandate",
        "hand_slip",
        "settle_mismatch",
        "propose_late_entry",
        "confirm_late_entry",
        "reject_late_entry",
        "suspend_clock",
        "resume_clock",
        "extend_limit",
        "remind",
        "escalate",
        "propose_asking",
        "reassign",
        "undo_reassignment",
        "apply_change",
        # Beside the step of service: a notice is served while the case is still worked on.
        "serve",
        "record_failed_service",
        "publish_notice",
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
            "check_shared_data",
            "assess_material",
            "record_statement",
            "deem_accepted",
            "count_receipt",
        ),
        limit="screening",
        usual_days=1,
        title=_("Screening"),
    ).Next(this.screened)

    screened = (
        Switch()
        .Case(this.register, cond=state_is(CaseState.ACCEPTED))
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

    register = Step(
        Duty.DECIDE,
        acts=("register", "propose_refusal", "assess_material", "record_statement"),
        limit="decision",
        title=_("Registration"),
    ).Next(this.examined)

    examined = (
        Switch()
        .Case(this.serve, cond=state_is(CaseState.GRANTED))
        .Case(this.decide, cond=state_is(CaseState.REFUSAL_PROPOSED))
    )

    decide = Step(
        Duty.APPROVE,
        acts=("refuse", "return_case", "assess_material", "record_statement"),
        not_by=("acceptor", "handler"),
        limit="decision",
        kept_by_holder=False,
        title=_("Decision of the approver"),
    ).Next(this.decided)

    decided = (
        Switch()
        .Case(this.serve, cond=state_is(CaseState.REFUSED))
        .Case(this.register, cond=state_is(CaseState.ACCEPTED))
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
