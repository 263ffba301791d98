"""What was submitted once stays submitted once: the key a client chose, and the act it led to."""

from django.conf import settings
from django.db import models

from .case import Case


class Submission(models.Model):
    """An Idempotency-Key with the act it led to, written in the act's own transaction."""

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=40)
    event_seq = models.PositiveIntegerField()
    state = models.CharField(max_length=24)
    made_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["officer", "key"], name="a_key_leads_to_one_act")]
