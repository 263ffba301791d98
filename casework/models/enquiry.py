"""What registers answered about a person who asked for an extract of their own data."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .case import Case
from .person import Person
from .sealed import SealedField, SealedFields


class AnswerState(models.TextChoices):
    """Whether a register answered; silence is no answer, and has no consequence for the person."""

    ANSWERED = "answered", _("answered")
    SILENT = "silent", _("no answer within the limit")


class RegisterAnswer(SealedFields):
    """One office's answer from its own register, fact by fact; a later answer stands beside it, none is changed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="register_answers")
    office = models.ForeignKey("casework.Office", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=AnswerState.choices)
    # Nobody, where only the limit has passed.
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    words = SealedField()
    event_seq = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.office_id}"

    @property
    def sealed_owner(self) -> Person:
        """The applicant."""
        return self.case.applicant
