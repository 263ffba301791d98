"""A complaint without a name (匿名投诉): what it says is sealed under a key of its own, which belongs to nobody.

It leads to no case, no person and no voucher: none of them is asked for, and no row names one. The day is kept, not the
hour. Once its time is over the key goes with the words, and with it the answer and the note of a call.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from . import vault
from .office import Office
from .sealed import SealedField, SealedFields


class Wrong(models.TextChoices):
    """What may have happened to somebody who came with a voucher, or for one."""

    CHARGED = "charged", _("I was charged, or had to leave a deposit")
    URGED = "urged", _("I was forced, urged, or somebody decided for me")
    SENT_AWAY = "sent_away", _("I was sent away or kept waiting without a reason")
    EXPOSED = "exposed", _("Something about me was exposed")
    OTHER = "other", _("Something else")


class Complaint(models.Model):
    """That somebody complained: of which office, on which day, and until when it is dealt with. Never changed."""

    number = models.CharField(max_length=8, unique=True)
    code_hash = models.CharField(max_length=64)
    item = models.SlugField(max_length=64)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    wants_call = models.BooleanField()
    filed_on = models.DateField()
    call_due = models.DateField(null=True)
    answer_due = models.DateField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["id"]

    def __str__(self) -> str:
        # Never the number: whoever complained reads the answer with it.
        return f"complaint {self.pk}"


class ComplaintWords(SealedFields):
    """What happened, in ticks and own words, a telephone if a call is wanted, and the key of it all."""

    complaint = models.OneToOneField(Complaint, on_delete=models.PROTECT, related_name="words")
    wrapped = models.BinaryField(editable=False)
    told = SealedField()

    class Meta:
        default_permissions = ()

    @classmethod
    def fresh(cls, complaint: Complaint) -> "ComplaintWords":
        """The words of a complaint, not yet stored, with a fresh key."""
        row = cls(complaint=complaint)
        row.wrapped = vault.wrap(vault.new_data_key(), row.key_id)
        return row

    @property
    def sealed_owner(self) -> "ComplaintWords":
        """The complaint itself: nobody's person stands behind it."""
        return self

    @property
    def key_id(self) -> str:
        """What binds the key to this complaint."""
        return f"complaint/{self.complaint_id}"

    @property
    def data_key(self) -> bytes:
        """The complaint's key in the clear. Raises DamagedSecret."""
        return vault.unwrap(bytes(self.wrapped), self.key_id)


class _Done(SealedFields):
    """Something that was done about a complaint, sealed under its key."""

    complaint = models.OneToOneField(Complaint, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        default_permissions = ()

    @property
    def sealed_owner(self) -> ComplaintWords:
        """The complaint's words, which hold the key. Raises ErasedPerson once their time is over."""
        words = ComplaintWords.objects.filter(complaint=self.complaint_id).first()
        if words is None:
            raise vault.ErasedPerson(f"complaint/{self.complaint_id}")
        return words


class ComplaintCall(_Done):
    """That whoever complained was called, because they wished it, and what came of it."""

    reached = models.BooleanField()
    found = SealedField()
    called_at = models.DateTimeField()

    class Meta(_Done.Meta):
        abstract = False


class ComplaintAnswer(_Done):
    """What was put right, and the answer, which is read with the number and the code of the complaint."""

    put_right = SealedField()
    answer = SealedField()
    answered_at = models.DateTimeField()

    class Meta(_Done.Meta):
        abstract = False
