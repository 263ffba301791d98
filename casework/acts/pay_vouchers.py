"""The county pays a batch of vouchers (拨付结算款): the sum, by somebody who had no part in it."""

from django.utils.translation import gettext_lazy as _

from casework.engine.actor import Actor
from casework.engine.organisation import organise
from casework.engine.refusal import ActRefused, BadInput, Kind, Reason
from casework.models import Duty, VoucherBatch


def pay_vouchers(*, by: Actor, batch: int) -> VoucherBatch:
    """Record that a batch was paid. Who pays sees a provider, a month, a number and a sum.

    Needs the duty to pay above the provider. Raises ActRefused (GATE-02; EX-12 for whoever claimed it or confirmed
    anything in it; VCH-04 if it was paid before), BadInput (no such batch).
    """
    with organise("vouchers_paid", by) as change:
        row = VoucherBatch.objects.select_for_update(no_key=True).filter(pk=batch).first()
        if row is None:
            raise BadInput.of("batch", "unknown", _("There is no such batch."))
        provider = row.provider
        # A duty at the provider itself pays nothing: it's the county's money.
        change.insist_on(Duty.PAY, provider.parent or provider)
        if change.officer.pk in (row.claimed_by_id, *row.confirmed_by):
            raise ActRefused(
                Reason(
                    "EX-12",
                    _("Whoever claimed or confirmed any of these vouchers doesn't pay them."),
                    Kind.MAY_NOT,
                    ways_out=(_("Another officer with the duty to pay has to do it."),),
                    model=("CF 58", "CF 64(4)"),
                )
            )
        if row.paid_at is not None:
            raise ActRefused(Reason("VCH-04", _("This batch was paid already."), Kind.NOT_NOW))
        row.paid_by, row.paid_at = change.officer, change.moment
        change.save(row)
        change.tell(
            provider,
            batch=row.pk,
            month=f"{row.month:%Y-%m}",
            number=row.number,
            sum=str(row.sum),
            provider_zh=provider.name_zh,
            provider_en=provider.name_en,
        )
        return row
