"""The signature as it stands in a file: CMS (RFC 5652) with the attributes of PAdES-B-B, in the one way we write it.

Signing writes it, and checking writes it anew and compares: a signature that says the same in other bytes isn't ours.
"""

import hashlib
from collections.abc import Iterable

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from .statement import OID

MD = "sha256"
# Signing-certificate-v2 (RFC 5035), which asn1crypto knows by another name than by its own.
_WHOSE = "1.2.840.113549.1.9.16.2.47"


def attributes_of(digest: bytes, certificate: x509.Certificate, stated: str) -> cms.CMSAttributes:
    """What is signed: the file's digest, whose certificate it is, the statement; no time, which PAdES has in the file."""
    whose = tsp.SigningCertificateV2(
        {
            "certs": [
                tsp.ESSCertIDv2(
                    {
                        "hash_algorithm": {"algorithm": MD},
                        "cert_hash": hashlib.sha256(_der(certificate)).digest(),
                    }
                )
            ]
        }
    )
    return cms.CMSAttributes(
        [
            _attribute("content_type", cms.ContentType("data")),
            _attribute("message_digest", core.OctetString(digest)),
            _attribute(_WHOSE, whose),
            _attribute(OID, core.UTF8String(stated)),
        ]
    )


def envelope(
    certificate: x509.Certificate, chain: Iterable[x509.Certificate], signed: cms.CMSAttributes, value: bytes
) -> bytes:
    """The signature as DER: of that certificate, with its chain, over those attributes."""
    own = _asn1(certificate)
    scheme = f"{MD}_rsa" if isinstance(certificate.public_key(), rsa.RSAPublicKey) else f"{MD}_ecdsa"
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                name="issuer_and_serial_number",
                value=cms.IssuerAndSerialNumber({"issuer": own.issuer, "serial_number": own.serial_number}),
            ),
            "digest_algorithm": algos.DigestAlgorithm({"algorithm": MD}),
            "signed_attrs": signed,
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": scheme}),
            "signature": value,
        }
    )
    content = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [algos.DigestAlgorithm({"algorithm": MD})],
            "encap_content_info": {"content_type": "data"},
            "certificates": [own, *(_asn1(one) for one in chain)],
            "signer_infos": [signer],
        }
    )
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": content}).dump())


def _attribute(kind: str, value: core.Asn1Value) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": cms.CMSAttributeType(kind), "values": [value]})


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(_der(certificate))
