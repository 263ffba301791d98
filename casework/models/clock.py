"""A running limit of a case."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .case import Case


class ClockPurpose(models.TextChoices):
    """What must be done before the clock runs out."""

    SCREENING = "screening", _("screening")
    DECISION = "decision", _("decision")
    SERVICE = "service", _("service")


class ClockState(models.TextChoices):
    """Whether a clock still runs."""

    RUNNING = "running", _("running")
    PAUSED = "paused", _("paused")
    MET = "met", _("met")
    LAPSED = "lapsed", _("lapsed")
    ENDED = "ended", _("ended without need")


class Clock(models.Model):
    """One limit of one case. The due moment is computed by the law, never edited (EX-16)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clocks")
    purpose = models.CharField(max_length=16, choices=ClockPurpose.choices)
    limit = models.CharField(_("limit"), max_length=16)
    state = models.CharField(max_length=16, choices=ClockState.choices)
    started_on = models.DateField(_("started on"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    due_at = models.DateTimeField(_("due moment"), null=True, blank=True)
    provisional = models.BooleanField(default=False)
    derivation = models.JSONField(default=list)
    stopped_on = models.DateField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        indexes = [models.Index(fields=["due_at"], name="running_clock_by_due", condition=Q(state="running"))]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "purpose"],
                condition=Q(state__in=["running", "paused"]),
                name="one_clock_a_purpose",
            )
        ]

    def __str__(self) -> str:
        return f"{self.limit} {self.due_on}"
