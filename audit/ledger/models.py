"""The three append-only tables: events, disclosures, refused attempts.

Each row carries ``body``, the exact canonical JSON that is hashed, and ``digest``, its SHA-256. The other
columns repeat parts of the body so that they can be searched; `verify` finds where the two part. A later
sealer reads id, body and digest and decides by ``xid`` which rows can be sealed: the database fills it in, on
PostgreSQL with the number of the writing transaction, on SQLite with 0. The body leaves out id and xid, which
are known only after it was written, and which change when a dump is restored.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any, ClassVar, NoReturn, Self, TypeVar, cast

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit.ledger.canonical import Plain, moment_text, read
from audit.ledger.errors import AppendOnlyError
from audit.ledger.fields import TransactionNumber
from audit.ledger.guards import guard

LAYOUT = 1

_Row = TypeVar("_Row", bound=models.Model, covariant=True)


class AppendOnlyQuerySet(models.QuerySet[_Row]):
    """Rows can be read and added. Everything else is refused here, and once more by the guards in the
    database.
    """

    def _refuse(self, what: str) -> NoReturn:
        raise AppendOnlyError(f"{self.model._meta.db_table} is append-only: {what} refused")

    def update(self, **values: Any) -> NoReturn:
        self._refuse("update")

    def delete(self) -> NoReturn:
        self._refuse("delete")

    def bulk_update(self, *args: Any, **options: Any) -> NoReturn:
        self._refuse("bulk_update")

    def bulk_create(
        self,
        objs: Iterable[_Row],
        batch_size: int | None = None,
        ignore_conflicts: bool = False,
        update_conflicts: bool = False,
        update_fields: Collection[str] | None = None,
        unique_fields: Collection[str] | None = None,
    ) -> list[_Row]:
        if ignore_conflicts or update_conflicts:
            self._refuse("bulk_create that passes over conflicts")
        return super().bulk_create(objs, batch_size)


AppendOnlyManager = models.Manager.from_queryset(AppendOnlyQuerySet)


class Told(models.Model):
    """A row that was told once and stays: the columns every append-only table of the ledger shares."""

    record: ClassVar[str]
    told_columns: ClassVar[tuple[str, ...]]

    id = models.BigAutoField(primary_key=True)
    case_id = models.BigIntegerField(_("case"), null=True)
    case_number = models.CharField(_("case number"), max_length=40, blank=True)
    actor_kind = models.CharField(_("kind of actor"), max_length=16)
    actor_id = models.BigIntegerField(_("actor"), null=True)
    actor_name = models.CharField(_("name of the actor"), max_length=120, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    channel = models.CharField(_("channel"), max_length=32, blank=True)
    request_id = models.CharField(_("request"), max_length=64, blank=True)
    layout = models.PositiveSmallIntegerField(_("layout of the body"))
    body = models.TextField(_("body"))
    digest = models.CharField(_("digest"), max_length=64)
    xid = models.BigIntegerField(_("transaction"), db_default=TransactionNumber(), editable=False)

    objects = AppendOnlyManager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.record} {self.pk}"

    def save(self, *args: Any, **options: Any) -> None:
        """Insert the row. Raises AppendOnlyError when it has been written before."""
        if not self._state.adding or args or options.get("force_update") or options.get("update_fields"):
            raise AppendOnlyError(f"{self._meta.db_table} is append-only: update refused")
        # Without force_insert Django tries an UPDATE first when the primary key is set.
        super().save(force_insert=True, using=options.get("using"))

    def delete(self, *args: Any, **options: Any) -> NoReturn:
        """Always refused (AppendOnlyError)."""
        raise AppendOnlyError(f"{self._meta.db_table} is append-only: delete refused")

    def told(self) -> dict[str, Plain]:
        """What the columns say, in the words of the body. Part of the body's layout 1."""
        values: dict[str, Plain] = {"record": self.record, "layout": self.layout}
        for name in self.told_columns:
            values[name] = getattr(self, name)
        values["recorded_at"] = moment_text(self.recorded_at)
        return values

    def content(self) -> dict[str, Plain]:
        """The body, read back. Raises NotCanonical when it is not canonical JSON."""
        return read(self.body)

    @classmethod
    def of_case(cls, case_id: int) -> models.QuerySet[Self]:
        """The rows of one case in the order they were written."""
        return cast("models.QuerySet[Self]", cls.objects.filter(case_id=case_id).order_by("id"))


@guard
class Event(Told):
    """One legal act, as it was told in the transaction of the act itself.

    ``happened_on`` is the day the law counts from (Asia/Shanghai), ``recorded_at`` the moment of the
    database. ``case_seq`` counts the events of one case from 1 without a gap; it is taken under the lock of
    the case. ``facts`` hold no personal data; an applicant is an id without a name.
    """

    record = "event"
    told_columns = (
        *("case_id", "case_number", "case_seq", "kind", "actor_kind", "actor_id", "actor_name"),
        *("on_behalf_of_id", "on_behalf_of_name", "office_code", "step", "from_state", "to_state"),
        *("channel", "request_id", "basis", "facts"),
    )

    case_seq = models.PositiveIntegerField(_("number within the case"), null=True)
    kind = models.CharField(_("kind"), max_length=64)
    on_behalf_of_id = models.BigIntegerField(_("on behalf of"), null=True)
    on_behalf_of_name = models.CharField(_("name of the one acted for"), max_length=120, blank=True)
    office_code = models.CharField(_("office"), max_length=40, blank=True)
    step = models.CharField(_("step"), max_length=64, blank=True)
    from_state = models.CharField(_("state before"), max_length=40, blank=True)
    to_state = models.CharField(_("state after"), max_length=40, blank=True)
    happened_on = models.DateField(_("happened on"))
    basis = models.JSONField(_("legal basis"), default=list)
    facts = models.JSONField(_("facts"), default=dict)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            # Also the index of the timeline.
            models.UniqueConstraint(fields=["case_id", "case_seq"], name="ledger_event_case_seq"),
            models.CheckConstraint(
                condition=Q(case_id__isnull=True, case_seq__isnull=True)
                | Q(case_id__isnull=False, case_seq__isnull=False, case_seq__gte=1),
                name="ledger_event_seq_with_case",
            ),
            models.CheckConstraint(condition=~Q(body=""), name="ledger_event_has_body"),
        ]
        indexes = [
            models.Index(fields=["actor_kind", "actor_id", "recorded_at"], name="ledger_event_actor"),
            models.Index(fields=["recorded_at"], name="ledger_event_recorded"),
        ]

    def told(self) -> dict[str, Plain]:
        """What the columns say; the body adds commitments, papers and history to it."""
        return super().told() | {"happened_on": self.happened_on.isoformat()}

    @property
    def commitments(self) -> Plain:
        """Label -> commitment, from the body."""
        return self.content()["commitments"]

    @property
    def papers(self) -> Plain:
        """The papers the act made or received (kind, number, sha256), from the body."""
        return self.content()["papers"]

    @property
    def history(self) -> Plain:
        """The history rows the act wrote (model, id, sha256), from the body."""
        return self.content()["history"]


@guard
class Disclosure(Told):
    """One real reading: a case opened, a page of a list with its ids, an export, a print, an unmasking."""

    record = "disclosure"
    told_columns = (
        *("case_id", "case_number", "actor_kind", "actor_id", "actor_name", "purpose", "what", "person_ref"),
        *("items", "channel", "request_id"),
    )

    purpose = models.CharField(_("purpose"), max_length=200)
    what = models.CharField(_("what was read"), max_length=64)
    person_ref = models.CharField(_("person (pseudonym)"), max_length=64, blank=True)
    items = models.JSONField(_("items"), default=list)

    class Meta:
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        constraints = [models.CheckConstraint(condition=~Q(body=""), name="ledger_disclosure_has_body")]
        indexes = [
            models.Index(fields=["case_id", "recorded_at"], name="ledger_disclosure_case"),
            models.Index(fields=["person_ref", "recorded_at"], name="ledger_disclosure_person"),
            models.Index(fields=["actor_kind", "actor_id", "recorded_at"], name="ledger_disclosure_actor"),
            models.Index(fields=["recorded_at"], name="ledger_disclosure_recorded"),
        ]


@guard
class Attempt(Told):
    """One act that the rules refused: who, which act, which code. Never what was typed in."""

    record = "attempt"
    told_columns = (
        *("case_id", "case_number", "actor_kind", "actor_id", "actor_name"),
        *("act", "code", "channel", "request_id"),
    )

    act = models.CharField(_("act"), max_length=64)
    code = models.CharField(_("code of the refusal"), max_length=64)

    class Meta:
        verbose_name = _("refused attempt")
        verbose_name_plural = _("refused attempts")
        constraints = [models.CheckConstraint(condition=~Q(body=""), name="ledger_attempt_has_body")]
        indexes = [
            models.Index(fields=["case_id", "recorded_at"], name="ledger_attempt_case"),
            models.Index(fields=["actor_kind", "actor_id", "recorded_at"], name="ledger_attempt_actor"),
            models.Index(fields=["recorded_at"], name="ledger_attempt_recorded"),
        ]
