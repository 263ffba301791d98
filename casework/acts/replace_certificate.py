"""Replace a certificate by a new version (换发登记凭证): the old one says so from then on."""

from django.utils.translation import gettext_lazy as _

from casework.certificates.issuing import (
    next_version,
    no_certificate_in_hand,
    put_on,
    standing_certificate,
    withdraw_slip,
)
from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.perform import work_on
from casework.engine.refusal import ActRefused, Kind, Reason
from casework.engine.work import Outcome
from casework.models import Duty
from casework.papers.slip import elements_anew, is_extract
from casework.papers.wording import said, text_schema

OVER = "over"
GROUNDS = {ground: said(f"replaced_{ground}") for ground in ("unusable", OVER)}

ACT = Act(
    "replace_certificate",
    _("Replace the certificate"),
    duties=(Duty.DECIDE,),
    completes_step=False,
    when_closed=True,
    obstacles=no_certificate_in_hand,
    papers=("result",),
    schema={
        "type": "object",
        "properties": {
            "ground": {
                "type": "string",
                "enum": list(GROUNDS),
                "x-labels": GROUNDS,
                "x-label": _("Ground"),
                "x-widget": "radio",
            },
            "reasons": text_schema(_("Reasons"), most=500),
        },
        "required": ["ground", "reasons"],
        "additionalProperties": False,
    },
)


@ACT.performed_by
def replace_certificate(
    *, case_number: str, by: Actor, seen: int | None = None, ground: str = "", reasons: str = ""
) -> Outcome:
    """Issue the slip anew (D25, D26) under the next version of the same certificate, as of the day of the decision.

    An extract says what registers held on a day: its next version ends when the first would have ended, and one whose
    time is over is applied for anew (CERT-05).

    It says what the old one said; what is wrong is corrected by an act of its own. Raises ActRefused (CERT-01, CERT-02,
    CERT-04, CERT-05), BadInput.
    """
    given = {"ground": ground, "reasons": reasons}
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=given) as work:
        old = standing_certificate(work)
        if is_extract(work.item) and (work.given["ground"] == OVER or old.is_over(work.today)):
            raise ActRefused(
                Reason(
                    "CERT-05",
                    _(
                        "An extract says what the registers held on its day; after its time a new one is applied for."
                    ),
                    Kind.NOT_NOW,
                )
            )
        new = next_version(work, old)
        if is_extract(work.item):
            new.valid_until = old.valid_until
        assert work.case.decided_on is not None, "what was registered has its day"
        paper = work.issue(
            "result",
            elements_anew(
                work.case,
                work.item,
                work.book,
                number=new.identifier,
                day=work.case.decided_on,
                valid_until=new.valid_until,
            ),
        )
        put_on(work, new, paper)
        withdraw_slip(work, old.paper, work.given["reasons"], followed_by=paper)
        work.tell(
            certificate=new.identifier,
            replaced=old.identifier,
            ground=work.given["ground"],
            ground_text=GROUNDS[work.given["ground"]],
            withdrawn=old.paper.number,
            issued=paper.number,
        )
    return work.outcome
