"""Citizens and their keys. Everything that identifies a person is sealed under that person's own key."""

import uuid
from typing import cast

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from . import vault
from .sealed import SealedField, SealedFields


class IdentifierKind(models.TextChoices):
    """The papers by which a person may be identified at the counter."""

    RESIDENT = "resident_id", _("resident identity card")
    PERMANENT = "permanent_resident", _("foreign permanent resident card")
    HMT = "hmt_residence", _("residence permit for Hong Kong, Macao and Taiwan residents")
    PASSPORT = "passport", _("passport")
    NONE = "none", _("no paper")


class PersonKey(models.Model):
    """The wrapped data key of one person. Destroying it erases the person; it has no history on purpose."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wrapped = models.BinaryField(null=True, editable=False)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()

    @classmethod
    def fresh(cls) -> "PersonKey":
        """A new key, not yet stored."""
        key = cls()
        data_key = vault.new_data_key()
        key.wrapped = vault.wrap(data_key, str(key.pk))
        key._data_key = data_key
        return key

    _data_key: bytes | None = None

    @property
    def data_key(self) -> bytes:
        """The key in the clear. Raises ErasedPerson, DamagedSecret."""
        if self.wrapped is None:
            raise vault.ErasedPerson(str(self.pk))
        if self._data_key is None:
            self._data_key = vault.unwrap(bytes(self.wrapped), str(self.pk))
        return self._data_key


class Person(SealedFields):
    """A citizen as one application named them."""

    key = models.OneToOneField(PersonKey, on_delete=models.PROTECT, related_name="person")
    identifier_kind = models.CharField(max_length=20, choices=IdentifierKind.choices)
    name = SealedField()
    identifier = SealedField()
    phone = SealedField()
    division_code = SealedField()
    erased_at = models.DateTimeField(null=True, blank=True)
    # Since when their data are only kept, and opened by nobody (Art. 47(2)).
    restricted_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        # Never the name: this string reaches logs and error pages.
        return f"person {self.pk}"

    @property
    def sealed_owner(self) -> "Person":
        """The person themself."""
        return self

    @property
    def data_key(self) -> bytes:
        """The person's key in the clear. Raises ErasedPerson."""
        return cast(PersonKey, self.key).data_key

    @property
    def is_restricted(self) -> bool:
        """Whether their data are kept only (Art. 47(2)): no closed case of theirs is opened."""
        return self.restricted_at is not None

    @property
    def is_erased(self) -> bool:
        """Whether the person's data can no longer be read."""
        return self.erased_at is not None


class PersonIndex(models.Model):
    """Keyed fingerprints by which a person is found; deleted with the person, without history."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="index")
    kind = models.CharField(max_length=16)
    token = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()
        constraints = [
            # Initials have one for each way in which the name can be read.
            models.UniqueConstraint(fields=["person", "kind", "token"], name="a_fingerprint_is_kept_once")
        ]
        indexes = [models.Index(fields=["kind", "token"], name="person_by_fingerprint")]
