"""What all shapes are made of."""

from typing import Any

from rest_framework import serializers as plain


class Text(plain.CharField):
    """A text as it stands."""


class Shape(plain.Serializer[Any]):
    """Base of all shapes."""


class Cited(Shape):
    """An article, short and as it is printed."""

    article = Text()
    text = Text()
