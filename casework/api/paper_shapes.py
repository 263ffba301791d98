"""The shapes of answers about papers that aren't issued yet, and about certificates."""

from rest_framework import serializers as plain

from .shapes import Fault, Shape, Text


class ElementShown(Shape):
    """An element of a paper in words; everybody in the case is masked."""

    element = Text()
    name = Text()
    texts = plain.ListField(child=Text())


class ElementMissing(Shape):
    """An element that a paper must have and doesn't have yet."""

    element = Text()
    name = Text()


class PaperPreviewed(Shape):
    """A paper as it would be issued, without a number."""

    kind = Text()
    name = Text()
    elements = ElementShown(many=True)
    missing = ElementMissing(many=True)


class CertificateAnswer(Shape):
    """Whether a certificate stands, and nothing about a person."""

    state = plain.ChoiceField(["valid", "expired", "revoked", "replaced", "unknown"])
    identifier = Text(help_text="Empty where there is none.")
    kind = Text()
    issuer = Text()
    version = plain.IntegerField(allow_null=True)
    issued_on = plain.DateField(allow_null=True)
    valid_until = plain.DateField(allow_null=True)
    ended_on = plain.DateField(allow_null=True)


class Draft(Shape):
    """The input of an act that isn't done yet; it may be incomplete."""

    input = plain.DictField(required=False, help_text="As much of the act's input as there is.")


class Preview(Shape):
    """What an act would issue, and what is wrong with its input or missing in it. Nothing was stored."""

    act = Text()
    number = Text()
    papers = PaperPreviewed(many=True)
    fields = plain.DictField(child=Fault(many=True))
