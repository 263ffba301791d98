"""Offices as a tree, and what each may do."""

from datetime import date

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .duty import DUTY_PERMISSIONS


class OfficeKind(models.TextChoices):
    """The levels of a county (domain reference, section 3)."""

    COUNTY = "county", _("County government")
    BUREAU = "bureau", _("County bureau")
    HALL = "hall", _("Service hall")
    TOWNSHIP = "township", _("Township government")
    VILLAGE = "village", _("Village committee")
    PROVIDER = "provider", _("Licensed medical institution")


class Office(models.Model):
    """An organ or a counter. A duty granted on an office holds for every office below it."""

    code = models.CharField(_("code"), max_length=32, unique=True)
    kind = models.CharField(_("kind"), max_length=16, choices=OfficeKind.choices)
    name_zh = models.CharField(_("name in Chinese"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=120)
    document_word = models.CharField(
        _("issuing word of its document numbers"),
        max_length=16,
        blank=True,
        help_text=_("GB/T 9704-2012, 7.2.5"),
    )
    division_code = models.CharField(
        _("division code"), max_length=12, blank=True, help_text=_("GB/T 2260-2007")
    )
    credit_code = models.CharField(
        _("unified social credit code"),
        max_length=18,
        blank=True,
        help_text=_("GB 32100-2015; names the issuer of an electronic licence"),
    )
    telephone = models.CharField(_("telephone for the public"), max_length=32, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    path = models.CharField(max_length=255, unique=True, editable=False)
    active = models.BooleanField(default=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("office")
        default_permissions = ()
        permissions = DUTY_PERMISSIONS
        ordering = ["path"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the path: the codes from the root down to this office. Whatever stands below moves along with it."""
        path = f"{self.parent.path if self.parent else '/'}{self.code}/"
        moved = self.pk is not None and path != self.path
        self.path = path
        with transaction.atomic():
            super().save(*args, **kwargs)
            for child in Office.objects.filter(parent=self) if moved else ():
                child.save()

    @property
    def name(self) -> str:
        """The name in the language of the screen."""
        return self.name_en if (get_language() or "").startswith("en") else self.name_zh

    def is_within(self, other: "Office") -> bool:
        """Whether this office is the other one or stands below it."""
        return self.path.startswith(other.path)

    @property
    def line_codes(self) -> tuple[str, ...]:
        """The codes from the root down to this office."""
        return tuple(part for part in self.path.split("/") if part)


class PowerKind(models.TextChoices):
    """What an office may do with an item of the catalogue."""

    DECIDE = "decide", _("competent to decide")
    RECEIVE = "receive", _("may take in applications")


class OfficePower(models.Model):
    """A power of an office over one item, with its dates. Without it a duty at the office leads nowhere."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="powers")
    item = models.SlugField(_("item"), max_length=64)
    kind = models.CharField(max_length=16, choices=PowerKind.choices)
    basis = models.CharField(_("legal basis"), max_length=120, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("last day of validity"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["office", "item", "kind", "valid_from"], name="one_power_a_day"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
                name="power_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office.code} {self.kind} {self.item}"

    @staticmethod
    def in_force(day: date) -> Q:
        """The powers that hold on a day (Shanghai calendar)."""
        return Q(valid_from__lte=day) & (Q(valid_until__isnull=True) | Q(valid_until__gte=day))

    @staticmethod
    def in_force_at(relation: str, day: date) -> Q:
        """The same, asked through a relation to the powers."""
        begun = Q(**{f"{relation}__valid_from__lte": day})
        unlimited = Q(**{f"{relation}__valid_until__isnull": True})
        return begun & (unlimited | Q(**{f"{relation}__valid_until__gte": day}))
