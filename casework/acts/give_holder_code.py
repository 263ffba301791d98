"""Give the holder a code (给予持有人查看码) that opens the content of their certificate to whom they give it."""

from django.utils.translation import gettext_lazy as _

from casework.certificates.holder_code import code_hash, fresh_code, told
from casework.certificates.issuing import no_certificate_in_hand, standing_certificate
from casework.engine.act import Act
from casework.engine.actor import Actor
from casework.engine.perform import work_on
from casework.engine.work import Outcome
from casework.models import Duty

ACT = Act(
    "give_holder_code",
    _("Give the holder a code for the content"),
    duties=(Duty.SERVE,),
    completes_step=False,
    when_closed=True,
    obstacles=no_certificate_in_hand,
    schema={
        "type": "object",
        "properties": {
            "own_wish": {
                "type": "boolean",
                "const": True,
                "x-label": _("The holder asked for it and is here, or sent their agent with a mandate"),
            }
        },
        "required": ["own_wish"],
        "additionalProperties": False,
    },
)


@ACT.performed_by
def give_holder_code(
    *, case_number: str, by: Actor, seen: int | None = None, own_wish: bool = False
) -> Outcome:
    """A code of 60 bits, told once; the one before it opens nothing any more.

    Whoever scans the certificate learns only whether it stands. The content is the holder's to show. Raises ActRefused
    (CERT-01, CERT-02), BadInput.
    """
    with work_on(ACT, case_number=case_number, by=by, seen=seen, given={"own_wish": own_wish}) as work:
        certificate = standing_certificate(work)
        code = fresh_code()
        certificate.holder_code_hash = code_hash(certificate.identifier, code)
        work.update(certificate, "holder_code_hash")
        work.secrets["holder_code"] = told(code)
        work.tell(certificate=certificate.identifier)
    return work.outcome
