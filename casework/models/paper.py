"""Statutory papers, their numbers and their service."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .case import Case
from .person import Person
from .sealed import SealedField, SealedFields


class NumberCounter(models.Model):
    """The last number drawn of one series; drawn under its row lock, so a rolled back act leaves no gap."""

    series = models.CharField(max_length=80, unique=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.series}: {self.last}"


class Paper(SealedFields):
    """A paper as it was issued. Its row is never changed; what identifies a person in it is sealed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=8)
    number = models.CharField(max_length=60, unique=True)
    office = models.ForeignKey("casework.Office", on_delete=models.PROTECT, related_name="papers")
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    issued_on = models.DateField(_("issued on"))
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    elements = SealedField()
    digest = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "kind", "year", "serial"], name="no_number_is_drawn_twice"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def sealed_owner(self) -> Person:
        """The applicant."""
        return self.case.applicant

    @property
    def has_ended(self) -> bool:
        """Whether it was made void or withdrawn."""
        return hasattr(self, "ended")


class PaperEnd(models.TextChoices):
    """How a paper ceased to count."""

    VOID = "void", _("void: ended before it was served")
    WITHDRAWN = "withdrawn", _("withdrawn: what it certified was revoked or replaced")


class EndedPaper(SealedFields):
    """The end of a paper. Its row and its number stay; the number is never given to another one."""

    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, related_name="ended")
    end = models.CharField(max_length=16, choices=PaperEnd.choices)
    ended_on = models.DateField(_("ended on"))
    recorded_at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = SealedField()
    followed_by = models.ForeignKey(
        Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="follows"
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.paper_id} {self.end}"

    @property
    def sealed_owner(self) -> Person:
        """The applicant."""
        return self.paper.case.applicant


class ServiceWay(models.TextChoices):
    """How a paper reached its addressee (Civil Procedure Law, Art. 88-95)."""

    IN_PERSON = "in_person", _("handed over in person")
    POST = "post", _("by post with acknowledgement")
    ELECTRONIC = "electronic", _("electronically, as the addressee confirmed")
    LEFT = "left", _("left at the place, with witnesses or pictures")
    NOTICE = "notice", _("by public notice")


class ServiceOfPaper(SealedFields):
    """Proof that a paper was served: who received it, when, where, how (paper D08).

    `served_on` is the day from which it counts as served; for a public notice the day after its 30 days.
    """

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="services")
    way = models.CharField(max_length=16, choices=ServiceWay.choices)
    served_on = models.DateField(_("served on"))
    recorded_at = models.DateTimeField()
    served_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proof = SealedField()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["paper"], name="a_paper_is_served_once")]

    @property
    def sealed_owner(self) -> Person:
        """The applicant."""
        return self.paper.case.applicant


class ServiceFailure(models.TextChoices):
    """Why an attempt of service failed."""

    NOBODY_THERE = "nobody_there", _("nobody was there to receive it")
    RETURNED = "returned", _("the post or the system sent it back")
    WRONG_ADDRESS = "wrong_address", _("the address doesn't exist, or the person has moved")
    WHEREABOUTS_UNKNOWN = "whereabouts_unknown", _("nobody knows where the person is")


class FailedService(SealedFields):
    """An attempt of service that failed; what a public notice rests on (Civil Procedure Law, Art. 95)."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="failed_services")
    way = models.CharField(max_length=16, choices=ServiceWay.choices)
    reason = models.CharField(max_length=24, choices=ServiceFailure.choices)
    tried_on = models.DateField(_("tried on"))
    recorded_at = models.DateTimeField()
    tried_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    account = SealedField()

    class Meta:
        default_permissions = ()
        ordering = ["id"]

    @property
    def sealed_owner(self) -> Person:
        """The applicant."""
        return self.paper.case.applicant


class PublicNotice(SealedFields):
    """A paper's service by public notice: published, and effective only when 30 days have passed (Art. 95)."""

    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, related_name="notice")
    published_on = models.DateField(_("published on"))
    effective_on = models.DateField(_("effective on"))
    recorded_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    account = SealedField()

    class Meta:
        default_permissions = ()

    @property
    def sealed_owner(self) -> Person:
        """The applicant."""
        return self.paper.case.applicant


class ElectronicChannel(models.TextChoices):
    """Where an electronic service goes."""

    ACCOUNT = "account", _("account at the government services network")
    MESSAGE = "message", _("text message")
    MAIL = "mail", _("electronic mail")


class ConfirmedAddress(SealedFields):
    """The address and the electronic channel that the addressee confirmed, until revoked (paper D09)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="confirmed_addresses")
    channel = models.CharField(max_length=16, choices=ElectronicChannel.choices)
    address = SealedField()
    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, related_name="+")
    confirmed_on = models.DateField(_("confirmed on"))
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(revoked_on__isnull=True), name="one_confirmed_address_a_case"
            )
        ]

    @property
    def sealed_owner(self) -> Person:
        """The applicant."""
        return self.case.applicant
