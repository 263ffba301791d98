"""Certificates of registration as electronic licences (GB/T 36904-2018)."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .case import Case
from .paper import Paper


class CertificateState(models.TextChoices):
    """What became of a certificate. That its time is over follows from its last day and is no state of its own."""

    VALID = "valid", _("valid")
    REVOKED = "revoked", _("revoked")
    REPLACED = "replaced", _("replaced by a new version")


class Certificate(models.Model):
    """One version of a certificate. Whoever holds its identifier can ask whether it stands, and learns nothing else."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="certificates")
    # The slip that bears its identifier now; another one if the first was void before it was served.
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="certificates")
    issuer = models.ForeignKey("casework.Office", on_delete=models.PROTECT, related_name="certificates")
    identifier = models.CharField(max_length=120, unique=True)
    serial = models.CharField(max_length=32)
    version = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=16, choices=CertificateState.choices)
    issued_on = models.DateField(_("issued on"))
    valid_until = models.DateField(_("last day of validity"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    # What the holder gives to whoever may read the content; nothing of the code itself is kept.
    holder_code_hash = models.CharField(max_length=64, blank=True, default="")
    history = HistoricalRecords(excluded_fields=["holder_code_hash"])

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["serial", "version"], name="one_certificate_a_version"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="valid"), name="one_valid_certificate_a_case"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("issued_on")),
                name="licence_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.identifier

    def is_over(self, day: date) -> bool:
        """Whether its last day lies before that day (Shanghai calendar)."""
        return self.valid_until is not None and self.valid_until < day
