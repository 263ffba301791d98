"""The key a hall signs its papers with, and the certificates by which others check them.

A real key comes as a PKCS#12 or PEM file with its passphrase. A demonstration's key is made at its first start; its
certificate says what it is, and whoever reads it is told so.
"""

import os
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes, PublicKeyTypes
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

# Stands in the certificate of every key made for a demonstration; production refuses it, and checks say it.
DEMONSTRATION = "DEMONSTRATION ONLY - WITHOUT LEGAL EFFECT"
RSA_BITS_LEAST = 2048
CURVES = ("secp256r1", "secp384r1")


class UnfitKey(ValueError):
    """A key or a certificate that papers can't be signed or checked with; the words say why."""


class PaperSigner(Protocol):
    """Whoever signs papers: a key in a file, or a hall's own seal service (setting PAPER_SIGNER).

    Signatures are RSA (PKCS#1 v1.5) or ECDSA, with SHA-256. For SM2 with SM3 (GM/T 0031) `sign` is the one thing that a
    seal service has to do, but `checking` has to learn the algorithm, too.
    """

    certificate: x509.Certificate
    # The certificates of who issued it, up to the root or as far as others need them.
    chain: Sequence[x509.Certificate]

    def sign(self, data: bytes) -> bytes:
        """The signature over these bytes. Raises OSError if the service doesn't answer; nothing leaves unsigned then."""


@dataclass(frozen=True)
class KeyInFile:
    """A key that this hall holds itself."""

    private_key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
    certificate: x509.Certificate
    chain: Sequence[x509.Certificate] = ()

    def sign(self, data: bytes) -> bytes:
        """The signature; the same bytes give the same one."""
        if isinstance(self.private_key, rsa.RSAPrivateKey):
            return self.private_key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self.private_key.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))


def read_key(path: Path, passphrase: str = "") -> KeyInFile:
    """The key of a PKCS#12 or PEM file with its certificate and chain. Raises UnfitKey; no word of it shows a secret."""
    secret = passphrase.encode() or None
    key: PrivateKeyTypes | None
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnfitKey(f"cannot be read: {path}") from error
    try:
        if b"-----BEGIN" in content:
            key = serialization.load_pem_private_key(content, secret)
            pems = b"-----BEGIN CERTIFICATE" in content
            certificates = x509.load_pem_x509_certificates(content) if pems else []
        else:
            key, first, others = pkcs12.load_key_and_certificates(content, secret)
            certificates = [*([first] if first else []), *others]
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise UnfitKey("is no PKCS#12 or PEM file that opens with this passphrase") from error
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise UnfitKey("holds no RSA or ECDSA key")
    public = _plain(key.public_key())
    own = next((one for one in certificates if _plain(one.public_key()) == public), None)
    if own is None:
        raise UnfitKey("holds no certificate of its key")
    insist_fit(own)
    return KeyInFile(key, own, tuple(one for one in certificates if one != own))


def insist_fit(certificate: x509.Certificate) -> None:
    """Raises UnfitKey if a certificate isn't one to sign papers with."""
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        if key.key_size < RSA_BITS_LEAST:
            raise UnfitKey(f"has fewer than {RSA_BITS_LEAST} bits")
    elif not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name not in CURVES:
        raise UnfitKey("is neither RSA nor ECDSA on P-256 or P-384")
    if not signs_papers(certificate):
        raise UnfitKey("has a certificate that isn't for signing documents")


def signs_papers(certificate: x509.Certificate) -> bool:
    """Whether a certificate is one of who signs, and not one of who issues certificates."""
    try:
        if certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
            return False
    except x509.ExtensionNotFound:
        pass
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment


def is_demonstration(certificate: x509.Certificate) -> bool:
    """Whether it belongs to a key that was made for a demonstration."""
    names = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return any(one.value == DEMONSTRATION for one in names)


def is_over(certificate: x509.Certificate, at: datetime) -> bool:
    """Whether its time is over, or hasn't begun."""
    return not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


def fingerprint(certificate: x509.Certificate) -> str:
    """The SHA-256 of a certificate, in hexadecimal digits."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def to_pem(certificates: Iterable[x509.Certificate]) -> bytes:
    """Certificates as they are published."""
    return b"".join(one.public_bytes(serialization.Encoding.PEM) for one in certificates)


def read_certificates(content: bytes) -> tuple[x509.Certificate, ...]:
    """The certificates of a published PEM file. Raises UnfitKey if it holds none or one that can't be read."""
    try:
        found = tuple(x509.load_pem_x509_certificates(content))
        for one in found:
            signs_papers(one)
    except ValueError as error:
        raise UnfitKey("is no PEM file of certificates") from error
    return found


def demonstration_key(path: Path) -> Path:
    """The file of a demonstration's key; at the first start it is made.

    It is written whole under another name and then linked into place, so that processes that start at the same moment
    end up with the same key.
    """
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_bytes(_made())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # the other process was first: its key counts
    finally:
        draft.unlink()
    return path


def _made() -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, DEMONSTRATION),
            x509.NameAttribute(NameOID.COMMON_NAME, "演示用章，无法律效力 (demonstration seal)"),
        ]
    )
    usage = dict.fromkeys(
        (
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # A demonstration tells of earlier years, too.
        .not_valid_before(datetime(2015, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2045, 1, 1, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + to_pem([certificate])


def _plain(key: PublicKeyTypes) -> bytes:
    return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
