"""Data sharing as a register: which agreement lets which data flow for what, and every single question asked under it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .case import Case
from .person import Person
from .sealed import SealedField, SealedFields


class Direction(models.TextChoices):
    """Which way data flow under an agreement."""

    IN = "in", _("we ask")
    OUT = "out", _("we are asked")


class PartnerKind(models.TextChoices):
    """What the other side is; to some of them no reproductive data ever go (PR-10)."""

    HEALTH = "health", _("health agency")
    CIVIL_AFFAIRS = "civil_affairs", _("civil affairs agency")
    SOCIAL_INSURANCE = "social_insurance", _("social or medical insurance")
    DATA_BUREAU = "data_bureau", _("government data platform")
    POLICE = "police", _("public security, household registration")
    SCHOOL = "school", _("school or education agency")
    EMPLOYER = "employer", _("employer")
    LANDLORD = "landlord", _("landlord or housing agency")
    CREDIT = "credit", _("credit bureau or list of the discredited")


class AgreementState(models.TextChoices):
    """Only what was approved and isn't revoked lets anybody ask anything."""

    DRAFT = "draft", _("draft")
    APPROVED = "approved", _("approved")
    WITHDRAWN = "withdrawn", _("withdrawn")
    REVOKED = "revoked", _("revoked")


class SharingAgreement(models.Model):
    """One agreement with one partner; what it says is never edited. Drafted by one officer, approved by another."""

    direction = models.CharField(max_length=4, choices=Direction.choices)
    partner = models.CharField(_("partner"), max_length=100)
    partner_kind = models.CharField(max_length=24, choices=PartnerKind.choices)
    # Of what comes in: the register as the materials of items name it.
    register = models.CharField(_("register"), max_length=40, blank=True)
    # Citations, e.g. ["ZX 7"].
    basis = models.JSONField(_("basis"), default=list)
    data_fields = models.JSONField(_("fields"), default=list)
    # Of what comes in: the items for which it may be asked; of what goes out: what the other side needs it for.
    purposes = models.JSONField(_("purposes"), default=list)
    number = models.CharField(_("number of the document"), max_length=60)
    agreed_by = models.CharField(_("signed for the partner by"), max_length=100)
    valid_from = models.DateField(_("in force from"))
    valid_until = models.DateField(_("in force until"))
    state = models.CharField(max_length=16, choices=AgreementState.choices, default=AgreementState.DRAFT)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # In whose place it was drafted, where that was somebody else's duty.
    drafted_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    drafted_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_on = models.DateField(_("revoked on"), null=True, blank=True)
    ended_because = models.CharField(_("reason of the end"), max_length=300, blank=True)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=models.F("valid_from")), name="agreement_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return f"{self.partner} {self.number}"


class SharedQuery(models.Model):
    """One question about one person, or one request that was admitted: written down before it goes out, never changed."""

    mark = models.CharField(max_length=32, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="shared_queries")
    agreement = models.ForeignKey(SharingAgreement, on_delete=models.PROTECT, related_name="queries")
    # The material that it settles; empty for a request from outside.
    material = models.CharField(max_length=40, blank=True)
    data_fields = models.JSONField(default=list)
    asked_on = models.DateField()
    asked_at = models.DateTimeField()
    # Nobody, where the worker asked.
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        default_permissions = ()
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.mark


class SharedReply(SealedFields):
    """What came back to a question, once; what it says is sealed under the person's key and dies with it."""

    query = models.OneToOneField(SharedQuery, on_delete=models.PROTECT, related_name="reply")
    answer = models.CharField(max_length=16)
    facts = SealedField()
    answered_at = models.DateTimeField()
    event_seq = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.query_id} {self.answer}"

    @property
    def sealed_owner(self) -> Person:
        """The applicant."""
        return self.query.case.applicant


class MismatchResult(models.TextChoices):
    """Which side was found to be wrong, together with the agency that keeps the register."""

    SOURCE = "source", _("the register was wrong; its agency corrects it")
    STATEMENT = "statement", _("the statement was wrong; the person corrects it")
    BOTH_RIGHT = "both_right", _("both are right, for instance after a move")


class Mismatch(SealedFields):
    """A register answered otherwise than the person said: a matter to be cleared up, which decides nothing."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="mismatches")
    query = models.ForeignKey(SharedQuery, on_delete=models.PROTECT, related_name="mismatches")
    data_field = models.CharField(max_length=40)
    found_on = models.DateField()
    result = models.CharField(max_length=16, choices=MismatchResult.choices, blank=True)
    words = SealedField()
    settled_on = models.DateField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.query_id} {self.data_field}"

    @property
    def sealed_owner(self) -> Person:
        """The applicant."""
        return self.case.applicant
