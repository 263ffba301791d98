"""Gapless numbers: drawn under a row lock, so that what is rolled back was never drawn.

Lock order everywhere: the case, then number counters, then the ledger.
"""

from django.db import IntegrityError, transaction

from casework.models import NumberCounter

# Waits for the row, then counts on from what whoever held it has left.
_DRAW = "UPDATE casework_numbercounter SET last = last + 1 WHERE series = %s RETURNING last"


def draw(series: str) -> int:
    """The next number of a series. Must be called inside the act's transaction; holds the series until it ends."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a number is drawn inside the transaction of its act")
    while True:
        with transaction.get_connection().cursor() as cursor:
            cursor.execute(_DRAW, [series])
            drawn = cursor.fetchone()
        if drawn is not None:
            return int(drawn[0])
        try:
            with transaction.atomic():
                NumberCounter.objects.create(series=series)
        except IntegrityError:
            # Somebody else began the series between the two statements: their row is the one to lock.
            continue
