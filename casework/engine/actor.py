"""Who acts, through which door, and under which key a repeated submission is known again."""

import uuid
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from casework.models import Officer

from .rehearsal import Rehearsal

Door = Literal["web", "api", "command", "worker"]


@dataclass(frozen=True)
class SubmissionKey:
    """A client's own key for one submission, with a fingerprint of what was submitted."""

    key: str
    fingerprint: str


@dataclass(frozen=True)
class Late:
    """A late entry about to be done: the day it happened on, and who confirmed it in this very transaction.

    Without a row it is a rehearsal: the act is done to see whether it would be lawful, and always undone.
    """

    happened_on: date
    arrived_on: date | None = None
    evidence: str = ""
    entry_id: int | None = None
    confirmed_by: "Actor | None" = None


@dataclass(frozen=True)
class Actor:
    """An officer, or the hall's own worker, which may effect only what favours the citizen (EX-11)."""

    officer: Officer | None
    door: Door
    request_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    submission: SubmissionKey | None = None
    # Only to see what the act would issue; nothing is written, drawn or put on record.
    rehearsal: Rehearsal | None = None
    late: Late | None = None
    # The person whose case it is, who came with its number and query code.
    is_applicant: bool = False

    @property
    def is_system(self) -> bool:
        """Whether nobody acts but the passing of time."""
        return self.officer is None and not self.is_applicant

    @property
    def kind(self) -> str:
        """The word of the ledger for it."""
        return "applicant" if self.is_applicant else "system" if self.is_system else "officer"

    @property
    def name(self) -> str:
        """The name for the ledger: the Chinese name of the officer, or the worker's; an applicant's stands nowhere."""
        return self.officer.name_zh if self.officer else "" if self.is_applicant else "worker"


def worker() -> Actor:
    """The hall's worker."""
    return Actor(officer=None, door="worker")


def applicant(request_id: str) -> Actor:
    """The person whose case it is; whoever calls has asked for number and query code."""
    return Actor(officer=None, door="web", request_id=request_id, is_applicant=True)
