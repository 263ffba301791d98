"""How a service was rated (好差评), and what was done about a bad rating. Never shown with the case, nor to who worked on it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .case import Case
from .office import Office
from .person import Person
from .sealed import SealedField, SealedFields


class Grade(models.TextChoices):
    """The five grades (GB/T 39735-2020, 国办发〔2019〕51号)."""

    VERY_GOOD = "very_good", _("very satisfied")
    GOOD = "good", _("satisfied")
    FAIR = "fair", _("fairly satisfied")
    BAD = "bad", _("dissatisfied")
    VERY_BAD = "very_bad", _("very dissatisfied")


BAD_GRADES = frozenset({Grade.BAD, Grade.VERY_BAD})


class Rating(models.Model):
    """One rating of one service; it is never changed. A bad one has its two limits (HP-01, HP-02)."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    item = models.SlugField(max_length=64)
    grade = models.CharField(max_length=16, choices=Grade.choices)
    may_call = models.BooleanField()
    rated_at = models.DateTimeField()
    rated_on = models.DateField()
    call_due = models.DateField(null=True)
    answer_due = models.DateField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(grade__in=Grade.values), name="one_of_five_grades"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.grade}"

    @property
    def is_bad(self) -> bool:
        """Whether somebody has to call back, put right and answer."""
        return self.grade in BAD_GRADES


class _Words(SealedFields):
    """Something said about a rating, sealed under the key of the person who rated."""

    rating = models.OneToOneField(Rating, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        default_permissions = ()

    @property
    def sealed_owner(self) -> Person:
        """Whoever rated: the applicant."""
        return self.rating.case.applicant


class RatingWords(_Words):
    """The rater's own words. Kept apart, since they are dropped when their time is over."""

    said = SealedField()

    class Meta(_Words.Meta):
        abstract = False


class RatingCall(_Words):
    """That a supervisor called back: whether the person was reached, and what came of it."""

    reached = models.BooleanField()
    found = SealedField()
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField()

    class Meta(_Words.Meta):
        abstract = False


class RatingAnswer(_Words):
    """What was put right, and what the person is answered."""

    put_right = SealedField()
    answer = SealedField()
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    class Meta(_Words.Meta):
        abstract = False


class RatingEscalation(models.Model):
    """That a limit of a bad rating lapsed and was put before the office above, once for each limit."""

    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="escalations")
    limit = models.CharField(max_length=16)
    due = models.DateField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["rating", "limit"], name="a_limit_of_a_rating_is_told_once")
        ]
