"""The electronic signature of a paper's file.

A paper is issued by an act: its elements are sealed and committed to by the ledger, in one transaction. Its file is set
anew from them whenever somebody takes it, and signed then, outside any transaction: no case waits for a key or a seal
service, and a key that is replaced signs what was issued before, too. What ties the file to the act is the commitment that
the signature states. The time it names is that of the paper as it stands, so the same paper gives the same bytes.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from casework.engine import moment
from casework.models import EndedPaper, Paper
from casework.signing.configured import signer_at
from casework.signing.keys import PaperSigner, is_demonstration
from casework.signing.statement import Statement
from law.papers import PaperKind

from .seal import DEMONSTRATION_SEAL, NO_SEAL, Impression
from .sheet import Language


def signer_now() -> PaperSigner | None:
    """Who signs papers; None where none are signed."""
    return signer_at(moment.now())


def impression_with(signer: PaperSigner | None, seal: Impression) -> Impression:
    """What stands at the place of the seal: of a demonstration's key, that its signature is worth nothing."""
    if signer is not None and seal == NO_SEAL and is_demonstration(signer.certificate):
        return DEMONSTRATION_SEAL
    return seal


def signed(
    pdf: bytes,
    paper: Paper,
    kind: PaperKind,
    language: Language,
    office: Any,
    ended: EndedPaper | None,
    signer: PaperSigner,
) -> bytes:
    """The file with its signature. Raises OSError if the seal service doesn't answer."""
    # It takes two seconds to load, and whoever only looks at pages never needs it.
    from casework.signing.pdf import sign_pdf

    certificate = paper.certificates.first()
    statement = Statement(
        number=paper.number,
        kind=paper.kind,
        title_zh=kind.title_zh,
        title_en=kind.title_en,
        office_zh=office["zh"] if isinstance(office, Mapping) else str(office),
        office_en=office["en"] if isinstance(office, Mapping) else str(office),
        language=language,
        issued_on=paper.issued_on,
        digest=paper.digest,
        certificate=certificate.identifier if certificate else "",
        valid_until=certificate.valid_until if certificate else None,
        end=ended.end if ended else "",
        ended_on=ended.ended_on if ended else None,
    )
    return sign_pdf(pdf, statement, signer, _time(paper, ended, signer))


def _time(paper: Paper, ended: EndedPaper | None, signer: PaperSigner) -> datetime:
    stands_since = ended.recorded_at if ended else paper.issued_at
    return max(stands_since, signer.certificate.not_valid_before_utc)
