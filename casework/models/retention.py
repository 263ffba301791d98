"""What is decided about keeping a person's data: a file is kept longer, an erasure is proposed. Neither is ever changed."""

from django.conf import settings
from django.db import models

from .case import Case
from .person import Person
from .sealed import SealedField, SealedFields


class RetentionHold(SealedFields):
    """A closed file is kept until a later day, for a stated reason (个人信息保护法 Art. 72(2), archives). The latest counts."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="holds")
    until = models.DateField()
    reason = SealedField()
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} until {self.until}"

    @property
    def sealed_owner(self) -> Person:
        """The applicant."""
        return self.case.applicant


class ErasureProposal(models.Model):
    """Somebody's retention is over: put before a named officer, by the worker or by another officer."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="erasure_proposals")
    # None: by the worker.
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    to_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True
    )
    made_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} at {self.made_at}"
