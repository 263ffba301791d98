"""Revoke a certificate (撤销登记凭证): at the person's own wish, or, by a second officer, because it is wrong."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.certificates.issuing import no_certificate_in_hand, revoke, standing_certificate, withdraw_slip
from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.perform import work_on
from casework.engine.refusal import ActRefused, BadInput, Fault, Kind, Reason
from casework.engine.work import Outcome, Work
from casework.models import Duty
from casework.papers.wording import both, names_of, remedies_against, said, text_schema

OWN_WISH, WRONG = "own_wish", "wrong"
GROUNDS = {ground: said(f"revoked_{ground}") for ground in (OWN_WISH, WRONG)}
# Whoever had a part in the registration doesn't take it back.
EARLIER_PARTS = frozenset({"acceptor", "handler"})

ACT = Act(
    "revoke_certificate",
    _("Revoke the certificate"),
    adverse=True,
    duties=(Duty.DECIDE, Duty.APPROVE),
    completes_step=False,
    when_closed=True,
    obstacles=no_certificate_in_hand,
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
            "reasons": text_schema(_("Reasons")),
            "statement_handling": text_schema(
                _("What the person said, and why it wasn't followed"),
                help_text=_("Needed unless it is the person's own wish. If the person said nothing, say so."),
            ),
        },
        "required": ["ground", "reasons"],
        "additionalProperties": False,
    },
)


@ACT.performed_by
def revoke_certificate(
    *,
    case_number: str,
    by: Actor,
    seen: int | None = None,
    ground: str = "",
    reasons: str = "",
    statement_handling: str = "",
) -> Outcome:
    """End the certificate as of today and withdraw its slip; the person is told why, what follows, and the remedies (D21).

    Against the person's wish it takes an approver who had no part in the registration, and an answer to what the person
    said. Whoever verifies the certificate from now on learns that it was revoked, and nothing more.
    Raises ActRefused (CERT-01, CERT-02, GATE-02, EX-10, EX-12), BadInput.
    """
    given = {"ground": ground, "reasons": reasons, "statement_handling": statement_handling}
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=given) as work:
        certificate = standing_certificate(work)
        if work.given["ground"] != OWN_WISH:
            _insist_on_second_officer(work)
            _insist_on_hearing(work)
        revoke(work, certificate)
        withdraw_slip(work, certificate.paper, work.given["reasons"])
        if "revocation" in work.item.papers:
            work.issue("revocation", _notice(work, certificate.identifier, certificate.paper.kind))
        work.tell(
            certificate=certificate.identifier,
            ground=work.given["ground"],
            ground_text=GROUNDS[work.given["ground"]],
            withdrawn=certificate.paper.number,
        )
    return work.outcome


def _insist_on_second_officer(work: Work) -> None:
    standing = work.standing
    assert standing is not None, "a named officer has a standing"
    capacity = standing.capacity_for(Duty.APPROVE, work.case.office, work.case.item_slug)
    if capacity is None:
        raise ActRefused(
            Reason(
                "GATE-02",
                _("Against the person's wish this takes an officer with the duty to approve."),
                Kind.MAY_NOT,
                ways_out=(_("Hand the case to an officer who holds the duty."),),
            )
        )
    people = {standing.officer_id, capacity.principal_id or standing.officer_id}
    if any(standing.roles_of(person) & EARLIER_PARTS for person in people):
        raise ActRefused(
            Reason(
                "EX-12",
                _("Whoever accepted or registered the case doesn't revoke its certificate."),
                Kind.MAY_NOT,
                ways_out=(_("Somebody else with the duty has to do it."),),
            )
        )


def _insist_on_hearing(work: Work) -> None:
    if not work.given.get("statement_handling"):
        raise BadInput({"statement_handling": [Fault("required", _("Say what the person said to it."))]})


def _notice(work: Work, identifier: str, kind: str) -> dict[str, Any]:
    title = work.book.papers[kind]
    day = work.book.wording.day(work.today)
    effect = said("certificate_revoked")
    ground = GROUNDS[work.given["ground"]]
    words = "\n".join(filter(None, [work.given["reasons"], work.given.get("statement_handling", "")]))
    return {
        "reason": both(f"{ground['zh']}。\n{words}", f"{ground['en']}.\n{words}"),
        "legal_effect": both(
            effect["zh"].format(day=day.zh, title=title.title_zh, identifier=identifier),
            effect["en"].format(day=day.en, title=title.title_en, identifier=identifier),
        ),
        "refund_or_release": said("none"),
        "remedies": remedies_against(work.book, work.item, work.today),
        "seal": names_of(work.case),
        "date": work.today.isoformat(),
    }
