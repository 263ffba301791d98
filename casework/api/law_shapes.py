"""The shapes of answers about the law. A field that isn't written here leaves no answer; none holds a person's data."""

from rest_framework import serializers as plain

from .shapes import Shape, Text


class Edition(Shape):
    """A stored edition of the law."""

    edition = Text()
    valid_from = plain.DateField()
    sha256 = Text()
    origin = Text(help_text="shipped or local")
    edition_state = Text(help_text="draft while it waits to be taken over, approved, or withdrawn.")
    calendar_of = Text(
        help_text="The year whose notice made it of the shipped edition of that name; else empty."
    )


class CalendarYear(Shape):
    """A year of the calendar; `notice` is empty for a year without one, which is never guessed."""

    year = plain.IntegerField()
    notice = Text()
    issued_on = plain.DateField(allow_null=True)


class Law(Shape):
    """The law in use today."""

    day = plain.DateField()
    edition = Text()
    sha256 = Text()
    calendar = Text(help_text="Version of the working days: years and digest.")
    editions = Edition(many=True)
    years = CalendarYear(many=True)


class LawChange(Shape):
    """A change of the law here."""

    change = plain.IntegerField()
    kind = Text(help_text="calendar, item, shipped_law or shipped_item")
    subject = Text()
    change_state = Text(help_text="draft, approved or withdrawn")
    reason = Text()
    drafted_by = Text()
    decided_by = Text()
    to_open_cases = plain.BooleanField()
    exceptions = plain.ListField(child=Text())


class LawChanges(Shape):
    """The changes, those that wait for approval first."""

    changes = LawChange(many=True)


class LimitMoved(Shape):
    """A limit before and after a change."""

    purpose = Text()
    limit = Text()
    before = plain.DateField(allow_null=True)
    before_provisional = plain.BooleanField()
    after = plain.DateField(allow_null=True)
    after_provisional = plain.BooleanField()
    effect = Text(help_text="same, settled, known, earlier, later, unknown or resting")
    effect_text = Text()
    worse = plain.BooleanField(help_text="Whether the citizen stands worse by it.")


class CaseMoved(Shape):
    """An open case and its limits; `kept` says why it stays as it is, if it does."""

    number = Text()
    item = Text()
    office = Text()
    received_on = plain.DateField()
    kept = Text()
    why_kept = Text()
    worse = plain.BooleanField()
    limits = LimitMoved(many=True)


class ChangeRehearsed(LawChange):
    """A change, and what it would do to open cases or has still to do."""

    moving = CaseMoved(many=True)
    kept = CaseMoved(many=True)
    following = plain.IntegerField(help_text="Cases that follow without any day changing.")


class NotFollowed(Shape):
    """A case that didn't follow, with the code of the refusal."""

    number = Text()
    code = Text()
    detail = Text()


class ChangeDecided(LawChange):
    """A change after an act on it, with the open cases that have followed."""

    followed = plain.ListField(child=Text())
    not_followed = NotFollowed(many=True)
    left = plain.IntegerField(help_text="Cases that the worker brings after, or another call with `apply`.")


class ChangeDrafted(Shape):
    """A change to be drafted: `given` with the fields of a year, an item or other promises of one, or a YAML text."""

    given = plain.DictField(required=False)
    yaml = plain.CharField(required=False)
    reason = Text(required=False)


class ChangeChoice(Shape):
    """What an act on a change takes: `approve` the choice of open cases, `withdraw` a reason, `apply` nothing."""

    to_open_cases = plain.BooleanField(required=False)
    received_from = plain.DateField(required=False)
    received_until = plain.DateField(required=False)
    exceptions = plain.ListField(child=Text(), required=False)
    reason = Text(required=False)
