"""Whether a certificate stands, for anybody who holds its identifier. The answer holds nothing about a person."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from casework.engine.items import Words
from casework.engine.lawbook import book_of
from casework.models import Certificate, CertificateState
from law.codes import LICENCE_ROOT, LicenceNumber
from law.errors import InvalidCode

LONGEST = 200
UNKNOWN, EXPIRED = "unknown", "expired"
# The answers there are; each is as easily asked for as the others.
STATES = (*CertificateState.values, EXPIRED, UNKNOWN)
_BETWEEN = re.compile(r"[\s\-_]+")
_DOTS = re.compile("[\u3002\uff0e\uff61\u00b7\u30fb\u2022]")


@dataclass(frozen=True)
class Answer:
    """What the public is told of a certificate: state, kind of paper, issuer, days."""

    state: str
    identifier: str = ""
    kind: Words | None = None
    issuer: Words | None = None
    version: int | None = None
    issued_on: date | None = None
    valid_until: date | None = None
    ended_on: date | None = None
    # Whether its content opens with a code that the holder gives.
    opens_by_code: bool = False

    @property
    def is_known(self) -> bool:
        """Whether there is such a certificate, in whatever state."""
        return self.state != UNKNOWN


def read_identifier(text: str) -> str:
    """An identifier as somebody typed it: width, case and blanks make no difference, and the root may be left out.

    Empty where it is none, or where its check character doesn't fit.
    """
    plain = _BETWEEN.sub("", _DOTS.sub(".", unicodedata.normalize("NFKC", text[:LONGEST]))).upper()
    if plain.count(".") == 4:
        plain = f"{LICENCE_ROOT}.{plain}"
    try:
        return str(LicenceNumber.parse(plain))
    except InvalidCode:
        return ""


def verify(text: str, today: date) -> Answer:
    """Whether the certificate of that identifier stands today.

    One that was never issued and one whose check character doesn't fit are answered alike, so that nothing is learned
    by trying.
    """
    number = read_identifier(text)
    found = Certificate.objects.filter(identifier=number).select_related("case", "paper", "issuer").first()
    if found is None:
        return Answer(UNKNOWN)
    kind = book_of(found.case.law_edition_id).papers[found.paper.kind]
    state = str(found.state)
    if state == CertificateState.VALID and found.is_over(today):
        state = EXPIRED
    return Answer(
        state=state,
        identifier=found.identifier,
        kind=Words(zh=kind.title_zh, en=kind.title_en),
        issuer=Words(zh=found.issuer.name_zh, en=found.issuer.name_en),
        version=found.version,
        issued_on=found.issued_on,
        valid_until=found.valid_until,
        ended_on=found.ended_on,
        opens_by_code=bool(state == CertificateState.VALID and found.holder_code_hash),
    )
