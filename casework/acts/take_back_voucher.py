"""Take a confirmation back (撤回确认): the person has changed their mind, and nothing of it stays."""

from django.utils.translation import gettext_lazy as _

from casework.engine.actor import Actor
from casework.engine.providing import provide
from casework.engine.refusal import BadInput
from casework.engine.vouchers import fingerprint
from casework.models import VoucherUse


def take_back_voucher(*, by: Actor, token: str) -> None:
    """Let a confirmation vanish, so that the voucher is as good as before (RK 19-20, MF 1219).

    Anybody at the provider does it at the person's word; no reason is asked or kept. Once it was claimed there is
    nothing left to take back. Raises ActRefused (GATE-01, GATE-02), BadInput (`none`).
    """
    with provide("voucher_taken_back", by) as desk:
        taken, _by_model = VoucherUse.objects.filter(
            fingerprint=fingerprint(token), provider=desk.provider
        ).delete()
        if not taken:
            raise BadInput.of("token", "none", _("No confirmation with this code waits to be claimed here."))
