"""Characters that can't be printed, found before a paper has a number."""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from casework.engine.refusal import BadInput, Fault

from .fonts import font_set

# Breaks of lines and tabs are laid out, not printed.
_LAID_OUT = frozenset("\n\t")
# Control characters, marks that turn the direction of text or hide in it, private and unassigned ones: whatever a font
# may hold there, a reader would see something else than what was decided.
_NEVER = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"})


def unprintable(elements: Any) -> tuple[str, ...]:
    """The characters of the elements that no font of this hall has, each once, in the order in which they stand."""
    characters = font_set().characters
    found = (
        one
        for text in _texts(elements)
        for one in text
        if one not in _LAID_OUT and (unicodedata.category(one) in _NEVER or ord(one) not in characters)
    )
    return tuple(dict.fromkeys(found))


def check_printable(kind: str, elements: Mapping[str, Any]) -> None:
    """Raises BadInput, naming each element of the paper that holds a character no font has, and the character.

    Fonts are looked into once and kept, so this costs a look-up for each character. The kind is part of the interface:
    all kinds are printed in the same fonts today.
    """
    faults = {}
    for name, value in elements.items():
        characters = unprintable(value)
        if characters:
            faults[name] = [
                Fault(
                    "unprintable",
                    _(
                        "No font of this hall can print %(characters)s. Write it differently, or have a font added that has it."
                    )
                    % {"characters": ", ".join(map(_named, characters))},
                )
            ]
    if faults:
        raise BadInput(faults)


def _named(character: str) -> str:
    code = f"U+{ord(character):04X}"
    return code if unicodedata.category(character) in _NEVER else f"{character} ({code})"


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)
