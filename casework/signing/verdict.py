"""What is said of a file: the same words whether the hall is asked or somebody checks alone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from cryptography import x509

from .checking import Fault, NotGenuine, check_pdf
from .keys import fingerprint, is_demonstration
from .revocations import Ended
from .statement import Statement

VALID, EXPIRED, NOT_GENUINE = "valid", "expired", "not_genuine"
# It is signed by the hall's own key, but the hall's own register doesn't know it.
UNREGISTERED = "unregistered"
FAULTS = (*Fault, UNREGISTERED)
# What became of a paper, if anybody knows: the hall's register or its signed list.
AskEnd = Callable[[Statement], Ended | None]


class Unregistered(LookupError):
    """The register holds no such paper."""


@dataclass(frozen=True)
class Verdict:
    """Whether a file is genuine, and whether what it says counts on that day."""

    state: str
    fault: str = ""
    statement: Statement | None = None
    ended_on: date | None = None
    # The key it was signed with.
    fingerprint: str = ""
    is_demonstration: bool = False
    # As of when it is known what was revoked; None if that isn't known.
    ends_known_at: datetime | None = None

    @property
    def is_genuine(self) -> bool:
        """Whether the hall signed it and it is as it was."""
        return self.state != NOT_GENUINE


def judge(
    content: bytes,
    published: Iterable[x509.Certificate],
    day: date,
    ask: AskEnd | None = None,
    known_at: datetime | None = None,
) -> Verdict:
    """What is to be said of a file on that day."""
    try:
        found = check_pdf(content, published)
        stated = found.statement
        ended = ask(stated) if ask else None
    except NotGenuine as error:
        return Verdict(NOT_GENUINE, error.fault)
    except Unregistered:
        return Verdict(NOT_GENUINE, UNREGISTERED)
    if ended is None and stated.end and stated.ended_on:
        ended = Ended(stated.end, stated.ended_on)
    if ended is not None:
        state = ended.state
    else:
        state = EXPIRED if stated.valid_until and stated.valid_until < day else VALID
    return Verdict(
        state,
        statement=stated,
        ended_on=ended.on if ended else None,
        fingerprint=fingerprint(found.certificate),
        is_demonstration=is_demonstration(found.certificate),
        ends_known_at=known_at,
    )
