"""Keys, and a small paper to sign."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import typst
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from casework.signing.keys import KeyInFile, to_pem
from casework.signing.pdf import sign_pdf
from casework.signing.statement import Statement

AT = datetime(2026, 11, 16, 1, 30, tzinfo=UTC)
STATED = Statement(
    number="柳卫登〔2026〕1号",
    kind="D25",
    title_zh="生育登记凭证",
    title_en="Registration slip",
    office_zh="柳塘镇",
    office_en="Liutang",
    language="zh",
    issued_on=date(2026, 11, 16),
    digest="ab" * 32,
    certificate="1.2.156.3005.2.11419923MB1A001011001.11419923MB1A001024.2026ABCDEFGHJKLMNPQR.001.7",
    valid_until=date(2029, 11, 15),
)


def new_key(
    name: str,
    *,
    private: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | None = None,
    issuer: KeyInFile | None = None,
    is_ca: bool = False,
    last: datetime = datetime(2040, 1, 1, tzinfo=UTC),
) -> KeyInFile:
    """A key with its certificate, signed by itself or by that issuer."""
    own = private or ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2019, 1, 1, tzinfo=UTC))
        .not_valid_after(last)
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        .sign(issuer.private_key if issuer else own, hashes.SHA256())
    )
    return KeyInFile(own, certificate, (issuer.certificate, *issuer.chain) if issuer else ())


def pem_of(key: KeyInFile, passphrase: bytes = b"") -> bytes:
    """Key, certificate and chain in one file."""
    encryption = (
        serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    )
    private = key.private_key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption
    )
    return private + to_pem([key.certificate, *key.chain])


@cache
def plain_paper(words: str = "生育登记凭证") -> bytes:
    """A small PDF/A as papers are set."""
    with TemporaryDirectory() as folder:
        source = Path(folder) / "paper.typ"
        source.write_text(f"#set document(title: [paper])\n{words.encode('ascii', 'replace').decode()}")
        return bytes(typst.compile(str(source), format="pdf", pdf_standards="a-2b", timestamp=1_790_000_000))


def signed_paper(key: KeyInFile, statement: Statement = STATED) -> bytes:
    return sign_pdf(plain_paper(), statement, key, AT)
