"""What a signature states about its paper, signed along with the file: nothing about a person.

It lets anybody who has the file alone say what it is and until when it is valid, and it ties the file to the ledger:
`digest` is the commitment to the paper's elements that the entry of its issue carries.
"""

import hashlib
import json
import re
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

# The type of the signed attribute: an identifier made of a random number (ITU-T X.667), which needs no register.
OID = "2.25.16817199418503663769442725947501534198"
FORM = 1
_DIGEST = re.compile(r"[0-9a-f]{64}")


class NoStatement(ValueError):
    """What was signed isn't a statement about a paper."""


@dataclass(frozen=True)
class Statement:
    """A paper as its signature names it."""

    number: str
    kind: str
    title_zh: str
    title_en: str
    office_zh: str
    office_en: str
    # The language of this file; the Chinese one is the paper.
    language: str
    issued_on: date
    digest: str
    # The identifier of the certificate that stands on it, and its last day; empty where it is none or has no end.
    certificate: str = ""
    valid_until: date | None = None
    # What the file itself says of its end, where it was made after that.
    end: str = ""
    ended_on: date | None = None

    def to_json(self) -> str:
        """As it is signed."""
        told = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in asdict(self).items()
        }
        return json.dumps({"form": FORM, **told}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_statement(text: str) -> Statement:
    """The statement of a signature. Raises NoStatement."""
    try:
        told: dict[str, Any] = json.loads(text)
        form = told.pop("form", None)
        days = {name: _day(told.pop(name)) for name in ("issued_on", "valid_until", "ended_on")}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NoStatement from error
    if (
        form != FORM
        or set(told) | set(days) != {one.name for one in fields(Statement)}
        or any(not isinstance(value, str) for value in told.values())
        or days["issued_on"] is None
        or not _DIGEST.fullmatch(told["digest"])
    ):
        raise NoStatement
    told.update(days)
    return Statement(**told)


def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def key_of_certificate(identifier: str) -> str:
    """Under what a certificate stands in the list of what was revoked; its identifier can't be guessed."""
    return hashlib.sha256(f"anjuan/certificate/{identifier}".encode()).hexdigest()


def key_of_paper(digest: str) -> str:
    """The same for a paper, by its commitment: its number could be guessed, and is no part of it."""
    return hashlib.sha256(f"anjuan/paper/{digest}".encode()).hexdigest()


def keys_of(told: Statement) -> tuple[str, ...]:
    """Every key under which a paper or its certificate may stand there, the certificate's first."""
    own = (key_of_paper(told.digest),)
    return (key_of_certificate(told.certificate), *own) if told.certificate else own
