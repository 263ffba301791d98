"""Requests on one's own data: to see, to copy, to correct, to erase, and to know who looked (本人登记信息查询、复制、更正).

个人信息保护法 Art. 45 to 47 and 50. Identity first: what is held on a person is told to that person, or to whoever holds
their mandate, and to nobody else. One officer answers; a no is a second officer's act, with reasons and remedies.
"""

from django.utils.translation import gettext_lazy as _

from casework.engine.words import Begin, End, Procedure, Step, Switch, state_is, this
from casework.models import CaseState, Duty


class OwnData2026(Procedure):
    """Receipt, identity, answer, service, file."""

    key = "own-data-2026-1"
    title = _("Request on own data")
    anytime = (
        "withdraw",
        "claim",
        "release",
        "hand_over",
        "accept_hand_over",
        "decline_hand_over",
        "recuse",
        "hand_slip",
        "void_paper",
        "confirm_electronic_service",
        "revoke_electronic_service",
        "propose_late_entry",
        "confirm_late_entry",
        "reject_late_entry",
        "remind",
        "escalate",
        "propose_asking",
        "reassign",
        "undo_reassignment",
        "apply_change",
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
            "assess_material",
            "record_statement",
            "deem_accepted",
            "count_receipt",
        ),
        limit="screening",
        usual_days=1,
        title=_("Check of the identity"),
    ).Next(this.screened)

    screened = (
        Switch()
        .Case(this.answer, cond=state_is(CaseState.ACCEPTED))
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

    answer = Step(
        Duty.DECIDE,
        acts=(
            "issue_own_data",
            "correct_person",
            "answer_erasure",
            "propose_refusal",
            "assess_material",
            "record_statement",
        ),
        limit="decision",
        usual_days=1,
        title=_("Answer to the request"),
    ).Next(this.answered)

    answered = (
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
        .Case(this.answer, cond=state_is(CaseState.ACCEPTED))
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
