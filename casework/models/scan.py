"""Scanned pages of materials: of a case, and those an officer has chosen but not yet handed in with an act.

They stand in tables, not in files: the pages, the case and its ledger entry are written in one transaction, so no crash
can leave a page without its row or a row without its page; every host and every dump has all of them; and erasing the
person's key makes them unreadable wherever a copy lies.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from . import vault
from .case import Material
from .person import Person
from .sealed import SealedField, SealedFields


class Scan(SealedFields):
    """One page of a material. A removed page stays on record, and its picture stays sealed; it is shown no more."""

    material = models.ForeignKey(Material, on_delete=models.PROTECT, related_name="scans")
    position = models.PositiveSmallIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()  # in bytes
    digest = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    removal_reason = SealedField()
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        ordering = ["material", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["material", "position"], name="one_scan_a_position"),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True) | Q(removed_by__isnull=False),
                name="a_removed_scan_has_its_officer",
            ),
        ]

    @property
    def sealed_owner(self) -> Person:
        """The applicant."""
        return self.material.case.applicant


class ScanPicture(SealedFields):
    """The picture of a page and a small one beside it, sealed under the applicant's key. Never changed."""

    scan = models.OneToOneField(Scan, on_delete=models.PROTECT, related_name="picture")
    content = SealedField()
    thumbnail = SealedField()

    class Meta:
        default_permissions = ()

    @property
    def sealed_owner(self) -> Person:
        """The applicant."""
        return self.scan.material.case.applicant


class StagedPage(models.Model):
    """A page that an officer has chosen and no act has taken yet. Sealed under a key of its own; it goes after hours.

    Nobody but that officer sees it. It belongs to no case and is no part of the record, hence has no history.
    """

    token = models.CharField(max_length=32, unique=True)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    wrapped = models.BinaryField(editable=False)
    content = models.BinaryField(editable=False)
    thumbnail = models.BinaryField(editable=False)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()  # in bytes
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        default_permissions = ()
        ordering = ["id"]

    def __str__(self) -> str:
        return self.token

    def seal(self, content: bytes, thumbnail: bytes) -> None:
        """Encrypt the two pictures under a fresh key."""
        key = vault.new_data_key()
        self.wrapped = vault.wrap(key, f"staged/{self.token}")
        self.content = vault.seal_bytes(key, f"staged/{self.token}/content", content)
        self.thumbnail = vault.seal_bytes(key, f"staged/{self.token}/thumbnail", thumbnail)

    def unseal(self, field: str) -> bytes:
        """The content or the thumbnail. Raises DamagedSecret."""
        key = vault.unwrap(bytes(self.wrapped), f"staged/{self.token}")
        return vault.unseal_bytes(key, f"staged/{self.token}/{field}", bytes(getattr(self, field)))
