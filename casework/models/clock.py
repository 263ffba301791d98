"""A running limit of a case."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .case import Case


class ClockPurpose(models.TextChoices):
    """What must be done before the clock runs out."""

    SCREENING = "screening", _("screening")
    DECISION = "decision", _("decision")
    # What another office is asked, and by when it should have answered; nothing hangs on its answer.
    ENQUIRY = "enquiry", _("answer to an enquiry")
    # The day on which a licence ends; the decision on its renewal has to be there before (XK 50(2)).
    RENEWAL = "renewal", _("decision on the renewal")
    SERVICE = "service", _("service")
    NOTICE = "notice", _("public notice taking effect")
    RECONSIDERATION = "reconsideration", _("applying for reconsideration")
    LITIGATION = "litigation", _("going to court")


# Until when the citizen may fight a decision: their right, never the office's work. Nothing follows from its end.
CITIZENS_WINDOWS = frozenset({ClockPurpose.RECONSIDERATION, ClockPurpose.LITIGATION})
# What binds the office and is measured: everything but the citizen's own time and the wait after a public notice.
OFFICE_PURPOSES = frozenset(ClockPurpose) - CITIZENS_WINDOWS - {ClockPurpose.NOTICE}


class ClockState(models.TextChoices):
    """Whether a clock still runs."""

    RUNNING = "running", _("running")
    PAUSED = "paused", _("paused")
    MET = "met", _("met")
    LAPSED = "lapsed", _("lapsed")
    ENDED = "ended", _("ended without need")


class Clock(models.Model):
    """One limit of one case. The due moment is computed by the law, never edited (EX-16).

    `due_on` is the day the law sets, or the promised one where the law leaves the number to the promise; `promised_on`
    is what the office promised beside it, never later.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clocks")
    purpose = models.CharField(max_length=16, choices=ClockPurpose.choices)
    limit = models.CharField(_("limit"), max_length=16)
    state = models.CharField(max_length=16, choices=ClockState.choices)
    started_on = models.DateField(_("started on"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    due_at = models.DateTimeField(_("due moment"), null=True, blank=True)
    provisional = models.BooleanField(default=False)
    derivation = models.JSONField(default=list)
    promised_on = models.DateField(_("promised for"), null=True, blank=True)
    promised_derivation = models.JSONField(default=list)
    # The version of the working days it was counted with: years and digest.
    calendar = models.CharField(_("calendar"), max_length=32, blank=True, default="")
    stopped_on = models.DateField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        indexes = [models.Index(fields=["due_at"], name="running_clock_by_due", condition=Q(state="running"))]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "purpose"],
                condition=Q(state__in=["running", "paused"]),
                name="one_clock_a_purpose",
            )
        ]

    def __str__(self) -> str:
        return f"{self.limit} {self.due_on}"


class ClockPause(models.Model):
    """A time that is taken out of a limit, on a ground the limit knows and with the paper that told so (XK 45)."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="pauses")
    ground = models.CharField(_("ground"), max_length=32)
    # Both days are taken out: the first after the applicant was told, the last before the ground fell away. A pause
    # that was over before its first day took nothing out and has no last one.
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), null=True, blank=True)
    # The day on which the ground fell away; without it the clock still rests.
    ended_on = models.DateField(_("ground fell away on"), null=True, blank=True)
    paper = models.ForeignKey("casework.Paper", on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["clock"], condition=Q(ended_on__isnull=True), name="one_open_pause_a_clock"
            ),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(last_day__gte=models.F("first_day")),
                name="pause_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(last_day__isnull=True) | Q(ended_on__gt=models.F("last_day")),
                name="pause_ends_before_the_clock_goes_on",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ground} {self.first_day}"


class ClockExtension(models.Model):
    """The one extension of a limit, by the authority the law names, with its reasons told (XK 42)."""

    clock = models.OneToOneField(Clock, on_delete=models.PROTECT, related_name="extension")
    # In the limit's own unit.
    amount = models.PositiveSmallIntegerField(_("by how much"))
    authority = models.CharField(max_length=40)
    paper = models.ForeignKey("casework.Paper", on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField(_("decided on"))
    told_on = models.DateField(_("told on"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    history = HistoricalRecords()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"+{self.amount}"


class ReminderKind(models.TextChoices):
    """Why the worker put a case before somebody."""

    NEAR = "near", _("the limit ends soon")
    LAPSED = "lapsed", _("the limit has lapsed")
    SILENT = "silent", _("the applicant hasn't answered for long")


class Reminder(models.Model):
    """What the worker put before somebody because of the time, once for each end of a limit. It changes nothing else."""

    clock = models.ForeignKey(Clock, on_delete=models.PROTECT, related_name="reminders")
    kind = models.CharField(max_length=8, choices=ReminderKind.choices)
    # The due day it speaks of, or the day since which the applicant is silent: a limit that was prolonged may lapse anew.
    about_day = models.DateField()
    # Whose it is: the office that works on the case, or the one that supervises it; and the officer, if one holds it.
    office = models.ForeignKey("casework.Office", on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["clock", "kind", "about_day"], name="reminded_of_a_day_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about_day}"
