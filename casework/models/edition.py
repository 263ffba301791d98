"""Law and items as immutable rows: what a case was received under never changes beneath it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class EditionSource(models.TextChoices):
    """Where an edition came from."""

    SHIPPED = "shipped", _("shipped with the product")
    LOCAL = "local", _("drafted and approved here")


class EditionState(models.TextChoices):
    """Only an approved edition is used for new cases."""

    DRAFT = "draft", _("draft")
    APPROVED = "approved", _("approved")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ChangeKind(models.TextChoices):
    """What a change of the law here consists of."""

    CALENDAR = "calendar", _("holiday notice")
    ITEM = "item", _("item version")
    SHIPPED_LAW = "shipped_law", _("shipped law over local law")
    SHIPPED_ITEM = "shipped_item", _("shipped item over a local version")


class LawChange(models.Model):
    """A change of law or items that one officer drafts and another approves; what it says is never edited.

    A shipped edition that would go over local law is such a change, too: nobody has drafted it, and it waits.
    """

    kind = models.CharField(max_length=16, choices=ChangeKind.choices)
    # The year of a notice, the slug of an item, the name of a shipped edition.
    subject = models.CharField(max_length=64)
    # Canonical JSON of the year or of the item; empty for what is shipped, which has its own row.
    body = models.TextField(blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    state = models.CharField(max_length=16, choices=EditionState.choices, default=EditionState.DRAFT)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # In whose place it was drafted, where that was somebody else's duty.
    drafted_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    drafted_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(_("reason of the withdrawal"), max_length=300, blank=True)
    # Which open cases the approval named: a calendar reaches all of them, an item version none unless it is said.
    to_open_cases = models.BooleanField(default=False)
    received_from = models.DateField(_("received from"), null=True, blank=True)
    received_until = models.DateField(_("received until"), null=True, blank=True)
    exceptions = models.JSONField(_("excepted cases"), default=list, blank=True)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class LawEdition(models.Model):
    """One edition of the law as canonical JSON.

    A holiday notice that came later makes another edition of each one that cases are pinned to; `base` is the shipped
    one it was derived from, and everything but the calendar is the same.
    """

    edition = models.CharField(max_length=32)
    valid_from = models.DateField()
    sha256 = models.CharField(max_length=64, unique=True)
    body = models.TextField()
    source = models.CharField(max_length=16, choices=EditionSource.choices)
    state = models.CharField(max_length=16, choices=EditionState.choices)
    stored_at = models.DateTimeField(auto_now_add=True)
    base = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="derived")
    change = models.ForeignKey(
        LawChange, on_delete=models.PROTECT, null=True, blank=True, related_name="law_editions"
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["edition"], condition=Q(source="shipped"), name="one_shipped_law_an_edition"
            )
        ]

    def __str__(self) -> str:
        return self.edition


class ItemVersion(models.Model):
    """One edition of one approval item as canonical JSON."""

    slug = models.SlugField(max_length=64)
    edition = models.CharField(max_length=32)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, unique=True)
    body = models.TextField()
    source = models.CharField(max_length=16, choices=EditionSource.choices)
    state = models.CharField(max_length=16, choices=EditionState.choices)
    stored_at = models.DateTimeField(auto_now_add=True)
    change = models.ForeignKey(
        LawChange, on_delete=models.PROTECT, null=True, blank=True, related_name="item_versions"
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "edition"], condition=Q(source="shipped"), name="one_shipped_item_an_edition"
            )
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.edition}"
