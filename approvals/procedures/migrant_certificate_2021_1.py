"""The extract of a person's own registered data: what is given today to whoever asks for a migrant certificate.

流动人口婚育证明 has had no basis since 2021-09-09. Since 2021-11-01 everybody may see and copy their own data (个人信息保护法
Art. 45): the own register is searched and the home township asked at the same time, a second officer checks.
"""

from django.utils.translation import gettext_lazy as _

from casework.engine.enquiries import HOME_TOWNSHIP, asks_home
from casework.engine.words import Begin, End, Join, Procedure, Split, Step, Switch, state_is, this
from casework.models import CaseState, Duty


class MigrantCertificateNovember2021(Procedure):
    """Receipt, screening, two registers at the same time, extract, check by a second officer, service, file."""

    key = "migrant-certificate-2021-1"
    title = _("Extract of own registration data")
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
        "revoke_certificate",
        "replace_certificate",
        "give_holder_code",
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
        title=_("Screening"),
    ).Next(this.screened)

    screened = (
        Switch()
        .Case(this.registers, cond=state_is(CaseState.ACCEPTED))
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

    registers = Split().Always(this.search).Next(this.enquire, case=asks_home)

    search = Step(
        Duty.DECIDE,
        acts=("search_register",),
        limit="decision",
        usual_days=1,
        title=_("Search of the own register"),
    ).Next(this.answered)

    enquire = Step(
        Duty.DECIDE,
        acts=("answer_enquiry", "pass_enquiry"),
        limit="enquiry",
        kept_by_holder=False,
        usual_days=2,
        at=HOME_TOWNSHIP,
        title=_("Enquiry at the home township"),
    ).Next(this.answered)

    answered = Join().Next(this.collate)

    collate = Step(
        Duty.DECIDE,
        acts=("compile_extract", "propose_refusal", "assess_material", "record_statement"),
        limit="decision",
        title=_("Compiling the extract"),
    ).Next(this.compiled)

    compiled = (
        Switch()
        .Case(this.check, cond=state_is(CaseState.DRAFTED))
        .Case(this.decide, cond=state_is(CaseState.REFUSAL_PROPOSED))
    )

    check = Step(
        Duty.APPROVE,
        acts=("issue_extract", "return_case"),
        not_by=("acceptor", "handler"),
        limit="decision",
        kept_by_holder=False,
        title=_("Check by a second officer"),
    ).Next(this.checked)

    checked = (
        Switch()
        .Case(this.serve, cond=state_is(CaseState.GRANTED))
        .Case(this.collate, cond=state_is(CaseState.ACCEPTED))
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
        .Case(this.collate, cond=state_is(CaseState.ACCEPTED))
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
