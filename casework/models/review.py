"""What is written while a case is reviewed: marks on materials, and drafts that bind nobody."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .case import Case, Material
from .person import Person
from .sealed import SealedField, SealedFields


class AssessmentResult(models.TextChoices):
    """What an officer found about a material."""

    ACCEPTED = "accepted", pgettext_lazy("a material", "accepted")
    REMARK = "remark", pgettext_lazy("a material", "accepted with a remark")
    REJECTED = "rejected", pgettext_lazy("a material", "rejected")


class Assessment(SealedFields):
    """One officer's mark on one material as it then was. A later mark stands beside it; none is ever changed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assessments")
    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="assessments")
    # The history row of the material that was looked at: what came in later has not been looked at yet.
    version = models.BigIntegerField()
    result = models.CharField(max_length=16, choices=AssessmentResult.choices)
    comment = SealedField()
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    step = models.CharField(max_length=40)
    event_seq = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.material_id}: {self.result}"

    @property
    def sealed_owner(self) -> Person:
        """The applicant."""
        return self.case.applicant


class StatementWay(models.TextChoices):
    """How an applicant spoke."""

    WRITTEN = "written", _("in writing")
    ORAL = "oral", _("by word of mouth")
    TELEPHONE = "telephone", _("by telephone")


class Statement(SealedFields):
    """What the applicant said about an intended decision; a refusal answers it (element of paper D06)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="statements")
    way = models.CharField(max_length=16, choices=StatementWay.choices)
    made_on = models.DateField()
    words = SealedField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    event_seq = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.made_on}"

    @property
    def sealed_owner(self) -> Person:
        """The applicant."""
        return self.case.applicant


class Draft(SealedFields):
    """What an officer has filled in for an act and not sent. No part of the case: it binds nobody and expires."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="drafts")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=40)
    given = SealedField()
    event_seq = models.PositiveIntegerField()
    saved_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["case", "officer", "act"], name="one_draft_an_act_and_officer")
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.case_id}"

    @property
    def sealed_owner(self) -> Person:
        """The applicant."""
        return self.case.applicant
