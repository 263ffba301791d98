"""Everything the ledger refuses, by name."""

from __future__ import annotations


class LedgerError(Exception):
    """Base of every error the ledger raises."""


class AppendOnlyError(LedgerError):
    """Something tried to change or remove a row of an append-only table through the ORM."""


class GuardError(LedgerError):
    """A guard was asked for on a model that cannot be guarded, or its removal was asked for outside the
    tests.
    """


class NotCanonical(LedgerError, ValueError):
    """A value has no canonical JSON form (a float, a naive moment, an unknown type …)."""


class EntryRefused(LedgerError, ValueError):
    """An entry is not fit to be written: a field is missing, malformed, too long or contradicts another."""


class PersonalDataRefused(EntryRefused):
    """Something that looks like personal data stands where it could never be erased again.

    ``sort`` is ``resident_id`` or ``phone``; ``path`` says where it stands. The text itself is never
    repeated.
    """

    def __init__(self, sort: str, path: str) -> None:
        self.sort = sort
        self.path = path
        super().__init__(f"{path} looks like personal data ({sort}); the ledger keeps a commitment instead")


class OutsideTransaction(LedgerError):
    """An entry was told outside the transaction of the act it tells of."""


class DuplicateKind(LedgerError):
    """Two sentences were registered for one kind of event."""


class BadTemplate(LedgerError, ValueError):
    """A sentence template is empty, malformed or reaches beyond plain field names."""
