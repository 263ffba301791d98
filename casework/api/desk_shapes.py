"""The shapes of what is found and of what is done to several cases; the same rules hold as in `shapes`."""

from rest_framework import serializers as plain

from .shapes import PaperIssued, Place, Shape, Text, Why


class FoundRow(Shape):
    """A case that was found."""

    number = Text()
    item = Text()
    item_name = Text()
    office = Place()
    applicant = Text(help_text="Masked.")
    state = Text()
    state_text = Text()
    holder = Text(help_text="Empty while nobody holds it.")
    received_on = plain.DateField()


class Found(Shape):
    """A page of cases that were found, the latest first."""

    page = plain.IntegerField()
    pages = plain.IntegerField()
    total = plain.IntegerField()
    rows = FoundRow(many=True)


class Search(Shape):
    """What to find. All that is given has to hold."""

    text = Text(required=False, help_text="As in the one field of the page: number, name, initials or item.")
    number = Text(required=False, help_text="A case number, or how it begins.")
    name = Text(required=False, help_text="The whole name; middle dots, width and case make no difference.")
    identifier_kind = Text(required=False)
    identifier = Text(required=False, help_text="The whole number; needs a purpose.")
    initials = Text(required=False, help_text="Pinyin initials of the whole name.")
    purpose = Text(required=False, help_text="visitor, application, objection or oversight.")
    item = Text(required=False)
    state = Text(required=False)
    office = Text(required=False)
    received_from = plain.DateField(required=False)
    received_until = plain.DateField(required=False)
    page = plain.IntegerField(required=False, min_value=1)


class BatchCase(Shape):
    """A case of a batch."""

    number = Text()
    seen = plain.IntegerField(required=False, min_value=0, help_text="The `event_seq` you know of.")


class Batch(Shape):
    """One act for several cases."""

    act = Text()
    cases = BatchCase(many=True)
    input = plain.DictField(required=False, help_text="What all of them share, e.g. `place` of a service.")
    preview = plain.BooleanField(required=False, help_text="Only tell what would happen.")


class BatchResult(Shape):
    """What happened, or would happen, to one case."""

    number = Text()
    result = plain.ChoiceField(
        ["done", "repeated", "ready", "left_out", "refused"],
        help_text="`ready` and `left_out` in a preview, the others when it was done.",
    )
    state = Text(allow_null=True)
    event_seq = plain.IntegerField(allow_null=True)
    papers = PaperIssued(many=True)
    reasons = Why(many=True)


class BatchDone(Shape):
    """What happened to each case, in the order in which they were named."""

    act = Text()
    preview = plain.BooleanField()
    results = BatchResult(many=True)
