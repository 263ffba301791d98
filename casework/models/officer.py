"""Officers, their posts and their enforcement certificates."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from guardian.mixins import GuardianUserMixin
from simple_history.models import HistoricalRecords


class OfficerManager(BaseUserManager["Officer"]):
    """Creates officers; a username is compared without regard to case."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> "Officer":
        """A new officer. Raises ValueError without a username."""
        if not username:
            raise ValueError("an officer needs a username")
        officer = self.model(username=self.model.normalize_username(username), **fields)
        officer.set_password(password)
        officer.save(using=self._db)
        return officer

    def create_superuser(self, username: str, password: str | None = None, **fields: object) -> "Officer":
        """Django's own word for it; the flag opens no case, since competence never asks for it."""
        return self.create_user(username, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "Officer":
        """The officer of that name, whatever the case of its letters."""
        return self.get(username__iexact=username or "")


class Officer(GuardianUserMixin, AbstractBaseUser, PermissionsMixin):
    """A person in office. Deactivated, never deleted: their acts stand in the ledger."""

    username = models.CharField(
        _("username"), max_length=64, unique=True, validators=[UnicodeUsernameValidator()]
    )
    name_zh = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in Latin letters"), max_length=80, blank=True)
    staff_number = models.CharField(_("staff number"), max_length=32, blank=True)
    language = models.CharField(
        _("language of the screens"),
        max_length=10,
        blank=True,
        choices=[("zh-hans", "简体中文"), ("en", "English")],
    )
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(auto_now_add=True)
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    objects = OfficerManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["name_zh"]

    class Meta:
        verbose_name = _("officer")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(models.functions.Lower("username"), name="username_unique_in_any_case"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the screen."""
        if self.name_en and (get_language() or "").startswith("en"):
            return self.name_en
        return self.name_zh


class Post(models.Model):
    """A post at an office, with its dates."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="posts")
    office = models.ForeignKey("casework.Office", on_delete=models.PROTECT, related_name="posts")
    title_zh = models.CharField(_("title"), max_length=60)
    title_en = models.CharField(_("title in English"), max_length=80, blank=True)
    valid_from = models.DateField(_("first day"))
    valid_until = models.DateField(_("last day"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the language of the screen."""
        return self.title_en if self.title_en and (get_language() or "").startswith("en") else self.title_zh


class EnforcementCertificate(models.Model):
    """Proof that an officer passed the examination and may enforce (Henan Enforcement Regulations, Art. 20-21)."""

    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="certificates")
    number = models.CharField(_("number"), max_length=40, unique=True)
    valid_from = models.DateField(_("first day"))
    valid_until = models.DateField(_("last day"))
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=models.F("valid_from")), name="certificate_ends_after_it_begins"
            )
        ]

    def __str__(self) -> str:
        return self.number
