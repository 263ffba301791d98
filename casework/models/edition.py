"""Law and items as immutable rows: what a case was received under never changes beneath it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class EditionSource(models.TextChoices):
    """Where an edition came from."""

    SHIPPED = "shipped", _("shipped with the product")
    LOCAL = "local", _("drafted and approved here")


class EditionState(models.TextChoices):
    """Only an approved edition is used for new cases."""

    DRAFT = "draft", _("draft")
    APPROVED = "approved", _("approved")
    WITHDRAWN = "withdrawn", _("withdrawn")


class LawEdition(models.Model):
    """One edition of the law as canonical JSON."""

    edition = models.CharField(max_length=32)
    valid_from = models.DateField()
    sha256 = models.CharField(max_length=64, unique=True)
    body = models.TextField()
    source = models.CharField(max_length=16, choices=EditionSource.choices)
    state = models.CharField(max_length=16, choices=EditionState.choices)
    stored_at = models.DateTimeField(auto_now_add=True)

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

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "edition"], condition=Q(source="shipped"), name="one_shipped_item_an_edition"
            )
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.edition}"
