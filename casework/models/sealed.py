"""A model field that holds an encrypted JSON value, and the way to its owner's key."""

from typing import Any, Protocol

from django.db import models

from . import vault


class Owner(Protocol):
    """Whose data something is, as far as sealing goes: the key, and its name."""

    @property
    def key_id(self) -> Any:
        """The name of the key."""

    @property
    def data_key(self) -> bytes:
        """The key in the clear. Raises ErasedPerson."""


class SealedField(models.BinaryField):
    """Ciphertext of one JSON value, or of bytes. It is read and written only through the methods of `SealedFields`."""

    description = "a value encrypted under its owner's key"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)


class SealedFields(models.Model):
    """A model with sealed fields; `sealed_owner` names whose data they are."""

    class Meta:
        abstract = True

    @property
    def sealed_owner(self) -> Owner:
        """The person (or the complaint) whose key opens the sealed fields of this row."""
        raise TypeError(f"{type(self).__name__} does not say whose data it holds")

    def seal(self, field: str, value: Any) -> None:
        """Encrypt a JSON value into a field; None empties it. Raises ErasedPerson."""
        owner = self.sealed_owner
        sealed = None if value is None else vault.seal(owner.data_key, self._label(field, owner), value)
        setattr(self, field, sealed)

    def unseal(self, field: str) -> Any:
        """Decrypt a field; None where nothing stands. Raises ErasedPerson, DamagedSecret."""
        sealed = getattr(self, field)
        if sealed is None:
            return None
        owner = self.sealed_owner
        return vault.unseal(owner.data_key, self._label(field, owner), bytes(sealed))

    def seal_bytes(self, field: str, clear: bytes) -> None:
        """Encrypt bytes into a field. Raises ErasedPerson."""
        owner = self.sealed_owner
        setattr(self, field, vault.seal_bytes(owner.data_key, self._label(field, owner), clear))

    def unseal_bytes(self, field: str) -> bytes:
        """Decrypt the bytes of a field. Raises ErasedPerson, DamagedSecret."""
        owner = self.sealed_owner
        return vault.unseal_bytes(owner.data_key, self._label(field, owner), bytes(getattr(self, field)))

    def _label(self, field: str, owner: Owner) -> str:
        return f"{self._meta.label_lower}.{field}/{owner.key_id}"
