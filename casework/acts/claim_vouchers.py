"""A provider claims what its vouchers come to (申报结算): a number and a sum, and not which ones."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from casework.engine.actor import Actor
from casework.engine.lawbook import current_item
from casework.engine.organisation import organise
from casework.engine.providing import provider_of
from casework.engine.refusal import ActRefused, Kind, Reason
from casework.engine.vouchers import VoucherRule, make_alike
from casework.models import Duty, Office, OfficeKind, VoucherBatch, VoucherUse
from law.clock import add_months, end_of_day
from law.counting import ONE_DAY

ITEM = "free_service_voucher"


def claim_vouchers(*, by: Actor, month: date) -> VoucherBatch:
    """Claim every confirmation up to the end of a past month, as one batch with one flat amount for each.

    The amount is the same whatever was done, and a batch has a least number, so that neither tells anything; fewer wait
    for the next month. With the claim the single rows lose provider, doctor and time. Needs the duty to provide.
    Raises ActRefused (GATE-02, VCH-01 the month isn't over, VCH-02 too few, VCH-03 claimed before).
    """
    with organise("vouchers_claimed", by) as change:
        provider = provider_of(change.standing)
        if provider is None:
            raise ActRefused(
                Reason("GATE-02", _("You don't hold the duty for this at this office."), Kind.MAY_NOT)
            )
        # Whoever confirms, takes back or claims waits until this is done: at this provider, and, since the rows of all
        # claims are made alike, a claim at any other, too.
        every = Office.objects.select_for_update(no_key=True).filter(kind=OfficeKind.PROVIDER)
        provider = next(one for one in every.order_by("pk") if one.pk == provider.pk)
        change.insist_on(Duty.PROVIDE, provider)
        month = month.replace(day=1)
        if month >= change.today.replace(day=1):
            raise ActRefused(Reason("VCH-01", _("A month is claimed when it is over."), Kind.NOT_NOW))
        if VoucherBatch.objects.filter(provider=provider, month__gte=month).exists():
            raise ActRefused(
                Reason("VCH-03", _("This month was claimed already, or one after it."), Kind.NOT_NOW)
            )
        _version, item = current_item(ITEM, change.today)
        rule = VoucherRule.of(item)
        waiting = VoucherUse.objects.select_for_update().filter(
            provider=provider, confirmed_at__lt=end_of_day(add_months(month, 1) - ONE_DAY)
        )
        uses = list(waiting)
        if len(uses) < rule.batch_least:
            raise ActRefused(
                Reason(
                    "VCH-02",
                    _("A batch holds %(least)s vouchers at least, so that none can be told from another.")
                    % {"least": rule.batch_least},
                    Kind.NOT_NOW,
                    ways_out=(_("They wait for the next month and are claimed then."),),
                )
            )
        batch = VoucherBatch(
            provider=provider,
            month=month,
            number=len(uses),
            amount=rule.amount,
            sum=rule.amount * len(uses),
            confirmed_by=sorted({one.confirmed_by_id for one in uses if one.confirmed_by_id}),
            claimed_by=change.officer,
            claimed_at=change.moment,
        )
        change.save(batch)
        # Not through history: what a single confirmation said ends here.
        make_alike(uses)
        change.tell(
            provider,
            batch=batch.pk,
            month=f"{month:%Y-%m}",
            number=batch.number,
            sum=str(batch.sum),
            provider_zh=provider.name_zh,
            provider_en=provider.name_en,
        )
        return batch
