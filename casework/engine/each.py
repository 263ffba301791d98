"""The same act on many cases, each in a transaction of its own: what fails on one stops no other."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .act import acts
from .actor import Actor
from .refusal import ActRefused, BadInput, NoSuchCase

logger = logging.getLogger(__name__)


@dataclass
class Each:
    """The cases it was done on, and those on which it was not, each with code and reason."""

    done: list[str] = field(default_factory=list)
    refused: list[tuple[str, str, str]] = field(default_factory=list)


def perform_each(act: str, numbers: Iterable[str], by: Actor, **given: Any) -> Each:
    """Perform an act on each case, one after the other."""
    told = Each()
    for number in numbers:
        try:
            acts[act].perform(case_number=number, by=by, **given)
            told.done.append(number)
        except ActRefused as refusal:
            told.refused.append((number, refusal.code, " ".join(str(one.text) for one in refusal.reasons)))
        except (BadInput, NoSuchCase) as refusal:
            # Somebody was faster: the case has followed, or is closed.
            told.refused.append((number, "GONE", str(refusal)))
        except Exception as error:
            # Only the kind of error: its words may hold what stands in the case.
            logger.error("%s on %s failed: %s", act, number, type(error).__name__)
            told.refused.append((number, "FAILED", type(error).__name__))
    return told
