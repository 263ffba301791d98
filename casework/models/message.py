"""What the applicant is to be told about whose turn it is, until somebody outside has taken it on."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .case import Case


class MessageTurn(models.TextChoices):
    """What a message says, beside the number of the case: never what the case is about."""

    OFFICE = "office", _("the office works on it")
    APPLICANT = "applicant", _("it is the applicant's turn")
    RESULT = "result", _("there is a result")
    ENDED = "ended", _("the case was withdrawn")


class MessageEnd(models.TextChoices):
    """How it ended."""

    SENT = "sent", _("sent")
    NO_ADDRESS = "no_address", _("there is no address for it")
    OVERTAKEN = "overtaken", _("a later one says what is so now")
    GIVEN_UP = "given_up", _("given up after many tries")


class Message(models.Model):
    """One message, written in the transaction of the act it tells of; sent by the worker after that.

    `key` is the same at each try: whoever takes a message on twice knows by it that it is the same.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    event_seq = models.PositiveIntegerField()
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    turn = models.CharField(max_length=16, choices=MessageTurn.choices)
    until = models.DateField(null=True)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    end = models.CharField(max_length=16, choices=MessageEnd.choices, blank=True, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "event_seq"], name="one_message_an_entry"),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="messages_waiting", condition=Q(end="")),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.event_seq}: {self.turn}"
