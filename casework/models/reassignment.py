"""Who gave a step to whom, by a supervisor's word."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .case import Case, HandOver
from .person import Person
from .sealed import SealedField, SealedFields


class Reassignment(SealedFields):
    """A step that a supervisor gave to another officer: at once, or as an offer that the officer answers."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reassignments")
    step = models.BigIntegerField(_("step"))
    from_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    from_holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    to_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reassignments"
    )
    # Empty where the step changed hands at once.
    offer = models.ForeignKey(HandOver, on_delete=models.PROTECT, null=True, related_name="+")
    reason = SealedField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    event_seq = models.PositiveIntegerField()
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "event_seq"], name="one_reassignment_an_entry")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} -> {self.to_officer_id}"

    @property
    def sealed_owner(self) -> Person:
        """The applicant."""
        return self.case.applicant
