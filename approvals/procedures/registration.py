"""Registration: an entry made the same day for whoever qualifies; refused only on listed grounds, by somebody else.

Birth registration (生育登记) is the model: 人口与计划生育法 Art. 18, guidance 国卫办人口发〔2021〕21号.
"""

from django.utils.translation import gettext_lazy as _

from casework.engine.words import Begin, End, Procedure, Step, Switch, state_is, this
from casework.models import CaseState, Duty


class Registration2026(Procedure):
    """Receipt, screening, registration or a refusal by an approver, service, file."""

    key = "registration-2026-1"
    title = _("Registration")
    anytime = (
        "withdraw",
        "claim",
        "release",
        "hand_over",
        "accept_hand_over",
        "decline_hand_over",
        "recuse",
    )

    received = Begin(act="receive").Next(this.screen)

    screen = Step(
        Duty.ACCEPT,
        acts=(
            "accept",
            "request_correction",
            "decline",
            "take_material",
            "check_shared_data",
            "deem_accepted",
        ),
        limit="screening",
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
        acts=("supplement",),
        waits_for_applicant=True,
        title=_("Correction by the applicant"),
    ).Next(this.screen)

    register = Step(
        Duty.DECIDE,
        acts=("register", "propose_refusal"),
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
        acts=("refuse", "return_case"),
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

    serve = Step(Duty.SERVE, acts=("serve",), limit="service", title=_("Service")).Next(this.file)

    file = Step(Duty.SERVE, acts=("archive",), title=_("Filing")).Next(this.end)

    end = End()
