"""A PDF signed as PAdES-B-B (ETSI EN 319 142-1), as a certification after which nothing may be changed.

The signature is an incremental update of the file that was set; of that, not a byte is touched. The same file signed with
the same key for the same moment gives the same bytes: what pyHanko would make up anew each time, the second part of the
file's identifier and the time of its last change, is derived or left as it was.
"""

import hashlib
import io
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from .envelope import MD, attributes_of, envelope
from .keys import PaperSigner
from .statement import Statement

FIELD = "Seal"
# Beside the certificates: attributes, the statement, the signature itself.
ROOM = 5000


def sign_pdf(content: bytes, statement: Statement, signer: PaperSigner, at: datetime) -> bytes:
    """The file with its signature. `at` is the time that the signature names. Raises OSError as the signer does."""
    room = ROOM + sum(len(one.public_bytes(Encoding.DER)) for one in (signer.certificate, *signer.chain))
    embedding = PdfCMSEmbedder().write_cms(FIELD, _AsItWas(io.BytesIO(content)))
    next(embedding)
    place = SignatureObject(
        subfilter=SigSeedSubFilter.PADES,
        timestamp=at,
        reason=_reason(statement),
        location=statement.office_zh,
        bytes_reserved=2 * room,
    )
    lock = SigMDPSetup(md_algorithm=MD, certify=True, docmdp_perms=MDPPerm.NO_CHANGES)
    embedding.send(SigObjSetup(sig_placeholder=place, mdp_setup=lock))
    prepared, output = embedding.send(SigIOSetup(md_algorithm=MD))
    signed = attributes_of(prepared.document_digest, signer.certificate, statement.to_json())
    embedding.send(envelope(signer.certificate, signer.chain, signed, signer.sign(signed.dump())))
    return bytes(output.getvalue())


def _reason(statement: Statement) -> str:
    """What a reader of PDFs shows as the reason of the signature."""
    parts = [f"{statement.title_zh} {statement.title_en}", statement.number, statement.certificate]
    if statement.valid_until is not None:
        parts.append(f"有效期至 valid until {statement.valid_until.isoformat()}")
    return " · ".join(part for part in parts if part)


class _AsItWas(IncrementalPdfFileWriter):
    """An update that leaves the metadata of PDF/A alone and gives the file an identifier that follows from it."""

    @classmethod
    def _handle_id(cls, prev: Any) -> Any:
        first, second = super()._handle_id(prev)
        before = b"".join(prev.document_id)
        second = generic.ByteStringObject(hashlib.sha256(b"signed/" + before).digest()[:16])
        return generic.ArrayObject([first, second])

    def _update_meta(self) -> None:
        """Nothing: what was set says when."""
