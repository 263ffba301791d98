"""A doctor confirms that a person with a voucher was counselled and consented (确认知情选择)."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from casework.engine.actor import Actor
from casework.engine.providing import provide
from casework.engine.refusal import BadInput, Faults
from casework.engine.vouchers import fingerprint, last_day_of
from casework.models import VoucherUse


def confirm_voucher(*, by: Actor, token: str, counselled: bool = False, own_consent: bool = False) -> None:
    """Say by the voucher's code that counselling was given and the person themself consented (MF 1219, MY 19, FN 21).

    Nothing else can be said: no service, no method, no words, and nobody else's consent. Until it is claimed it can be
    taken back without a trace (RK 19-20, MF 1219), so that it enters no history and no ledger; the claim does. Needs the
    duty to provide. Raises ActRefused (GATE-01, GATE-02), BadInput (unknown, expired, used; a tick that is missing).
    """
    with provide("voucher_confirmed", by) as desk:
        faults = Faults()
        last_day = last_day_of(token, desk.today)
        if last_day is None:
            faults.add("token", "unknown", _("There is no voucher with this code."))
        elif last_day < desk.today:
            faults.add(
                "token", "expired", _("This voucher has expired. The person may have another at any time.")
            )
        elif VoucherUse.objects.filter(fingerprint=fingerprint(token)).exists():
            faults.add("token", "used", _("This voucher was used."))
        if counselled is not True:
            faults.add(
                "counselled", "required", _("Without counselling by a doctor there is nothing to confirm.")
            )
        if own_consent is not True:
            faults.add(
                "own_consent",
                "required",
                _("Only the person's own consent counts; nobody else's can stand in for it."),
            )
        faults.raise_if_any()
        assert last_day is not None
        try:
            with transaction.atomic():
                VoucherUse.objects.create(
                    fingerprint=fingerprint(token),
                    valid_until=last_day,
                    provider=desk.provider,
                    confirmed_by=desk.officer,
                    confirmed_at=desk.moment,
                )
        except IntegrityError as error:
            raise BadInput.of("token", "used", _("This voucher was used.")) from error
