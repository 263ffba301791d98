"""Wrong codes typed on the public pages, as long as they count against whoever types them."""

from django.db import models


class WrongGuess(models.Model):
    """One wrong code. What it was typed for, and from where, stand here as keyed digests only."""

    subject = models.CharField(max_length=64)
    address = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        indexes = [
            models.Index(fields=["subject", "at"], name="guesses_at_a_subject"),
            models.Index(fields=["address", "at"], name="guesses_from_an_address"),
        ]
