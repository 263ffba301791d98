"""Whether a file is a paper of the hall exactly as it was signed. Hashes and one signature; the PDF itself isn't read.

The signature covers every byte of the file but the place where it stands itself, and there only one writing is taken as
genuine: the one that signing gives. So nothing can be appended (another revision, another signature, what a reader would
show instead), and no single byte can be another one, whatever a reader of PDFs makes of it.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from asn1crypto import cms, core
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from .envelope import attributes_of, envelope
from .keys import signs_papers
from .statement import OID, NoStatement, Statement, read_statement

_RANGE = re.compile(rb"/ByteRange \[0 (\d{1,10}) (\d{1,10}) (\d{1,10})\]")
_HEX = re.compile(rb"(?:[0-9A-F]{2})+")
_UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError, RecursionError)


class Fault(StrEnum):
    """Why a file isn't genuine."""

    UNSIGNED = "unsigned"
    APPENDED = "appended"
    ALTERED = "altered"
    OTHER_KEY = "other_key"


class NotGenuine(Exception):
    """The file isn't one that the hall signed, or no longer is."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True)
class Genuine:
    """What the hall signed, and with which key."""

    statement: Statement
    certificate: x509.Certificate


def check_pdf(content: bytes, published: Iterable[x509.Certificate]) -> Genuine:
    """What the signature of a file states, if it is by one of these keys and the file is as it was. Raises NotGenuine."""
    ranges = _RANGE.findall(content)
    if not ranges:
        raise NotGenuine(Fault.UNSIGNED)
    start, end, rest = (int(number) for number in ranges[-1])
    if end + rest != len(content) or not 0 < start < end:
        raise NotGenuine(Fault.APPENDED if end + rest < len(content) else Fault.ALTERED)
    place = content[start:end]
    if place[:1] != b"<" or place[-1:] != b">" or not _HEX.fullmatch(place, 1, len(place) - 1):
        raise NotGenuine(Fault.ALTERED)
    digest = hashlib.sha256(content[:start] + content[end:]).digest()
    if digest.hex().upper().encode() not in place:
        raise NotGenuine(Fault.ALTERED)
    known = {one.public_bytes(Encoding.DER): one for one in published}
    try:
        return _opened(bytes.fromhex(place[1:-1].decode()), digest, known)
    except _UNREADABLE as error:
        raise NotGenuine(Fault.ALTERED) from error


def verify_bytes(certificate: x509.Certificate, value: bytes, data: bytes) -> bool:
    """Whether that is the signature of that key over these bytes."""
    key = certificate.public_key()
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(value, data, padding.PKCS1v15(), hashes.SHA256())
            return True
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(value, data, ec.ECDSA(hashes.SHA256()))
            return True
    except InvalidSignature:
        pass
    return False


def _opened(filled: bytes, digest: bytes, known: dict[bytes, x509.Certificate]) -> Genuine:
    """What stands there. It is written anew from what was read, with the digest of this very file, and compared."""
    content = cms.ContentInfo.load(filled)["content"]
    (signer,) = content["signer_infos"]
    told = [one.chosen.dump() for one in content["certificates"]]
    serial = signer["sid"].chosen["serial_number"].native
    own = next((known[one] for one in told if one in known and known[one].serial_number == serial), None)
    if own is None or not signs_papers(own):
        raise NotGenuine(Fault.OTHER_KEY)
    (stated,) = (one for one in signer["signed_attrs"] if one["type"].dotted == OID)
    text = core.UTF8String.load(stated["values"][0].dump()).native
    value = signer["signature"].native
    attributes = attributes_of(digest, own, text)
    chain = [known[one] for one in told if known[one] != own]
    written = envelope(own, chain, attributes, value)
    if filled != written.ljust(len(filled), b"\0") or not verify_bytes(own, value, attributes.dump()):
        raise NotGenuine(Fault.ALTERED)
    try:
        return Genuine(read_statement(text), own)
    except NoStatement as error:
        raise NotGenuine(Fault.ALTERED) from error
