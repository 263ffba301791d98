"""Duties: what an officer may be charged with, granted on an office through django-guardian."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase
from simple_history.models import HistoricalRecords


class Duty(models.TextChoices):
    """The duties of the hall. Each is a permission on an office; its codename is `duty_` and the value."""

    RECEIVE = "receive", _("take in applications")
    ACCEPT = "accept", _("screen and accept")
    EXAMINE = "examine", _("examine")
    DECIDE = "decide", _("decide in the applicant's favour")
    APPROVE = "approve", _("approve")
    LEGAL_REVIEW = "legal_review", _("review the law")
    SERVE = "serve", _("serve papers")
    PAY = "pay", _("pay")
    PROVIDE = "provide", _("confirm and claim vouchers at a provider")
    SUPERVISE = "supervise", _("supervise")
    AUDIT = "audit", _("audit")
    ADMINISTER = "administer", _("administer")

    @property
    def codename(self) -> str:
        """The codename of the permission."""
        return f"duty_{self.value}"


DUTY_PERMISSIONS = [(duty.codename, f"Duty: {duty.value}") for duty in Duty]

# Duties of reading and oversight, the administrator's and a provider's take no part in a case (EX-12, domain section 12).
CASE_DUTIES = frozenset(Duty) - {Duty.AUDIT, Duty.ADMINISTER, Duty.PROVIDE}
# Nobody holds these beside another duty: who administers decides nothing, who works for a provider works for no office.
EXCLUSIVE_DUTIES = frozenset({Duty.ADMINISTER, Duty.PROVIDE})
# Nobody hands an administrator's keys on by delegation or as a stand-in.
DELEGABLE_DUTIES = CASE_DUTIES


class OfficerGrant(UserObjectPermissionBase):
    """A duty granted to one officer on one office."""

    content_object = models.ForeignKey("casework.Office", on_delete=models.PROTECT)
    history = HistoricalRecords()

    class Meta(UserObjectPermissionBase.Meta):
        default_permissions = ()


class GroupGrant(GroupObjectPermissionBase):
    """A duty granted to a group of officers on one office."""

    content_object = models.ForeignKey("casework.Office", on_delete=models.PROTECT)
    history = HistoricalRecords()

    class Meta(GroupObjectPermissionBase.Meta):
        default_permissions = ()


class Delegation(models.Model):
    """One officer's duties at one office entrusted to another, for a term and within a scope; no sub-delegation."""

    principal = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delegations_given"
    )
    delegate = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delegations_held"
    )
    office = models.ForeignKey("casework.Office", on_delete=models.PROTECT, related_name="delegations")
    duties = models.JSONField(_("duties"))
    items = models.JSONField(_("items, empty for all"), default=list, blank=True)
    valid_from = models.DateField(_("first day"))
    valid_until = models.DateField(_("last day"))
    reason = models.CharField(_("reason"), max_length=200)
    revoked_on = models.DateField(_("revoked on"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=models.F("valid_from")), name="delegation_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~Q(principal=models.F("delegate")), name="nobody_delegates_to_himself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.principal_id} -> {self.delegate_id} @ {self.office_id}"


class Absence(models.Model):
    """Days on which an officer is away; the stand-in may act in their place, in their own name."""

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="absences")
    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="standing_in"
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(last_day__gte=models.F("first_day")), name="absence_has_days"),
            models.CheckConstraint(
                condition=Q(stand_in__isnull=True) | ~Q(officer=models.F("stand_in")),
                name="nobody_stands_in_for_himself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id}: {self.first_day} - {self.last_day}"
