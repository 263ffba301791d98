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


class PublishedKey(Shape):
    """A certificate by which papers are checked."""

    use = plain.ChoiceField(["today", "former", "issuer"])
    subject = Text()
    issuer = Text()
    fingerprint = Text(help_text="SHA-256 of the certificate.")
    valid_from = plain.DateTimeField()
    valid_until = plain.DateTimeField()
    is_demonstration = plain.BooleanField(help_text="What it signs is without legal effect.")
    pem = Text()


class PublishedKeys(Shape):
    """Every key of this hall, those of earlier papers, too; empty where it signs nothing."""

    keys = PublishedKey(many=True)


class SignedRevocations(Shape):
    """What no longer counts, for checks without the hall; `manage.py verify_file --revocations` reads it."""

    list = Text(help_text="JSON; what is signed are these bytes after `anjuan-revocations` and a line feed.")
    certificate = Text(help_text="The fingerprint of the key that signed it.")
    signature = Text(help_text="Base64.")


class FileVerdict(Shape):
    """Whether a paper's file is genuine and counts today; nothing that the file doesn't tell itself."""

    state = plain.ChoiceField(["valid", "expired", "revoked", "replaced", "void", "withdrawn", "not_genuine"])
    fault = plain.ChoiceField(
        ["", "unsigned", "appended", "altered", "other_key", "unregistered"],
        help_text="Why it isn't genuine; empty if it is.",
    )
    kind = Text()
    number = Text()
    issuer = Text()
    issued_on = plain.DateField(allow_null=True)
    identifier = Text(help_text="Of the certificate that stands on it; empty where there is none.")
    valid_until = plain.DateField(allow_null=True)
    ended_on = plain.DateField(allow_null=True)
    key = Text(help_text="The fingerprint of the key it was signed with.")
    demonstration = plain.BooleanField()
    words = plain.ListField(child=plain.CharField())


class Draft(Shape):
    """The input of an act that isn't done yet; it may be incomplete."""

    input = plain.DictField(required=False, help_text="As much of the act's input as there is.")


class Preview(Shape):
    """What an act would issue, and what is wrong with its input or missing in it. Nothing was stored."""

    act = Text()
    number = Text()
    papers = PaperPreviewed(many=True)
    fields = plain.DictField(child=Fault(many=True))
