"""The addressee confirms address and channel for electronic service (送达地址及电子送达确认): only by own wish."""

from django.utils.translation import gettext_lazy as _

from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.perform import work_on
from casework.engine.work import Outcome
from casework.models import ConfirmedAddress, Duty, ElectronicChannel
from casework.papers.serving import confirmed_address
from casework.papers.wording import bilingual, said, said_with

ACT = Act(
    "confirm_electronic_service",
    _("Confirm electronic service"),
    duties=(Duty.RECEIVE, Duty.ACCEPT, Duty.SERVE),
    completes_step=False,
    papers_if_known=("electronic_service",),
    schema={
        "type": "object",
        "properties": {
            "channel": {
                "type": "string",
                "enum": [str(one) for one in ElectronicChannel.values],
                "x-labels": {str(one): one.label for one in ElectronicChannel},
                "x-label": _("Channel"),
                "x-widget": "radio",
            },
            "e_address": {
                "type": "string",
                "maxLength": 100,
                "x-label": _("Account, number or address of the channel"),
                "x-personal": True,
            },
            "address": {
                "type": "string",
                "maxLength": 200,
                "x-label": _("Postal address"),
                "x-help": _("Where papers go if the channel fails."),
                "x-personal": True,
            },
            "phone": {"type": "string", "maxLength": 30, "x-label": _("Telephone"), "x-personal": True},
            "own_wish": {
                "type": "boolean",
                "const": True,
                "x-label": _(
                    "The addressee wishes it, was told that paper costs nothing, and signed the confirmation"
                ),
            },
        },
        "required": ["channel", "e_address", "address", "phone", "own_wish"],
        "additionalProperties": False,
    },
)


@ACT.performed_by
def confirm_electronic_service(
    *,
    case_number: str,
    by: Actor,
    seen: int | None = None,
    channel: str = "",
    e_address: str = "",
    address: str = "",
    phone: str = "",
    own_wish: bool = False,
) -> Outcome:
    """Issue the confirmation (D09) that the addressee signed; it takes the place of an earlier one.

    Without it nothing is served electronically (MS 90, CF 61(2), by analogy). Raises ActRefused, BadInput.
    """
    given = {
        "channel": channel,
        "e_address": e_address,
        "address": address,
        "phone": phone,
        "own_wish": own_wish,
    }
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given=given) as work:
        before = confirmed_address(work.case)
        if before is not None:
            before.revoked_on = work.today
            work.update(before, "revoked_on")
        chosen = ElectronicChannel(work.given["channel"])
        paper = work.issue(
            "electronic_service",
            {
                "address": work.given["address"],
                "phone": work.given["phone"],
                "e_channel": said_with(
                    "at_the_channel", channel=bilingual(chosen.label), address=work.given["e_address"]
                ),
                "consent_scope": said("electronic_consent_scope"),
                "signature": work.case.applicant.unseal("name"),
                "date": work.today.isoformat(),
            },
        )
        row = ConfirmedAddress(
            case=work.case,
            channel=str(chosen),
            paper=paper,
            confirmed_on=work.today,
            recorded_by=by.officer,
        )
        row.seal("address", {name: work.given[name] for name in ("e_address", "address", "phone")})
        work.insert(row)
        work.tell(channel=bilingual(chosen.label))
    return work.outcome
