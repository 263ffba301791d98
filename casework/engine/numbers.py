"""Gapless numbers: drawn under a row lock, so that what is rolled back was never drawn.

Lock order everywhere: the case, then number counters, then the ledger.
"""

from django.db import IntegrityError, transaction
from django.db.models import F

from casework.models import NumberCounter


def draw(series: str) -> int:
    """The next number of a series. Must be called inside the act's transaction; holds the series until it ends."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a number is drawn inside the transaction of its act")
    while True:
        counter = NumberCounter.objects.select_for_update().filter(series=series).first()
        if counter is not None:
            NumberCounter.objects.filter(pk=counter.pk).update(last=F("last") + 1)
            return counter.last + 1
        try:
            with transaction.atomic():
                NumberCounter.objects.create(series=series)
        except IntegrityError:
            # Somebody else began the series between the two statements: their row is the one to lock.
            continue
