"""What happened on an earlier day and is entered now, with evidence and by two officers."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .case import Case
from .person import Person
from .sealed import SealedField, SealedFields


class Evidence(models.TextChoices):
    """What shows the day on which something happened."""

    OWN_HAND = "own_hand", _("dated and signed by the receiver's own hand")
    POSTMARK = "postmark", _("postmark of what was posted to the office")
    POSTAL_RECEIPT = "postal_receipt", _("acknowledgement of receipt of the post")
    OFFLINE_RECEIPT = "offline_receipt", _("written receipt given while there was no connection")
    RECORD = "record", _("record of the day: minutes, pictures, log of a system")


class LateEntry(SealedFields):
    """One act proposed for an earlier day; a second officer confirms or rejects it (EX-16).

    `happened_on` is the day the law counts from. Of what was posted, `arrived_on` is the day on which the office had
    it, from which the office's own time runs. `words` hold the act's input and the evidence.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="late_entries")
    act = models.CharField(max_length=40)
    happened_on = models.DateField(_("happened on"))
    arrived_on = models.DateField(_("arrived on"), null=True, blank=True)
    evidence = models.CharField(_("evidence"), max_length=24, choices=Evidence.choices)
    words = SealedField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    confirmed = models.BooleanField(null=True)
    # The ledger entry of its confirmation; the act itself is the one that follows.
    confirmed_seq = models.PositiveIntegerField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(decided_at__isnull=True), name="one_open_late_entry_a_case"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                name="late_entry_has_a_second_officer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.happened_on}"

    @property
    def sealed_owner(self) -> Person:
        """The applicant."""
        return self.case.applicant
