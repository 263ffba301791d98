"""Samples (抽查) that the county draws of closed registrations, what was found, and what the office answered.

Nothing here is counted for an officer, an office or a place: a sample asks whether one case was dealt with lawfully.
"""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .case import Case
from .office import Office
from .sealed import SealedField, SealedFields

if TYPE_CHECKING:
    from .person import Person


class CheckPoint(models.TextChoices):
    """What is looked at in each case of a sample."""

    RIGHT_OFFICER = "right_officer", _("The right officers acted, and none who had to step aside")
    IN_TIME = "in_time", _("Every limit was kept")
    MATERIALS = "materials", _("No more was asked for than the item lists")
    REASONS = "reasons", _("Reasons and articles are given where they are needed")
    SERVICE = "service", _("What was issued reached the person, with its proof")


class Checked(models.TextChoices):
    """What was found at a point."""

    OK = "ok", _("in order")
    FAULT = "fault", _("not in order")
    NOT_HERE = "not_here", _("doesn't arise here")


class Sample(models.Model):
    """One sample: a period that is over, a size, and the seed by which anybody draws the same cases again."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    size = models.PositiveSmallIntegerField(_("size"))
    seed = models.CharField(_("seed"), max_length=64)
    # The digest of what was drawn from; it holds no case apart, and its number isn't told.
    drawn_from = models.CharField(max_length=64)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="sample_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_day} - {self.last_day}"


class SampledCase(models.Model):
    """A case of a sample, in the order in which it was drawn."""

    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="cases")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()

    class Meta:
        default_permissions = ()
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "case"], name="drawn_once_a_sample"),
        ]

    def __str__(self) -> str:
        return f"{self.sample_id}/{self.place}"


class SampleFinding(SealedFields):
    """What somebody who had no part in the case found in it. A fault goes to the office with a remark."""

    sampled = models.OneToOneField(SampledCase, on_delete=models.PROTECT, related_name="finding")
    points = models.JSONField(default=dict)
    remark = SealedField()
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    found_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.sampled_id)

    @property
    def sealed_owner(self) -> "Person":
        """The applicant: free text about a case is theirs."""
        return self.sampled.case.applicant

    @property
    def faults(self) -> list[CheckPoint]:
        """The points at which something isn't in order."""
        return [one for one in CheckPoint if self.points.get(one.value) == Checked.FAULT]


class SampleAnswer(SealedFields):
    """What the office answers to a remark."""

    finding = models.OneToOneField(SampleFinding, on_delete=models.PROTECT, related_name="answer")
    words = SealedField()
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.finding_id)

    @property
    def sealed_owner(self) -> "Person":
        """The applicant: free text about a case is theirs."""
        return self.finding.sampled.case.applicant
