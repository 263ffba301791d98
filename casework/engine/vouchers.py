"""The code of a voucher: it proves itself, so that a voucher that was issued need stand nowhere.

A table of issued codes would be written in the same transaction as the case. Without any key between them the two rows
could still be joined: by the order of rows, and on PostgreSQL by the number of the transaction that every row carries.
So the code is `nonce || MAC(nonce, last day)`: 8 + 17 letters of five bits, 85 of them the MAC. Every voucher of a month
has the same last day, which isn't in the code: it's found by trying the few that are possible.
"""

import hmac
import secrets
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from casework.models import VoucherUse, vault
from law.clock import add_months

from .items import Item

# 32 letters and digits that nobody mistakes for each other.
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_NONCE, _MAC = 8, 17
LENGTH = _NONCE + _MAC
GROUP = 5
# What is looked back: an expired code is still told from one that never was.
MONTHS_BACK = 12
MONTHS_MOST = 12


@dataclass(frozen=True)
class VoucherRule:
    """What an item says about its vouchers. All three are rules of ours, not of any law."""

    valid_months: int
    amount: Decimal
    batch_least: int

    @classmethod
    def of(cls, item: Item) -> "VoucherRule":
        """Read from the item. Raises ValueError if it has none, or one that makes no sense."""
        try:
            told = item.data["voucher"]
            rule = cls(int(told["valid_months"]), Decimal(str(told["amount"])), int(told["batch_least"]))
        except (KeyError, TypeError, InvalidOperation) as error:
            raise ValueError(f"{item.slug}: no rule for vouchers") from error
        if not (1 <= rule.valid_months <= MONTHS_MOST and rule.amount > 0 and rule.batch_least > 1):
            raise ValueError(f"{item.slug}: a rule for vouchers that can't hold")
        return rule

    def last_day(self, issued_on: date) -> date:
        """The last day of a month: all vouchers of one month end on the same day, so that the day tells nothing."""
        return add_months(issued_on.replace(day=1), self.valid_months + 1) - timedelta(days=1)


def new_code(valid_until: date) -> str:
    """A fresh code, in groups as it is told and printed."""
    nonce = "".join(secrets.choice(LETTERS) for _place in range(_NONCE))
    code = nonce + _mac(nonce, valid_until)
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def plain(typed: str) -> str:
    """A code as it was typed, without what stands between its letters; empty if it can't be one."""
    typed = unicodedata.normalize("NFKC", typed[:80]).upper()
    letters = "".join(one for one in typed if not one.isspace() and one not in "-—–")
    return letters if len(letters) == LENGTH and set(letters) <= set(LETTERS) else ""


def last_day_of(typed: str, today: date) -> date | None:
    """The last day of a voucher with this code, whether it lies ahead or behind; None if there is no such voucher."""
    code = plain(typed)
    if not code:
        return None
    nonce, told = code[:_NONCE], code[_NONCE:]
    found = None
    for day in _possible(today):
        # Every day is tried, whether one fits or not: how long it takes tells nothing.
        if hmac.compare_digest(_mac(nonce, day), told):
            found = day
    return found


def fingerprint(typed: str) -> str:
    """The keyed fingerprint under which a used code is remembered."""
    return vault.blind_index("voucher", plain(typed))


def make_alike(claimed: Iterable[VoucherUse]) -> None:
    """Empty what was claimed, and write all that was ever claimed anew, in the order of the fingerprints.

    Otherwise the rows of one claim would still be told from those of another, and with them month and provider: by their
    order, and on PostgreSQL by the number of the transaction that emptied them, which is that of the batch. Whoever calls it
    holds the providers, so that no two claims do it at once.
    """
    VoucherUse.objects.filter(pk__in=[one.pk for one in claimed]).update(
        provider=None, confirmed_by=None, confirmed_at=None
    )
    alike = list(VoucherUse.objects.filter(provider=None).order_by("fingerprint"))
    VoucherUse.objects.filter(pk__in=[one.pk for one in alike]).delete()
    VoucherUse.objects.bulk_create(alike)


def forget_expired_uses(today: date) -> int:
    """Drop what is remembered of claimed vouchers that have expired. Returns how many."""
    dropped, _by_model = VoucherUse.objects.filter(valid_until__lt=today, provider=None).delete()
    return dropped


def _possible(today: date) -> Iterator[date]:
    first = today.replace(day=1)
    for months in range(1 - MONTHS_BACK, MONTHS_MOST + 2):
        yield add_months(first, months) - timedelta(days=1)


def _mac(nonce: str, valid_until: date) -> str:
    number = int(vault.blind_index("voucher/code", f"{nonce}/{valid_until.isoformat()}"), 16)
    return "".join(LETTERS[(number >> (5 * place)) & 31] for place in range(_MAC))
