"""Vouchers as the hall knows them: no row tells who holds one, and none tells what was done for it.

A voucher that was issued stands in no table at all: the code on its paper proves itself (`engine.vouchers`). A row begins
with the provider's confirmation, in a transaction of its own, so that nothing (no key, no time, no order of rows, no
transaction number) leads from it to a case.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .office import Office


class VoucherUse(models.Model):
    """A voucher that was used. No history and no ledger: until it is claimed it can be taken back and is gone.

    A claim empties provider, doctor and time; what is left says only that the code doesn't count again, until the
    month in which it would have expired anyway.
    """

    fingerprint = models.CharField(max_length=64, primary_key=True)
    # The last day of the voucher: of no use for finding anybody, since it is that of all vouchers of a month.
    valid_until = models.DateField()
    provider = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(provider=None, confirmed_by=None, confirmed_at=None)
                | Q(provider__isnull=False, confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="a_claimed_voucher_tells_nothing",
            )
        ]


class VoucherBatch(models.Model):
    """What a provider claims at once: so many vouchers, one sum. Which ones they were stands nowhere."""

    provider = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="voucher_batches")
    month = models.DateField(_("month"), help_text=_("The first day of the last month that it is for."))
    number = models.PositiveIntegerField(_("number of vouchers"))
    amount = models.DecimalField(_("amount for one"), max_digits=8, decimal_places=2)
    sum = models.DecimalField(_("sum"), max_digits=12, decimal_places=2)
    # Who confirmed anything in it, so that none of them pays it; not what, nor how often.
    confirmed_by = models.JSONField(default=list)
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField()
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    paid_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        ordering = ["-month", "provider"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "month"], name="one_batch_a_month"),
            models.CheckConstraint(
                condition=Q(paid_by__isnull=True) | ~Q(paid_by=F("claimed_by")),
                name="nobody_pays_what_they_claimed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider_id} {self.month:%Y-%m}: {self.number}"
