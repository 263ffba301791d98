"""The seal of a paper: a port, and the placeholder that says it is one.

An electronic seal counts as a seal (ZX 9) only if it comes from the seal service of the hall's own government; the
engine has none, so what it prints until an adapter is named in PAPER_SEAL can't be taken for one.
"""

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Impression:
    """What stands at the place of the seal: the picture of an impression (SVG or PNG), or the name of a placeholder.

    `note` is the key of a standing text of the edition (`seal_notes`); it is printed in the circle where there is no
    picture.
    """

    note: str = ""
    picture: bytes = b""


NO_SEAL = Impression(note="placeholder")
# The file is signed, with the key of a demonstration.
DEMONSTRATION_SEAL = Impression(note="demonstration")


class Seal(Protocol):
    """A seal service."""

    def impression(self, *, office: str, kind: str, number: str) -> Impression:
        """What stands at the place of the seal of this paper; `office` is the office's Chinese name.

        Called every time the paper is printed: it gives the impression that was made when the paper was issued, and
        never a new one. Raises OSError if the service doesn't answer; a paper isn't printed without its seal then.
        """


class PlaceholderSeal:
    """No seal service is connected: the circle says that it is empty."""

    def impression(self, *, office: str, kind: str, number: str) -> Impression:
        """The note that this is the place of the seal and no seal."""
        return NO_SEAL


def seal() -> Seal:
    """The seal service of this hall, named by the setting PAPER_SEAL."""
    adapter: Seal = import_string(settings.PAPER_SEAL)()
    return adapter
