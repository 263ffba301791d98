"""The shapes of what is told to everybody over the interface; every text in both languages."""

from rest_framework import serializers as plain

from casework.api.shape import Shape, Text
from casework.api.shapes import Words
from casework.api.sharing import Agreement


class GuideShort(Shape):
    """An item of the catalogue."""

    slug = Text()
    number = plain.IntegerField(help_text="Its number in the catalogue.")
    name = Words()
    kind = Words()
    who = Words()
    runs = plain.BooleanField(help_text="Whether applications are worked on in this hall's own system.")


class Guide(Shape):
    """All items."""

    day = plain.DateField()
    items = GuideShort(many=True)


class GuideBasis(Shape):
    """On what something stands. What is `analogy` or `product` is a rule of the office, not to be cited as law."""

    ground = plain.ChoiceField(["statute", "policy", "analogy", "product"])
    articles = Words(many=True)


class GuideLimit(Shape):
    """A limit, with the number of the law and what the office promises instead."""

    limit = Text()
    title = Words()
    counted_from = Words()
    term = Words(allow_null=True)
    promised = Words(allow_null=True)
    basis = GuideBasis()


class GuideMaterial(Shape):
    """A paper and whence it comes."""

    name = Words()
    alternatives = Words(many=True)
    source = plain.ChoiceField(["person", "sharing"])
    declaration_instead = plain.BooleanField()


class GuideRight(Shape):
    """What nobody may ask of a citizen."""

    code = Text()
    text = Words()
    basis = GuideBasis()


class GuideOffice(Shape):
    """An office that takes in applications."""

    name = Words()
    telephone = Text()
    decides = plain.BooleanField()


class GuideFormer(Shape):
    """Names from the time before, and what became of them."""

    names = plain.ListField(child=Text())
    text = Words()
    ended_on = plain.DateField(allow_null=True)


class GuideSample(Shape):
    """A field of the form with an example, in the language asked for."""

    label = Text()
    value = Text()
    optional = plain.BooleanField()


class GuideItem(GuideShort):
    """Everything that is told of an item."""

    edition = Text(help_text="Of the item; empty where it doesn't run here.")
    law_edition = Text()
    where = Words()
    offices = GuideOffice(many=True)
    basis = GuideBasis()
    limits = GuideLimit(many=True)
    materials = GuideMaterial(many=True)
    instead = Words(allow_null=True)
    fee = plain.IntegerField(help_text="Always 0.")
    output = Words(many=True)
    note = Words(allow_null=True)
    remedies = Words(allow_null=True)
    rights = GuideRight(many=True)
    former_names = GuideFormer(many=True)
    sample = GuideSample(many=True)


class SharedData(Shape):
    """The agreements that hold or held."""

    agreements = Agreement(many=True)
