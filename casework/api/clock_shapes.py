"""The shapes of limits: how long, since when, whose time it was, and how each day was found."""

from rest_framework import serializers as plain

from .shape import Cited, Shape, Text


class Derived(Shape):
    """One line of how a due day was found."""

    text = Text()
    day = plain.DateField(allow_null=True)
    ground = Text()
    basis = Cited(many=True)


class Ran(Shape):
    """How much of a limit has run, and how much of the time since its start doesn't count."""

    unit = Text(help_text="working or calendar days")
    counted = plain.IntegerField()
    taken_out = plain.IntegerField()


class Pause(Shape):
    """A time that doesn't count; both days are taken out. Without `ended_on` the limit still rests."""

    ground = Text()
    ground_text = Text()
    first_day = plain.DateField()
    last_day = plain.DateField(allow_null=True)
    ended_on = plain.DateField(allow_null=True)
    paper = Text(help_text="The number of the notice.")


class Extension(Shape):
    """The one extension of a limit, in the limit's own unit."""

    amount = plain.IntegerField()
    authority = Text()
    decided_on = plain.DateField()
    paper = Text(help_text="The number of the notice.")


class Correction(Shape):
    """A round in which the applicant had to put something right; it lasts while nothing was handed in."""

    told_on = plain.DateField()
    handed_in_on = plain.DateField(allow_null=True)
    days = plain.IntegerField(allow_null=True, help_text="Working days.")


class Time(Shape):
    """Whose the working days since the receipt were; null where the holidays in between aren't published."""

    since = plain.DateField()
    until = plain.DateField()
    office_days = plain.IntegerField(allow_null=True)
    applicant_days = plain.IntegerField(allow_null=True)
    resting_days = plain.IntegerField(allow_null=True)
    corrections = Correction(many=True)


class Clock(Shape):
    """A limit of a case. Days left are working days, negative when overdue; null where it no longer runs or binds the office.

    `due_on` is the day that binds: the law's, or the promised one where the law leaves the number to the promise. Of a
    citizen's window nothing is closed when it ends.
    """

    whose = Text(help_text="office: its work; citizen: their right; law: a wait that nobody can shorten.")
    purpose = Text()
    purpose_text = Text()
    limit = Text()
    clock_state = Text()
    started_on = plain.DateField()
    due_on = plain.DateField(allow_null=True)
    days_left = plain.IntegerField(allow_null=True)
    provisional = plain.BooleanField()
    stopped_on = plain.DateField(allow_null=True)
    derivation = Derived(many=True, help_text="How `due_on` was found.")
    statutory_on = plain.DateField(allow_null=True)
    promised_on = plain.DateField(allow_null=True, help_text="Never after the statutory day.")
    promised_derivation = Derived(many=True, help_text="Empty where `due_on` itself is the promised day.")
    ran = Ran(allow_null=True)
    pauses = Pause(many=True)
    extension = Extension(allow_null=True)
