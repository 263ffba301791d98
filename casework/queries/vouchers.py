"""What a provider and who pays may know of vouchers: a state, a number, a sum. Nothing here knows a case."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casework.engine.lawbook import current_item
from casework.engine.standing import Standing
from casework.engine.vouchers import VoucherRule, fingerprint, last_day_of
from casework.models import Duty, Office, OfficeKind, VoucherBatch, VoucherUse
from law.clock import add_months, end_of_day
from law.counting import ONE_DAY

ITEM = "free_service_voucher"


class VoucherState(StrEnum):
    """What a look-up answers."""

    VALID = "valid"
    EXPIRED = "expired"
    USED = "used"
    # Confirmed at the provider who asks, and not claimed yet: it can be taken back.
    HERE = "confirmed_here"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class VoucherAnswer:
    """The state of a voucher, and its last day where there is one."""

    state: VoucherState
    valid_until: date | None = None


@dataclass(frozen=True)
class Claimable:
    """What a provider could claim now: up to the end of which month, how many, and how many it takes."""

    month: date
    waiting: int
    least: int

    @property
    def enough(self) -> bool:
        """Whether there are enough of them that none can be told from another."""
        return self.waiting >= self.least


def look_up(token: str, provider: Office, today: date) -> VoucherAnswer:
    """How a voucher stands. Leaves no trace."""
    last_day = last_day_of(token, today)
    if last_day is None:
        return VoucherAnswer(VoucherState.UNKNOWN)
    use = VoucherUse.objects.filter(fingerprint=fingerprint(token)).first()
    if use is not None:
        here = use.provider_id == provider.pk
        return VoucherAnswer(VoucherState.HERE if here else VoucherState.USED, last_day)
    if last_day < today:
        return VoucherAnswer(VoucherState.EXPIRED, last_day)
    return VoucherAnswer(VoucherState.VALID, last_day)


def claimable(provider: Office, today: date) -> Claimable:
    """What waits to be claimed up to the end of last month. Raises ActRefused (ITEM-01) without the item."""
    _version, item = current_item(ITEM, today)
    month = add_months(today.replace(day=1), -1)
    until = end_of_day(add_months(month, 1) - ONE_DAY)
    waiting = VoucherUse.objects.filter(provider=provider, confirmed_at__lt=until).count()
    return Claimable(month, waiting, VoucherRule.of(item).batch_least)


def batches_of(provider: Office) -> list[VoucherBatch]:
    """What a provider has claimed, the newest first."""
    return list(VoucherBatch.objects.filter(provider=provider)[:36])


def batches_to_pay(standing: Standing) -> list[VoucherBatch]:
    """The batches that an officer with the duty to pay looks after, those that wait first."""
    paths = [one.office_path for one in standing.capacities if one.duty == Duty.PAY]
    providers = [
        one.pk
        for one in Office.objects.filter(kind=OfficeKind.PROVIDER).select_related("parent")
        if any((one.parent or one).path.startswith(path) for path in paths)
    ]
    found = VoucherBatch.objects.filter(provider__in=providers).select_related(
        "provider", "claimed_by", "paid_by"
    )
    return sorted(found[:200], key=lambda one: one.paid_at is not None)
